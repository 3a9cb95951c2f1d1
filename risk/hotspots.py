"""Which places are more than chance: rates with their intervals, smoothed rates, hot and cold spots, real changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.special import bdtr, bdtrc, ndtr  # not scipy.stats, which takes a second and 30 MB

from tables import MAP_CELLS, check, conform

FEWEST_PREMISES = 10
FEWEST_EXPECTED = 1.0
FALSE_DISCOVERY = 0.05
"""Share of false findings accepted among all findings; a finding at a fifth of it is called sure."""
_Z = 1.959964


def interval(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of Poisson counts.

    Source: Byar's approximation, as English public health statistics use it; within 1 % of the exact one from 5 upwards.
    """
    n = np.asarray(counts, dtype="float64")
    more = n + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(n > 0, n * (1 - 1 / (9 * n) - _Z / (3 * np.sqrt(n))) ** 3, 0.0)
    return low, more * (1 - 1 / (9 * more) + _Z / (3 * np.sqrt(more))) ** 3


def smoothed(counts: np.ndarray, premises: np.ndarray) -> np.ndarray:
    """Rates drawn towards the county's the more, the fewer premises they rest on.

    Source: the global empirical Bayes estimator of Marshall (1991), Applied Statistics 40, 283-294.
    """
    n, at_risk = np.asarray(counts, "float64"), np.asarray(premises, "float64")
    known = at_risk > 0
    if not known.any():
        return np.full(len(n), np.nan)
    mean = n[known].sum() / at_risk[known].sum()
    rate = np.divide(n, at_risk, out=np.full(len(n), mean), where=known)
    spread = (at_risk[known] * (rate[known] - mean) ** 2).sum() / at_risk[known].sum()
    between = max(spread - mean / at_risk[known].mean(), 0.0)
    whole = between + mean / np.maximum(at_risk, 1e-9)
    share = np.divide(between, whole, out=np.zeros(len(n)), where=known & (whole > 0))
    return np.where(known, share * rate + (1 - share) * mean, np.nan)


def rated(cells: pd.DataFrame, premises: pd.DataFrame) -> pd.DataFrame:
    """MAP_CELLS with premises, rate, interval, smoothed rate and ratio; cells with premises and no contact join with 0.

    Args:
        cells: MAP_CELLS with counts.
        premises: `cell`, `premises`.
    Returns:
        MAP_CELLS; `finding` is "few" where fewer than 10 premises, or less than one contact to be expected, carry a rate.
    """
    check(cells, MAP_CELLS)
    known, listed = pd.Index(cells["cell"].astype("object")), pd.Index(premises["cell"].astype("object"))
    every = known.union(listed)
    n, at_risk = np.zeros(len(every)), np.zeros(len(every))
    n[every.get_indexer(known)] = cells["count"].to_numpy("float64")
    at_risk[every.get_indexer(listed)] = premises["premises"].to_numpy("float64")
    county = n[at_risk > 0].sum() / at_risk.sum() if at_risk.sum() else np.nan
    per_thousand = np.divide(1000.0, at_risk, out=np.full(len(n), np.nan), where=at_risk > 0)
    low, high = interval(n)
    few = (at_risk < FEWEST_PREMISES) | (at_risk * np.nan_to_num(county) < FEWEST_EXPECTED)
    return conform(
        pd.DataFrame({
            "cell": every, "count": n.astype("int64"), "premises": at_risk.astype("int64"),
            "rate": n * per_thousand, "low": low * per_thousand, "high": high * per_thousand,
            "smoothed": smoothed(n, at_risk) * 1000, "ratio": n * per_thousand / 1000 / county if county else np.nan,
            "finding": pd.Series("few", index=range(len(few)), dtype="str").where(few),
        }),
        MAP_CELLS,
    )  # fmt: skip


