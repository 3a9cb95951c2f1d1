"""Which candidate pairs are worth comparing at all: what no weight would join is dropped before it costs anything."""

from __future__ import annotations

import numpy as np

from linkage.compare_places import one_slip
from linkage.compare_unlike import slips
from linkage.context import EVERYBODYS
from linkage.keys import unpacked
from linkage.parallel import both, chunks, shared
from linkage.prepare import Prepared, beginnings
from linkage.words import BACKGROUND_RECORDS
from linkage.words import shared as shared_words

HALF = 0.5
"""Share of the rarity of their words that names at two places must have in common."""
MOST = 0.7
"""Share of the rarity of its words that the shorter of two addresses has in common with the other where they are one."""
NUMBER_BITS = 6.0
"""What a house number tells, in bits: addresses without one must share so much more. Source: our choice (decision 0144)."""
LEAST_RARITY = 0.35
"""Rarity of a name word from which sharing it makes a pair worth comparing: RESTAURANT and SERVICE are below it."""


def promising(of: Prepared, packed: np.ndarray) -> np.ndarray:
    """Whether a pair could be one business at all: a shared word that is not everybody's, alike beginnings, or one place or contact.

    Source: on the sets of tests/benchmarks/linkage it keeps two pairs in five and loses at most one true pair in a hundred, of
    those that no weight would have joined.
    """
    out = shared(len(packed), np.bool_)
    beginning, everybodys = beginnings(of, 3), _everybodys(of)

    def look(part: slice) -> None:
        a, b = unpacked(packed[part], len(of))
        common, rarest_word = shared_words(of.name, a, b)
        keep = (rarest_word >= LEAST_RARITY) | ((beginning[a] == beginning[b]) & (beginning[a] >= 0))
        keep &= ~(everybodys[a] & (of.name_key[a] == of.name_key[b]))
        keep[keep] = ~_elsewhere(of, a[keep], b[keep], common[keep])
        for codes in (of.building, of.address_key, of.uprn, of.company, of.phone_short):
            keep |= (codes[a] == codes[b]) & (codes[a] >= 0)
        number_a, number_b = of.number[a, 0], of.number[b, 0]
        at_code = (of.code[a] == of.code[b]) & (of.code[a] >= 0)
        keep |= at_code & ((of.name_key[a] < 0) | (of.name_key[b] < 0))
        keep |= at_code & ((number_a == number_b) | (number_a < 0) | (number_b < 0))
        rest = np.flatnonzero(~keep & (number_a == number_b) & ~at_code)
        keep[rest] = _one_address(of, a[rest], b[rest])
        out[part] = keep

    both(look, list(chunks(len(packed))))
    return out


def _everybodys(of: Prepared) -> np.ndarray:
    """Which records bear a name that a good part of the whole table bears, at as many places: it makes no pair worth comparing by itself."""
    named = of.name_key >= 0
    most = (len(of) + BACKGROUND_RECORDS) / EVERYBODYS
    often = np.bincount(of.name_key[named], minlength=1) > most
    out = named & often[np.maximum(of.name_key, 0)]
    for name in np.flatnonzero(often):
        at = np.flatnonzero(of.name_key == name)
        known = of.building[at] >= 0
        out[at] = len(np.unique(of.building[at[known]])) + (~known).sum() > most
    return out


def _one_address(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two addresses of one house number, or of none, are one but for a postcode that is missing or a slip of the pen.

    Their words must be rare enough to single out a record: of a million many stand at `12 HIGH STREET, LONDON`, of five thousand one.

    Source: on the sets of tests/benchmarks/linkage two in five of the true pairs of lists that were dropped; one pair in a hundred more.
    """
    out = (of.code[left] < 0) | (of.code[right] < 0) | _near_codes(of, left, right)
    at = np.flatnonzero(out)
    common, rarest_word = shared_words(of.address, left[at], right[at])
    lesser = np.minimum(of.address.total[left[at]], of.address.total[right[at]])
    told = common * of.address.bits - NUMBER_BITS * (of.number[left[at], 0] < 0)
    out[at] = (common >= MOST * lesser) & (rarest_word >= LEAST_RARITY) & (told >= np.log2(len(of)))
    return out


def _near_codes(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two postcodes differ in two letters at most, or by one that is lost or added."""
    a, b = of.code_bytes[left], of.code_bytes[right]
    out = (a != b).sum(axis=1) <= 2
    at = np.flatnonzero(~out)
    out[at] = one_slip(a[at], b[at])
    return out


def _elsewhere(of: Prepared, left: np.ndarray, right: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Whether both tell a postcode, another than a slip of the pen explains, under names that share less than half of their words.

    Source: on all sets of tests/benchmarks/linkage 13 of 248,605 true pairs are lost that were joined; in a county of 402,500 records
    they are 42% of all pairs, and 27 of 635,000 were anywhere near the threshold.
    """
    out = (of.code[left] >= 0) & (of.code[right] >= 0)
    out &= common < HALF * (of.name.total[left] + of.name.total[right] - common)
    at = np.flatnonzero(out)
    at = at[~_near_codes(of, left[at], right[at])]
    out = np.zeros(len(left), dtype=bool)
    out[at] = slips(of, left[at], right[at]) == 0
    return out
