"""How far two lists are about the same businesses, estimated from their pairs: what to expect of a pair before it is looked at.

In two dates of one register nearly every entry has its match in the other, in two short guides one in four. The same middling pair
is a match in the first and none in the second. Where both lists name a business once, each entry has one best pair. Of the entries
of the shorter list without a clear match, the share that has one is found by expectation-maximisation over the weights of their best pairs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.rivals import WIDEST

USUAL = 0.12
"""Share of the entries without a clear match that is expected to have one before any pair is seen."""
BELIEVED = 20.0
"""Entries that this expectation counts as, beside those of the two lists."""
CLEAR, HOPELESS = 5.0, -12.0
"""Match weights between which a best pair is not clear. Source of all four: tried together on the sets the model is trained on, by
weights that had not seen the business (decision 0080)."""
ROUNDS = 12
LEAST = 0.02
"""Share that is taken to match, at least; at most 1 less this."""


def overlap_weight(standing: pd.DataFrame, weight: np.ndarray, scale: float) -> np.ndarray:
    """Match weight that the overlap of its two lists adds to each pair; nought for hopeless pairs, and where a list may repeat a business.

    It never lifts a pair above what its margin over its best rival allows, and never lifts a pair that lost to a better one.

    Args:
        standing: of the pairs, from `rivals`.
        weight: match weight of each pair where the overlap is the usual one.
        scale: match weight for one unit of the margin.
    """
    out = np.zeros(len(standing))
    at = np.flatnonzero((standing["lists"].to_numpy() >= 0) & (weight > HOPELESS))
    if not len(at):
        return out
    lists, margin, own = standing["lists"].to_numpy()[at], standing["margin"].to_numpy()[at], weight[at]
    highest = np.maximum(own, np.where(margin >= WIDEST - 0.1, np.inf, margin * scale))
    best, count = (margin >= 0) & (own < CLEAR), int(lists.max()) + 1
    clear = np.bincount(lists[(margin >= 0) & (own >= CLEAR)], minlength=count)
    entries = np.zeros(count)
    entries[lists] = standing["entries"].to_numpy()[at]
    odds = _odds(lists[best], own[best], highest[best], entries - clear)[lists]
    odds = np.where(margin >= 0, odds, np.minimum(odds, 0.0))
    out[at] = np.where(odds > 0, np.minimum(own + odds, highest) - own, odds)
    return out


def _odds(lists: np.ndarray, weight: np.ndarray, highest: np.ndarray, unclear: np.ndarray) -> np.ndarray:
    """Match weight of every two lists, from their best pairs and the number of entries without a clear match, paired or not."""
    count = len(unclear)
    entries = np.maximum(np.bincount(lists, minlength=count), unclear)
    odds = np.zeros(count)
    for _ in range(ROUNDS):
        match = 1.0 / (1.0 + np.exp2(-np.clip(np.minimum(weight + odds[lists], highest), -60, 60)))
        share = (np.bincount(lists, weights=match, minlength=count) + BELIEVED * USUAL) / (entries + BELIEVED)
        held = np.clip(share, LEAST, 1 - LEAST)
        odds = np.log2(held / (1 - held)) - np.log2(USUAL / (1 - USUAL))
    return odds
