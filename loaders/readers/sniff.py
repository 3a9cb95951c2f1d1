"""What kind of file the first bytes show; the name of a file is never asked."""

from __future__ import annotations

import codecs
import json

from loaders.readers.raw import refused
from loaders.readers.text import encoding_of

START_BYTES = 8_192
CONTAINERS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\x00", "geopackage"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
)
DOCUMENTS = (
    (b"%PDF", "a PDF document"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"{\\rtf", "a rich-text document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x00\x01\x00\x00Standard ", "an Access database"),
    (b"ARROW1", "an Arrow file"),
)
PACKED = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
_EXPORT = "Export the table from the system it comes from as CSV or as a workbook."
_BLANKS = " \r\n\t\x00\ufeff"


def kind(start: bytes) -> str:
    """`zip`, `workbook`, `parquet`, `gzip`, `geopackage`, `spss`, `json`, `xml` or `text`.

    Args:
        start: the first START_BYTES of the file.
    Raises:
        LoadError: the file is empty, a web page, a document, a picture, an archive of another make, or not text.
    """
    for mark, container in CONTAINERS:
        if start.startswith(mark):
            return container
    if archive := packed(start):
        raise refused(f"The file is {archive}, which we do not open.", "Send the file inside it, or pack it as .zip.")
    text = start.decode(encoding_of(start), errors="replace").strip(_BLANKS)
    if not text:
        raise refused("The file is empty.", "Ask the partner to send it again.")
    if what := document(start):
        raise refused(f"The file is {what}, whatever its name says.", _EXPORT)
    if text.startswith("<"):
        return "xml"
    return "json" if _is_json(text) else "text"


def packed(start: bytes) -> str:
    """Which archive of another make than zip and gzip this is, or nothing."""
    if start[257:262] == b"ustar":
        return "a tar archive"
    return next((what for mark, what in PACKED if start.startswith(mark)), "")


def document(start: bytes) -> str:
    """What this is when it is plainly not data, for people: `a PDF document`; empty otherwise."""
    for mark, what in DOCUMENTS:
        if start.startswith(mark):
            return what
    if start.startswith(tuple(mark for mark, _ in CONTAINERS)):
        return ""
    encoding = encoding_of(start)
    text = start.decode(encoding, errors="replace")
    lowered = text.strip(_BLANKS).lower()
    if lowered.startswith("<") and ("<html" in lowered or "<!doctype html" in lowered or "<body" in lowered):
        return "a web page, not data (perhaps an error page)"
    if encoding == "utf-8" and _is_noise(start):
        return "not text but bytes of an unknown kind"
    return ""


def _is_noise(start: bytes) -> bool:
    """Bytes that are no UTF-8 and more often control characters than any text's are, or mostly zeros.

    A few zeros are let pass: some systems fill cells up with them.
    """
    if start.count(0) > 0.5 * len(start):
        return True
    control = len(start) - len(start.translate(None, bytes([*range(1, 9), *range(14, 32), 127])))
    if control <= 0.03 * len(start):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return True
    return False


def _is_json(text: str) -> bool:
    """Whether the text begins as JSON does, and not as a heading in brackets does: `[{`, `[["a`, `{"name":`."""
    if not text.startswith(("{", "[")):
        return False
    inside = text[1:].lstrip()
    if text.startswith("{"):
        return inside.startswith(('"', "}"))
    if inside.startswith(("{", "[", "]")):
        return True
    try:
        json.JSONDecoder().raw_decode(inside)
    except ValueError:
        return False
    return True
