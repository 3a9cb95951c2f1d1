"""How the tables a file came to lie in Parquet: their schemas, and a writer to which each word is handed once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tables import CONTEXT, ISSUES, LEGAL_ENTITIES, RECORDS, TOUCH_POINTS, schema

ROWS = {
    "source": pa.string(), "row": pa.int64(), "is_quarantined": pa.bool_(), "row_key": pa.uint64(), "content": pa.uint64(),
    "record_id": pa.string(), "part": pa.string(), "said": pa.string(),
}  # fmt: skip
UNLIKE = frozenset(
    {
        "touch_point_id",
        "touch_point_ref",
        "record_id",
        "record_ref",
        "name",
        "legal_name",
        "address",
        "postcode",
        "uprn",
        "company_number",
        "phone",
        "row_key",
        "content",
    }
)


SELDOM_ALIKE = frozenset({"touch_point_id", "record_id", "row_key", "content"})
"""Columns of numbers that say nothing: compressing them takes long and gains nothing."""
FEW = frozenset({"severity", "event_date"})
"""Numbers and days of which there are few different ones."""


SCHEMAS = {
    "records": schema(RECORDS),
    "touch_points": schema(TOUCH_POINTS),
    "issues": schema(ISSUES),
    "legal_entities": schema(LEGAL_ENTITIES),
    "context": schema(CONTEXT),
    "rows": pa.schema(list(ROWS.items())),
}


def shaped(table: pa.Table, form: pa.Schema) -> pa.Table:
    """The columns of a schema in its order and the types of its writer; those the table does not have are null."""
    wanted = _aside(form)
    return pa.table([_column(table, column) for column in wanted], schema=wanted)


def _column(table: pa.Table, wanted: pa.Field) -> pa.Array | pa.ChunkedArray:
    if wanted.name not in table.column_names:
        return pa.nulls(table.num_rows, wanted.type)
    cells = table[wanted.name]
    if cells.type == wanted.type:
        return cells
    return pa.nulls(len(cells), wanted.type) if cells.null_count == len(cells) else cells.cast(wanted.type)


def _aside(form: pa.Schema) -> pa.Schema:
    """A schema whose columns of repeated words are handed to the file as they come from the loaders: each word once."""
    word_once = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([column.with_type(word_once) if _is_repeated(column) else column for column in form])


def _is_repeated(column: pa.Field) -> bool:
    return pa.types.is_string(column.type) and column.name not in UNLIKE


def parquet(path: Path, form: pa.Schema) -> pq.ParquetWriter:
    """A writer that looks for repeated values only in columns that have them."""
    repeated = [column.name for column in form if _is_repeated(column)]
    few = [column.name for column in form if column.name in FEW]
    packing = {column.name: "none" if column.name in SELDOM_ALIKE else "snappy" for column in form}
    return pq.ParquetWriter(
        path, _aside(form), use_dictionary=[*repeated, *few], compression=packing, store_schema=False, write_statistics=["event_date"],
    )  # fmt: skip
