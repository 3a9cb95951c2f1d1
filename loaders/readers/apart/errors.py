"""Cells of a workbook that python-calamine hands over as if they were empty: errors (#N/A, #REF!), formulas nobody has calculated."""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

BLOCK_BYTES = 1 << 20
_COLUMN_BITS = 14
_ERROR = re.compile(
    rb"""<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,20})</v>"""
)
_NO_RESULT = re.compile(
    rb"""<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v>\s*</v>)?</c>"""
)
NAMED = 3


@dataclass(frozen=True)
class Errors:
    """Cells of a sheet that come as if they were empty.

    Attributes:
        places: of error cells, as row x 16,384 + column, both from 0, in any order.
        words: the word in each of them.
        without_result: names of cells (`B4`) with a formula the workbook keeps no result of, as a program leaves them that
            writes workbooks without calculating.
    """

    places: array[int] = field(default_factory=lambda: array("q"))
    words: list[str] = field(default_factory=list)
    without_result: list[str] = field(default_factory=list)

    @property
    def facts(self) -> dict[str, str]:
        """What the file says of itself by them: `{"formulas": "B4, B5, B6 and 2 more"}`."""
        more = len(self.without_result) - NAMED
        named = ", ".join(self.without_result[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return {"formulas": named} if named else {}

    def by_row(self) -> Callable[[int], Iterator[tuple[int, str]]]:
        """A function to be asked for the errors (column, word) of one row after the other."""
        places = np.asarray(self.places, dtype="int64")
        order = np.argsort(places, kind="stable")
        rows = places[order] >> _COLUMN_BITS
        at = 0

        def of_row(row: int) -> Iterator[tuple[int, str]]:
            nonlocal at
            while at < len(rows) and rows[at] <= row:
                if rows[at] == row:
                    yield int(places[order[at]]) & (1 << _COLUMN_BITS) - 1, self.words[order[at]]
                at += 1

        return of_row


NO_ERRORS = Errors()


def error_cells(path: Path) -> dict[str, Errors]:
    """Such cells of each sheet that has any, by the name of the sheet; none for other makes than .xlsx."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        titles = _titles(archive)
        found = {}
        for part, title in titles.items():
            if part in archive.namelist():
                with archive.open(part) as sheet:
                    found[title] = _of_sheet(sheet)
    return {title: errors for title, errors in found.items() if errors.words or errors.without_result}


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Parts of a workbook to the names of their sheets: `xl/worksheets/sheet1.xml` -> `Visits`."""
    try:
        book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (KeyError, ParseError, DefusedXmlException):
        return {}
    targets = {link.get("Id"): link.get("Target", "").lstrip("/").removeprefix("xl/") for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
            found[f"xl/{targets.get(link)}"] = sheet.get("name", "")
    return found


def _of_sheet(part: IO[bytes]) -> Errors:
    errors = Errors()
    for block in _blocks(part):
        if b"<v>#" in block:
            for column, row, word in _ERROR.findall(block):
                errors.places.append((int(row) - 1 << _COLUMN_BITS) + _position(column) - 1)
                errors.words.append(word.decode(errors="replace"))
        if b"<f" in block:
            errors.without_result.extend(cell.decode() for cell in _NO_RESULT.findall(block))
    return errors


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    """Blocks that end where a cell begins, so that none is cut in two unless it is longer than a block."""
    rest = b""
    while block := part.read(BLOCK_BYTES):
        block = rest + block
        cut = block.rfind(b"<c ")
        cut = cut if cut > 0 else len(block)
        yield block[:cut]
        rest = block[cut:]
    yield rest


def _position(column: bytes) -> int:
    """`A` -> 1, `Z` -> 26, `AA` -> 27."""
    position = 0
    for letter in column:
        position = position * 26 + letter - 64
    return position
