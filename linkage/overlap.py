"""How far two lists are about the same businesses, estimated from their pairs: what to expect of a pair before it is looked at.

In two dates of one register nearly every entry has its match in the other, in two short guides one in four. The same middling pair
is a match in the first and none in the second. Where both lists name a business once, each entry has one best pair. Of the entries
of the shorter list without a clear match, the share that has one is found by expectation-maximisation over the weights of their best pairs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.rivals import WIDEST

USUAL = 0.13
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

    Args:
        standing: of the pairs, from `rivals`.
        weight: match weight of each pair where the overlap is the usual one.
        scale: match weight for one unit of the margin.
    """
    odds = list_odds(standing, weight, scale)
    return with_odds(standing["lists"].to_numpy(), standing["margin"].to_numpy(), weight, odds, scale)


def list_odds(standing: pd.DataFrame, weight: np.ndarray, scale: float) -> np.ndarray:
    """Match weight for the overlap of every two lists, by their number in `standing`."""
    at = np.flatnonzero((standing["lists"].to_numpy() >= 0) & (weight > HOPELESS))
    if not len(at):
        return np.zeros(0)
    lists, margin, own = standing["lists"].to_numpy()[at], standing["margin"].to_numpy()[at], weight[at]
    best, count = (margin >= 0) & (own < CLEAR), int(lists.max()) + 1
    clear = np.bincount(lists[(margin >= 0) & (own >= CLEAR)], minlength=count)
    entries = np.zeros(count)
    entries[lists] = standing["entries"].to_numpy()[at]
    highest = _highest(margin, own, scale)
    return _odds(lists[best], own[best], highest[best], entries - clear)


def with_odds(lists: np.ndarray, margin: np.ndarray, weight: np.ndarray, odds: np.ndarray, scale: float) -> np.ndarray:
    """What the odds of its two lists add to each pair: never more than its margin over its best rival allows, nothing to a pair that lost."""
    out = np.zeros(len(weight))
    at = np.flatnonzero((lists >= 0) & (lists < len(odds)) & (weight > HOPELESS))
    own, stands = weight[at], margin[at]
    more = odds[lists[at]]
    more = np.where(stands >= 0, more, np.minimum(more, 0.0))
    out[at] = np.where(more > 0, np.minimum(own + more, _highest(stands, own, scale)) - own, more)
    return out


def _highest(margin: np.ndarray, weight: np.ndarray, scale: float) -> np.ndarray:
    """The weight to which the overlap may lift a pair."""
    return np.maximum(weight, np.where(margin >= WIDEST - 0.1, np.inf, margin * scale))


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
