"""Delimited text: encoding, delimiter and quoting found out from the first lines, the rest read by Arrow."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from loaders.readers.raw import (
    HEAD_LINES,
    LONGEST_CELL,
    MOST_TORN,
    Chunk,
    RawTable,
    ahead,
    check_width,
    chunks,
    headings,
    numbered,
    refused,
    too_long,
)
from loaders.readers.text import Utf8, encoding_of

DELIMITERS = (",", "\t", ";", "|", "*")
UNQUOTED = "*"
"""The delimiter of the Valuation Office, whose files have quotation marks in cells and none around them."""
ONE_COLUMN = 0.1
"""Below this fitness (a character in fewer than a twentieth of the lines) it divides nothing: the file has one column."""
SAMPLE_BYTES = 262_144
SAMPLE_LINES = 200
BLOCK_BYTES, FIRST_BYTES, BLOCKS_AHEAD = 32 << 20, 12 << 20, 3
"""Of the text that is read at once, and of the first: the sooner it is there, the sooner all steps have work. A row as long as a
block is still read, whether it begins in the first or in another. Arrow by itself reads 32 blocks ahead."""

csv.field_size_limit(LONGEST_CELL)


@dataclass
class Passed:
    """What the parser could not fit into the columns, noted while it reads.

    Attributes:
        delimiter: between cells.
        offset: what to add to the parser's row number to get the spreadsheet's.
        skipped: numbers of all lines left out, in order.
        ragged: those of them that have text: (row, cells).
        torn: the cells of those, as far as there is room for them.
        open_row: a row that begins a quotation and never ends it, or 0.
        last_cell: of the last row that fits, empty or not; None before the first.
    """

    delimiter: str
    offset: int
    skipped: list[int] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    torn: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    room: int = MOST_TORN
    open_row: int = 0
    last_cell: str | None = None

    def note(self, row: arrow.InvalidRow) -> str:
        number = row.number + self.offset
        self.skipped.append(number)
        if row.text.strip(f'{self.delimiter}" \r'):
            self.ragged.append((number, row.actual_columns))
            self.room -= len(row.text)
            if self.room > 0:
                self.torn += [(number, tuple(cells)) for cells, _ in islice(_rows(row.text, self.delimiter), 1)]
        if self.delimiter != UNQUOTED and row.text.count('"') % 2 and _is_open(row.text, self.delimiter):
            self.open_row = number
        return "skip"


def tables(stream: BinaryIO, start: bytes) -> list[RawTable]:
    """The one table of a delimited file.

    Raises:
        LoadError: lines of more than MOST_COLUMNS cells; on reading, a quotation mark that is never closed.
    """
    encoding = encoding_of(start)
    sample = _sample(stream, encoding)
    delimiter = _delimiter(sample)
    head = _head(sample, delimiter)
    check_width(max((len(line) for line, _ in head), default=0))
    facts: dict[str, str] = {}

    def read(header: int, names: Sequence[str]) -> Iterator[Chunk]:
        stream.seek(0)
        text = Utf8(stream, encoding, first_bytes=FIRST_BYTES)
        if header < 0:
            yield from _without_headings(text, delimiter, names)
        else:
            line, lines = head[header]
            passed = Passed(delimiter, offset=header + 1 - lines)
            yield from ahead(_below(text, headings(line or [""]), passed, rows=header + 1, lines=lines))
        seen = {
            "characters replaced": text.replaced,
            "zeros dropped": text.zeros,
            "encodings mixed": text.windows * text.is_mixed,
        }
        facts.update({name: f"{count:,}" for name, count in seen.items() if count})

    lines = tuple(tuple(line) for line, _ in head)
    return [RawTable("", f"text, cells divided by {delimiter!r}", lines, read, facts)]


def _sample(stream: BinaryIO, encoding: str) -> str:
    """The first lines, whole; all of a short file.

    Raises:
        LoadError: the first line alone is longer than SAMPLE_BYTES.
    """
    text = Utf8(stream, encoding)
    found = b""
    while len(found) < SAMPLE_BYTES and (block := text.read(SAMPLE_BYTES)):
        found += block
    stream.seek(0)
    sample = found.decode()
    if len(found) < SAMPLE_BYTES:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r")) + 1
    if not end:
        raise too_long()
    return sample[:end]


def _rows(text: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Rows, each with the number of physical lines up to and including it."""
    quoting = csv.QUOTE_NONE if delimiter == UNQUOTED else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    return ((row, reader.line_num) for row in reader)


