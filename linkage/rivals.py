"""Could another record claim the place of this one? Between two lists that name a business once, only one pair can be right."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.prepare import Prepared

FLOOR = -12.0
"""Pairs below this match weight are no rivals."""
WIDEST = 8.0
DENSE = 4
"""Entries by lists for each pair, up to which they are not numbered anew: of many pairs that takes more memory than all else."""


def rivals(
    of: Prepared, left: np.ndarray, right: np.ndarray, weight: np.ndarray, *, only: np.ndarray | None = None
) -> pd.DataFrame:
    """How each pair stands against its rivals, once the pairs that are better for both sides have been taken.

    Args:
        of: prepared records.
        left, right, weight: candidate pairs and their match weights.
        only: records of which each pair holds at least one; None where all were paired.
    Returns:
        margin: weight above the best rival still free (at most WIDEST), below the pair that took one of the two (negative);
            missing for pairs that are not of two lists that name a business once.
        lists: number of the two lists of such pairs that are above FLOOR, -1 for the others.
        entries: matches that these two lists can have at most, 0 for the others.
    """
    margin = np.full(len(left), np.nan)
    both = of.once[left] & of.once[right] & (of.source[left] != of.source[right])
    at = np.flatnonzero(both & (weight > FLOOR))
    margin[both] = -WIDEST
    lists, entries = np.full(len(left), -1, dtype=np.int32), np.zeros(len(left), dtype=np.int32)
    if len(at):
        sources = int(of.source.max()) + 1
        key_l = of.party[left[at]] * sources + of.source[right[at]]
        key_r = of.party[right[at]] * sources + of.source[left[at]]
        if len(of) * sources > DENSE * len(at):
            codes, _ = pd.factorize(np.concatenate([key_l, key_r]))
            key_l, key_r = codes[: len(at)], codes[len(at) :]
        one, other = of.source[left[at]].astype(np.int64), of.source[right[at]]
        lists[at], _ = pd.factorize(np.minimum(one, other) * sources + np.maximum(one, other), sort=True)
        entries[at] = most_matches(of, one, other, only)
        margin[at] = _assign(key_l, key_r, weight[at], left[at], right[at])
    return pd.DataFrame({"margin": np.clip(margin, -WIDEST, WIDEST), "lists": lists, "entries": entries})


def most_matches(of: Prepared, one: np.ndarray, other: np.ndarray, only: np.ndarray | None) -> np.ndarray:
    """Matches that two lists can have at most: every entry of the shorter one; of some records, those of either side."""
    is_entry = of.party == np.arange(len(of))
    size = np.bincount(of.source[is_entry], minlength=int(of.source.max()) + 1)
    if only is None:
        return np.minimum(size[one], size[other])
    some = np.bincount(of.source[is_entry & only], minlength=len(size))
    return np.minimum(some[one], size[other]) + np.minimum((size - some)[one], some[other])


def taken(a: np.ndarray, b: np.ndarray, weight: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Margins of pairs within a list, as if each entry might have one match in it: of an entry `a` and an entry `b`."""
    margin = np.full(len(weight), -WIDEST)
    at = np.flatnonzero(weight > FLOOR)
    if len(at):
        margin[at] = _assign(a[at], b[at], weight[at], left[at], right[at])
    return np.clip(margin, -WIDEST, WIDEST)


def _assign(a: np.ndarray, b: np.ndarray, weight: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Stable pairs, round by round: a pair that is the best of both its sides is taken and its rivals fall out."""
    count = int(max(a.max(), b.max())) + 1
    order = np.lexsort((right, left, -np.round(weight, 6)))
    taken = np.zeros(len(a), dtype=bool)
    held = np.full(count, -np.inf)
    free = order
    while len(free):
        best = _is_first(a[free], count) & _is_first(b[free], count)
        chosen = free[best]
        taken[chosen] = True
        held[a[chosen]], held[b[chosen]] = weight[chosen], weight[chosen]
        rest = free[~best]
        free = rest[~np.isfinite(held[a[rest]]) & ~np.isfinite(held[b[rest]])]
    return _margins(a, b, weight, taken, held)


def _margins(a: np.ndarray, b: np.ndarray, weight: np.ndarray, taken: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Distance of taken pairs to the best rival whose other side no stronger pair holds, of the others to what beat them."""
    margin = weight - np.maximum(held[a], held[b])
    lost = ~taken
    rival = np.full(len(held), -np.inf)
    for own, other in ((a, b), (b, a)):
        live = lost & (held[other] <= weight)
        np.maximum.at(rival, own[live], weight[live])
    margin[taken] = np.minimum(weight[taken] - np.maximum(rival[a[taken]], rival[b[taken]]), WIDEST)
    return margin


def _is_first(key: np.ndarray, count: int) -> np.ndarray:
    """Whether each row is the first of its key. Rows come best first."""
    first = np.full(count, len(key), dtype=np.int64)
    first[key[::-1]] = np.arange(len(key))[::-1]
    return first[key] == np.arange(len(key))
