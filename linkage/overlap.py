"""How far two lists are about the same businesses, estimated from their pairs: what to expect of a pair before it is looked at.

In two dates of one register nearly every entry has its match in the other, in two short guides one in four. The same middling pair
is a match in the first and none in the second. Where both lists name a business once, each entry has one best pair. Of the entries
whose best pair is not clear, the share that has a match is found by expectation-maximisation over the weights of those pairs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.rivals import WIDEST

USUAL = 0.3
"""Share of the entries without a clear match that is expected to have one before any pair is seen."""
BELIEVED = 20.0
"""Entries that this expectation counts as, beside those of the two lists."""
CLEAR, HOPELESS = 5.0, -12.0
"""Match weights between which a best pair is not clear. Source of all four: tried together on the sets of tests/benchmarks/linkage
(decision 0028); with all entries instead, F1 is the same and the calibration error on linkage-dev .036 instead of .023."""
ROUNDS = 12
LEAST = 0.02
"""Share that is taken to match, at least; at most 1 less this."""


def overlap_weight(standing: pd.DataFrame, weight: np.ndarray, scale: float) -> np.ndarray:
    """Match weight that the overlap of its two lists adds to each pair; nought where a list may name a business more than once.

    It never lifts a pair above what its margin over its best rival allows, and never lifts a pair that lost to a better one.

    Args:
        standing: of the pairs, from `rivals`.
        weight: match weight of each pair where the overlap is the usual one.
        scale: match weight for one unit of the margin.
    """
    lists, margin = standing["lists"].to_numpy(), standing["margin"].to_numpy()
    known = lists >= 0
    if not known.any():
        return np.zeros(len(standing))
    highest = np.maximum(weight, np.where(margin >= WIDEST - 0.1, np.inf, margin * scale))
    best = np.flatnonzero(known & (margin >= 0) & (weight > HOPELESS) & (weight < CLEAR))
    odds = _odds(lists[best], weight[best], highest[best], int(lists.max()) + 1)
    own = np.where(known, odds[lists], 0.0)
    own = np.where(margin >= 0, own, np.minimum(own, 0.0))
    return np.where(own > 0, np.minimum(weight + own, highest) - weight, own)


def _odds(lists: np.ndarray, weight: np.ndarray, highest: np.ndarray, count: int) -> np.ndarray:
    """Match weight of every two lists, from their best pairs."""
    entries = np.bincount(lists, minlength=count)
    odds = np.zeros(count)
    for _ in range(ROUNDS):
        match = 1.0 / (1.0 + np.exp2(-np.clip(np.minimum(weight + odds[lists], highest), -60, 60)))
        share = (np.bincount(lists, weights=match, minlength=count) + BELIEVED * USUAL) / (entries + BELIEVED)
        held = np.clip(share, LEAST, 1 - LEAST)
        odds = np.log2(held / (1 - held)) - np.log2(USUAL / (1 - USUAL))
    return odds
