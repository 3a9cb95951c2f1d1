"""What a run read of each record, kept for the next one: marks of its texts instead of the texts' numbers, which change as a table grows.

A mark is 64 bits of a text, the same in every table, so that rows kept and rows read anew stand in one table and are numbered together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from linkage.columns import text_of
from linkage.normalise import GIVEN
from linkage.places import building, place_keys, street_words, written_alike
from linkage.prepare import Prepared, squeezed
from linkage.umlauts import two_spellings
from linkage.vocabulary import rates
from linkage.words import Rarity, Words, rarity_of

CODED = (
    "name_key", "address_key", "address_raw", "code", "district", "town", "locality", "street_word", "phone", "phone_short", "company",
    "uprn", "email",
)  # fmt: skip
LISTS = ("name_words", "address_words", "placed")
NOTE = "What --keep held was made by another version of linkage, or of its words; all records were read anew, and kept anew."


@cache
def version() -> bytes:
    """A mark of everything that decides what is read of a record: code, vocabulary and model of linkage, and the database that hashes."""
    found = hashlib.sha256(duckdb.__version__.encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        if path.suffix in (".py", ".csv", ".txt", ".json"):
            found.update(path.relative_to(here).as_posix().encode() + path.read_bytes())
    return found.hexdigest().encode()


def is_ours(kept: pa.Table) -> bool:
    """Whether this version of linkage kept it."""
    return (kept.schema.metadata or {}).get(b"version") == version()


def towns_of(kept: pa.Table) -> frozenset[str]:
    """Names that addresses were known to end in."""
    return frozenset(json.loads(kept.schema.metadata[b"towns"]))


def keys_of(records: pd.DataFrame, con: duckdb.DuckDBPyConnection) -> pa.Array:
    """A number for everything each record says, its id and source included."""
    columns = ("record_id", "source", *GIVEN)
    con.register("said", records[list(columns)])
    try:
        found = con.sql(f"SELECT hash({', '.join(columns)}) AS key FROM said").to_arrow_table()  # noqa: S608
    finally:
        con.unregister("said")
    return found["key"].combine_chunks()


def packed(of: Prepared, records: pd.DataFrame, cleaned: pa.Table, key: pa.Array, towns: Collection[str]) -> pa.Table:
    """A row for each prepared record.

    Args:
        of: the records, prepared.
        records: RECORDS, in that order.
        cleaned: what `clean` made of them.
        key: what `keys_of` says of them.
        towns: names that addresses are known to end in.
    """
    raw = pc.utf8_upper(pc.utf8_trim_whitespace(pa.array(records["address"], pa.string(), from_pandas=True)))
    known = _marks(of.town_names)
    texts = {
        "name_key": of.alias_squashed.take(pa.array(of.alias_first[:-1])), "address_key": squeezed(records), "address_raw": raw,
        "code": cleaned["code"], "district": cleaned["district"], "street_word": street_words(cleaned["street_word"], two_spellings(records)),
        "phone": cleaned["phone"], "phone_short": pc.utf8_slice_codeunits(cleaned["phone"].cast(pa.string()), -7),
        "company": cleaned["company"], "uprn": cleaned["uprn"], "email": cleaned["email"],
    }  # fmt: skip
    coded = {name: _marks(text) for name, text in texts.items()}
    for name in ("address_key", "code"):
        coded[name] = np.where(getattr(of, name) >= 0, coded[name], 0)
    for name in ("town", "locality"):
        codes = getattr(of, name)
        coded[name] = np.where(codes >= 0, known[np.maximum(codes, 0)] if len(known) else 0, 0).astype(np.uint64)
    words, streets = _hashed(of.name_words.text), _hashed(of.address_words.text)
    columns = {
        "key": key,
        "source": _repeating(records["source"]),
        **{name: pa.array(coded[name], pa.uint64()) for name in CODED},
        "name_words": _lists(of.name_words.offsets[of.alias_first], words[of.name_words.code]),
        "address_words": _lists(of.address_words.offsets, streets[of.address_words.code]),
        "placed": _lists(of.placed.indptr, words[of.placed.indices] if len(words) else np.empty(0, np.uint64)),
        "alias_sorted": pa.ListArray.from_arrays(pa.array(of.alias_first, pa.int32()), of.alias_sorted),
        "alias_squashed": pa.ListArray.from_arrays(pa.array(of.alias_first, pa.int32()), of.alias_squashed),
        "address_text": of.address_text,
        "number": pa.FixedSizeListArray.from_arrays(pa.array(of.number.ravel(), pa.int32()), 6),
        "unit": _repeating(of.unit),
        "code_bytes": pa.Array.from_buffers(
            pa.binary(10), len(of), [None, pa.py_buffer(np.ascontiguousarray(of.code_bytes))]
        ),
        **{name: pa.array(getattr(of, name)) for name in ("is_person", "is_flat", "is_coarse", "longitude", "latitude")},
        "is_fine": cleaned["is_fine"].combine_chunks(),
    }  # fmt: skip
    named = {b"version": version(), b"towns": json.dumps(sorted(towns)).encode()}
    return pa.table(columns).replace_schema_metadata(named)


def restored(kept: pa.Table, once: Collection[str]) -> Prepared:
    """The records prepared: rows are those of the table, each a party of its own."""
    kept = kept.unify_dictionaries().combine_chunks()
    with ThreadPoolExecutor(2) as pool:
        code = dict(zip(CODED, pool.map(lambda name: _numbered(_array(kept[name])), CODED), strict=True))
    alias_first = _offsets(kept["alias_sorted"])
    place = _places(kept, code)
    counted = ~pd.Series(code["name_key"] * (np.int64(len(kept)) + 1) + place["building"]).duplicated().to_numpy()
    with ThreadPoolExecutor(2) as pool:
        by_address = pool.submit(_rarity, kept["address_words"], counted, rates("address_rates"))
        name, names = _rarity(kept["name_words"], counted, rates("name_rates"))
        placed = _placed(kept["placed"], names, len(kept))
        address, _ = by_address.result()
    nothing = Words(np.empty(0, dtype=object), np.empty(0, np.int32), np.zeros(len(kept) + 1, np.int64))
    numbers, sources = _told(kept["source"])
    listed = np.isin(sources, list(once))
    as_kept = ("is_person", "is_flat", "is_coarse", "longitude", "latitude")
    plain: dict[str, Any] = {name: values for name, values in code.items() if name != "street_word"}
    plain |= {name: _array(kept[name]) for name in as_kept}
    return Prepared(
        source=numbers.astype(np.int32),
        once=listed[numbers],
        party=np.arange(len(kept), dtype=np.int64),
        alias_row=np.repeat(np.arange(len(kept), dtype=np.int32), np.diff(alias_first)),
        alias_first=alias_first,
        alias_sorted=_flat(kept["alias_sorted"]),
        alias_squashed=_flat(kept["alias_squashed"]),
        name_words=nothing,
        name=name,
        address_words=nothing,
        address=address,
        address_text=text_of(kept["address_text"]),
        placed=placed,
        town_names=pa.array([], pa.string()),
        **place,
        **plain,
    )


def _places(kept: pa.Table, code: dict[str, np.ndarray]) -> dict[str, Any]:
    """What all rows together say of the places."""
    number = np.empty((0, 6), np.int64)
    if len(kept):
        number = np.asarray(kept["number"].chunk(0).flatten()).reshape(-1, 6).astype(np.int64)
    units, unit_names = _told(kept["unit"])
    area, address = code["code"], code["address_key"]
    number, unit = written_alike(area, address, number, unit_names[units])
    key = place_keys(_array(kept["is_fine"]), code["street_word"], area, address, number, code["town"])
    letters = kept["code_bytes"].chunk(0) if len(kept) else pa.array([], pa.binary(10))
    held = np.frombuffer(letters.buffers()[1] or b"", np.uint8)[letters.offset * 10 :][: 10 * len(kept)]
    return {
        "number": number,
        "unit": unit,
        "building": building(key, number, unit, address),
        "code_bytes": held.reshape(-1, 10),
    }


def _hashed(texts: np.ndarray) -> np.ndarray:
    """Marks of texts, none of them nought."""
    if not len(texts):
        return np.empty(0, np.uint64)
    return np.maximum(pd.util.hash_array(np.asarray(texts, dtype=object), categorize=False), np.uint64(1))


def _marks(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Marks of a column; nought where it is missing or empty."""
    encoded = text_of(column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])).dictionary_encode()
    texts = encoded.dictionary.to_numpy(zero_copy_only=False).astype(object)
    marks = np.where(texts == "", np.uint64(0), _hashed(texts)) if len(texts) else np.empty(0, np.uint64)
    return marks[encoded.indices.to_numpy()] if len(encoded) else np.empty(0, np.uint64)


