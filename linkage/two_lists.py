"""What the pairs of every two lists say of those two lists: whether one is a copy of the other, how far they repeat each other.

Of each pair a few facts are kept, a bit each; the counts by two lists are small tables, so that ten million pairs cost 20 MB.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linkage.parallel import both, chunks, shared
from linkage.prepare import Prepared

MOST_CODES = 1_000_000
"""Combinations of two lists up to which each has a number of its own, seen or not."""
SAME_BUILDING, WRITTEN_ALIKE, TWINS, BY_PLACE, NAMES_DIFFER, BY_NAME, PLACES_DIFFER, BY_BOTH, PHONES_DIFFER = (
    1 << bit for bit in range(9)
)
"""Facts of a pair: at one building in two lists, there with the address letter by letter, same name at one place or phone; certain by its
place, and with other names; certain by its name, and at other places; certain by both, and with other phones."""


@dataclass(frozen=True)
class Lists:
    """Numbers for every two lists.

    Attributes:
        source: list of each record.
        width: number of lists.
        known: the combinations that occur, rising; None where each has its own number.
    """

    source: np.ndarray
    width: int
    known: np.ndarray | None

    def __len__(self) -> int:
        return self.width * self.width if self.known is None else len(self.known)

    def of(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Number of the two lists of each pair."""
        codes = _combined(self.source, self.width, left, right)
        return codes if self.known is None else np.searchsorted(self.known, codes)


@dataclass(frozen=True)
class Facts:
    """The facts of all pairs, and what they come to for every two lists.

    Attributes:
        bits: facts of each pair.
        lists: numbers of two lists.
        alike, together: pairs at one place of two lists, and those that write the address alike.
        smaller: records of the smaller of two lists.
        repeated: of these, those that have a twin in the other.
    """

    bits: np.ndarray
    lists: Lists
    alike: np.ndarray
    together: np.ndarray
    smaller: np.ndarray
    repeated: np.ndarray

    def kept(self, pairs: slice | np.ndarray, code: np.ndarray) -> np.ndarray:
        """How far the two sources of each pair are one list at two dates: the share of their pairs at one place that write the address alike.

        Different hands write one address in different ways; a register copies itself letter by letter. A pair does not speak for itself.
        Zero within a source.
        """
        bits = self.bits[pairs]
        own, own_alike = (bits & SAME_BUILDING) > 0, (bits & WRITTEN_ALIKE) > 0
        return ((self.alike[code] - own_alike) / (self.together[code] - own + 3)).astype(np.float32)

    def twins(self, pairs: slice | np.ndarray, code: np.ndarray) -> np.ndarray:
        """How far the two sources of each pair repeat each other: of the records of the smaller, the share that has a twin in the other.

        Twins have the same name at the same place, or the same name and phone. Within a source: how far it repeats itself. It is the
        share of matches to expect before two records are compared; a pair does not speak for itself. Logarithm to base 2.
        """
        within = self.lists.known is None and code % (self.lists.width + 1) == 0
        if self.lists.known is not None:
            within = self.lists.known[code] % (self.lists.width + 1) == 0
        own = ((self.bits[pairs] & TWINS) > 0) * np.where(within, 2, 1)
        found = np.maximum(self.repeated[code] - own, 0.0)
        return np.log2((found + 0.5) / (self.smaller[code] + 20.0)).astype(np.float32)


