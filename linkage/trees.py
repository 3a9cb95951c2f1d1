"""Small boosted trees whose answer only ever rises with each comparison: two comparisons a tree, taught in moments on a few ten thousand pairs.

A general library's import alone takes longer than teaching these. Values fall into at most BINS bins, missing ones into one of their own; for each bin
the pairs in it are held as a list, but for the commonest bin of a comparison, whose sums are what the others leave over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

BINS = 63
MISSING = BINS
"""Bin of a missing value, after the last of the others."""
WIDTH = BINS + 1
TREES, RATE, LEAST, SHRINK = 120, 0.08, 20, 2.0
"""Trees, the share of each that counts, pairs a leaf needs, and the certainty that a leaf's own pairs have to outweigh. Source: decision 0117."""
LEAST_CERTAINTY = 1e-3
"""Sum of the second derivatives that a leaf needs."""


@dataclass(frozen=True)
class _Sums:
    """Sums over the pairs of each bin, comparisons by bins by first derivative, second derivative and number of pairs.

    Attributes:
        lists: bins by pairs, ones.
        twofold: the same for complex numbers: both derivatives are summed in one go.
        commonest: bin of each comparison that is not listed.
    """

    lists: sparse.csr_matrix
    twofold: sparse.csr_matrix
    commonest: np.ndarray

    def of(self, derivatives: np.ndarray, counted: np.ndarray) -> np.ndarray:
        """Args: derivatives, first and second as one complex number; counted, 1 for the pairs that count."""
        both = self._with_commonest(self.twofold @ derivatives, derivatives)
        return np.stack([both.real, both.imag, self._with_commonest(self.lists @ counted, counted)], axis=-1)

    def _with_commonest(self, found: np.ndarray, values: np.ndarray) -> np.ndarray:
        found = found.reshape(-1, WIDTH)
        found[np.arange(len(found)), self.commonest] = values.sum() - found.sum(axis=1)
        return found


@dataclass(frozen=True)
class Trees:
    """Boosted trees of two levels.

    Attributes:
        start: log odds before any tree.
        feature, edge, left_missing: by tree and node (the first; the one below it on the left; on the right): the comparison, the last bin that
            goes left, and whether missing values do. A node that does not divide sends everything left.
        value: by tree and leaf, log odds.
    """

    start: float
    feature: np.ndarray
    edge: np.ndarray
    left_missing: np.ndarray
    value: np.ndarray

    def log_odds(self, bins: np.ndarray) -> np.ndarray:
        """Natural log odds of pairs, from their `bins` (comparisons by pairs)."""
        out = np.full(bins.shape[1], self.start)
        for tree in range(len(self.value)):
            out += self.value[tree][_leaf(bins, self.feature[tree], self.edge[tree], self.left_missing[tree])]
        return out


def edges_of(values: np.ndarray) -> list[np.ndarray]:
    """Rising upper ends of the bins of each column; the last bin is open, a column of missing values has none."""
    out = []
    for column in values.T:
        told = column[~np.isnan(column)]
        distinct = np.unique(told)
        if len(distinct) > BINS:
            shares = np.linspace(0.0, 1.0, BINS + 1)[1:-1]
            out.append(np.unique(np.quantile(told, shares, method="averaged_inverted_cdf")))
        else:
            out.append((distinct[:-1] + distinct[1:]) / 2)
    return out


def bins_of(values: np.ndarray, edges: list[np.ndarray]) -> np.ndarray:
    """The bin of each value, comparisons by pairs."""
    out = np.empty(values.shape[::-1], dtype=np.uint8)
    for number, ends in enumerate(edges):
        column = values[:, number]
        out[number] = np.where(np.isnan(column), MISSING, np.searchsorted(ends, column, side="left"))
    return out


def teach(bins: np.ndarray, same: np.ndarray) -> Trees:
    """Trees from the bins of pairs (comparisons by pairs) and whether each is one business; both answers must occur."""
    sums = _sums(bins)
    share = same.mean()
    odds = np.full(bins.shape[1], np.log(share / (1.0 - share)))
    start, target = float(odds[0]), same.astype(np.float64)
    feature, edge = np.zeros((TREES, 3), dtype=np.int64), np.full((TREES, 3), WIDTH, dtype=np.int64)
    missing, value = np.zeros((TREES, 3), dtype=bool), np.zeros((TREES, 4))
    derivatives = np.empty(bins.shape[1], dtype=np.complex128)
    for tree in range(TREES):
        likely = 1.0 / (1.0 + np.exp(-odds))
        derivatives.real, derivatives.imag = likely - target, likely * (1.0 - likely)
        feature[tree], edge[tree], missing[tree], value[tree] = _grown(bins, sums, derivatives)
        odds += value[tree][_leaf(bins, feature[tree], edge[tree], missing[tree])]
    return Trees(start, feature, edge, missing, value)


