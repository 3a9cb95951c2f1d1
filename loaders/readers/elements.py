"""XML element by element, straight from the parser; document types, entities and outside references are refused, not resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO
from xml.parsers import expat  # anything that declares a document type is refused before it can refer to anything

from loaders.readers.raw import LONGEST_CELL, refused, too_long
from loaders.readers.text import Utf8, encoding_of

BLOCK_BYTES = 65_536
DEEPEST = 60
Opened = Callable[[str, Mapping[str, str]], None]
Closed = Callable[[str], None]


def elements(stream: BinaryIO, start: bytes, opened: Opened, closed: Closed) -> Iterator[None]:
    """Tell of each element that it begins and ends, block after block; what was told of since the last is done between them.

    Args:
        stream: read from its beginning.
        start: the first bytes, for the encoding.
        opened: is told the name without its namespace, and the attributes that have none.
        closed: is told the text since the last element began or ended; that of an element without others in it is all its text.
    Raises:
        LoadError: broken XML, a document type, too deep, or an element that does not end.
    """
    stream.seek(0)
    text = _as_utf8(stream, start)
    told = _Told(opened, closed)
    parser = told.parser()
    try:
        while block := text.read(BLOCK_BYTES):
            told.since += len(block)
            if told.since > 2 * LONGEST_CELL:
                raise too_long()
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refused(
            f"The XML breaks off or is damaged after {told.ended:,} elements ({error}).",
            "Ask the partner to send it again.",
        ) from error
    yield


class _Told:
    """What the parser says, in the words of `elements`.

    Attributes:
        since: bytes read since the last element began or ended; those of one element cannot go on for ever.
        ended: how many elements have ended.
    """

    def __init__(self, opened: Opened, closed: Closed) -> None:
        self._opened, self._closed = opened, closed
        self._depth = self.since = self.ended = 0
        self._texts: list[str] = []

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(None, "}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.StartDoctypeDeclHandler = _document_type
        parser.EntityDeclHandler = _document_type
        parser.ExternalEntityRefHandler = _document_type
        return parser

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.since = 0
        self._depth += 1
        if self._depth > DEEPEST:
            raise refused("The XML is nested too deep to be data.", "Ask the sender what it is.")
        self._texts.clear()
        plain = {name: value for name, value in attributes.items() if "}" not in name} if attributes else attributes
        self._opened(name.rpartition("}")[2], plain)

    def _end(self, _name: str) -> None:
        self.since = 0
        self._depth -= 1
        self.ended += 1
        self._closed("".join(self._texts))
        self._texts.clear()


def _document_type(*_about: object) -> int:
    raise refused(
        "The XML declares a document type or entities, which a data file has no need of and which can do harm.",
        "Ask the sender why.",
    )


def _as_utf8(stream: BinaryIO, start: bytes) -> BinaryIO:
    """The stream with stray Windows-1252 bytes mended, where it says or implies that it is UTF-8."""
    declared = re.search(rb"""encoding\s*=\s*["']([\w.-]+)""", start[:200])
    if encoding_of(start) != "utf-8" or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")):
        return stream
    return Utf8(stream, "utf-8")  # type: ignore[return-value]