def _delimiter(sample: str) -> str:
    """The candidate that most lines have, and most have equally often; where hardly a line has any, one that none has."""

    def fitness(delimiter: str) -> tuple[float, int]:
        lines = [row for row, _ in islice(_rows(sample, delimiter), SAMPLE_LINES) if any(row)]
        marks = '"' if delimiter == UNQUOTED else ""
        if all(sum(bool(cell.strip(marks) if marks else cell) for cell in row) < 2 for row in lines):
            return 0.0, 0  # it never stands between two texts
        widths = [len(row) for row in lines]
        often = Counter(width for width in widths if width > 1)
        if not often:
            return 0.0, 0
        width, steady = max(often.items(), key=lambda item: (item[1], item[0]))
        return (often.total() + steady) / len(widths), min(width, 3)

    found = {delimiter: fitness(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: found[delimiter])
    if found[best][0] < ONE_COLUMN:
        return next((delimiter for delimiter in DELIMITERS if delimiter not in sample), best)
    return best


def _head(sample: str, delimiter: str) -> list[tuple[list[str], int]]:
    return list(islice(_rows(sample, delimiter), HEAD_LINES))


def _is_open(text: str, delimiter: str) -> bool:
    """Whether a quotation is still open at the end of a record."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _below(text: Utf8, names: list[str], passed: Passed, *, rows: int, lines: int) -> Iterator[Chunk]:
    """The rows below the headings, which end after `rows` rows, `lines` lines."""
    try:
        for chunk in _batches(text, names, passed, lines, rows + 1):
            if not passed.open_row:
                yield chunk
    except pa.ArrowInvalid as error:
        if "straddl" in str(error):
            raise too_long() from error
        raise refused(
            f"The file cannot be cut into cells ({error}).", "Export it again, with quotation marks around cells."
        ) from error
    if passed.open_row or (
        passed.last_cell is not None
        and passed.delimiter != UNQUOTED
        and _ends_open(passed.last_cell, passed.delimiter, text.tail)
    ):
        at = f"in row {passed.open_row}" if passed.open_row else "in the last row read"
        raise refused(
            f"A quotation mark opened {at} is never closed: the file is cut off, or everything after it would be one cell.",
            "Ask the partner to send the whole file again, or close the mark.",
        )


def _batches(text: Utf8, names: list[str], passed: Passed, lines: int, first: int) -> Iterator[Chunk]:
    convert = arrow.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
    )  # Utf8 gives nothing else
    options = arrow.ReadOptions(column_names=names, skip_rows=lines, block_size=BLOCK_BYTES, use_threads=False)
    parse = arrow.ParseOptions(
        delimiter=passed.delimiter, quote_char=False if passed.delimiter == UNQUOTED else '"', newlines_in_values=True,
        ignore_empty_lines=False, invalid_row_handler=passed.note,
    )  # fmt: skip
    text.keep_near(BLOCKS_AHEAD)
    nothing = pa.table([pa.array([], pa.string()) for _ in names], names=names)
    try:
        reader = arrow.open_csv(pa.PythonFile(text, mode="r"), options, parse, convert)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" not in str(error) and "Could not skip initial" not in str(error):
            raise
        yield numbered(nothing, np.arange(0))
        return
    is_bare = True
    for batch in reader:
        if batch.num_rows:
            passed.last_cell = batch.column(batch.num_columns - 1)[-1].as_py()
        numbers = _numbers(batch.num_rows, first, passed.skipped)
        first = int(numbers[-1]) + 1 if len(numbers) else first
        count, held = bisect_left(passed.ragged, (first, 0)), bisect_left(passed.torn, (first, ()))
        yield numbered(pa.Table.from_batches([batch]), numbers, tuple(passed.ragged[:count]), tuple(passed.torn[:held]))
        del passed.ragged[:count], passed.torn[:held]
        text.taken()
        is_bare = False
    if passed.ragged or is_bare:
        yield numbered(nothing, np.arange(0), tuple(passed.ragged), tuple(passed.torn))


def _numbers(count: int, first: int, skipped: list[int]) -> np.ndarray:
    """The first `count` row numbers from `first` on that were not skipped; those are taken off the list."""
    end = first + count
    out = []
    for number in skipped:
        if number >= end:
            break
        out.append(number)
        end += 1
    del skipped[: len(out)]
    candidates = np.arange(first, end, dtype="int64")
    return np.delete(candidates, np.asarray(out, dtype="int64") - first) if out else candidates


def _ends_open(cell: str, delimiter: str, tail: bytes) -> bool:
    """Whether the last cell of the last row is the rest of the file behind a quotation mark nobody closed."""
    if not cell:
        return tail.endswith(f'{delimiter}"'.encode())
    opened = b'"' + cell.replace('"', '""').encode()
    closed = tail.removesuffix(b"\n").removesuffix(b"\r")
    if closed.endswith((opened + b'"')[-len(closed) :]):
        return False
    return tail.endswith(opened[-len(tail) :])


def _without_headings(text: Utf8, delimiter: str, names: Sequence[str]) -> Iterator[Chunk]:
    lines = io.TextIOWrapper(io.BufferedReader(text, 1 << 20), encoding="utf-8", newline="")  # type: ignore[type-var]
    quoting = csv.QUOTE_NONE if delimiter == UNQUOTED else csv.QUOTE_MINIMAL
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        lines_of_cells = enumerate(reader, start=1)
        yield from chunks(_joined(lines_of_cells, len(names)) if delimiter == UNQUOTED else lines_of_cells, names)
    except csv.Error as error:
        raise too_long() from error


def _joined(lines: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
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
