"""The tables of a file nobody declared, each with its first rows and what its columns might be."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from loaders import LoadError
from loaders.dates import days
from loaders.profile import DATE_FORMATS
from loaders.readers import Chunk, RawTable, tables
from loaders.suggest import SAMPLE_ROWS, Suggested, order, suggest
from pipeline.suggest import named, settled

MOST_WORDS = 30
MOST_SHEETS = 12
ORDERS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y")
"""What stands for "year first", "day first" and "month first" where a column is written in none of the usual ways."""


@dataclass(frozen=True)
class Sheet:
    """One table of a file with a sample of its rows.

    Attributes:
        table: as the reader gave it, without its rows.
        header: line of the headings, from 0; -1 where there is none and the columns are called `column 1`, `column 2`, ...
        rows: numbers of the sampled rows as a spreadsheet counts them.
        sample: the first rows as text.
        ragged: sampled rows with more or fewer cells than headings.
        is_whole: the sample is all there is.
        suggested: what the columns might be.
    """

    table: RawTable
    header: int
    rows: tuple[int, ...]
    sample: pd.DataFrame
    ragged: tuple[tuple[int, int], ...]
    is_whole: bool
    suggested: Suggested

    @property
    def name(self) -> str:
        return self.table.name or "the table"

    @property
    def mapped_columns(self) -> int:
        """How many columns we would keep."""
        return sum(column.field is not None for column in self.suggested.columns.values())


def sheets(content: bytes, *, received: dt.date, header: int | None = None) -> list[Sheet]:
    """The tables of a file, the one with most columns we would keep first.

    Args:
        content: the file.
        received: the day it came.
        header: line of the headings from 1, 0 where a person says that there is none; None to find it.
    Raises:
        LoadError: nothing in it can be read.
    """
    filled = sampled(tables(io.BytesIO(content)), received=received, header=header)
    if not filled:
        raise LoadError("The file has headings at most, and no rows. Nothing was loaded. Check the export.")
    return filled


def sampled(found: Sequence[RawTable], *, received: dt.date, header: int | None = None) -> list[Sheet]:
    """Those of some tables that have rows, the one with most columns we would keep first; MOST_SHEETS of them at most."""
    filled = [sheet for table in found[:MOST_SHEETS] if len((sheet := _sheet(table, received, header)).sample)]
    return sorted(filled, key=lambda sheet: -sheet.mapped_columns)


def with_headings(content: bytes, name: str, line: int, *, received: dt.date) -> Sheet:
    """One table of a file read by the line somebody says its headings are on.

    Args:
        name: of the table, as in Sheet.
        line: from 1; 0 where there are no headings and the first row is data.
    Raises:
        LoadError: below that line there is no row.
    """
    table = next(table for table in tables(io.BytesIO(content)) if table.name == name)
    sheet = _sheet(table, received, line)
    if sheet.sample.empty:
        raise LoadError(
            f"There is no row below line {line}. Nothing was changed. Choose the line of the headings again."
        )
    return sheet


def _sheet(table: RawTable, received: dt.date, line: int | None) -> Sheet:
    header, names = named(table, line)
    parts, count, is_whole = [], 0, True
    for chunk in table.read(header, names):
        parts.append(chunk)
        count += len(chunk.rows)
        if count > SAMPLE_ROWS:
            is_whole = False
            break
    frames = [chunk.cells.to_pandas() for chunk in parts if len(chunk.rows)]
    sample = pd.concat(frames, ignore_index=True).head(SAMPLE_ROWS) if frames else pd.DataFrame(columns=names)
    rows = tuple(int(row) for chunk in parts for row in chunk.rows)[:SAMPLE_ROWS]
    ragged = tuple(line for chunk in parts for line in chunk.ragged if is_whole or line[0] <= rows[-1])
    suggested = suggest(sample, latest=received)
    if len(sample):
        suggested = settled(table, header, suggested, latest=received)
    return Sheet(_without_rows(table), header, rows, sample, ragged, is_whole, suggested)


def _without_rows(table: RawTable) -> RawTable:
    """The same table, which no longer holds on to the file."""

    def nothing(_header: int, _names: Sequence[str]) -> Iterator[Chunk]:
        return iter(())

    return replace(table, read=nothing)


def is_blank(sheet: Sheet, heading: str) -> bool:
    """Whether a column has neither a heading nor a value: an empty one that somebody left between two others."""
    return re.fullmatch(r"column [0-9]+( \([0-9]+\))?", heading) is not None and _filled(sheet, heading).empty


def words(sheet: Sheet, heading: str) -> list[tuple[str, int]]:
    """The different words in a column with how often each stands there, commonest first; at most MOST_WORDS."""
    counts = _filled(sheet, heading).value_counts()
    return [(str(word), int(count)) for word, count in counts.head(MOST_WORDS).items()]


def date_choices(sheet: Sheet, heading: str, *, latest: dt.date) -> list[tuple[str, ...]]:
    """Ways to read a column of dates, each a set of formats that go together; more than one where values fit several orders.

    Formats of the same order (with and without a time, say) go together; ways that read every value alike are one. Of a column
    written in none of the usual ways the orders are offered that read most of it.
    """
    values = _filled(sheet, heading).drop_duplicates()
    formats = sheet.suggested.profiles[heading].date_formats
    if not formats:
        return _orders(values, latest)
    ways: list[tuple[tuple[str, ...], pd.Series]] = []
    for form in formats:
        read = pd.to_datetime(values, format=form, errors="coerce").dt.normalize()
        if all(not read.equals(other) for _, other in ways):
            ways.append(((form, *_alike(form, values)), read))
    return [chosen for chosen, _ in ways]


def _orders(values: pd.Series, latest: dt.date) -> list[tuple[str, ...]]:
    read = {form: days(values, (form,), latest=latest)[0] for form in ORDERS}
    most = max((int(found.notna().sum()) for found in read.values()), default=0)
    ways: list[str] = []
    for form, found in read.items():
        if most and int(found.notna().sum()) == most and all(not found.equals(read[other]) for other in ways):
            ways.append(form)
    return [(form,) for form in ways]


def _alike(form: str, values: pd.Series) -> list[str]:
    """Other formats of the same order of day, month and year that read values this one does not."""
    left = values[pd.to_datetime(values, format=form, errors="coerce").isna()]
    same = [other for other in DATE_FORMATS if other != form and order(other) == order(form)]
    return [other for other in same if len(left) and pd.to_datetime(left, format=other, errors="coerce").notna().any()]


def readable(sheet: Sheet, heading: str, formats: tuple[str, ...], *, latest: dt.date) -> tuple[int, int]:
    """How many rows have a date that reads so, and how many have anything in the column."""
    values = _filled(sheet, heading)
    found, _, _ = days(values, formats, latest=latest)
    return int(found.notna().sum()), len(values)


def example(sheet: Sheet, heading: str, ways: Sequence[tuple[str, ...]], *, latest: dt.date) -> str:
    """A value that the ways of reading a column read differently."""
    values = _filled(sheet, heading).drop_duplicates()
    read = [days(values, formats, latest=latest)[0] for formats in ways]
    differs = values[read[0] != read[-1]] if len(read) > 1 else values
    return str(differs.iloc[0]) if len(differs) else ""


def _filled(sheet: Sheet, heading: str) -> pd.Series:
    return sheet.sample[heading].str.strip().loc[lambda said: said != ""]
