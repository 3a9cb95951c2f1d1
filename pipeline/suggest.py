"""`suggest`: the mapping we would propose for a file nobody declared; nothing is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from loaders import LoadError
from loaders.first_lines import columns, header_line
from loaders.readers import RawTable, headings, tables
from loaders.suggest import SAMPLE_ROWS, Suggested, suggest, with_whole_column

MOST_DATES = 200_000
"""Different dates and times looked at; five hundred years have fewer days."""


@dataclass(frozen=True)
class Proposal:
    """One table of a file with what its columns might be.

    Attributes:
        table: sheet, layer or member name, or empty.
        header: line of the headings, from 1; 0 where there is none and the columns are called `column 1`, `column 2`, ...
        rows: how many rows were looked at.
    """

    table: str
    header: int
    rows: int
    suggested: Suggested


def propose(path: Path, *, header: int | None = None) -> list[Proposal]:
    """Look at every table of a file; the one with most columns we would keep comes first.

    Args:
        path: the file.
        header: line of the headings from 1, 0 for none; None to find it.
    Raises:
        LoadError: the file is missing, or has no table that can be read.
    """
    if not path.is_file():
        raise LoadError(f"{path} does not exist. Nothing was changed. Check the path.")
    with path.open("rb") as stream:
        found = [_proposal(table, header) for table in tables(stream)]
    return sorted(found, key=lambda one: -sum(column.field is not None for column in one.suggested.columns.values()))


def named(table: RawTable, header: int | None) -> tuple[int, list[str]]:
    """The line of a table's headings from 0 (-1 for none), found where it is not given, and names for the columns.

    Raises:
        LoadError: the line given is not among the first.
    """
    if header is None:
        has_own = not table.container.startswith(("text", "workbook"))
        line = 0 if has_own or not table.head else header_line(table.head)
    elif header > len(table.head):
        raise LoadError(
            f"The first lines end at line {len(table.head)}, so line {header} cannot have the headings. Nothing was changed."
        )
    else:
        line = header - 1
    if not table.head:
        return 0, []
    return line, columns(table.head, line) or headings(table.head[line])


def _proposal(table: RawTable, header: int | None) -> Proposal:
    line, names = named(table, header)
    chunk = next(iter(table.read(line, names)), None)
    sample = chunk.cells.slice(0, SAMPLE_ROWS).to_pandas() if chunk is not None else pd.DataFrame(columns=names)
    today = dt.datetime.now(dt.UTC).date()
    found = settled(table, line, suggest(sample, latest=today), latest=today)
    return Proposal(table.name, line + 1, len(sample), found)


def settled(table: RawTable, header: int, suggested: Suggested, *, latest: dt.date) -> Suggested:
    """A suggestion made from the first rows with the order of day and month told from all of them."""
    heading = next((name for name, column in suggested.columns.items() if column.field == "event_date"), None)
    if heading is None:
        return suggested
    different: set[str] = set()
    for chunk in table.read(header, list(suggested.columns)):
        different |= set(pc.unique(chunk.cells[heading]).to_pylist())
        if len(different) > MOST_DATES:
            break
    values = pd.Series(sorted(different), dtype="str")
    return with_whole_column(suggested, heading, values, latest=latest)
