"""What may still be said for two names that differ: one stands in the address of the other, or a slip of the pen parts them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from linkage.prepare import Prepared

ONE_NAME = 0.85
"""Similarity of names from which a flat counts as part of the shop below, and from which a name needs no help from the address."""
LEAST_LETTERS, LETTERS_FOR_TWO = 4, 9
"""Letters a name needs to be told from another by one slip, and by two."""


def unlike_names(of: Prepared, left: np.ndarray, right: np.ndarray, name_sorted: np.ndarray) -> dict[str, np.ndarray]:
    """Two comparisons, nought where names agree and where nothing speaks for them; missing where a name is missing.

    Returns:
        name_placed: share of one name, by the rarity of its words, that stands in the address of the other, the larger of both ways.
        name_slip: 1 where one letter is lost, added, changed or swapped, 0.5 where two of a long name are.
    """
    placed, slip = (np.where(np.isnan(name_sorted), np.nan, np.zeros(len(left))) for _ in range(2))
    at = np.flatnonzero(name_sorted < ONE_NAME)
    for one, other in ((left[at], right[at]), (right[at], left[at])):
        held = np.asarray(of.name.weighted[one].multiply(of.placed[other]).sum(axis=1)).ravel()
        total = of.name.total[one]
        placed[at] = np.maximum(placed[at], np.where(total > 0, held / np.maximum(total, 1e-9), 0.0))
    near = np.flatnonzero((name_sorted >= 0.5) & (name_sorted < 1.0))
    slip[near] = slips(of, left[near], right[near])
    return {"name_placed": placed, "name_slip": slip}


def slips(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """1 where the whole names, as written or with their words in alphabetical order, differ by one slip, 0.5 by two where they are long, else 0."""
    letters = pc.utf8_length(of.alias_squashed).to_numpy(zero_copy_only=False)
    one, other = letters[of.alias_first[left]], letters[of.alias_first[right]]
    shorter, at = np.minimum(one, other), np.flatnonzero(np.abs(one - other) <= 2)
    distance = np.full(len(left), 9, dtype=np.int32)
    for texts in (of.alias_sorted, of.alias_squashed):
        a, b = (texts.take(pa.array(of.alias_first[rows[at]])).to_pylist() for rows in (left, right))
        found = process.cpdist(a, b, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1)
        distance[at] = np.minimum(distance[at], found)
    by_two = np.where((distance == 2) & (shorter >= LETTERS_FOR_TWO), 0.5, 0.0)
    return np.where((distance <= 1) & (shorter >= LEAST_LETTERS), 1.0, by_two)
