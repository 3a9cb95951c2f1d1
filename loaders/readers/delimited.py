"""Delimited text: encoding, delimiter and quoting found out from the first lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

import pandas as pd

from loaders.issues import LoadError
from loaders.readers.raw import HEAD_LINES, RawTable, chunks, headings

DELIMITERS = (",", "\t", ";", "|", "*")
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 is read as Windows-1252, so that a file in either, or mixed, loses nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("windows", _as_windows_text)


def tables(stream: BinaryIO, start: bytes) -> list[RawTable]:
    """The one table of a delimited file."""
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding=encoding, errors="windows", newline="")
    sample = text.read(65_536)
    text.seek(0)
    delimiter = _delimiter(sample)
    lines = _numbered(text, delimiter)
    head = list(islice(lines, HEAD_LINES))

    def read(header: int, wanted: Sequence[str]) -> Iterator[pd.DataFrame]:
        names = headings(head[header][1]) if header >= 0 else list(wanted)
        everything: Iterator[tuple[int, list[str]]] = chain(head[header + 1 :], lines)
        if header < 0:
            everything = _joined(everything, len(names))
        return chunks(everything, names, wanted)

    return [RawTable("", f"text, cells divided by {delimiter!r}", tuple(tuple(line) for _, line in head), read)]


def _delimiter(sample: str) -> str:
    """The candidate that cuts most of the first lines into the same number of cells, more than one."""

    def steadiness(delimiter: str) -> tuple[int, int]:
        complete = sample[: sample.rfind("\n") + 1] or sample
        try:
            counts = [len(row) for row in islice(csv.reader(io.StringIO(complete), delimiter=delimiter), 200)]
        except csv.Error:
            return 0, 0
        width, often = max(
            Counter(n for n in counts if n > 1).items(), key=lambda item: item[1] * item[0], default=(0, 0)
        )
        return often * min(width, 3), width

    return max(DELIMITERS, key=steadiness)


def _numbered(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    without_nul = (line.replace("\x00", "") for line in text)
    if delimiter == "*":
        reader = csv.reader(without_nul, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(without_nul, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise LoadError(
                f"Row {number}: {error} (cells may have {LONGEST_CELL:,} characters). "
                "Nothing was loaded. Look for a quotation mark that is never closed."
            ) from error
        yield number, line


def _joined(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Records broken across lines made whole again, by counting cells; the number is that of the first line."""
    waiting: tuple[int, list[str]] | None = None
    for number, line in lines:
        if waiting is not None:
            start, first = waiting
            whole = [*first[:-1], (first[-1] + " " + line[0]).strip() if line else first[-1], *line[1:]]
            if len(whole) <= width + 1:
                number, line, waiting = start, whole, None
            else:
                yield waiting
                waiting = None
        if len(line) < width and any(line):
            waiting = (number, line)
            continue
        yield number, line[:width] if len(line) == width + 1 and not line[width] else line
    if waiting is not None:
        yield waiting
