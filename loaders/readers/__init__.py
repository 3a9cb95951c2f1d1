"""Bytes to tables of text: what kind of container a file is, and the tables inside it.

A reader decides nothing about meaning. It hands over every line with its number; recognise.py finds the headings.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from loaders.readers import archive, columnar, delimited, json, process, sniff, workbook, xml
from loaders.readers.packed import spooled
from loaders.readers.raw import Chunk, RawTable, ahead, headings

__all__ = ["Chunk", "RawTable", "ahead", "headings", "tables"]


class Window(io.RawIOBase):
    """The bytes a stream had when it was opened; what is written behind them meanwhile belongs to the next load."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)
        stream.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        left = max(self._size - self._stream.tell(), 0)
        return self._stream.read(left if size < 0 else min(size, left))

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            offset, whence = self._size + offset, io.SEEK_SET
        if whence == io.SEEK_SET and offset < 0:
            raise OSError("before the start of the file")
        return self._stream.seek(offset, whence)


def tables(stream: BinaryIO, xml_rows: Sequence[str] = xml.ROW_ELEMENTS) -> list[RawTable]:
    """The tables in a file; the container is told from its first bytes, never from its name.

    Args:
        stream: seekable; read again, from the start, by each table's `read`, so it stays open as long as the tables.
        xml_rows: XML elements that are rows.
    Raises:
        LoadError: the file is empty, damaged, protected, a web page, a document, or a container nobody can read.
    """
    return _tables(Window(stream), xml_rows, is_inside=False)  # type: ignore[arg-type]


def _tables(stream: BinaryIO, xml_rows: Sequence[str], *, is_inside: bool) -> list[RawTable]:
    stream.seek(0)
    start = stream.read(sniff.START_BYTES)
    stream.seek(0)
    kind = sniff.kind(start)
    inside = partial(_tables, xml_rows=xml_rows, is_inside=True)
    if kind == "text":
        return delimited.tables(stream, start)
    if kind == "xml":
        return xml.tables(stream, start, xml_rows)
    if kind == "json":
        return json.tables(stream)
    if kind == "zip":
        return archive.zipped(stream, inside, is_inside=is_inside)
    if kind == "gzip":
        return archive.gz(stream, inside, is_inside=is_inside)
    if kind == "workbook":
        return workbook.tables(stream)
    if kind == "parquet":
        return columnar.parquet(spooled(stream))
    return process.tables(kind, {"geopackage": "GeoPackage", "spss": "SPSS"}[kind], stream)
