"""Readers that run in a process of their own (see `apart`): the file goes there, tables of text come back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
import pyarrow as pa

from loaders.readers.columnar import typed_table
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, check_width, headings, numbered, refused

START = Path(__file__).resolve().parent / "apart" / "start.py"
LONGEST_SECONDS = 3_600
MOST_MEMORY_BYTES = 4 << 30
"""Every row a sheet can have, 26 columns wide, needs about 3 GB (104 bytes a cell were measured)."""


class Folder:
    """A folder that is deleted when the last table over a file in it is forgotten."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="touchpoint-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def tables(kind: str, container: str, files: dict[str, IO[bytes]] | BinaryIO) -> list[RawTable]:
    """What another process makes of a file.

    Args:
        kind: of `apart.start.KINDS`.
        container: for people.
        files: the file, or several by the names (ours, never the sender's) they are put down under.
    Raises:
        LoadError: the file cannot be read, or reading it ended the process.
    """
    folder = Folder()
    for name, stream in (files if isinstance(files, dict) else {"input": files}).items():
        stream.seek(0)
        with (folder.path / name).open("wb") as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
    return [_table(folder, container, about) for about in _run(kind, folder.path)]


def _run(kind: str, folder: Path) -> list[dict[str, Any]]:
    try:
        done = subprocess.run(  # noqa: S603 (our own file, by our own interpreter, with a folder we made)
            [sys.executable, "-P", str(START), kind, str(folder), str(MOST_MEMORY_BYTES)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=LONGEST_SECONDS,
            env={**os.environ, "RUST_BACKTRACE": "0"}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise refused("Reading the file takes longer than an hour.", "Save the table as CSV and send that.") from error
    told = done.stderr.decode(errors="replace")
    answer = folder / "tables.json"
    if done.returncode == 0 and answer.is_file():
        found = json.loads(answer.read_text("utf-8"))
        if isinstance(found, dict):
            raise refused(*found["refused"])
        return found
    if "memory" in told or "MemoryError" in told:
        raise refused(
            "The file needs more memory than we give it.",
            "If the table is small, delete the stray cell far below or to the right of it; if it is large, save it as CSV.",
        )
    why = next((line for line in reversed(told.splitlines()) if line.strip()), f"status {done.returncode}")
    raise refused(
        f"The file is cut off or damaged; the program that reads it failed ({why[:200]}).",
        "Open it in the program it comes from, save it anew and send it again.",
    )


def _table(folder: Folder, container: str, about: Mapping[str, Any]) -> RawTable:
    """A table over an Arrow file, whose folder lives as long as somebody may read it."""
    check_width(about["width"])
    name, facts = about["name"], about["facts"]
    if about["names"] is not None:
        names = headings(about["names"])
        return typed_table(name, container, names, lambda: _batches(folder, about["file"], names), facts)
    plain = [str(number) for number in range(about["width"])]
    first = next(_batches(folder, about["file"], plain)).slice(0, HEAD_LINES)
    head = tuple(tuple(line.values()) for line in first.to_pylist())

    def read(header: int, names: Sequence[str]) -> Iterator[Chunk]:
        row, left_out = 1, header + 1
        for cells in _batches(folder, about["file"], headings(head[header]) if header >= 0 else names):
            below = cells.slice(max(left_out + 1 - row, 0))
            last = row + cells.num_rows
            yield numbered(below, np.arange(last - below.num_rows, last, dtype="int64"))
            row = last

    return RawTable(name, container, head, read, facts)


def _batches(folder: Folder, file: str, names: Sequence[str]) -> Iterator[pa.Table]:
    with pa.memory_map(str(folder.path / file)) as source, pa.ipc.open_file(source) as reader:
        for position in range(reader.num_record_batches):
            yield pa.Table.from_batches([reader.get_batch(position)]).rename_columns(list(names))
