"""Text as partners write it to values as we keep them; every function takes and returns whole columns.

Each returns the values and a mask of those that could not be read; what becomes of them is decided by load.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T", pd.Series, tuple[pd.Series, pd.Series], tuple[pd.Series, pd.Series, pd.Series])
NULL_WORDS = frozenset(
    {
        "",
        "-",
        "--",
        ".",
        "?",
        "n/a",
        "na",
        "#n/a",
        "#ref!",
        "none",
        "null",
        "nil",
        "nan",
        "redacted",
        "not known",
        "unknown",
        "withheld",
        "personal details not supplied",
    }
)
# Eight areas have one letter; a district's number has no leading zero; the last two letters are never C I K M O V.
POSTCODE = (
    r"(?:GIR ?0AA|(?:[BEGLMNSW]|[A-PR-UWYZ][A-HK-Y])(?:[0-9]|[1-9][0-9]|[0-9][A-HJKMNP-Y]) ?[0-9][ABD-HJLNP-UW-Z]{2})"
)
_BLANKS = r"[\s\x00-\x1f\x7f\x{00a0}\x{200b}\x{feff}]+"
_UNTIDY = r"[\x00-\x1f\x7f\x{00a0}\x{200b}\x{feff}]|\s\s"
_BLANK = ord(" ")
# Controls, and the first bytes of the no-break space, the zero-width space and the byte-order mark in UTF-8.
_SUSPECT = np.isin(np.arange(256), [*range(32), 0x7F, 0xC2, 0xE2, 0xEF])
# A blank in ASCII, or the first or last byte of a sign outside it, any of which may be a blank.
_BLUNT = np.isin(np.arange(256), [*range(1, 33), 0x7F, *range(0x80, 256)])
_NOTHINGS = {word[:1].encode()[:1] for word in NULL_WORDS} | {b"\0"}
_MAY_BEGIN_NOTHING = np.array([bytes([one]).lower() in _NOTHINGS or one >= 0x80 for one in range(256)])
_NULL_CELLS = pa.array(sorted(NULL_WORDS), pa.large_string())


_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def cells(values: pd.Series) -> pa.Array:
    """A column as Arrow holds it, missing values null; in one piece, however many the column is in."""
    found = pa.array(values, pa.large_string(), from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def series(cells: pa.Array, index: pd.Index) -> pd.Series:
    """A column of text that Arrow holds."""
    return pd.Series(_TEXT.__from_arrow__(cells), index=index)


def repeated(word: str, count: int) -> pd.Series:
    """A column that says the same in every row."""
    return series(pa.repeat(pa.scalar(word, pa.large_string()), count), pd.RangeIndex(count))


def substituted(values: pd.Series, pattern: str, replacement: str) -> pd.Series:
    """Every match of a pattern replaced, by Arrow's regular expressions (RE2), a column at a time."""
    if values.isna().all():
        return values
    return series(pc.replace_substring_regex(cells(values), pattern, replacement), values.index)


def matching(values: pd.Series, pattern: str) -> pd.Series:
    """Which values a pattern is found in; missing values are not."""
    found = pc.match_substring_regex(cells(values), pattern).fill_null(False)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index)


def extracted(values: pd.Series, pattern: str) -> pd.Series:
    """What the group named `it` of a pattern matched, missing where nothing did."""
    if values.isna().all():
        return values
    return series(pc.struct_field(pc.extract_regex(cells(values), pattern), "it"), values.index)


TOO_FEW = 200
"""Values up to which it costs more to tell which are alike than to read them all."""
LOOKED_AT, HARDLY_ALIKE = 1_000, 0.95
"""Of so many values spread over a column, this share has to differ for the column to be read as it stands."""