def facts(of: Prepared, left: np.ndarray, right: np.ndarray, crowd: np.ndarray, common: np.ndarray) -> Facts:
    """Look once at all pairs.

    Args:
        of: prepared records.
        left, right: all pairs.
        crowd: logarithm of the number of names at the place of each record, in the list that has most there.
        common: logarithm of the number of places with the name of each record.
    """
    lists = _lists(of, left, right)
    bits = shared(len(left), np.uint16)

    def look(part: slice) -> None:
        bits[part] = _bits(of, left[part], right[part], crowd, common)

    parts = list(chunks(len(left)))
    both(look, parts)
    alike, together = np.zeros(len(lists)), np.zeros(len(lists))
    twins = []
    for part in parts:
        code, seen = lists.of(left[part], right[part]), bits[part]
        together += np.bincount(code[(seen & SAME_BUILDING) > 0], minlength=len(lists))
        alike += np.bincount(code[(seen & WRITTEN_ALIKE) > 0], minlength=len(lists))
        at = np.flatnonzero(seen & TWINS)
        rows = np.concatenate([left[part][at], right[part][at]])
        twins.append(np.unique(np.tile(code[at], 2) * np.int64(len(of)) + rows))
    return Facts(bits, lists, alike, together, *_repeated(of, lists, twins))


def _combined(source: np.ndarray, width: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    a, b = source[left].astype(np.int64), source[right].astype(np.int64)
    return np.minimum(a, b) * width + np.maximum(a, b)


def _lists(of: Prepared, left: np.ndarray, right: np.ndarray) -> Lists:
    width = int(of.source.max(initial=0)) + 1
    if width * width <= MOST_CODES:
        return Lists(of.source, width, None)
    seen = [np.unique(_combined(of.source, width, left[part], right[part])) for part in chunks(len(left))]
    return Lists(of.source, width, np.unique(np.concatenate(seen)))


def _repeated(of: Prepared, lists: Lists, twins: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Records of the smaller of every two lists, and how many have a twin: in the list that has fewer with one."""
    ends = np.unique(np.concatenate(twins))
    code, source = ends // max(len(of), 1), of.source[ends % max(len(of), 1)]
    every = np.arange(len(lists), dtype=np.int64) if lists.known is None else lists.known
    low, high = every // lists.width, every % lists.width
    of_low = np.bincount(code[source == low[code]], minlength=len(lists)).astype(np.float64)
    of_high = np.bincount(code[source == high[code]], minlength=len(lists)).astype(np.float64)
    size = np.bincount(of.source, minlength=lists.width)
    return np.minimum(size[low], size[high]), np.minimum(of_low, of_high)


def _bits(of: Prepared, left: np.ndarray, right: np.ndarray, crowd: np.ndarray, common: np.ndarray) -> np.ndarray:
    same_place = (of.building[left] == of.building[right]) & (of.building[left] >= 0)
    name_l, name_r = of.name_key[left], of.name_key[right]
    named, same_name = (name_l >= 0) & (name_r >= 0), (name_l == name_r) & (name_l >= 0)
    both_phones = (of.phone_short[left] >= 0) & (of.phone_short[right] >= 0)
    same_phone = both_phones & (of.phone_short[left] == of.phone_short[right])
    other_phone = both_phones & ~same_phone
    across = of.source[left] != of.source[right]
    written = (of.address_raw[left] == of.address_raw[right]) & (of.address_raw[left] >= 0)
    whole_phone = (of.phone[left] == of.phone[right]) & (of.phone[left] >= 0)
    placed = (of.building[left] >= 0) & (of.building[right] >= 0)
    placed &= (of.number[left, 0] >= 0) & (of.number[right, 0] >= 0)
    by_place = (
        same_place & named & ~other_phone & (same_phone | ((np.maximum(crowd[left], crowd[right]) == 0) & across))
    )
    by_name = same_name & placed & ~other_phone & ((np.maximum(common[left], common[right]) <= 1) | same_phone)
    by_both = same_place & both_phones & same_name
    out = np.zeros(len(left), dtype=np.uint16)
    for bit, holds in (
        (SAME_BUILDING, same_place & across),
        (WRITTEN_ALIKE, same_place & across & written),
        (TWINS, same_name & (same_place | whole_phone)),
        (BY_PLACE, by_place),
        (NAMES_DIFFER, by_place & ~same_name),
        (BY_NAME, by_name),
        (PLACES_DIFFER, by_name & ~same_place),
        (BY_BOTH, by_both),
        (PHONES_DIFFER, by_both & ~same_phone),
    ):
        out |= holds * np.uint16(bit)
    return out
