"""A table as it stands in a file: cells of text with their row numbers, and nothing decided about meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HEAD_LINES = 40
CHUNK_ROWS = 200_000


@dataclass(frozen=True)
class Chunk:
    """A stretch of rows.

    Attributes:
        cells: a text column for each heading, empty text where a cell is empty, never null.
        rows: number of each row as a spreadsheet counts.
        ragged: rows with more or fewer cells than there are headings, which are not in `cells`: (row, cells).
        width: how many cells the headings have.
    """

    cells: pa.Table
    rows: np.ndarray
    ragged: tuple[tuple[int, int], ...] = ()
    width: int = 0


@dataclass(frozen=True)
class RawTable:
    """One table of a file, before anybody knows what it means.

    Attributes:
        name: sheet, layer or member name, or empty.
        container: what it was in, for people: `text, cells divided by ','`, `workbook`, `xml`, `json`, ...
        head: the first lines, cell by cell; where a container has headings of its own, they are the first line.
        read: given the line of `head` that has the headings (-1 for none) and names for the columns (only for
            headerless tables), the rows below in chunks, rows without any text left out.
        facts: what the file says about itself, such as ExtractDate.
    """

    name: str
    container: str
    head: tuple[tuple[str, ...], ...]
    read: Callable[[int, Sequence[str]], Iterator[Chunk]]
    facts: dict[str, str] = field(default_factory=dict)


def headings(line: Sequence[str]) -> list[str]:
    """Cells of a heading line made unique and never empty: `["A", "", "A"]` -> `["A", "column 2", "A (2)"]`."""
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(line, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def chunks(lines: Iterator[tuple[int, Sequence[str]]], names: Sequence[str]) -> Iterator[Chunk]:
    """Numbered lines of cells to chunks; lines without any text are passed over."""
    width = len(names)
    kept: list[Sequence[str]] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int]] = []
    for number, line in lines:
        if not any(line):
            continue
        if len(line) == width:
            kept.append(line)
            numbers.append(number)
        else:
            ragged.append((number, len(line)))
        if len(kept) == CHUNK_ROWS:
            yield _chunk(names, kept, numbers, ragged)
            kept, numbers, ragged = [], [], []
    yield _chunk(names, kept, numbers, ragged)


def _chunk(
    names: Sequence[str], lines: list[Sequence[str]], numbers: list[int], ragged: list[tuple[int, int]]
) -> Chunk:
    columns = zip(*lines, strict=True) if lines else ([] for _ in names)
    cells = pa.table([pa.array(column, pa.large_string()) for column in columns], names=list(names))
    return Chunk(cells, np.asarray(numbers, dtype="int64"), tuple(ragged), len(names))


def with_text(cells: pa.Table) -> np.ndarray:
    """A mask of the rows that have any text."""
    mask = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        if mask.all():
            break
        mask |= pc.not_equal(column, "").to_numpy()
    return mask
