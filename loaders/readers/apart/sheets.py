"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) through python-calamine: every line of every sheet, as text.

Formulas come as their last result, and nothing is run: macros stay what they are, bytes in the archive that nobody opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from loaders.readers import values
from loaders.readers.apart.errors import NO_ERRORS, Errors, error_cells
from loaders.readers.apart.output import Found, Refusal, write_lines

WIDEST_WRITTEN = 4_000
"""Wider sheets are refused by whoever asked; nobody waits for them to be written down."""


def tables(_kind: str, folder: Path) -> list[dict[str, object]]:
    """A table for each sheet that has any cell, hidden or not; lines from the first one on."""
    path = folder / "input"
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        errors = error_cells(path)
        found: list[dict[str, object]] = []
        for about in workbook.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.end is None:
                continue
            file = f"{len(found)}.arrow"
            width = sheet.end[1] + 1
            lines = _lines(sheet, errors.get(about.name, NO_ERRORS)) if width <= WIDEST_WRITTEN else ()
            write_lines(folder / file, width, lines)
            facts = {} if about.visible == SheetVisibleEnum.Visible else {"hidden": "yes"}
            facts |= errors.get(about.name, NO_ERRORS).facts
            found.append(asdict(Found(about.name, file, width, facts=facts)))
    except PasswordError as error:
        raise Refusal("The workbook is protected by a password.", "Save it without one and send it again.") from error
    except (CalamineError, OSError) as error:
        raise Refusal(
            f"The file begins like a workbook but cannot be opened, so it is cut off, damaged or something else ({error}).",
            "Open it in a spreadsheet program, save it as .xlsx and send it again.",
        ) from error
    return found


def _lines(sheet: CalamineSheet, errors: Errors) -> Iterator[list[str]]:
    """Every line of a sheet from its first, all of the same width."""
    margin = [""] * (sheet.start or (0, 0))[1]
    merged = _Merged(sheet)
    of_row = errors.by_row()
    for number, cells in enumerate(sheet.iter_rows()):
        line = [*margin, *map(values.text, cells)]
        for column, word in of_row(number):
            if column < len(line):
                line[column] = line[column] or word
        merged.fill(number, line)
        yield line


class _Merged:
    """Cells merged over several lines: the text stands in the first only, and is meant for each of them that has text.

    Cells merged side by side are left: a title over six columns is no heading of each.
    """

    def __init__(self, sheet: CalamineSheet) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
            if bottom > top:
                self._starts.setdefault(top, []).append((left, bottom))
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, line: list[str]) -> None:
        """Put the text of merged cells that began above into a line, unless it is empty."""
        if self._open:
            self._open = {column: told for column, told in self._open.items() if told[0] >= number}
            if any(line):
                for column, (_, word) in self._open.items():
                    line[column] = line[column] or word
        for column, bottom in self._starts.get(number, ()):
            if column < len(line) and line[column]:
                self._open[column] = (bottom, line[column])
