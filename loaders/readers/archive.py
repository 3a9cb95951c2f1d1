"""Zip and gzip around other files: each member read in place, nothing ever written under a name from the archive."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from loaders.issues import LoadError
from loaders.readers import shapes, sniff, workbook
from loaders.readers.packed import BOMB_ADVICE, Unpacked, broken, check_size, member, spooled
from loaders.readers.raw import Chunk, RawTable, chunks, refused

MOST_MEMBERS = 1_000
Inside = Callable[[BinaryIO], list[RawTable]]


def gz(stream: BinaryIO, inside: Inside, *, is_inside: bool) -> list[RawTable]:
    """The tables of the file inside a .gz."""
    if is_inside:
        raise _nested()
    return inside(cast(BinaryIO, Unpacked(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), stream.tell)))


def zipped(stream: BinaryIO, inside: Inside, *, is_inside: bool) -> list[RawTable]:
    """The tables of every member of a .zip, one after the other, or of a workbook, which is a zip too.

    Raises:
        LoadError: damaged, encrypted, a bomb, an archive inside an archive, a text document, or nothing in it.
    """
    stream = spooled(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, struct.error) as error:
        raise broken(error) from error
    check_size(sum(info.file_size for info in archive.infolist()), stream.seek(0, io.SEEK_END))
    if workbook.is_workbook(archive):
        return workbook.tables(stream, archive)
    if {"[Content_Types].xml", "mimetype"} & set(archive.namelist()):
        raise refused(
            "The file is a text document or a presentation, not data.", "Send the table as CSV or a workbook."
        )
    if is_inside:
        raise _nested()
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_left_by_a_system(info.filename)]
    if not members:
        raise refused("The archive is empty.", "Ask the partner to send it again.")
    if len(members) > MOST_MEMBERS:
        raise refused(f"The archive has {len(members):,} files; {MOST_MEMBERS:,} is the most we open.", BOMB_ADVICE)
    if any(info.flag_bits & 1 for info in members):
        raise broken(RuntimeError("encrypted"))
    layers, others = shapes.shapefiles(members)
    found = [table for parts in layers for table in shapes.shapefile(archive, parts)]
    return found + _of_members(archive, others, inside, found)


def _of_members(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], inside: Inside, earlier: Sequence[RawTable]
) -> list[RawTable]:
    found: list[RawTable] = []
    for info in members:
        name = PurePosixPath(info.filename.replace("\\", "/")).name
        stream = member(archive, info)
        start = stream.read(sniff.START_BYTES)
        stream.seek(0)
        if sniff.packed(start):
            raise _nested()
        what = "empty" if not start.strip() else sniff.document(start)
        if what:
            found.append(_not_read(name, what))
        else:
            for table in inside(stream):
                if _climbs(info.filename):
                    table.facts["climbs"] = info.filename
                found.append(replace(table, name=f"{name}, {table.name}" if table.name else name))
    if not earlier and all(table.container == "not read" for table in found):
        raise refused("No file in the archive is a table.", "Ask the partner to send the export itself.")
    return found


def _climbs(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"


def _nested() -> LoadError:
    return refused("There is an archive inside the archive.", "Send the files inside it, packed once.")


def _not_read(name: str, what: str) -> RawTable:
    """A place in the list for a member that is not data, so that it is accounted for."""

    def read(_header: int, names: Sequence[str]) -> Iterator[Chunk]:
        return chunks([], names)

    return RawTable(name, "not read", (), read, {"problem": what})


def _is_left_by_a_system(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")