def _sums(bins: np.ndarray) -> _Sums:
    count, pairs = bins.shape
    held = np.stack([np.bincount(one, minlength=WIDTH) for one in bins])
    commonest = held.argmax(axis=1)
    held[np.arange(count), commonest] = 0
    rows = []
    for one, most in zip(bins, commonest.tolist(), strict=True):
        order = np.argsort(one, kind="stable")
        rows.append(order[one[order] != most].astype(np.int32))
    index = np.concatenate(rows)
    ends = np.concatenate([[0], np.cumsum(held.ravel())])
    lists, twofold = (
        sparse.csr_matrix((np.ones(len(index), kind), index, ends), shape=(count * WIDTH, pairs))
        for kind in (np.float64, np.complex128)
    )
    return _Sums(lists, twofold, commonest)


def _grown(
    bins: np.ndarray, sums: _Sums, derivatives: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One tree: comparison, edge and side of missing values of its three nodes, and the values of its four leaves."""
    feature, edge, missing = np.zeros(3, dtype=np.int64), np.full(3, WIDTH, dtype=np.int64), np.zeros(3, dtype=bool)
    whole = sums.of(derivatives, np.ones(len(derivatives)))
    free = (np.full(1, -np.inf), np.full(1, np.inf))
    own = _value(whole[0].sum(axis=0)[None], free)
    found = _best(whole[None], own, free)
    if not found[0][0] > 0:
        return feature, edge, missing, np.full(4, RATE * own[0])
    _, feature[:1], edge[:1], missing[:1], values = found
    is_left = _goes_left(bins, feature[0], edge[0], missing[0])
    left = sums.of(derivatives * is_left, is_left.astype(np.float64))
    middle = values[0].mean()
    within = (np.array([-np.inf, middle]), np.array([middle, np.inf]))
    gain, feature[1:], edge[1:], missing[1:], leaves = _best(np.stack([left, whole - left]), values[0], within)
    stays = ~(gain > 0)
    edge[1:][stays] = WIDTH
    leaves[stays] = values[0][stays][:, None]
    return feature, edge, missing, RATE * leaves.ravel()


def _value(sums: np.ndarray, within: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.clip(-sums[..., 0] / (sums[..., 1] + SHRINK), *within)


def _best(
    sums: np.ndarray, own: np.ndarray, within: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The best division of each node: gain, comparison, last bin that goes left, whether missing values do, values of both sides.

    Args:
        sums: nodes by comparisons by bins by three.
        own: value of each node.
        within: least and greatest value each node may take.
    """
    nodes, count = sums.shape[:2]
    whole = sums[:, 0].sum(axis=1)[:, None, None, None]
    up_to = np.cumsum(sums[:, :, :BINS], axis=2)[:, None]
    # missing values on the right, then on the left: nodes by two by comparisons by bins
    left = np.concatenate([up_to, up_to + sums[:, None, :, MISSING:]], axis=1)
    right = whole - left
    ends = (within[0][:, None, None, None], within[1][:, None, None, None])
    one, other = _value(left, ends), _value(right, ends)
    gain = (whole[..., 0] * own[:, None, None, None]) - left[..., 0] * one - right[..., 0] * other
    allowed = (one <= other) & (np.minimum(left[..., 2], right[..., 2]) >= LEAST)
    allowed &= np.minimum(left[..., 1], right[..., 1]) >= LEAST_CERTAINTY
    gain = np.where(allowed, gain, -np.inf).reshape(nodes, -1)
    at = gain.argmax(axis=1)
    node = np.arange(nodes)
    side, feature, edge = np.unravel_index(at, (2, count, BINS))
    values = np.stack([part.reshape(nodes, -1)[node, at] for part in (one, other)], axis=1)
    return gain[node, at], feature, edge, side == 1, values


def _goes_left(bins: np.ndarray, feature: int, edge: int, missing: bool) -> np.ndarray:
    table = np.arange(WIDTH) <= edge
    if edge < WIDTH:
        table[MISSING] = missing
    return table[bins[feature]]


def _leaf(bins: np.ndarray, feature: np.ndarray, edge: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Number of the leaf of each pair."""
    first, left, right = (
        _goes_left(bins, *node) for node in zip(feature.tolist(), edge.tolist(), missing.tolist(), strict=True)
    )
    return np.where(first, 1 - left.astype(np.int8), 3 - right.astype(np.int8))
