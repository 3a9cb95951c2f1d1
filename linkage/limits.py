"""How many pairs one run compares at most: where a table has more, those that have least in common are left out, and it is said."""

from __future__ import annotations

import numpy as np

from linkage.keys import unpacked
from linkage.parallel import both, chunks, shared
from linkage.prepare import Prepared
from linkage.words import shared as shared_words

MOST_PAIRS = 3_000_000
"""Pairs that any table may have: 210 bytes each are 0.6 GB."""
PAIRS_OF_A_RECORD = 6
"""Pairs a record of a larger table, on average. Source: usual tables have 2.6; a million records with 6 stay under 3 GB (decision 0161)."""


def at_most(of: Prepared, packed: np.ndarray) -> np.ndarray:
    """The pairs, or where they are too many those with most in common; of those that have equally much, all or none.

    Args:
        of: prepared records.
        packed: pairs as one number each, rising, as of `candidates`.
    """
    most = max(MOST_PAIRS, PAIRS_OF_A_RECORD * len(of))
    if len(packed) <= most:
        return packed
    common = in_common(of, packed)
    return packed[common > np.partition(common, len(common) - most - 1)[len(common) - most - 1]]


def in_common(of: Prepared, packed: np.ndarray) -> np.ndarray:
    """What the two records of each pair share, in bits: words of name and address; each code of a place or contact tells as much as a record is worth."""
    out = shared(len(packed), np.float32)
    whole = np.float32(np.log2(max(len(of), 2)))

    def look(part: slice) -> None:
        a, b = unpacked(packed[part], len(of))
        bits = shared_words(of.name, a, b)[0] * of.name.bits + shared_words(of.address, a, b)[0] * of.address.bits
        for codes in (of.building, of.code, of.uprn, of.company, of.phone_short):
            bits += whole * ((codes[a] == codes[b]) & (codes[a] >= 0))
        out[part] = bits

    both(look, list(chunks(len(packed))))
    return out
