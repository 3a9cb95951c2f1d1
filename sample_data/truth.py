"""The answers: which business every row of every file is really about."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

Cells = list[Any]
COLUMNS = (
    "file", "sheet", "row", "record_ref", "business_id", "premises_id", "predecessor_business_id", "story",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as written and whom it is about.

    Attributes:
        business: position in the businesses; -1 for empty premises and for rows spoiled on purpose.
        story: what was spoiled; otherwise the story is that of the business.
        premises: where nobody trades there but the premises are known all the same.
    """

    cells: Cells
    ref: str
    business: int
    story: str = ""
    touch_points: int = 1
    premises: str = ""


@dataclass(frozen=True)
class Spoiler:
    """A row spoiled on purpose: what is wrong, and how a good row's cells are spoiled."""

    what: str
    spoil: Callable[[Cells], Cells]


@dataclass
class Tally:
    """What was written to one file; a class because writers stream and the counts grow with every row."""

    file: str
    rows: int = 0
    touch_points: int = 0
    spoiled: int = 0


@dataclass
class Truth:
    """Writes truth.csv while the files are written, so that no file is ever held in memory.

    Attributes:
        businesses: the county's businesses, in the order that `Row.business` counts.
        handle: truth.csv, open for writing.
    """

    businesses: pd.DataFrame
    handle: TextIO
    tallies: list[Tally] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._writer = csv.writer(self.handle, lineterminator="\n")
        self._writer.writerow(COLUMNS)
        ids = self.businesses["business_id"].tolist()
        before = self.businesses["predecessor"].tolist()
        premises = self.businesses["premises_id"].tolist()
        stories = self.businesses["story"].tolist()
        self._answers = [
            (ids[row], premises[row], ids[before[row]] if before[row] >= 0 else "", stories[row])
            for row in range(len(ids))
        ]

    def follow(self, rows: Iterable[Row], file: str, *, first: int, sheet: str = "") -> Iterator[Row]:
        """Pass rows on to a writer and note the answer for each.

        Args:
            file: path below the output folder.
            first: the number a spreadsheet gives the first of these rows.
            sheet: of a workbook.
        """
        tally = next((entry for entry in self.tallies if entry.file == file), None)
        if tally is None:
            tally = Tally(file)
            self.tallies.append(tally)
        for number, row in enumerate(rows, start=first):
            self.note(tally, sheet, number, row)
            yield row

    def note(self, tally: Tally, sheet: str, number: int, row: Row) -> None:
        """Write the answer for one row."""
        answer = self._answers[row.business] if row.business >= 0 else ("", "", "", "")
        story = row.story or answer[3]
        premises = answer[1] or row.premises
        self._writer.writerow((tally.file, sheet, number, row.ref, answer[0], premises, answer[2], story))
        tally.rows += 1
        tally.touch_points += row.touch_points
        tally.spoiled += row.story.startswith("dirt")


def spoil(rows: Iterable[Row], spoilers: tuple[Spoiler, ...], *, every: int, ref_cell: int | None = 0) -> Iterator[Row]:
    """Slip in spoiled copies of good rows, one after every `every` rows until each spoiler had its turn.

    Args:
        ref_cell: cell with the partner's reference, changed in the copy so that it is a row of its own; None for none.
    """
    waiting = list(spoilers)
    for number, row in enumerate(rows, start=1):
        yield row
        if waiting and number % every == 0:
            spoiler = waiting.pop(0)
            cells, ref = list(row.cells), row.ref
            if ref_cell is not None:
                ref = f"1{row.ref}" if row.ref.isdigit() else f"{row.ref}X"
                cells[ref_cell] = str(cells[ref_cell]).replace(row.ref, ref, 1)
            yield Row(spoiler.spoil(cells), ref, -1, f"dirt: {spoiler.what}", 0)


def every_for(count: int, spoilers: tuple[Spoiler, ...]) -> int:
    """A spacing at which all spoilers have their turn within `count` rows."""
    return max(1, count // (len(spoilers) + 1))


def write_csv(path: Path, head: list[Cells], rows: Iterable[Row], foot: list[Cells], *, encoding: str) -> None:
    """A CSV file with lines above its header, data, and lines below, as reports have them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerows(head)
        writer.writerows(row.cells for row in rows)
        writer.writerows(foot)
