"""A fair sample of pairs to ask people about, and how many pairs each answer stands for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from linkage.engine import Work
from linkage.model import probability
from linkage.parallel import alike, chunks
from tables import STRATA, check, conform

PER_STRATUM = 40
"""Enough to tell 90% from 98% within one stratum (Wilson, 95%)."""
EDGES = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99)
"""Lower bounds of the strata by match probability."""
# Joined pairs of little weight of their own are held by others, and likely pairs that were not joined by a rule: on the sample
# county nine in ten of the first and four in ten of the second are one business.
LOTS = 20_000
"""Pairs of a stratum that draw lots; of larger strata a part as large as this."""


def _between(edge: int) -> str:
    return f"{EDGES[edge]:g} to {(*EDGES, 1.0)[edge + 1]:g}"


_BANDS = [_between(edge) for edge in range(len(EDGES))]
STRATUM = (
    *(f"joined, {band}" for band in _BANDS),
    "joined, not compared",
    "joined, same reference",
    *(f"not joined, {band}" for band in _BANDS),
)
NOT_COMPARED, SAME_REFERENCE, APART = len(EDGES), len(EDGES) + 1, len(EDGES) + 2
"""Numbers of strata; from APART on they are of pairs not joined."""
UNCOMPARED = 0.97
"""Share expected of joined pairs that were not compared themselves. Source: sample county, .970."""


@dataclass(frozen=True)
class _Pairs:
    """Every pair that is joined or was compared: rows, match weight (NaN where not compared), and its stratum by number."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray


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
    thin = _thin_rows(every)
    lots = [
        _lot(work.record_id[a], work.record_id[b])
        for a, b in zip(every.left[thin].tolist(), every.right[thin].tolist(), strict=True)
    ]
    thin = thin[np.argsort(lots, kind="stable")]
    drawn = pd.DataFrame(
        {
            "left": every.left[thin],
            "right": every.right[thin],
            "match_weight": every.weight[thin],
            "stratum": np.array(STRATUM, dtype=object)[every.stratum[thin]],
        }
    )
    return drawn.groupby("stratum", sort=True).head(per_stratum).reset_index(drop=True), _strata(every, work, records)


def _population(work: Work) -> _Pairs:
    found, business = work.found, work.business
    weight = found.weights["match_weight"].to_numpy(dtype=np.float32)
    count = np.int64(len(business))
    left, right = _inside(business)
    packed, inside = found.left * count, left * count + right
    packed += found.right
    at = np.minimum(np.searchsorted(packed, inside), max(len(packed) - 1, 0))
    told = np.full(len(left), np.nan, dtype=np.float32)
    if len(packed):
        told = np.where(packed[at] == inside, weight[at], told)
    del packed, inside, at
    stratum = np.where(np.isnan(told), NOT_COMPARED, _band(probability(np.nan_to_num(told)))).astype(np.int8)
    stratum[work.of.party[left] == work.of.party[right]] = SAME_REFERENCE
    apart = np.flatnonzero(~alike(business, found.left, found.right))
    kind = found.left.dtype
    return _Pairs(
        np.concatenate([left.astype(kind), found.left[apart]]),
        np.concatenate([right.astype(kind), found.right[apart]]),
        np.concatenate([told, weight[apart]]),
        np.concatenate([stratum, _bands_apart(weight[apart])]),
    )


def _bands_apart(weight: np.ndarray) -> np.ndarray:
    out = np.empty(len(weight), dtype=np.int8)
    for part in chunks(len(out)):
        out[part] = APART + _band(probability(weight[part]))
    return out


def _band(p: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.array(EDGES), p, side="right") - 1


def _inside(business: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of records of one business, the smaller number left."""
    order = np.argsort(business, kind="stable")
    group = business[order]
    first = np.searchsorted(group, group, side="left")
    before = np.arange(len(group)) - first
    right = np.repeat(np.arange(len(group)), before)
    turn = np.arange(int(before.sum())) - np.repeat(np.cumsum(before) - before, before)
    left = np.repeat(first, before) + turn
    a, b = order[left], order[right]
    return np.minimum(a, b), np.maximum(a, b)


def _thin_rows(every: _Pairs) -> np.ndarray:
    """Rows worth a lot: all of small strata, an even part of large ones, chosen by their records and not by their place."""
    key = (every.left.astype(np.int64) * 2654435761 + every.right.astype(np.int64) * 40503) % 2**32
    size = np.bincount(every.stratum, minlength=len(STRATUM))[every.stratum]
    return np.flatnonzero((size <= 2 * LOTS) | (key < 2**32 * (LOTS / size)))


def _lot(one: str, other: str) -> int:
    """The lot of a pair, from its records alone: a pair that is drawn stays drawn when other pairs come."""
    return int.from_bytes(hashlib.blake2b(f"{one}\x1f{other}".encode(), digest_size=7).digest(), "big")


def _strata(every: _Pairs, work: Work, records: pd.DataFrame) -> pd.DataFrame:
    """STRATA: how many pairs, and the share expected to be one business, in all and by what either side is."""
    known = records.set_index("record_id").loc[work.record_id]
    expected = np.empty(len(every.weight))
    for part in chunks(len(expected)):
        own = np.where(np.isnan(every.weight[part]), UNCOMPARED, probability(every.weight[part]))
        expected[part] = np.where(every.stratum[part] < APART, 0.85 + 0.15 * own, np.minimum(own, 0.4))
    whole = pd.factorize(np.full(len(work.record_id), "all", dtype=object))
    parts = [_counted(every, expected, "all", *whole)]
    for dimension in ("partner", "sector", "district"):
        parts.append(_counted(every, expected, dimension, *pd.factorize(known[dimension].to_numpy(dtype=object))))
    found = pd.concat(parts, ignore_index=True)
    found = found.sort_values(["stratum", "dimension", "value", "is_joined"], ignore_index=True)
    return check(conform(found, STRATA), STRATA)


def _counted(every: _Pairs, expected: np.ndarray, dimension: str, code: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    """Pairs and their mean expectation by stratum and value; a pair of two values counts for both, one of none for none."""
    width = len(values)
    pairs, total = np.zeros(len(STRATUM) * width), np.zeros(len(STRATUM) * width)
    for part in chunks(len(expected)):
        left, right = code[every.left[part]], code[every.right[part]]
        for side, counts in ((left, left >= 0), (right, (right >= 0) & (right != left))):
            cell = every.stratum[part][counts].astype(np.int64) * width + side[counts]
            pairs += np.bincount(cell, minlength=len(pairs))
            total += np.bincount(cell, weights=expected[part][counts], minlength=len(total))
    at = np.flatnonzero(pairs)
    return pd.DataFrame(
        {
            "stratum": np.array(STRATUM, dtype=object)[at // max(width, 1)],
            "dimension": dimension,
            "value": values[at % max(width, 1)],
            "is_joined": at // max(width, 1) < APART,
            "pairs": pairs[at].astype(np.int64),
            "expected": total[at] / pairs[at],
        }
    )