def contiguity(areas: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Which areas touch, by code; made once for a set of boundaries.

    Source: queen contiguity of PySAL; islands keep themselves alone.
    """
    from libpysal.weights import Queen

    found = Queen.from_dataframe(areas, ids=areas["code"].tolist(), use_index=False, silence_warnings=True)
    return {str(code): [str(other) for other in others] for code, others in found.neighbors.items()}


def hexagons_touching(numbers: Sequence[str], row: int = 4096) -> dict[str, list[str]]:
    """Which of some hexagons touch, by number: six steps, arithmetic instead of geometry."""
    there = {int(number) for number in numbers}
    steps = (row, -row, 1, -1, row - 1, 1 - row)
    return {str(n): [str(n + step) for step in steps if n + step in there] for n in there}


def surprising(cells: pd.DataFrame, neighbours: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """MAP_CELLS with `z` and the hot and cold spots that are more than chance.

    Gi* compares each cell and its neighbours with the whole county, on smoothed rates where premises are known and on counts where
    none are; p-values are two-sided and held to a false-discovery rate of 5 % (1 % for `hot_sure`, `cold_sure`).

    Source: Getis and Ord (1992, 1995) and Benjamini and Hochberg (1995) as PySAL's esda has them.
    """
    check(cells, MAP_CELLS)
    judged = cells[cells["cell"].isin(list(neighbours))].copy()
    has_rates = bool(judged["premises"].fillna(0).sum())
    if has_rates:
        judged = judged[judged["premises"].fillna(0) > 0]
    values = judged["smoothed" if has_rates else "count"].to_numpy("float64")
    z = _gi_star(values, judged["cell"].tolist(), neighbours)
    found = cells.merge(pd.DataFrame({"cell": judged["cell"], "z": z}), on="cell", how="left", suffixes=("_", ""))
    sure, likely = (_discovered(found["z"].to_numpy("float64"), FALSE_DISCOVERY * share) for share in (0.2, 1.0))
    side = np.where(found["z"].fillna(0) > 0, "hot", "cold")
    name = np.where(sure, np.char.add(side.astype("U8"), "_sure"), np.where(likely, side, ""))
    few = (found["finding"] == "few").fillna(False) & ~likely
    finding = pd.Series(np.where(few, "few", name), index=found.index).astype("str")
    return conform(found.assign(finding=finding.mask(finding == "")), MAP_CELLS)


def _gi_star(values: np.ndarray, names: list[str], neighbours: Mapping[str, Sequence[str]]) -> np.ndarray:
    if len(values) < 3 or np.ptp(values) == 0:
        return np.zeros(len(values))
    from esda.getisord import G_Local
    from libpysal.weights import W

    known = set(names)
    links = {name: [other for other in neighbours[name] if other in known] for name in names}
    weights = W(links, id_order=names, silence_warnings=True)
    return np.nan_to_num(np.asarray(G_Local(values, weights, transform="B", star=True, permutations=0).Zs))


def _discovered(z: np.ndarray, rate: float) -> np.ndarray:
    """Which z-scores are findings at a false-discovery rate (Benjamini and Hochberg)."""
    p = 2 * ndtr(-np.abs(np.nan_to_num(z)))
    return _below(np.where(np.isnan(z), 1.0, p), rate)


def _below(p: np.ndarray, rate: float) -> np.ndarray:
    if not len(p):
        return np.zeros(0, dtype=bool)
    order = np.sort(p)
    passed = order <= rate * np.arange(1, len(p) + 1) / len(p)
    return p <= order[np.flatnonzero(passed)[-1]] if passed.any() else np.zeros(len(p), dtype=bool)


def changed(now: pd.DataFrame, before: pd.DataFrame, *, days: tuple[int, int]) -> pd.DataFrame:
    """MAP_CELLS with both periods; `up` and `down` where a change is more than chance.

    Args:
        now, before: MAP_CELLS with counts.
        days: length of each period, so that unlike periods can be compared.

    Source: given the sum of two Poisson counts the first is binomial; two-sided p-values, false-discovery rate 5 %.
    """
    joined = now[["cell", "count"]].merge(
        before[["cell", "count"]].rename(columns={"count": "before"}), on="cell", how="outer"
    )
    joined = joined.fillna({"count": 0, "before": 0})
    n, m = joined["count"].to_numpy("int64"), joined["before"].to_numpy("int64")
    share = days[0] / (days[0] + days[1])
    at_least = np.where(n > 0, bdtrc(np.maximum(n - 1, 0), n + m, share), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(bdtr(n, n + m, share), at_least))
    expected = m * days[0] / days[1]
    ratio = np.divide(n, expected, out=np.full(len(n), np.nan), where=expected > 0)
    found = np.where(_below(p, FALSE_DISCOVERY), np.where(n > expected, "up", "down"), "")
    few = (n + m < 5) & (found == "")
    finding = pd.Series(np.where(few, "few", found), index=joined.index).astype("str")
    return conform(joined.assign(ratio=ratio, finding=finding.mask(finding == "")), MAP_CELLS)
