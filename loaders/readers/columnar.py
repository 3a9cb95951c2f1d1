"""Containers that hold columns under names of their own: what they have in common, and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.readers import points, values
from loaders.readers.raw import CHUNK_ROWS, HEAD_LINES, Chunk, RawTable, check_width, headings, numbered, refused

BATCH_CELLS = 4_000_000
LEAST_ROWS = 1_000
_AGAIN = "Ask the partner to send it again."


def typed_table(
    name: str, container: str, names: Sequence[str], stretches: Callable[[], Iterator[pa.Table]], facts: dict[str, str]
) -> RawTable:
    """A table whose columns have names and whose rows are numbered from 1.

    Args:
        names: unique headings.
        stretches: begins to read anew each time it is called; columns of text.
    """
    check_width(len(names))
    empty = pa.table([pa.array([], pa.large_string()) for _ in names], names=list(names))
    first = next(stretches(), empty)
    lines = (tuple(row.values()) for row in islice(first.slice(0, HEAD_LINES).to_pylist(), HEAD_LINES))

    def read(_header: int, _wanted: Sequence[str]) -> Iterator[Chunk]:
        row = 1
        for cells in stretches():
            yield numbered(cells, np.arange(row, row + cells.num_rows, dtype="int64"))
            row += cells.num_rows
        if row == 1:
            yield numbered(empty, np.arange(0))

    return RawTable(name, container, (tuple(names), *lines), read, facts)


def parquet(stream: BinaryIO) -> list[RawTable]:
    """The one table of a Parquet file; a geometry column becomes longitude and latitude."""
    try:
        file = pq.ParquetFile(stream)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise refused(f"The Parquet file is cut off or damaged ({_first_line(error)}).", _AGAIN) from error
    schema = file.schema_arrow
    check_width(len(schema.names))
    place, crs = points.of_schema(schema)
    plain = [position for position, name in enumerate(schema.names) if name != place]
    names = headings([schema.names[position] for position in plain] + list(points.POINT if place else ()))

    def stretches() -> Iterator[pa.Table]:
        rows = max(min(CHUNK_ROWS, BATCH_CELLS // max(len(names), 1)), LEAST_ROWS)
        try:
            for batch in file.iter_batches(batch_size=rows):
                columns = [values.column(batch.column(position)) for position in plain]
                if place:
                    columns += points.of_wkb(batch.column(schema.get_field_index(place)), crs)
                cells = pa.table(columns, names=names)
                cells.validate(full=True)  # a damaged file may hold text that is none
                yield cells
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise refused(f"The Parquet file is damaged ({_first_line(error)}).", _AGAIN) from error

    return [typed_table("", "parquet", names, stretches, {"crs": crs} if place else {})]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
