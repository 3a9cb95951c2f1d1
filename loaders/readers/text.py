"""Bytes in any usual encoding to clean UTF-8; what is clean already passes through untouched."""

from __future__ import annotations

import codecs
import io
from threading import Semaphore
from typing import BinaryIO

TAIL_BYTES = 65_536
LONGEST_WAIT = 2.0
"""Seconds that reading waits for room; then it goes on, so that nobody waits for one another for ever."""
BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 is read as Windows-1252, so that a file in either, or mixed, loses nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("windows", _as_windows_text)


def encoding_of(start: bytes) -> str:
    """`utf-8` (which stands for Windows-1252 and mixtures too), `utf-16` by its mark, or UTF-16 told by its zeros."""
    for mark, encoding in BOMS:
        if start.startswith(mark):
            return encoding
    pairs = len(start) // 2
    even, odd = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if pairs >= 4 and odd > 0.6 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if pairs >= 4 and even > 0.6 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return "utf-8"


class Utf8(io.RawIOBase):
    """A stream as clean UTF-8: no byte-order mark, no NUL, no half character at the end of what is read.

    Attributes:
        replaced: characters so far that no encoding explains, now �.
        zeros: zero bytes dropped so far.
        windows: characters so far that are Windows-1252 among bytes that are otherwise UTF-8.
        is_mixed: there were both, so that neither encoding alone would do.
        tail: the last bytes given out, at most TAIL_BYTES.
    """

    def __init__(self, stream: BinaryIO, encoding: str, *, first_bytes: int = 0) -> None:
        """`first_bytes` are the most that the first reading gives, where not 0."""
        self._stream = stream
        self._first_bytes = first_bytes
        self._is_utf8 = encoding == "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="windows")
        self._half = b""
        self._rest = b""
        self._is_first = True
        self.replaced = self.zeros = self.windows = 0
        self._has_utf8 = False
        self._room: Semaphore | None = None
        self.tail = b""

    def keep_near(self, ahead: int) -> None:
        """From now on at most so many readings are given out that were not `taken`: whoever reads in another thread would have all of
        a file in memory long before its beginning is understood."""
        self._room = Semaphore(ahead)

    def taken(self) -> None:
        """One reading more is needed no longer."""
        if self._room is not None:
            self._room.release()

    @property
    def is_mixed(self) -> bool:
        return self._has_utf8 and self.windows > 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At least one and at most `size` bytes (which must be given and more than 8); nothing at the end."""
        if self._room is not None:
            self._room.acquire(timeout=LONGEST_WAIT)
        size, self._first_bytes = min(size, self._first_bytes or size), 0
        found = self._rest or self._next(size)
        found, self._rest = found[:size], found[size:]
        self.tail = found[-TAIL_BYTES:] if len(found) >= TAIL_BYTES else (self.tail + found)[-TAIL_BYTES:]
        return found

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _next(self, size: int) -> bytes:
        while True:
            raw = self._stream.read(size - 4)
            found = self._passed(raw) if self._is_utf8 else self._decoded(raw)
            if found or not raw:
                return found

    def _passed(self, raw: bytes) -> bytes:
        """The bytes themselves where they are UTF-8 already; only what is not is decoded."""
        block = self._half + raw if self._half else raw
        if self._is_first:
            block = block.removeprefix(codecs.BOM_UTF8)
            self._is_first = False
        if b"\0" in block:
            self.zeros += block.count(0)
            block = block.replace(b"\0", b"")
        self._half = b""
        if block.isascii():
            return block
        if raw and (cut := _whole(block)) < len(block):
            block, self._half = block[:cut], block[cut:]
        try:
            block.decode()
        except UnicodeDecodeError:
            text, plain = block.decode(errors="windows"), block.decode(errors="ignore")
            self.windows += len(text) - len(plain)
            self._has_utf8 = self._has_utf8 or not plain.isascii()
            self.replaced += text.count("\ufffd") - block.count("\ufffd".encode())
            return text.encode()
        self._has_utf8 = True
        return block

    def _decoded(self, raw: bytes) -> bytes:
        text = self._decoder.decode(raw, final=not raw)
        self.zeros += text.count("\0")
        text = text.replace("\0", "")
        self.replaced += text.count("\ufffd")
        return text.encode(errors="replace")


def _whole(block: bytes) -> int:
    """How far a block goes without the first bytes of a character whose others are still to come."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if needed > back else len(block)
        if byte < 0x80:
            break
    return len(block)
