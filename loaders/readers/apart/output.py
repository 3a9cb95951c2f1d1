"""Tables of text to Arrow files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

BATCH_ROWS = 200_000
BATCH_CHARACTERS = 64 << 20
PART_CELLS = 300_000


class Refusal(Exception):
    """A file that cannot be read: what is wrong, and what to do."""


@dataclass(frozen=True)
class Found:
    """A table: its name, the Arrow file in the folder, how many columns, their names if the container has any, and facts."""

    name: str
    file: str
    width: int
    names: Sequence[str] | None = None
    facts: dict[str, str] = field(default_factory=dict)


def write_lines(path: Path, width: int, lines: Iterable[Sequence[str]]) -> None:
    """Lines of `width` cells, with columns named 0, 1, 2, ..."""
    names = [str(number) for number in range(width)]
    write(path, names, _parts(names, lines))


def _parts(names: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterable[pa.Table]:
    waiting: list[Sequence[str]] = []
    most = max(PART_CELLS // max(len(names), 1), 1)
    for line in lines:
        waiting.append(line)
        if len(waiting) == most:
            yield _table(names, waiting)
            waiting = []
    yield _table(names, waiting)


def _table(names: Sequence[str], lines: Sequence[Sequence[str]]) -> pa.Table:
    columns = zip(*lines, strict=True) if lines else ([] for _ in names)
    return pa.table([pa.array(column, pa.large_string()) for column in columns], names=list(names))


def write(path: Path, names: Sequence[str], parts: Iterable[pa.Table]) -> None:
    """Parts of a table, put together to batches of at most about BATCH_ROWS rows or BATCH_CHARACTERS bytes."""
    schema = pa.schema([(name, pa.large_string()) for name in names])
    waiting: list[pa.Table] = []
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        for part in parts:
            waiting.append(part)
            if sum(p.num_rows for p in waiting) >= BATCH_ROWS or sum(p.nbytes for p in waiting) >= BATCH_CHARACTERS:
                writer.write_table(pa.concat_tables(waiting).combine_chunks())
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())
