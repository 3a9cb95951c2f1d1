"""Rows with the wrong number of cells, put right by a person: cut anew into as many cells as there are headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.readers import Chunk

WHOLE_ROW = "the whole row"
"""What stands for the column in a correction of a row as a whole; its new value is the row's cells, written as by `as_line`."""


def as_line(cells: Sequence[str]) -> str:
    """Cells as one line of comma-separated text: `["a", "b, c"]` -> `a,"b, c"`."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().removesuffix("\r\n")


def cells_of(line: str) -> list[str]:
    """The cells of such a line."""
    return next(csv.reader(io.StringIO(line, newline=""), skipinitialspace=True), [])


def mended(chunk: Chunk, corrections: pd.DataFrame | None, source: str) -> Chunk:
    """A chunk with the rows in it that a person has cut anew; those still of another width than the headings stay left out.

    Args:
        chunk: as the reader gave it.
        corrections: as for `load`; those whose column is WHOLE_ROW count, the last of each row. One without a row is about rows
            that read as its from_value.
        source: name of the layout.
    """
    if corrections is None or not chunk.ragged or not len(corrections):
        return chunk
    mine = corrections[(corrections["source"] == source) & (corrections["column"] == WHOLE_ROW)]
    read_as: dict[str, list[int]] = {}
    for row, cells in chunk.torn:
        read_as.setdefault(as_line(cells), []).append(row)
    lines: dict[int, list[str]] = {}
    for fix in mine.dropna(subset=["to_value"]).itertuples():
        about = read_as.get(str(fix.from_value), []) if pd.isna(fix.row) else [int(fix.row)]
        lines |= dict.fromkeys(about, cells_of(str(fix.to_value)))
    ragged = {row for row, _ in chunk.ragged}
    good = {row: cells for row, cells in lines.items() if row in ragged and len(cells) == chunk.width and any(cells)}
    if not good:
        return chunk
    columns = zip(*good.values(), strict=True)
    extra = pa.table(list(map(pa.array, columns)), names=chunk.cells.column_names).cast(chunk.cells.schema)
    rows = np.concatenate([chunk.rows, np.fromiter(good, dtype="int64")])
    order = np.argsort(rows, kind="stable")
    return replace(
        chunk,
        cells=pa.concat_tables([chunk.cells, extra]).take(pa.array(order)).combine_chunks(),
        rows=rows[order],
        ragged=tuple(line for line in chunk.ragged if line[0] not in good),
        torn=tuple(line for line in chunk.torn if line[0] not in good),
    )
