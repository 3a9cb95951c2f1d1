"""Two names that share nothing at one address, in lists too short to say whether their entries change names: a successor rather than a new name.

Where registers change names by the hundred, the count of chance (`chance`) tells what such a pair means. In a list of a dozen nothing does, and merging
a business with whoever trades there now hands it a record that is not its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.block import Candidates
from linkage.prepare import Prepared
from linkage.rivals import rivals

LEAST = -4.0
"""Match weight added to the only such pair of two lists; of several, that much by their number: many show that names change here.
Source: such a pair weighs up to 3.0 otherwise (decision 0151)."""
SHORT, LONG = 20.0, 40.0
"""Entries of the shorter list up to which the whole of it is added, and from which nothing is. Source: our choice (decision 0151)."""
UNLIKE, LETTERS, WORD, PLACED = 0.5, 0.75, 0.2, 0.5
"""Similarity of names by words and by letters, rarity of a shared word, and share of a name in the other's address, below which nothing is shared."""
HERE = 3.0
"""House numbers agree from here, in `number`."""
NEEDS = ("name_sorted", "name_jaro", "name_rarest", "name_placed", "name_slip", "name_person", "place_bits", "postcode", "number", "phone", "company", "email", "uprn")  # fmt: skip


def strangers_weight(of: Prepared, pairs: Candidates, comparisons: pd.DataFrame, weight: np.ndarray) -> np.ndarray:
    """Match weight to add to each pair: nought but for two names that share nothing at one place, in two short lists that name a business once.

    Args:
        of: prepared records.
        pairs: candidate pairs.
        comparisons: of the pairs.
        weight: of the pairs before calibration.
    """
    left, right = pairs.left, pairs.right
    out = np.zeros(len(left))
    at = np.flatnonzero(of.once[left] & of.once[right] & (of.source[left] != of.source[right]))
    size = np.bincount(of.source[of.party == np.arange(len(of))], minlength=int(of.source.max(initial=0)) + 1)
    shorter = np.minimum(size[of.source[left[at]]], size[of.source[right[at]]])
    at, shorter = at[shorter < LONG], shorter[shorter < LONG]
    found = _are_strangers(comparisons.iloc[at])
    at, shorter = at[found], shorter[found]
    if len(at):
        standing = rivals(of, left, right, weight, only=pairs.only)
        lists, is_best = standing["lists"].to_numpy()[at], standing["margin"].to_numpy()[at] >= 0
        several = np.bincount(lists[lists >= 0], weights=is_best[lists >= 0], minlength=int(lists.max()) + 2)
        short = np.clip((LONG - shorter) / (LONG - SHORT), 0.0, 1.0)
        out[at] = LEAST * short / np.maximum(several[lists], 1.0)
    return out


def _are_strangers(comparisons: pd.DataFrame) -> np.ndarray:
    """Pairs at one place of two trading names, or two people's, without a word, a slip, a contact or an identifier between them."""
    seen = {name: comparisons[name].to_numpy() for name in NEEDS}
    names = (seen["name_sorted"] < UNLIKE) & (seen["name_jaro"] < LETTERS) & (seen["name_rarest"] < WORD)
    names &= (seen["name_placed"] < PLACED) & (seen["name_slip"] == 0) & (seen["name_person"] == 0)
    place = (seen["place_bits"] > 0) | ((seen["postcode"] >= 6) & (seen["number"] >= HERE))
    agree = (seen["phone"] > 0) | (seen["company"] == 1) | (seen["email"] == 1) | (seen["uprn"] == 1)
    return np.asarray(names & place & ~agree)
