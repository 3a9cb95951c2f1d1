"""A fair sample of pairs to ask people about, and how many pairs each answer stands for."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from linkage.engine import Work
from linkage.model import probability
from tables import STRATA, check, conform

PER_STRATUM = 40
"""Enough to tell 90% from 98% within one stratum (Wilson, 95%)."""
EDGES = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99)
"""Lower bounds of the strata by match probability."""
# Joined pairs of little weight of their own are held by others, and likely pairs that were not joined by a rule: on the sample
# county nine in ten of the first and four in ten of the second are one business.
UNCOMPARED = 0.97
"""Share expected of joined pairs that were not compared themselves. Source: sample county, .970."""


def sample(work: Work, records: pd.DataFrame, *, per_stratum: int = PER_STRATUM) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw pairs from every stratum, the same ones whenever the same pairs are there.

    The strata: pairs joined by the partner's own reference, joined without having been compared, joined and not joined by
    probability. What was never compared and not joined is in no stratum: of misses among those the sample says nothing.

    Args:
        work: what the run found.
        records: RECORDS, for partner, sector and district.
    Returns:
        `left`, `right`, `match_weight`, `stratum` of the pairs drawn, and STRATA.
    """
    every = _population(work)
    order = np.argsort([_lot(work.record_id[a], work.record_id[b]) for a, b in _thinned(every)], kind="stable")
    thin = every.iloc[_thin_rows(every)].iloc[order]
    drawn = thin.groupby("stratum", sort=True).head(per_stratum)
    return drawn[["left", "right", "match_weight", "stratum"]].reset_index(drop=True), _strata(every, work, records)


def _population(work: Work) -> pd.DataFrame:
    found, business = work.found, work.business
    weight = found.weights["match_weight"].to_numpy()
    compared = pd.DataFrame({"left": found.left, "right": found.right, "match_weight": weight})
    inside = _inside(business).merge(compared, on=["left", "right"], how="left")
    p = probability(inside["match_weight"].fillna(0).to_numpy())
    name = np.array([f"joined, {_words(edge)}" for edge in range(len(EDGES))], dtype=object)[_band(p)]
    name = np.where(inside["match_weight"].isna(), "joined, not compared", name)
    same_ref = work.of.party[inside["left"]] == work.of.party[inside["right"]]
    joined = inside.assign(stratum=np.where(same_ref, "joined, same reference", name), is_joined=True)
    apart = compared[business[compared["left"]] != business[compared["right"]]]
    p = probability(apart["match_weight"].to_numpy())
    name = np.array([f"not joined, {_words(edge)}" for edge in range(len(EDGES))], dtype=object)[_band(p)]
    return pd.concat([joined, apart.assign(stratum=name, is_joined=False)], ignore_index=True)


def _band(p: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.array(EDGES), p, side="right") - 1


def _words(edge: int) -> str:
    upper = EDGES[edge + 1] if edge + 1 < len(EDGES) else 1.0
    return f"{EDGES[edge]:g} to {upper:g}"


def _inside(business: np.ndarray) -> pd.DataFrame:
    """Every pair of records of one business."""
    order = np.argsort(business, kind="stable")
    group = business[order]
    first = np.searchsorted(group, group, side="left")
    before = np.arange(len(group)) - first
    right = np.repeat(np.arange(len(group)), before)
    turn = np.arange(int(before.sum())) - np.repeat(np.cumsum(before) - before, before)
    left = np.repeat(first, before) + turn
    a, b = order[left], order[right]
    return pd.DataFrame({"left": np.minimum(a, b), "right": np.maximum(a, b)})


def _thin_rows(every: pd.DataFrame) -> np.ndarray:
    """Rows worth a lot: all of small strata, an even part of large ones, chosen by their records and not by their place."""
    key = (every["left"].to_numpy() * 2654435761 + every["right"].to_numpy() * 40503) % 2**32
    size = every.groupby("stratum")["left"].transform("size").to_numpy()
    return np.flatnonzero((size <= 2 * LOTS) | (key < 2**32 * (LOTS / size)))


LOTS = 20_000


def _thinned(every: pd.DataFrame) -> list[tuple[int, int]]:
    thin = every.iloc[_thin_rows(every)]
    return list(zip(thin["left"].tolist(), thin["right"].tolist(), strict=True))


def _lot(one: str, other: str) -> int:
    """The lot of a pair, from its records alone: a pair that is drawn stays drawn when other pairs come."""
    return int.from_bytes(hashlib.blake2b(f"{one}\x1f{other}".encode(), digest_size=7).digest(), "big")


def _strata(every: pd.DataFrame, work: Work, records: pd.DataFrame) -> pd.DataFrame:
    known = records.set_index("record_id").loc[work.record_id]
    expected = probability(every["match_weight"].to_numpy())
    expected = np.where(every["match_weight"].isna(), UNCOMPARED, expected)
    expected = np.where(every["is_joined"], 0.85 + 0.15 * expected, np.minimum(expected, 0.4))
    every = every.assign(expected=expected)
    parts = [every.assign(dimension="all", value="all")]
    for dimension in ("partner", "sector", "district"):
        codes = known[dimension].to_numpy(dtype=object)
        left, right = codes[every["left"]], codes[every["right"]]
        one = every.assign(dimension=dimension, value=left)
        both = every.assign(dimension=dimension, value=right)[left != right]
        parts += [one.dropna(subset=["value"]), both.dropna(subset=["value"])]
    grouped = pd.concat(parts, ignore_index=True).groupby(["stratum", "dimension", "value", "is_joined"], sort=True)
    found = (
        grouped["expected"].agg(["size", "mean"]).reset_index().rename(columns={"size": "pairs", "mean": "expected"})
    )
    return check(conform(found, STRATA), STRATA)
