"""Workbooks (.xlsx, .xls, .ods) through python-calamine: every sheet a table; formulas come as their last result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from loaders.issues import LoadError
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, chunks, headings


def tables(stream: BinaryIO) -> list[RawTable]:
    """One table for each visible or hidden sheet that has any cell.

    Raises:
        LoadError: the workbook has a password or cannot be opened.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
    except PasswordError as error:
        raise LoadError(
            "The workbook is protected by a password. Nothing was loaded. Save it without one and send it again."
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise LoadError(
            f"The file begins like a workbook but cannot be opened ({error}). Nothing was loaded. "
            "Open it in a spreadsheet program, save it as .xlsx and send it again."
        ) from error
    return [table for name in workbook.sheet_names if (table := _table(workbook, name)) is not None]


def _table(workbook: CalamineWorkbook, name: str) -> RawTable | None:
    cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    if not cells:
        return None
    lines = [[_text(cell) for cell in line] for line in cells]

    def read(header: int, names: Sequence[str]) -> Iterator[Chunk]:
        return chunks(
            iter(enumerate(lines[header + 1 :], start=header + 2)), headings(lines[header]) if header >= 0 else names
        )

    return RawTable(name, "workbook", tuple(tuple(line) for line in lines[:HEAD_LINES]), read)


def _text(cell: object) -> str:
    """A typed cell as text: dates in ISO 8601, whole numbers without a point, so that 12.0 is 12."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