def _numbered(marks: np.ndarray) -> np.ndarray:
    """Equal marks share a number from 0; nought is -1."""
    codes, found = pd.factorize(marks)
    at = np.flatnonzero(found == 0)
    if not len(at):
        return codes.astype(np.int64)
    none = int(at[0])
    return np.where(codes == none, -1, codes - (codes > none)).astype(np.int64)


def _repeating(texts_: pd.Series | np.ndarray) -> pa.DictionaryArray:
    return pa.array(texts_, pa.string()).dictionary_encode()


def _told(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the texts of a column, and the texts."""
    encoded = column.chunk(0) if column.num_chunks else pa.array([], pa.string()).dictionary_encode()
    return np.asarray(encoded.indices), encoded.dictionary.to_numpy(zero_copy_only=False).astype(object)


def _array(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy()


def _lists(offsets: np.ndarray, values: np.ndarray) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values, pa.uint64()))


def _whole(column: pa.ChunkedArray) -> pa.ListArray:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _offsets(column: pa.ChunkedArray) -> np.ndarray:
    offsets = np.asarray(_whole(column).offsets, dtype=np.int64)
    return offsets - offsets[0]


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return _whole(column).flatten()


def _rarity(column: pa.ChunkedArray, counted: np.ndarray, background: dict[str, float]) -> tuple[Rarity, np.ndarray]:
    """Rarity of the words of a list column, and the marks of the words, by number."""
    codes, found = pd.factorize(np.asarray(_flat(column)))
    of = dict(zip(_hashed(np.array(list(background), dtype=object)).tolist(), background.values(), strict=True))
    expected = np.array([of.get(mark, 0.0) for mark in found.tolist()] or [0.0])
    row = np.repeat(np.arange(len(counted), dtype=np.int32), np.diff(_offsets(column)))
    return rarity_of(codes, row, counted, expected), found


def _placed(column: pa.ChunkedArray, names: np.ndarray, rows: int) -> sparse.csr_matrix:
    order = np.argsort(names)
    held = np.asarray(_flat(column))
    row = np.repeat(np.arange(rows), np.diff(_offsets(column)))
    at = np.minimum(np.searchsorted(names[order], held), max(len(names) - 1, 0))
    known = names[order][at] == held if len(names) else np.zeros(len(held), dtype=bool)
    word = order[at[known]] if len(names) else np.empty(0, np.int64)
    matrix = sparse.csr_matrix((np.ones(len(word), np.float32), (row[known], word)), shape=(rows, max(len(names), 1)))
    matrix.sum_duplicates()
    return matrix
