"""How far a file is read before its beginning is understood."""

from __future__ import annotations

import io

import loaders.readers.delimited as delimited
from loaders.readers import text


class Counted(io.BytesIO):
    """A file that knows how far it was read."""

    furthest = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.furthest = max(self.furthest, self.tell())
        return found


def test_a_long_file_is_not_read_whole_before_its_first_rows_are_asked_for(monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 20)
    monkeypatch.setattr(delimited, "FIRST_BYTES", 1 << 20)
    monkeypatch.setattr(text, "LONGEST_WAIT", 60.0)
    content = b"Ref,Name\n" + b"".join(b"%07d,%s\n" % (number, b"x" * 90) for number in range(200_000))
    stream = Counted(content)
    [table] = delimited.tables(stream, content[:65_536])
    stream.furthest = 0
    chunks = table.read(0, ())
    first = next(chunks)
    assert 0 < stream.furthest <= 7 << 20
    assert first.cells.num_rows + sum(chunk.cells.num_rows for chunk in chunks) == 200_000


def test_whoever_takes_nothing_is_waited_for_no_longer_than_a_moment(monkeypatch):
    monkeypatch.setattr(text, "LONGEST_WAIT", 0.01)
    found = text.Utf8(io.BytesIO(b"x" * 100), "utf-8")
    found.keep_near(1)
    assert b"".join(iter(lambda: found.read(20), b"")) == b"x" * 100
