"""Rows as a workbook for Excel."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pandas as pd
import xlsxwriter

from store.export_notes import Notes, flat, neutralised, readable

EXCEL_ROWS = 1_048_575
EXCEL_TEXT = 32_767


def as_xlsx(frame: pd.DataFrame, notes: Notes) -> bytes:
    """A workbook: rows with filters and a fixed heading, and a sheet of notes. More rows than a sheet holds go on in another."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(out, options)
    safe = neutralised(flat(frame))
    parts = range(0, max(len(safe), 1), EXCEL_ROWS)
    for number, start in enumerate(parts, start=1):
        _sheet(book, "Rows" if len(parts) == 1 else f"Rows {number}", safe.iloc[start : start + EXCEL_ROWS], notes)
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    for row, (label, text) in enumerate(notes.lines(len(frame))):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrapped)
    book.set_properties({"title": notes.title, "author": notes.taken_by, "comments": notes.marking})
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame, notes: Notes) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format(
        {"bold": True, "bg_color": "#0F2A3A", "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
    )
    day, whole = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "#,##0"})
    for at, column in enumerate(frame.columns):
        sheet.write_string(0, at, readable(str(column)), head)
        values = frame[column]
        dated, counted = pd.api.types.is_datetime64_any_dtype(values), pd.api.types.is_integer_dtype(values)
        sheet.set_column(at, at, _width(str(column), values), day if dated else whole if counted else None)
        _cells(sheet, at, values, day)
    sheet.freeze_panes(1, 1)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    sheet.set_header(f"&C&B{notes.marking.replace('&', '&&')}")
    sheet.set_footer(f"&L{notes.title.replace('&', '&&')[:80]}&RPage &P of &N")
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _cells(sheet: Any, at: int, values: pd.Series, day: Any) -> None:  # noqa: ANN401 - of xlsxwriter, which has no types
    dated = pd.api.types.is_datetime64_any_dtype(values)
    for row, value in enumerate(values.tolist(), start=1):
        if value is None or value is pd.NA or value != value:
            continue
        if dated or isinstance(value, (dt.date, dt.datetime)):
            _write_date(sheet, row, at, value, day)
        elif isinstance(value, bool):
            sheet.write_boolean(row, at, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, at, value)
        else:
            sheet.write_string(row, at, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", str(value))[:EXCEL_TEXT])


def _write_date(sheet: Any, row: int, at: int, value: Any, day: Any) -> None:  # noqa: ANN401
    moment = pd.Timestamp(value)
    if moment.year < 1900:
        sheet.write_string(row, at, f"{moment:%d/%m/%Y}")
    else:
        sheet.write_datetime(row, at, moment.to_pydatetime().replace(tzinfo=None), day)


def _width(name: str, values: pd.Series) -> float:
    if pd.api.types.is_datetime64_any_dtype(values):
        return 12
    longest = (
        int(values.dropna().head(300).map(lambda value: len(str(value))).quantile(0.9)) if values.notna().any() else 0
    )
    return min(max(len(name) + 3, longest + 2, 8), 52)
