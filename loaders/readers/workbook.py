"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): every sheet a table, its lines numbered as the spreadsheet numbers them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import BinaryIO

from loaders.issues import LoadError
from loaders.readers import process
from loaders.readers.packed import member
from loaders.readers.raw import RawTable, refused

MANIFEST_BYTES = 1 << 20
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook of any make."""
    names = archive.namelist()
    if "mimetype" in names and "content.xml" in names:
        return _beginning(archive, "mimetype").strip() == ODS_TYPE
    return any(name.startswith("xl/workbook") for name in names)


def tables(stream: BinaryIO, archive: zipfile.ZipFile | None = None) -> list[RawTable]:
    """One table for each sheet that has any cell, hidden or not.

    Args:
        stream: the workbook.
        archive: the same opened as a zip, where it is one.
    Raises:
        LoadError: the workbook has a password, is too large to hold in memory, or cannot be opened.
    """
    names = archive.namelist() if archive else []
    if archive and "content.xml" in names and b"encryption-data" in _beginning(archive, "META-INF/manifest.xml"):
        raise _protected()
    try:
        found = process.tables("workbook", "workbook", stream)
    except LoadError as error:
        if _is_encrypted(stream):
            raise _protected() from error
        raise
    if not found:
        raise refused("No sheet of the workbook has any cell.", "Ask the partner to send it again.")
    macros = {"macros": "not run"} if any(name.endswith("vbaProject.bin") for name in names) else {}
    return [
        replace(
            table,
            container="workbook, hidden sheet" if "hidden" in table.facts else "workbook",
            facts={**table.facts, **macros},
        )
        for table in found
    ]


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    return member(archive, archive.getinfo(name)).read(MANIFEST_BYTES) if name in archive.namelist() else b""


def _is_encrypted(stream: BinaryIO) -> bool:
    """An encrypted .xlsx is wrapped in the container of an .xls, in a part of this name."""
    stream.seek(0)
    return "EncryptedPackage".encode("utf-16-le") in stream.read()


def _protected() -> LoadError:
    return refused("The workbook is protected by a password.", "Save it without one and send it over a safe channel.")
