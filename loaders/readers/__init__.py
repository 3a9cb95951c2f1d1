"""Bytes to tables of text: what kind of container a file is, and the tables inside it.

A reader decides nothing about meaning. It hands over every line with its number; recognise.py finds the headings.
"""

from __future__ import annotations

from typing import BinaryIO

from loaders.issues import LoadError
from loaders.readers import delimited, workbook, xml
from loaders.readers.raw import Chunk, RawTable, headings

__all__ = ["Chunk", "RawTable", "headings", "tables"]


def tables(stream: BinaryIO) -> list[RawTable]:
    """The tables in a file; the container is told from its first bytes, never from its name.

    Raises:
        LoadError: the file is empty, a web page, or a container nobody can read.
    """
    start = stream.read(4096)
    stream.seek(0)
    if not start.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise LoadError("The file is empty. Nothing was loaded. Ask the partner to send it again.")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return workbook.tables(stream)
    if b"<" in start and start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return xml.tables(stream, start)
    return delimited.tables(stream, start)
