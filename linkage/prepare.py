"""Everything the pair comparison needs of each record, as arrays by row number."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.normalise import clean
from linkage.vocabulary import mapping, rates, words
from linkage.words import Rarity, Words, rarity, spell, split

MAX_ALIASES = 4


@dataclass(frozen=True)
class Prepared:
    """Records as arrays; row numbers are positions in the records given.

    Attributes:
        source: code of the source.
        once: the source lists a business once.
        party: records of one source with the same reference share a number.
        alias_row, alias_first: record of each alias; first alias of each record (one longer).
        alias_sorted, alias_squashed: name words in alphabetical order; name without blanks.
        name, address: words and rarity.
        address_text: words of the address without numbers.
        address_key, address_raw: address as written: letters and digits only, or with everything.
        number: first and second house number: low, high, letter.
        unit: unit, flat, suite as written; empty when none.
        code, district, sector: postcode as text, empty when none.
    """

    source: np.ndarray
    once: np.ndarray
    party: np.ndarray
    alias_row: np.ndarray
    alias_first: np.ndarray
    alias_sorted: pa.Array
    alias_squashed: pa.Array
    name_words: Words
    name: Rarity
    name_key: np.ndarray
    is_person: np.ndarray
    address_words: Words
    address: Rarity
    address_text: pa.Array
    address_key: np.ndarray
    address_raw: np.ndarray
    number: np.ndarray
    unit: np.ndarray
    is_flat: np.ndarray
    code: np.ndarray
    code_bytes: np.ndarray
    district: np.ndarray
    town: np.ndarray
    phone: np.ndarray
    phone_short: np.ndarray
    company: np.ndarray
    uprn: np.ndarray
    email: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    is_coarse: np.ndarray
    building: np.ndarray

    def __len__(self) -> int:
        return len(self.source)


def prepare(records: pd.DataFrame, *, once: frozenset[str], con: duckdb.DuckDBPyConnection) -> Prepared:
    """Normalise records and number their values.

    Args:
        records: RECORDS, in the order that gives the row numbers.
        once: sources that list a business once.
        con: private database.
    """
    cleaned = clean(records, con)
    count = len(records)
    alias_text, alias_row = _aliases(cleaned["name_text"])
    name_words = split(alias_text, mapping("name_words"), frozenset(words("name_dropped")), singular=True)
    name_row = alias_row[name_words.row]
    address = pc.utf8_trim_whitespace(
        pc.binary_join_element_wise(_text(cleaned["street"]), _text(cleaned["town"]), " ")
    )
    address_words = split(address, mapping("address_words"), frozenset(words("address_dropped")), singular=False)
    address_words = _distinct(address_words)
    code = _text(cleaned["code"]).to_numpy(zero_copy_only=False).astype("U10")
    source, _ = pd.factorize(records["source"].astype("object"))
    squashed = name_words.joined(glue="")
    first = np.searchsorted(alias_row, np.arange(count + 1))
    name_key = _codes(squashed.take(pa.array(first[:-1]))) if count else np.empty(0, np.int64)
    address_key = _codes(_squeezed(records))
    number = _numbers(cleaned["numbers"], count)
    unit = _text(cleaned["units"]).to_numpy(zero_copy_only=False).astype(object)
    full = np.where(cleaned["is_outward"].fill_null(False).to_numpy(zero_copy_only=False), -1, _codes(cleaned["code"]))
    place = building(full, address_key, number, unit)
    once_each = ~pd.DataFrame({"name": name_key, "place": place}).duplicated().to_numpy()
    return Prepared(
        source=source.astype(np.int32),
        once=records["source"].isin(once).to_numpy(),
        party=_parties(records),
        alias_row=alias_row,
        alias_first=first,
        alias_sorted=name_words.joined(ordered=True),
        alias_squashed=squashed,
        name_words=name_words,
        name=rarity(name_words, name_row, once_each, rates("name_rates")),
        name_key=name_key,
        is_person=_persons(name_words, first[:-1]),
        address_words=address_words,
        address=rarity(address_words, address_words.row, once_each, rates("address_rates")),
        address_text=address_words.joined(),
        address_key=address_key,
        address_raw=_codes(pc.utf8_upper(pc.utf8_trim_whitespace(_given(records["address"])))),
        number=number,
        unit=unit,
        is_flat=cleaned["is_flat"].to_numpy(zero_copy_only=False),
        code=full,
        code_bytes=code.astype("S10").view(np.uint8).reshape(count, 10) if count else np.empty((0, 10), np.uint8),
        district=_codes(cleaned["district"]),
        town=_codes(cleaned["town"]),
        phone=_codes(cleaned["phone"]),
        phone_short=_codes(pc.utf8_slice_codeunits(cleaned["phone"].cast(pa.string()), -7)),
        company=_codes(cleaned["company"]),
        uprn=_codes(cleaned["uprn"]),
        email=_codes(cleaned["email"]),
        longitude=records["longitude"].to_numpy(dtype=np.float64),
        latitude=records["latitude"].to_numpy(dtype=np.float64),
        is_coarse=records["coordinate_precision"].isin(["POSTCODE", "AREA"]).to_numpy(),
        building=place,
    )


def building(code: np.ndarray, address_key: np.ndarray, number: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """A number per place: postcode (else the address as written) with house number and unit; -1 where the place is not known."""
    place = np.where(code >= 0, code, address_key + code.max(initial=0) + 1)
    street = np.where(number[:, 0] < 0, address_key, -1)
    units, _ = pd.factorize(unit)
    known = (code >= 0) | (address_key >= 0)
    frame = pd.DataFrame({"place": place, "number": number[:, 0], "unit": units, "street": street})
    codes = frame.groupby(list(frame), sort=False).ngroup().to_numpy()
    return np.where(known, codes, -1)


def _text(column: pa.ChunkedArray) -> pa.Array:
    filled = pc.fill_null(column.cast(pa.string()), "")
    return filled.combine_chunks() if isinstance(filled, pa.ChunkedArray) else filled


def _codes(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Equal texts share a number from 0; missing and empty are -1."""
    text = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(text, pa.ChunkedArray):
        text = pa.concat_arrays(text.chunks) if text.num_chunks else pa.array([], pa.string())
    text = text.cast(pa.string())
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    indices = text.dictionary_encode().indices
    return pc.fill_null(indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _parties(records: pd.DataFrame) -> np.ndarray:
    """Records of one source and organisation with the same reference get one number: the row of the first."""
    party = np.arange(len(records), dtype=np.int64)
    has_ref = records["record_ref"].notna().to_numpy()
    if has_ref.any():
        keys = records.loc[has_ref, ["source", "partner_org", "record_ref"]]
        rows = pd.Series(party[has_ref], index=keys.index)
        party[has_ref] = rows.groupby([keys[c] for c in keys], sort=False, dropna=False).transform("min").to_numpy()
    return party


def _aliases(name_text: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """Names and the record of each: the whole name first, then its parts where it has several."""
    text = _text(name_text)
    several = np.flatnonzero(pc.match_substring(text, "|").to_numpy(zero_copy_only=False))
    row = [np.arange(len(text), dtype=np.int32)]
    extra_rows: list[int] = []
    extra: list[str] = []
    for number, whole in zip(several, text.take(pa.array(several)).to_pylist(), strict=True):
        parts = list(dict.fromkeys(part.strip() for part in whole.split("|") if len(part.strip()) > 1))
        if len(parts) > 1:
            extra += parts[: MAX_ALIASES - 1]
            extra_rows += [int(number)] * len(parts[: MAX_ALIASES - 1])
    plain = pc.replace_substring(text, "|", " ")
    row.append(np.array(extra_rows, dtype=np.int32))
    all_rows = np.concatenate(row)
    order = np.argsort(all_rows, kind="stable")
    return pa.concat_arrays([plain, pa.array(extra, pa.string())]).take(pa.array(order)), all_rows[order]


def _distinct(found: Words) -> Words:
    """Each word of a text once, in its first place."""
    if not len(found.code):
        return found
    row = found.row.astype(np.int64)
    _, first = np.unique(row * len(found.text) + found.code, return_index=True)
    first.sort()
    counts = np.bincount(row[first], minlength=len(found.offsets) - 1)
    return Words(found.text, found.code[first], np.concatenate([[0], np.cumsum(counts)]))


def _persons(found: Words, alias: np.ndarray) -> np.ndarray:
    """Whether each whole name is a person's: initials or a first name, then a surname that is no trade word."""
    given = frozenset(spell(word, mapping("name_words"), singular=True) for word in words("first_names"))
    trade = frozenset(rates("name_rates")) - given
    text = found.text
    is_given = np.array([word in given or (len(word) <= 2 and word.isalpha()) for word in text] or [False])
    is_trade = np.array([word in trade or not word.isalpha() for word in text] or [False])
    start = found.offsets[:-1][alias]
    length = np.diff(found.offsets)[alias]
    out = (length == 2) | (length == 3)
    at = np.flatnonzero(out)
    code = found.code
    out[at] = is_given[code[start[at]]] & ~is_trade[code[start[at] + length[at] - 1]]
    three = np.flatnonzero(out & (length == 3))
    out[three] &= ~is_trade[code[start[three] + 1]]
    return out


def _squeezed(records: pd.DataFrame) -> pa.Array:
    return pc.replace_substring_regex(pc.utf8_upper(_given(records["address"])), r"[^\pL\pN]+", "")


def _given(column: pd.Series) -> pa.Array:
    text = pa.array(column, pa.string(), from_pandas=True)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _numbers(lists: pa.ChunkedArray, count: int) -> np.ndarray:
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
