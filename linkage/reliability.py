"""How often each fact fails to repeat in this table: names at one place, places of one name, phones of one business.

Matches that other facts make nearly certain tell how much a difference weighs here. In a register that copies itself a new house
number is another business; in lists typed from memory it is a slip. This is what expectation-maximisation would learn, taken from
the certain pairs only, so that neighbours who share postcode, street and town cannot mislead it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linkage.prepare import Prepared, beginnings
from linkage.words import shared

CERTAIN = 400_000
"""Certain pairs looked at, at most."""
EXPECTED = {"name": 0.2, "place": 0.2, "phone": 0.1}
"""Share of failures to expect before a certain pair is seen. Source: linkage-dev, rounded."""
FROM_TABLE, FROM_EXPECTED = 10.0, 5.0
"""Certain pairs that the whole table, and the expectation, count as beside those of two lists."""
ALIKE = 0.35
"""Rarity of a shared word from which two names are alike."""


@dataclass(frozen=True)
class Failures:
    """Logarithm to base 2 of the share of certain matches of the same two lists in which names, places or phones differ, per pair."""

    name: np.ndarray
    place: np.ndarray
    phone: np.ndarray


def failures(
    of: Prepared, left: np.ndarray, right: np.ndarray, lists: np.ndarray, crowd: np.ndarray, common: np.ndarray
) -> Failures:
    """What the certain matches among the pairs say of the others.

    Args:
        of: prepared records.
        left, right: all pairs.
        lists: number of the two lists of each pair.
        crowd: logarithm of the number of names at the place of each record, in the list that has most there.
        common: logarithm of the number of places with the name of each record.
    """
    same_place = (of.building[left] == of.building[right]) & (of.building[left] >= 0)
    both_phones = (of.phone_short[left] >= 0) & (of.phone_short[right] >= 0)
    same_phone = both_phones & (of.phone_short[left] == of.phone_short[right])
    same_name = (of.name_key[left] == of.name_key[right]) & (of.name_key[left] >= 0)
    named = (of.name_key[left] >= 0) & (of.name_key[right] >= 0)
    other_phone = both_phones & ~same_phone
    across = of.source[left] != of.source[right]
    alone = np.maximum(crowd[left], crowd[right]) == 0
    by_place = same_place & named & ~other_phone & (same_phone | (alone & across))
    placed = (
        (of.building[left] >= 0) & (of.building[right] >= 0) & (of.number[left, 0] >= 0) & (of.number[right, 0] >= 0)
    )
    by_name = same_name & placed & ~other_phone & ((np.maximum(common[left], common[right]) <= 1) | same_phone)
    by_both = same_place & both_phones & same_name
    names_differ = by_place & ~same_name
    at = _some(np.flatnonzero(names_differ))
    differs = np.zeros(len(left), dtype=bool)
    differs[at] = ~_alike(of, left[at], right[at])
    share = 1.0 if not names_differ.any() else len(at) / int(names_differ.sum())
    return Failures(
        name=_share(lists, by_place, differs, EXPECTED["name"], 1.0 / share),
        place=_share(lists, by_name, by_name & ~same_place, EXPECTED["place"]),
        phone=_share(lists, by_both, by_both & ~same_phone, EXPECTED["phone"]),
    )


def _some(rows: np.ndarray) -> np.ndarray:
    """An even part of many rows."""
    return rows[:: max(1, -(-len(rows) // CERTAIN))]


def _alike(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    begin = beginnings(of, 3)
    _, rarest = shared(of.name, left, right)
    return (rarest >= ALIKE) | ((begin[left] == begin[right]) & (begin[left] >= 0))


def _share(
    lists: np.ndarray, certain: np.ndarray, fails: np.ndarray, expected: float, times: float = 1.0
) -> np.ndarray:
    """Logarithm of the share of failures between the two lists of each pair, leaning on the whole table; a pair does not speak for itself."""
    count = int(lists.max(initial=0)) + 1
    seen = np.bincount(lists[certain], minlength=count).astype(float)
    failed = np.bincount(lists[fails], minlength=count) * times
    overall = (failed.sum() + FROM_EXPECTED * expected) / (seen.sum() + FROM_EXPECTED)
    own, own_failed = certain.astype(float), fails * times
    held = np.maximum(failed[lists] - own_failed, 0.0) + FROM_TABLE * overall
    return np.log2(np.clip(held / (np.maximum(seen[lists] - own, 0.0) + FROM_TABLE), 1e-4, 1.0)).astype(np.float32)