def once(read: Callable[[pd.Series], T], values: pd.Series) -> T:
    """What a reader of columns makes of a column, each different value read once; a series, or a tuple of them."""
    if len(values) <= TOO_FEW:
        return read(values)
    if len(values) > LOOKED_AT and values.iloc[:: len(values) // LOOKED_AT].nunique() > HARDLY_ALIKE * LOOKED_AT:
        return read(values)
    coded = pc.dictionary_encode(cells(values))
    if 2 * len(coded.dictionary) > len(values):
        return read(values)
    each = pa.concat_arrays([coded.dictionary, pa.nulls(1, coded.dictionary.type)])
    of = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    found = read(series(each, pd.RangeIndex(len(each))))
    spread = [
        pd.Series(one.array.take(of), index=values.index)
        for one in ((found,) if isinstance(found, pd.Series) else found)
    ]
    return spread[0] if isinstance(found, pd.Series) else tuple(spread)


def text(values: pd.Series) -> pd.Series:
    """`"  Lucky   Nails\\r\\n"` -> `"Lucky Nails"`; `"REDACTED"`, `"N/A"`, `"-"` -> missing."""
    return series(cleaned(cells(values)), values.index)


def taken(column: pa.ChunkedArray, at: pa.Array) -> pd.Series:
    """The same for some cells of a column, by their places."""
    found = column.take(at).combine_chunks()
    return series(cleaned(found), pd.RangeIndex(len(at)))


def cleaned(given: pa.Array) -> pa.Array:
    """The same for cells as Arrow holds them."""
    if _may_be_untidy(given) and pc.any(pc.match_substring_regex(given, _UNTIDY)).as_py():
        given = pc.replace_substring_regex(given, _BLANKS, " ")
    starts, ends = _edges(given)
    if _BLUNT[starts].any() or _BLUNT[ends].any():
        given = pc.utf8_trim_whitespace(given)
        starts, _ = _edges(given)
    if not _MAY_BEGIN_NOTHING[starts].any():
        return given
    at = np.flatnonzero(_MAY_BEGIN_NOTHING[starts])
    nothing = np.zeros(len(given), dtype=bool)
    some = given if len(at) == len(given) else given.take(pa.array(at))
    nothing[at] = pc.is_in(pc.utf8_lower(some), value_set=_NULL_CELLS).to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(nothing), pa.scalar(None, given.type), given) if nothing.any() else given


