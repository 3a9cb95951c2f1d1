"""Delimited text: encoding, delimiter and quoting found out from the first lines, the rest read by Arrow."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from loaders.issues import LoadError
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, chunks, headings, with_text

DELIMITERS = (",", "\t", ";", "|", "*")
SAMPLE_BYTES = 262_144
BLOCK_BYTES = 32 << 20
LONGEST_CELL = 4_000_000
MOST_COLUMNS = 2_000


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 is read as Windows-1252, so that a file in either, or mixed, loses nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("windows", _as_windows_text)
csv.field_size_limit(LONGEST_CELL)


class Utf8(io.RawIOBase):
    """A stream in any usual encoding as clean UTF-8: no byte-order mark, no NUL, old line ends made new."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="windows")
        self._is_utf8 = encoding == "utf-8-sig"
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._rest:
            raw = self._stream.read(4 << 20)
            text = self._decoder.decode(raw, final=not raw)
            self._rest = text.replace("\x00", "").encode()
            if not raw:
                break
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _utf8(stream: BinaryIO, encoding: str) -> io.BufferedReader:
    return io.BufferedReader(Utf8(stream, encoding), 1 << 20)  # type: ignore[arg-type]


def tables(stream: BinaryIO, start: bytes) -> list[RawTable]:
    """The one table of a delimited file."""
    encoding = _encoding(start)
    sample = (
        codecs.getincrementaldecoder(encoding)(errors="windows").decode(stream.read(SAMPLE_BYTES)).replace("\x00", "")
    )
    stream.seek(0)
    delimiter = _delimiter(sample)
    head = _head(sample, delimiter)
    if max((len(line) for line, _ in head), default=0) > MOST_COLUMNS:
        raise LoadError(
            f"The file has lines of more than {MOST_COLUMNS:,} cells. Nothing was loaded. Check that it is the export and "
            "that the delimiter stands only between cells."
        )

    def read(header: int, names: Sequence[str]) -> Iterator[Chunk]:
        stream.seek(0)
        if header < 0:
            return _without_headings(stream, encoding, delimiter, names)
        return _below(stream, encoding, delimiter, headings(head[header][0]), rows=header + 1, lines=head[header][1])

    lines = tuple(tuple(line) for line, _ in head)
    return [RawTable("", f"text, cells divided by {delimiter!r}", lines, read)]


def _encoding(start: bytes) -> str:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if start[1:40:2].count(0) > 15:
        return "utf-16-le"
    return "utf-8-sig"


def _delimiter(sample: str) -> str:
    """The candidate that cuts most of the first lines into the same number of cells, more than one."""
    complete = sample[: sample.rfind("\n") + 1] or sample

    def steadiness(delimiter: str) -> tuple[int, int]:
        try:
            counts = [len(row) for row in islice(csv.reader(io.StringIO(complete), delimiter=delimiter), 200)]
        except csv.Error:
            return 0, 0
        width, often = max(
            Counter(n for n in counts if n > 1).items(), key=lambda item: item[1] * item[0], default=(0, 0)
        )
        return often * min(width, 3), width

    return max(DELIMITERS, key=steadiness)


def _head(sample: str, delimiter: str) -> list[tuple[list[str], int]]:
    """The first rows, each with the number of physical lines up to and including it."""
    complete = sample[: sample.rfind("\n") + 1] or sample
    quoting = csv.QUOTE_NONE if delimiter == "*" else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(complete, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    rows: list[tuple[list[str], int]] = []
    try:
        rows.extend((row, reader.line_num) for row in islice(reader, HEAD_LINES))
    except csv.Error as error:
        raise LoadError(
            f"Row {len(rows) + 1}: {error}. Nothing was loaded. Look for a quotation mark that is never closed."
        ) from error
    return rows


def _below(
    stream: BinaryIO, encoding: str, delimiter: str, names: list[str], *, rows: int, lines: int
) -> Iterator[Chunk]:
    """The rows below the headings, which end after `rows` rows, `lines` lines."""
    ragged: list[tuple[int, int]] = []

    def note(row: arrow.InvalidRow) -> str:
        if row.text.strip(f'{delimiter}" \r'):
            ragged.append((row.number - lines + rows, row.actual_columns))
        return "skip"

    text = pa.large_string()
    try:
        reader = arrow.open_csv(
            pa.PythonFile(_utf8(stream, encoding), mode="r"),
            read_options=arrow.ReadOptions(
                column_names=names, skip_rows=lines, block_size=BLOCK_BYTES, use_threads=False
            ),
            parse_options=arrow.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
            ),
            convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        )
        yield from _numbered(reader, names, ragged, rows + 1)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):
            return
        raise LoadError(
            f"The file cannot be cut into cells ({error}). Nothing was loaded. Look for a quotation mark that is never closed, "
            f"or a cell of more than {BLOCK_BYTES >> 20} million characters."
        ) from error


def _numbered(
    reader: arrow.CSVStreamingReader, names: list[str], ragged: list[tuple[int, int]], first: int
) -> Iterator[Chunk]:
    """Batches with the row numbers that ragged rows leave to them."""
    following = first
    for batch in reader:
        count = batch.num_rows
        skipped = np.asarray([row for row, _ in ragged if row >= following], dtype="int64")
        candidates = np.arange(following, following + count + len(skipped), dtype="int64")
        numbers = np.setdiff1d(candidates, skipped, assume_unique=True)[:count]
        following = int(numbers[-1]) + 1 if count else following
        mine = tuple(item for item in ragged if item[0] < following)
        ragged[:] = [item for item in ragged if item[0] >= following]
        cells = pa.Table.from_batches([batch])
        filled = with_text(cells)
        if not filled.all():
            cells, numbers = cells.filter(pa.array(filled)), numbers[filled]
        yield Chunk(cells, numbers, mine, len(names))
    if ragged:
        empty = pa.table([pa.array([], pa.large_string()) for _ in names], names=names)
        yield Chunk(empty, np.asarray([], dtype="int64"), tuple(ragged), len(names))


def _without_headings(stream: BinaryIO, encoding: str, delimiter: str, names: Sequence[str]) -> Iterator[Chunk]:
    text = io.TextIOWrapper(_utf8(stream, encoding), encoding="utf-8", newline="")
    reader = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    yield from chunks(_joined(enumerate(reader, start=1), len(names)), names)


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
