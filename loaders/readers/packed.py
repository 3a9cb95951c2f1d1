"""A packed stream that is read as if it were not, and never unpacks to more than is reasonable."""

from __future__ import annotations

import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, BinaryIO

from loaders.issues import LoadError
from loaders.readers.raw import refused

MOST_BYTES = 20 << 30
MOST_RATIO = 200
UNSUSPECTED_BYTES = 200 << 20
SPOOLED_BYTES = 32 << 20
"""Companies House packs 2.5 GB into 0.45 GB, a ratio of 6; tables of one repeated row reach 100. A bomb has 1,000."""
BOMB_ADVICE = "Ask the sender what it is; if it is data, send it unpacked, in parts."


class Unpacked(io.RawIOBase):
    """A packed stream, read from the start as often as wanted; broken, or swollen beyond reason, it is a LoadError."""

    def __init__(self, stream: IO[bytes], packed_bytes: Callable[[], int]) -> None:
        self._stream = stream
        self._packed_bytes = packed_bytes

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            found = self._stream.read(size)
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
            raise broken(error) from error
        check_size(self._stream.tell(), self._packed_bytes())
        return found

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) == (0, io.SEEK_SET):
            return self._stream.seek(0)
        raise io.UnsupportedOperation("a packed stream is read from its start")


def check_size(unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than MOST_BYTES, or to more than MOST_RATIO times its size."""
    if unpacked > MOST_BYTES or (unpacked > UNSUSPECTED_BYTES and unpacked > MOST_RATIO * packed):
        raise refused(
            f"The archive unpacks to {unpacked / 1e9:,.1f} GB or more from {packed / 1e6:,.1f} MB, as a zip bomb does.",
            BOMB_ADVICE,
        )


def broken(error: Exception) -> LoadError:
    if "encrypted" in str(error) or "password" in str(error):
        return refused("The archive is protected by a password.", "Send it without one, over a safe channel.")
    return refused(f"The archive is cut off or damaged ({error}).", "Ask the partner to send it again.")


class _Copy(tempfile.SpooledTemporaryFile[bytes]):
    """Closed, and gone from the disk, when the tables that read it are forgotten: nobody earlier knows that it is done with."""

    def __del__(self) -> None:
        self.close()


def spooled(stream: BinaryIO) -> BinaryIO:
    """A stream that can be read in any order: itself, or, when it is packed, a temporary file that vanishes with it."""
    if not isinstance(stream, Unpacked):
        return stream
    stream.seek(0)
    copy = _Copy(max_size=SPOOLED_BYTES)
    shutil.copyfileobj(stream, copy, 1 << 20)
    copy.seek(0)
    return copy  # type: ignore[return-value]


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """A file in a zip as a stream."""
    try:
        return Unpacked(archive.open(info), lambda: info.compress_size)  # type: ignore[return-value]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, struct.error) as error:
        raise broken(error) from error
