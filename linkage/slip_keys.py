"""Keys for records with several slips of the pen: what one in the name, one in the address and one in the postcode leave whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.prepare import Prepared, beginnings

LETTERS, STREET_LETTERS = 5, 10
"""Letters of the end of a name, and of the beginning of an address, that make a key. Source: decision 0143."""


def slip_keys(of: Prepared) -> Iterator[tuple[str, tuple[np.ndarray, ...], np.ndarray, int]]:
    """Label, parts, which records have all of them, and the largest block of each key."""
    initial, end, street = beginnings(of, 1), endings(of, LETTERS), street_beginnings(of, STREET_LETTERS)
    number, inward = of.number[:, 0], inward_codes(of)
    for label, one, other, limit in (
        ("end of name and house number", end, number, 60),
        ("end of name and beginning of address", end, street, 60),
        ("initial and beginning of address", initial, street, 40),
        ("initial and second half of postcode", initial, inward, 60),
    ):
        yield label, (one, other), (one >= 0) & (other >= 0), limit


def endings(of: Prepared, letters: int) -> np.ndarray:
    """A number for the last letters of each name, -1 for names of fewer than four."""
    squashed = of.alias_squashed.take(pa.array(of.alias_first[:-1])) if len(of) else of.alias_squashed
    return np.where(_length(squashed) >= 4, _numbered(pc.utf8_slice_codeunits(squashed, -letters)), -1)


def street_beginnings(of: Prepared, letters: int) -> np.ndarray:
    """A number for the first letters of each address, house numbers left out, -1 for addresses of fewer."""
    found = _numbered(pc.utf8_slice_codeunits(of.address_text, 0, letters))
    return np.where(_length(of.address_text) >= letters, found, -1)


def inward_codes(of: Prepared) -> np.ndarray:
    """A number for the three letters after the blank of each postcode, -1 where there is no blank."""
    blank = (of.code_bytes == ord(" ")).argmax(axis=1)
    last = np.take_along_axis(of.code_bytes, np.minimum(blank[:, None] + np.arange(1, 4), 9), axis=1).astype(np.int64)
    return np.where((of.code >= 0) & (blank > 0), last @ np.array([1 << 16, 1 << 8, 1]), -1)


def _length(text: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(pc.utf8_length(text), 0).to_numpy(zero_copy_only=False))


def _numbered(text: pa.Array) -> np.ndarray:
    codes = pc.fill_null(text.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    return np.asarray(codes, dtype=np.int64)
