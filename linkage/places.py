"""What an address says: house numbers, the town at its end, whether it is more than a town, and which records share a place."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.columns import numbered, text_of
from linkage.keys import hashed
from linkage.vocabulary import mapping

TOWN_SEEN = 3
"""Addresses that must end in a word before it counts as a town."""
LEAST_DIGITS = 8
"""Digits a cut-off UPRN must still have to be made whole."""
TELLING_NUMBER = 300
"""House number from which number and street word tell a place, in whichever town or ZIP code. Source: our choice."""


def building(place: np.ndarray, number: np.ndarray, unit: np.ndarray, address_key: np.ndarray) -> np.ndarray:
    """A number per building: what tells its place, with house number and unit, or with the address as written where there is no number."""
    street = np.where(number[:, 0] < 0, address_key, -1)
    units, _ = pd.factorize(unit)
    codes, _ = pd.factorize(hashed(place, number[:, 0], units, street))
    return np.where(place >= 0, codes, -1)


def place_keys(
    is_fine: np.ndarray,
    word: np.ndarray,
    code: np.ndarray,
    address_key: np.ndarray,
    number: np.ndarray,
    town: np.ndarray,
) -> np.ndarray:
    """A number for what tells a place beside its house number: a postcode of a few doors, else the street; -1 where neither is known.

    A ZIP code or a town holds many streets, so it stands beside the street's word; a high house number needs neither.
    """
    is_fine = (code >= 0) & is_fine
    area = np.where(code >= 0, code, np.where(town >= 0, town + int(code.max(initial=0)) + 1, -1))
    area = np.where(number[:, 0] >= TELLING_NUMBER, -2, area)
    by_street, _ = pd.factorize(hashed(word, area))
    by_address = address_key + int(by_street.max(initial=0)) + 1
    other = np.where((word >= 0) & (number[:, 0] >= 0), by_street, np.where(address_key >= 0, by_address, -1))
    return np.where(is_fine, code, np.where(other >= 0, other + int(code.max(initial=0)) + 1, -1))


def street_words(words_: pa.ChunkedArray, spellings: dict[str, str] | None = None) -> pa.Array:
    """Street words in their usual spelling, and in that of this table: FIFTH and 5TH are one."""
    encoded = text_of(words_).dictionary_encode()
    spelling = (spellings or {}) | mapping("address_words")
    return pa.array([spelling.get(word, word) for word in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )


def written_alike(
    code: np.ndarray, address_key: np.ndarray, number: np.ndarray, unit: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and units, one reading for all records whose address is the same letter by letter: UNIT 4 - 5, UNIT 4, 5 and Unit 4/5."""
    key, found = pd.factorize(hashed(code, address_key))
    row, first = np.arange(len(code)), np.zeros(len(found), dtype=np.int64)
    first[key[::-1]] = row[::-1]
    first = np.where(address_key >= 0, first[key], row)
    return number[first], unit[first]


def known_towns(cleaned: pa.Table) -> frozenset[str]:
    """What several addresses end in, and the towns given."""
    town, last = text_of(cleaned["town"]), text_of(cleaned["last_part"])
    ends = pd.concat([town.to_pandas(), last.to_pandas()]).value_counts()
    return frozenset(ends.index[ends >= TOWN_SEEN]) - {""}


def is_vague(cleaned: pa.Table, number: np.ndarray, towns: frozenset[str]) -> np.ndarray:
    """Whether the address is only a town: no number, and no more than what other addresses end in."""
    bare = (number[:, 0] < 0) & (text_of(cleaned["units"]).to_numpy(zero_copy_only=False) == "")
    out = np.zeros(len(number), dtype=bool)
    at = np.flatnonzero(bare)
    out[at] = text_of(cleaned["street"]).take(pa.array(at)).to_pandas().isin(towns).to_numpy()
    return out


