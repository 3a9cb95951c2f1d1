"""A table as it stands in a file: cells of text with their row numbers, and nothing decided about meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.issues import LoadError

T = TypeVar("T")
HEAD_LINES = 40
CHUNK_ROWS = 200_000
CHUNK_CHARACTERS = 64 << 20
MOST_TORN = 8_000_000
"""Characters of rows with the wrong number of cells that are held to be shown and put right; of the rest only the number is."""
PART_CELLS = 300_000
LONGEST_CELL = 32 << 20
MOST_COLUMNS = 2_000
"""The widest register we know has 122 columns. A wider file is a cross-table, or is cut at the wrong character; every column
costs memory in every chunk, so 16,000 of them are refused, not tried."""


@dataclass(frozen=True)
class Chunk:
    """A stretch of rows.

    Attributes:
        cells: a text column for each heading, empty text where a cell is empty, never null.
        rows: number of each row as a spreadsheet counts.
        ragged: rows with more or fewer cells than there are headings, which are not in `cells`: (row, cells).
        width: how many cells the headings have.
        torn: of ragged rows the cells themselves, (row, cells), as long as they are not more than MOST_TORN characters.
    """

    cells: pa.Table
    rows: np.ndarray
    ragged: tuple[tuple[int, int], ...] = ()
    width: int = 0
    torn: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class RawTable:
    """One table of a file, before anybody knows what it means.

    Attributes:
        name: sheet, layer or member name, or empty.
        container: what it was in, for people: `text, cells divided by ','`, `workbook`, `xml`, `json`, `parquet`, ...
        head: the first lines, cell by cell; where a container has headings of its own, they are the first line.
        read: given the line of `head` that has the headings (-1 for none) and names for the columns (of headerless tables;
            elsewhere names of columns that are wanted even where no row has them), the rows below in chunks, at least one,
            rows without any text left out. May be called again; only one table of a file is read at a time.
        facts: what the file says about itself, such as ExtractDate, and what the reader noticed: `hidden` and `macros` of a
            workbook, `crs` of a layer, `characters replaced` (known once the table was read).
    """

    name: str
    container: str
    head: tuple[tuple[str, ...], ...]
    read: Callable[[int, Sequence[str]], Iterator[Chunk]]
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """`sheet 'Visits'`, `layer 'wards'` or, in an archive, `file 'visits.csv'`; empty where the file is one table."""
        kinds = {"workbook": "sheet", "GeoPackage": "layer", "Shapefile": "layer", "text": "file", "not read": "file"}
        return f"{kinds.get(self.container.split(',')[0], 'table')} '{self.name}'" if self.name else ""


def refused(problem: str, advice: str) -> LoadError:
    """The one message a file that cannot be read ends in: what is wrong, what was done, what to do."""
    return LoadError(f"{problem} Nothing was loaded. {advice}")


def headings(line: Sequence[str]) -> list[str]:
    """Cells of a heading line made unique and never empty: `["A", "", "A"]` -> `["A", "column 2", "A (2)"]`."""
    taken: set[str] = set()
    names = []
    for position, cell in enumerate(line, start=1):
        plain = name = " ".join(cell.replace("\ufeff", "").split()) or f"column {position}"
        again = 1
        while name in taken:
            again += 1
            name = f"{plain} ({again})"
        taken.add(name)
        names.append(name)
    return names


def check_width(columns: int) -> None:
    """Refuse a table of more than MOST_COLUMNS columns."""
    if columns > MOST_COLUMNS:
        raise refused(
            f"The table has {columns:,} columns; {MOST_COLUMNS:,} is the most we read.",
            "Check that it is the export itself and not a cross-table, and that the delimiter stands only between cells.",
        )


def chunks(lines: Iterable[tuple[int, Sequence[str]]], names: Sequence[str]) -> Iterator[Chunk]:
    """Numbered lines of cells to chunks; lines without any text are passed over.

    What waits in Python is turned into Arrow every PART_CELLS cells, so that a chunk costs little more than its text.
    """
    width = len(names)
    part_rows = max(PART_CELLS // max(width, 1), 1)
    parts: list[pa.Table] = []
    kept: list[Sequence[str]] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int]] = []
    torn: list[tuple[int, tuple[str, ...]]] = []
    waiting = characters = 0
    room = MOST_TORN
    for number, line in lines:
        if len(line) != width:
            if any(line):
                ragged.append((number, len(line)))
                room -= sum(map(len, line))
                torn += [(number, tuple(line))] if room > 0 else []
            continue
        size = sum(map(len, line))
        if not size:
            continue
        kept.append(line)
        numbers.append(number)
        waiting += size
        characters += size
        if len(kept) >= part_rows or waiting >= CHUNK_CHARACTERS:
            parts.append(_part(names, kept))
            kept, waiting = [], 0
            if len(numbers) >= CHUNK_ROWS or characters >= CHUNK_CHARACTERS:
                yield _chunk(parts, numbers, ragged, torn)
                parts, numbers, ragged, torn, characters = [], [], [], [], 0
    yield _chunk([*parts, _part(names, kept)], numbers, ragged, torn)


def _part(names: Sequence[str], lines: list[Sequence[str]]) -> pa.Table:
    columns = zip(*lines, strict=True) if lines else ([] for _ in names)
    cells = pa.table([pa.array(column, pa.large_string()) for column in columns], names=list(names))
    _check_length(cells)
    return cells


def _check_length(cells: pa.Table) -> None:
    for column in cells.columns:
        if column.nbytes > LONGEST_CELL and pc.max(pc.binary_length(column)).as_py() > LONGEST_CELL:
            raise too_long()


def too_long() -> LoadError:
    """A cell nobody has written by hand."""
    return refused(
        f"A cell is longer than {LONGEST_CELL >> 20} million characters.",
        "Look for a quotation mark that is never closed, or for a document pasted into a cell.",
    )


def _chunk(
    parts: list[pa.Table],
    numbers: list[int],
    ragged: list[tuple[int, int]],
    torn: list[tuple[int, tuple[str, ...]]],
) -> Chunk:
    cells = pa.concat_tables(parts)
    return Chunk(cells, np.asarray(numbers, dtype="int64"), tuple(ragged), cells.num_columns, tuple(torn))


def numbered(
    cells: pa.Table,
    rows: np.ndarray,
    ragged: tuple[tuple[int, int], ...] = (),
    torn: tuple[tuple[int, tuple[str, ...]], ...] = (),
) -> Chunk:
    """Cells and the numbers of their rows to a chunk; rows without any text are left out.

    Raises:
        LoadError: a cell is longer than LONGEST_CELL.
    """
    _check_length(cells)
    empty = without_text(cells)
    if len(empty):
        filled = np.ones(cells.num_rows, dtype=bool)
        filled[empty] = False
        cells, rows = cells.filter(pa.array(filled)), rows[filled]
    return Chunk(cells, rows, ragged, cells.num_columns, torn)


def without_text(cells: pa.Table) -> np.ndarray:
    """Positions of the rows that have no text at all; a column is looked at only where all before it were empty."""
    empty = np.arange(0)
    for position, column in enumerate(cells.columns):
        lengths = pc.binary_length(column).to_numpy()
        empty = np.flatnonzero(lengths == 0) if position == 0 else empty[lengths[empty] == 0]
        if not len(empty):
            break
    return empty


def ahead(found: Iterator[T]) -> Iterator[T]:
    """The same chunks (or what is made of them), the next one read by another thread while this one is worked on; never more than one."""
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as reader:
        coming = reader.submit(next, found, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, found, None)
            yield chunk
