"""Raw files: kept exactly as received, under their SHA-256, with a receipt that says who brought them, when and how."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from io import BufferedReader, FileIO
from pathlib import Path

from store.home import Home

PIECE_BYTES = 4 << 20


@dataclass(frozen=True)
class Receipt:
    """One file as received.

    Attributes:
        sha256: its name under raw/.
        file_name: what it was called.
        sequence: 1 for the first file ever received, then 2, 3, ...; the order in which files are believed.
        received_at: moment, UTC, ISO 8601.
        received_by: who loaded it.
        agreement: reference of the sharing agreement, or empty.
        spec: layout named by the person who loaded it, or empty for "recognise it".
        organisation: body the file is from, named by that person, or empty for "as the file says".
        recognised: layouts it was known by when it came, joined by " + ".
    """

    sha256: str
    file_name: str
    sequence: int
    received_at: str
    received_by: str
    agreement: str = ""
    spec: str = ""
    organisation: str = ""
    recognised: str = ""

    @property
    def received(self) -> dt.date:
        return dt.date.fromisoformat(self.received_at[:10])


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def path_of(place: Home, sha256: str) -> Path:
    """Where the raw bytes lie."""
    return place.raw / sha256


def keep(place: Home, source: Path) -> str:
    """Copy a file into raw/ and return the SHA-256 of the bytes written: what is loaded is what is kept."""
    place.raw.mkdir(parents=True, exist_ok=True)
    part = place.raw / f".part-{os.getpid()}"
    try:
        sha256 = _copied(source, part)
        target = path_of(place, sha256)
        if not target.exists():
            part.chmod(0o440)
            part.replace(target)
        return sha256
    finally:
        part.unlink(missing_ok=True)


def _copied(source: Path, target: Path) -> str:
    """Copy a file piece by piece; while one piece is copied the SHA-256 of the one before, as it lies in the copy, is taken by
    another thread."""
    found = hashlib.sha256()
    with source.open("rb") as stream, target.open("w+b", buffering=0) as copy, ThreadPoolExecutor(1) as other:

        def take(start: int, size: int) -> None:
            while size > 0:
                found.update(piece := os.pread(copy.fileno(), min(size, PIECE_BYTES), start))
                start, size = start + len(piece), size - len(piece)

        taken: Future[None] | None = None
        start = 0
        while size := _copy_piece(stream, copy):
            if taken is not None:
                taken.result()
            taken = other.submit(take, start, size)
            start += size
        if taken is not None:
            taken.result()
    return found.hexdigest()


def _copy_piece(stream: BufferedReader, copy: FileIO) -> int:
    """Copy the next bytes without taking them through Python, where the system can; how many, 0 at the end."""
    at = copy.tell()
    try:
        size = os.copy_file_range(stream.fileno(), copy.fileno(), PIECE_BYTES, at, at)
    except (AttributeError, OSError):
        size = 0
    if not size:  # at the end, or where files cannot be copied so
        stream.seek(at)
        piece = stream.read(PIECE_BYTES)
        while (done := copy.tell() - at) < len(piece):
            copy.write(piece[done:])
        return len(piece)
    copy.seek(at + size)
    return size


def discard(place: Home, sha256: str) -> None:
    """Remove a raw file that could not be loaded and has no receipt."""
    if not _receipt_path(place, sha256).exists():
        path_of(place, sha256).unlink(missing_ok=True)


def destroy(place: Home, sha256: str) -> None:
    """Delete the bytes of a file; its receipt stays."""
    path_of(place, sha256).unlink(missing_ok=True)


def receipts(place: Home) -> list[Receipt]:
    """Every receipt in the order the files were received."""
    found = [Receipt(**json.loads(path.read_text("utf8"))) for path in place.raw.glob("[!.]*.json")]
    return sorted(found, key=lambda receipt: receipt.sequence)


def receipt_of(place: Home, sha256: str) -> Receipt | None:
    """The receipt of one file, or None when it was never loaded."""
    path = _receipt_path(place, sha256)
    return Receipt(**json.loads(path.read_text("utf8"))) if path.exists() else None


def sign(place: Home, receipt: Receipt) -> None:
    """Write the receipt; from this moment on the file counts."""
    part = place.raw / f".{receipt.sha256}.json"
    part.write_text(json.dumps(asdict(receipt), indent=1, ensure_ascii=False), "utf8")
    part.replace(_receipt_path(place, receipt.sha256))


def _receipt_path(place: Home, sha256: str) -> Path:
    return place.raw / f"{sha256}.json"