def towns(cleaned: pa.Table, known: frozenset[str]) -> tuple[np.ndarray, pa.Array]:
    """Numbers of the town and the locality of each record: the town given, else what the address ends in; -1 for none. And the towns, by number."""
    given = text_of(cleaned["town"]).to_pylist()
    street = text_of(cleaned["street"]).to_pylist()
    ending = cache(partial(_ending, known=known))
    last = (text.rsplit(" ", 6)[-6:] for text in street)
    pairs = [(town, "") if town else ending(" ".join(words)) for words, town in zip(last, given, strict=True)]
    both = pa.array([town for town, _ in pairs] + [locality for _, locality in pairs], pa.string())
    codes, names = numbered(both)
    return np.stack([codes[: len(pairs)], codes[len(pairs) :]], axis=1).astype(np.int64), names


def _ending(street: str, known: frozenset[str]) -> tuple[str, str]:
    """Town and locality at the end of an address.

    >>> _ending("DROVERS GARDENS ARDLEIGH COLCHESTER", frozenset({"ARDLEIGH", "COLCHESTER"}))
    ('COLCHESTER', 'ARDLEIGH')
    >>> _ending("STATION ROAD BURY ST EDMUNDS", frozenset({"BURY ST EDMUNDS"}))
    ('BURY ST EDMUNDS', '')
    """
    town, before = _last_known(street, known)
    if not town:
        return "", ""
    locality, _ = _last_known(before, known)
    return town, "" if locality == town else locality


def _last_known(text: str, known: frozenset[str]) -> tuple[str, str]:
    """The known name of up to three words at the end, and what comes before it."""
    at = len(text)
    for _ in range(3):
        at = text.rfind(" ", 0, at)
        if text[at + 1 :] in known:
            return text[at + 1 :], text[: max(at, 0)]
        if at < 0:
            break
    return "", text


def whole_uprns(uprn: pa.Array) -> pa.Array:
    """UPRNs that have lost digits at either end made whole, where just one longer UPRN of the table begins or ends with them."""
    distinct = [text for text in pc.unique(uprn).to_pylist() if text]
    short = {text for text in distinct if LEAST_DIGITS <= len(text) < 12}
    if not short:
        return uprn
    whole: dict[str, set[str]] = {}
    for text in distinct:
        for length in range(LEAST_DIGITS, len(text)):
            for part in (text[:length], text[-length:].lstrip("0")):
                if part in short and part != text:
                    whole.setdefault(part, set()).add(text)
    repaired = {part: next(iter(found)) for part, found in whole.items() if len(found) == 1}
    if not repaired:
        return uprn
    return pa.array([repaired.get(text, text) for text in uprn.to_pylist()], pa.string())


def numbers(lists: pa.ChunkedArray, count: int) -> np.ndarray:
    """First two house numbers of each record: columns low, high, letter, low, high, letter; -1 where none."""
    out = np.full((count, 6), -1, dtype=np.int64)
    whole = lists.combine_chunks() if lists.num_chunks != 1 else lists.chunk(0)
    if isinstance(whole, pa.ChunkedArray) or not len(whole):
        return out
    offsets = np.asarray(whole.offsets)
    encoded = whole.flatten().dictionary_encode()
    if not len(encoded):
        return out
    offsets = offsets - offsets[0]
    parsed = np.array([house_number(text) for text in encoded.dictionary.to_pylist()], dtype=np.int64).reshape(-1, 3)
    values = parsed[encoded.indices.to_numpy()]
    lengths = np.diff(offsets)
    for place in (0, 1):
        rows = np.flatnonzero(lengths > place)
        out[rows, place * 3 : place * 3 + 3] = values[offsets[rows] + place]
    return out


def house_number(text: str) -> tuple[int, int, int]:
    """Low end, high end and letter of a house number.

    >>> house_number("12A"), house_number("12-14"), house_number("7")
    ((12, 12, 65), (12, 14, 0), (7, 7, 0))
    """
    low, _, high = text.partition("-")
    letter = ord(low[-1]) if low[-1].isalpha() else 0
    first = int("".join(filter(str.isdigit, low))[:9] or 0)
    last = int("".join(filter(str.isdigit, high))[:9] or first)
    if last < first:
        last = first + last if last < 10 and first >= 10 else first
    return first, min(last, first + 60), letter
