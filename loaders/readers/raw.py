"""A table as it stands in a file: lines of text with their numbers, and nothing decided about meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

HEAD_LINES = 30
CHUNK_LINES = 50_000
ROW, CELLS, WIDTH = "#row", "#cells", "#width"


@dataclass(frozen=True)
class RawTable:
    """One table of a file, before anybody knows what it means.

    Attributes:
        name: sheet name, root element, or empty.
        container: `delimited`, `workbook` or `xml`, for people.
        head: the first lines, cell by cell; of XML, the element names and then the first rows.
        read: given the line of `head` that has the headings (-1 for none) and the headings wanted, the rows below in
            frames of text, one column for each heading, with ROW (number as a spreadsheet counts), CELLS (cells in
            the line) and WIDTH (cells in the heading line). Lines without any text are passed over.
        facts: what the file says about itself, such as ExtractDate.
    """

    name: str
    container: str
    head: tuple[tuple[str, ...], ...]
    read: Callable[[int, Sequence[str]], Iterator[pd.DataFrame]]
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


def frame(
    names: Sequence[str], lines: Sequence[Sequence[str]], numbers: Sequence[int], wanted: Sequence[str]
) -> pd.DataFrame:
    """Lines of cells to a frame of text columns; lines shorter than the headings are padded with empty text."""
    width = len(names)
    counts = [len(line) for line in lines]
    padded = [line if len(line) >= width else [*line, *[""] * (width - len(line))] for line in lines]
    columns = list(zip(*(line[:width] for line in padded), strict=True)) if padded else [()] * width
    position = {name: index for index, name in enumerate(names)}
    data = {name: pd.Series(columns[position[name]], dtype="str") for name in wanted if name in position}
    data[ROW] = pd.Series(numbers, dtype="Int64")
    data[CELLS] = pd.Series(counts, dtype="int64")
    data[WIDTH] = pd.Series(width, index=range(len(lines)), dtype="int64")
    return pd.DataFrame(data)


def chunks(
    lines: Iterator[tuple[int, Sequence[str]]], names: Sequence[str], wanted: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """Numbered lines to frames of at most CHUNK_LINES rows; lines without any text are passed over."""
    kept: list[Sequence[str]] = []
    numbers: list[int] = []
    for number, line in lines:
        if not any(line):
            continue
        kept.append(line)
        numbers.append(number)
        if len(kept) == CHUNK_LINES:
            yield frame(names, kept, numbers, wanted)
            kept, numbers = [], []
    if kept:
        yield frame(names, kept, numbers, wanted)
