"""Columns as plain text and as numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process


def text_of(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array of texts; missing is empty."""
    filled = pc.fill_null(column.cast(pa.string()), "")
    return filled.combine_chunks() if isinstance(filled, pa.ChunkedArray) else filled


def texts(column: pd.Series) -> pa.Array:
    """A column as one array of texts."""
    found = pa.array(column.astype("str"), pa.string(), from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def numbers_in(column: pd.Series) -> pd.Series:
    """Texts as numbers; what is none is missing."""
    if not pd.api.types.is_numeric_dtype(column):
        try:
            found = pc.cast(texts(column), pa.float64())
            return pd.Series(found.to_numpy(zero_copy_only=False), index=column.index)
        except pa.ArrowInvalid:
            pass  # at least one is not written as a number is
    return pd.to_numeric(column, errors="coerce").astype("float64")


def by_id(record_id: pd.Series) -> np.ndarray:
    """Places of ids in the order of their letters."""
    return np.asarray(pc.array_sort_indices(texts(record_id))).astype(np.int64)


def repeated(record_id: pd.Series) -> pd.Series:
    """The ids that were there before; counted first, which takes a tenth of the time of looking for them."""
    told = record_id.dropna()
    if pc.count_distinct(texts(told)).as_py() == len(told):
        return told.iloc[:0]
    return told[told.duplicated()]


def ids_in_several_rows(table: pd.DataFrame, twice: pd.Series) -> str:
    """What to say of ids that stand in several rows: sources may each have numbered their own."""
    rows = "1 row repeats" if len(twice) == 1 else f"{len(twice):,} rows repeat"
    said = f"{rows} a record_id (the first is {twice.iloc[0]})"
    if "source" in table and not table.duplicated(["source", "record_id"]).any():
        example = f"{table.loc[twice.index[0], 'source']}-{twice.iloc[0]}"
        return f"{said}; no source repeats one of its own: write the source before the id, as in {example}"
    return f"{said}; give every row an id of its own, such as its number"


def codes_of(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Equal texts share a number from 0; missing and empty are -1."""
    return numbered(column)[0]


def numbered(column: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, pa.Array]:
    """The same, and the text of each number."""
    text = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(text, pa.ChunkedArray):
        text = pa.concat_arrays(text.chunks) if text.num_chunks else pa.array([], pa.string())
    text = text.cast(pa.string())
    encoded = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text).dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary


def similar(texts: pa.Array, left: np.ndarray, right: np.ndarray, scorer: Callable[..., float]) -> np.ndarray:
    """Similarity of pairs of texts by a rapidfuzz scorer."""
    a = texts.take(pa.array(left)).to_pylist()
    b = texts.take(pa.array(right)).to_pylist()
    return process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1)


def commonest(group: pd.Series, value: pd.Series) -> pd.Series:
    """The commonest value of each group, the lowest of equals, by group; groups of missing values alone are left out."""
    counted = pd.DataFrame({"group": group.to_numpy(), "value": value.to_numpy()}).value_counts().reset_index(name="n")
    counted = counted.sort_values(["n", "value"], ascending=[False, True], kind="stable").drop_duplicates("group")
    return counted.set_index("group")["value"].sort_index().rename_axis(group.name)


def without_fraction(values: pd.Series) -> pd.Series:
    """Numbers that a spreadsheet has turned into decimals, as text again: 60607.0 -> 60607."""
    return values.astype("str").str.replace(r"^(\d+)\.0$", r"\1", regex=True)


def whole_zips(codes: pd.Series) -> pd.Series:
    """ZIP codes that a spreadsheet has cut, where most codes are of five digits: 2139 -> 02139."""
    digits = codes.str.fullmatch(r"\d{3,5}(-\d{4})?").fillna(False).astype(bool)
    five = codes.str.fullmatch(r"\d{5}(-\d{4})?").fillna(False).astype(bool)
    if not digits.any() or five.sum() < 0.5 * codes.notna().sum():
        return codes
    short = digits & ~five & ~codes.str.contains("-", na=False)
    return codes.mask(short, codes.str.zfill(5))
