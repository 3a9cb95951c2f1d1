"""Everything the pair comparison needs of each record, as arrays by row number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

import codes
from linkage.columns import codes_of, text_of
from linkage.normalise import clean
from linkage.places import (
    building,
    is_vague,
    known_towns,
    numbers,
    place_keys,
    street_words,
    towns,
    whole_uprns,
    written_alike,
)
from linkage.umlauts import two_spellings
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
        placed: records by name words, ones where the address holds the word: a house is often called by its business.
        address_key, address_raw: address as written: letters and digits only, or with everything.
        number: first and second house number: low, high, letter.
        unit: unit, flat, suite as written; empty when none.
        code, district, sector: postcode as text, empty when none.
        town_names: the town of each number in `town` and `locality`; not known of records that were kept.
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
    placed: sparse.csr_matrix
    address_key: np.ndarray
    address_raw: np.ndarray
    number: np.ndarray
    unit: np.ndarray
    is_flat: np.ndarray
    code: np.ndarray
    code_bytes: np.ndarray
    district: np.ndarray
    town: np.ndarray
    locality: np.ndarray
    phone: np.ndarray
    phone_short: np.ndarray
    company: np.ndarray
    uprn: np.ndarray
    email: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    is_coarse: np.ndarray
    building: np.ndarray
    town_names: pa.Array
    begun: dict[int, np.ndarray] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.source)


def prepare(
    records: pd.DataFrame,
    *,
    once: frozenset[str],
    con: duckdb.DuckDBPyConnection,
    cleaned: pa.Table | None = None,
    known: Collection[str] = (),
) -> Prepared:
    """Normalise records and number their values.

    Args:
        records: RECORDS, in the order that gives the row numbers.
        once: sources that list a business once.
        con: private database.
        cleaned: what `clean` made of these records, where that is known already.
        known: names that addresses end in, beside those that these records show.
    """
    cleaned = clean(records, con) if cleaned is None else cleaned
    source, _ = pd.factorize(records["source"].astype("object"))
    spellings = two_spellings(records)
    place = _place_columns(records, cleaned, known_towns(cleaned) | frozenset(known), spellings)
    alias_text, alias_row = _aliases(cleaned["name_text"])
    first = np.searchsorted(alias_row, np.arange(len(records) + 1))
    name_words = split(alias_text, spellings | mapping("name_words"), frozenset(words("name_dropped")), singular=True)
    squashed = name_words.joined(glue="")
    name_key = codes_of(squashed.take(pa.array(first[:-1]))) if len(records) else np.empty(0, np.int64)
    counted = ~pd.DataFrame({"name": name_key, "place": place["building"]}).duplicated().to_numpy()
    return Prepared(
        source=source.astype(np.int32),
        once=records["source"].isin(once).to_numpy(),
        party=_parties(records),
        alias_row=alias_row,
        alias_first=first,
        alias_sorted=name_words.joined(ordered=True),
        alias_squashed=squashed,
        name_words=name_words,
        name=rarity(name_words, alias_row[name_words.row], counted, rates("name_rates")),
        name_key=name_key,
        is_person=_persons(name_words, first[:-1]),
        **_address_columns(cleaned, counted, spellings),
        placed=_placed(cleaned, name_words, spellings),
        **place,
        **_contact_columns(cleaned),
    )


def _address_columns(cleaned: pa.Table, counted: np.ndarray, spellings: dict[str, str]) -> dict[str, Any]:
    text = pc.utf8_trim_whitespace(
        pc.binary_join_element_wise(text_of(cleaned["street"]), text_of(cleaned["town"]), " ")
    )
    spelling = spellings | mapping("address_words")
    found = _distinct(split(text, spelling, frozenset(words("address_dropped")), singular=False))
    return {
        "address_words": found,
        "address": rarity(found, found.row, counted, rates("address_rates")),
        "address_text": found.joined(),
    }


def _placed(cleaned: pa.Table, name_words: Words, spellings: dict[str, str]) -> sparse.csr_matrix:
    """Records by words of names: ones where the address holds the word."""
    found = split(text_of(cleaned["street"]), spellings | mapping("name_words"), frozenset(), singular=True)
    at = np.searchsorted(name_words.text, found.text) if len(name_words.text) else np.zeros(len(found.text), np.int64)
    at = np.minimum(at, max(len(name_words.text) - 1, 0))
    is_known = name_words.text[at] == found.text if len(name_words.text) else np.zeros(len(found.text), dtype=bool)
    kept = is_known[found.code] if len(found.code) else np.empty(0, dtype=bool)
    row, word = found.row[kept], at[found.code[kept]]
    shape = (len(cleaned), max(len(name_words.text), 1))
    matrix = sparse.csr_matrix((np.ones(len(row), np.float32), (row, word)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _place_columns(
    records: pd.DataFrame, cleaned: pa.Table, known: frozenset[str], spellings: dict[str, str]
) -> dict[str, Any]:
    number = numbers(cleaned["numbers"], len(records))
    town, town_names = towns(cleaned, known)
    address_key = np.where(is_vague(cleaned, number, known), -1, codes_of(squeezed(records)))
    unit = text_of(cleaned["units"]).to_numpy(zero_copy_only=False).astype(object)
    is_outward = cleaned["is_outward"].fill_null(False).to_numpy(zero_copy_only=False)
    code = np.where(is_outward, -1, codes_of(cleaned["code"]))
    number, unit = written_alike(code, address_key, number, unit)
    letters = text_of(cleaned["code"]).to_numpy(zero_copy_only=False).astype("U10").astype("S10")
    return {
        "address_key": address_key,
        "address_raw": codes_of(pc.utf8_upper(pc.utf8_trim_whitespace(_given(records["address"])))),
        "number": number,
        "unit": unit,
        "is_flat": cleaned["is_flat"].to_numpy(zero_copy_only=False),
        "code": code,
        "code_bytes": letters.view(np.uint8).reshape(len(records), 10) if len(records) else np.empty((0, 10), np.uint8),
        "district": codes_of(cleaned["district"]),
        "town": town[:, 0],
        "locality": town[:, 1],
        "longitude": records["longitude"].to_numpy(dtype=np.float64),
        "latitude": records["latitude"].to_numpy(dtype=np.float64),
        "is_coarse": records["coordinate_precision"].isin(["POSTCODE", "AREA"]).to_numpy(),
        "building": building(
            _places(cleaned, spellings, (code, address_key, number, town[:, 0])), number, unit, address_key
        ),
        "town_names": town_names,
    }


def _places(cleaned: pa.Table, spellings: dict[str, str], columns: tuple[np.ndarray, ...]) -> np.ndarray:
    is_fine = cleaned["is_fine"].to_numpy(zero_copy_only=False)
    return place_keys(is_fine, codes_of(street_words(cleaned["street_word"], spellings)), *columns)


def _contact_columns(cleaned: pa.Table) -> dict[str, Any]:
    return {
        "phone": codes_of(cleaned["phone"]),
        "phone_short": codes_of(pc.utf8_slice_codeunits(cleaned["phone"].cast(pa.string()), -7)),
        "company": codes_of(cleaned["company"]),
        "uprn": codes_of(whole_uprns(text_of(cleaned["uprn"]))),
        "email": codes_of(cleaned["email"]),
    }


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
    text = text_of(name_text)
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
    given = frozenset(spell(word, mapping("name_words"), singular=True) for word in codes.table("first_names")["name"])
    trade, plain = frozenset(rates("name_rates")) - given, frozenset(words("not_initials"))
    text = found.text
    is_given = [word in given or (len(word) <= 2 and word.isalpha() and word not in plain) for word in text]
    is_trade = np.array([word in trade or not word.isalpha() for word in text] or [False])
    start = found.offsets[:-1][alias]
    length = np.diff(found.offsets)[alias]
    out = (length == 2) | (length == 3)
    at = np.flatnonzero(out)
    code, begins = found.code, np.array(is_given or [False])
    out[at] = begins[code[start[at]]] & ~is_trade[code[start[at] + length[at] - 1]]
    three = np.flatnonzero(out & (length == 3))
    out[three] &= ~is_trade[code[start[three] + 1]]
    return out


def squeezed(records: pd.DataFrame) -> pa.Array:
    """Addresses in letters and digits alone."""
    return pc.replace_substring_regex(pc.utf8_upper(_given(records["address"])), r"[^\pL\pN]+", "")


def _given(column: pd.Series) -> pa.Array:
    text = pa.array(column, pa.string(), from_pandas=True)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def beginnings(of: Prepared, letters: int) -> np.ndarray:
    """A number for the first letters of each name, -1 for names of fewer than four."""
    if letters not in of.begun:
        squashed = of.alias_squashed.take(pa.array(of.alias_first[:-1])) if len(of) else of.alias_squashed
        begin = pc.utf8_slice_codeunits(squashed, 0, letters)
        codes = pc.fill_null(begin.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
        long = pc.utf8_length(squashed).to_numpy(zero_copy_only=False) >= 4
        of.begun[letters] = np.where(long, codes, -1).astype(np.int64)
    return of.begun[letters]