def _edges(given: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last byte of each cell; 0 for both where it is empty or missing."""
    nothing = np.zeros(len(given), dtype=np.uint8)
    if not len(given) or given.buffers()[2] is None:
        return nothing, nothing
    bounds, bytes_ = _bytes_of(given)
    if bounds[-1] == bounds[0]:
        return nothing, nothing
    first, last = bounds[:-1], bounds[1:] - 1
    empty = last < first
    if not empty.any():
        return bytes_[first], bytes_[last]
    inside = bounds[0]
    starts, ends = bytes_[np.where(empty, inside, first)], bytes_[np.where(empty, inside, last)]
    return np.where(empty, nothing, starts), np.where(empty, nothing, ends)


def _bytes_of(given: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where each cell begins (and, last, where the last one ends) in the bytes of all, which come second."""
    width = np.int64 if pa.types.is_large_string(given.type) else np.int32
    bounds = np.frombuffer(given.buffers()[1], width)[given.offset :][: len(given) + 1]
    return bounds, np.frombuffer(given.buffers()[2], np.uint8)


def _may_be_untidy(given: pa.Array) -> bool:
    """Whether there is a byte in the cells that _UNTIDY could match: a look at the bytes, twenty times faster than the pattern."""
    if not len(given) or given.buffers()[2] is None:
        return False
    bounds, bytes_ = _bytes_of(given)
    bytes_ = bytes_[bounds[0] : bounds[-1]]
    blank = bytes_ == _BLANK
    return bool(_SUSPECT[bytes_].any() or (blank[1:] & blank[:-1]).any())


def postcodes(values: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """`"co9 1ht"` -> `"CO9 1HT"`; `"C09 1HT"` -> `"CO9 1HT"` (corrected); `"CO9"` -> missing.

    Returns:
        The postcodes as `AA9A 9AA`, a mask of those corrected, a mask of those that could not be read.
    """
    nothing = pd.Series(False, index=values.index)
    if values.isna().all():
        return values, nothing, nothing
    squeezed = substituted(values.str.upper(), "[^0-9A-Z]", "")
    direct = _spaced(squeezed)
    unread = direct.isna() & squeezed.notna()
    if not unread.any():
        return direct, nothing, nothing
    swapped = _spaced(_letters_and_digits_swapped(squeezed[unread])).reindex(values.index)
    found = direct.fillna(swapped)
    return found, unread & swapped.notna(), values.notna() & found.isna()


def _spaced(squeezed: pd.Series) -> pd.Series:
    candidate = squeezed.str.slice(0, -3) + " " + squeezed.str.slice(-3)
    return candidate.where(matching(candidate, f"^{POSTCODE}$"))


def _letters_and_digits_swapped(squeezed: pd.Series) -> pd.Series:
    """`C091HT` -> `CO91HT` and `CO9IHT` -> `CO91HT`: letters where letters belong, digits where digits do."""
    area = squeezed.str.slice(0, 2).str.replace("0", "O").str.replace("1", "I")
    rest = squeezed.str.slice(2, -3).str.replace("O", "0").str.replace("I", "1")
    sector = squeezed.str.slice(-3, -2).str.replace("O", "0").str.replace("I", "1").str.replace("S", "5")
    unit = squeezed.str.slice(-2).str.replace("0", "O").str.replace("1", "I")
    return area + rest + sector + unit


def postcode_within(addresses: pd.Series) -> pd.Series:
    """The last postcode written inside an address: `"4 High St, Maldon CM9 5PN"` -> `"CM9 5PN"`."""
    return postcodes(extracted(addresses.str.upper(), rf"^(?s:.*)\b(?P<it>{POSTCODE})\b"))[0]


def uprns(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"0100090377364.0"` -> `"100090377364"`; anything but 1 to 12 digits -> missing."""
    if values.isna().all():
        return values, pd.Series(False, index=values.index)
    digits = substituted(values, r"^0+|\.0+$|[\s,]", "")
    good = matching(digits, "^[0-9]{1,12}$")
    return digits.where(good), values.notna() & ~good


def company_numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"1234567"` -> `"01234567"`; `"sc 12345"` -> `"SC012345"`; anything else -> missing.

    Source: Companies House numbers are eight characters, digits or a prefix of two and six digits; old ones of Northern Ireland
    are R and seven digits, those of registered societies may end in R.
    """
    if values.isna().all():
        return values, pd.Series(False, index=values.index)
    bare = substituted(values.str.upper(), "[^0-9A-Z]", "")
    prefix = extracted(bare, "^(?P<it>[A-Z]{2})[0-9]").fillna("")
    digits = extracted(bare, "^(?:[A-Z]{2})?(?P<it>[0-9]+)$")
    padded = digits.where(prefix != "", digits.str.zfill(8)).where(prefix == "", prefix + digits.str.zfill(6))
    found = padded.where(matching(padded, "^(?:[0-9]{8}|[A-Z]{2}[0-9]{6})$"))
    found = found.fillna(bare.where(matching(bare, "^(?:R[0-9]{7}|[A-Z]{2}[0-9]{5}R)$")))
    return found, values.notna() & found.isna()


def phones(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"(01632) 960123"`, `"'01632 960123"`, `"0044 1632 960123"` and a spreadsheet's `"1632960123.0"` -> `"+441632960123"`; too short or not digits -> missing."""
    if values.isna().all():
        return values, pd.Series(False, index=values.index)
    known = {value: _e164(value.removeprefix("'").removesuffix(".0")) for value in values.dropna().unique()}
    read = values.map(known).astype("str")
    return read, values.notna() & read.isna()


def _e164(value: str) -> str | None:
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_domains(values: pd.Series) -> pd.Series:
    """`"Info@Lucky-Nails.example"` -> `"lucky-nails.example"`; the part before the @ is not ours to keep."""
    return extracted(values.str.lower(), r"@(?P<it>[a-z0-9.-]+\.[a-z]{2,})$")


def numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"£1,250.00"` -> 1250.0; `"(30)"` -> -30.0; words -> missing."""
    if values.isna().all():
        return values.astype("float64"), pd.Series(False, index=values.index)
    plain = matching(values, r"^-?[0-9]+(?:\.[0-9]+)?$")
    bare = values if plain.all() else substituted(substituted(values, r"[£$,\s]", ""), r"^\((.*)\)$", r"-\1")
    good = plain if plain.all() else matching(bare, r"^-?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?$")
    read = pd.Series(pc.cast(cells(bare.where(good)), pa.float64()).to_numpy(zero_copy_only=False), index=values.index)
    return read, values.notna() & ~good
