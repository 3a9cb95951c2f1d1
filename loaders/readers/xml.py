"""XML whose rows are repeated elements; document types, entities and outside references are refused, not resolved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from loaders.readers.raw import (
    HEAD_LINES,
    LONGEST_CELL,
    Chunk,
    RawTable,
    check_width,
    chunks,
    headings,
    refused,
    too_long,
)
from loaders.readers.text import Utf8, encoding_of

ROW_ELEMENTS = ("EstablishmentDetail",)
"""Elements that layouts name as their rows; any other XML is searched for the element that repeats and holds most."""
SCANNED_ELEMENTS = 400_000
NAMED_FROM = 1_000
DEEPEST = 60
Path = tuple[str, ...]
Event = tuple[str, Element, Path]


class Watched:
    """A stream that no single element may make the parser take in for ever."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since_last_event = 0

    def read(self, size: int) -> bytes:
        found = self._stream.read(size)
        self.since_last_event += len(found)
        if self.since_last_event > 2 * LONGEST_CELL:
            raise too_long()
        return found


@dataclass
class Shape:
    """What the elements at one path have in common.

    Attributes:
        count: how many there are.
        together: how many the fullest parent holds.
        values: how many values stand directly in all of them: attributes, and leaves with text.
    """

    count: int = 0
    together: int = 0
    values: int = 0


@dataclass
class Open:
    """An element whose end is still to come: how many children of each name, and how many values it has so far."""

    children: Counter[str] = field(default_factory=Counter)
    values: int = 0


def tables(stream: BinaryIO, start: bytes, rows: Sequence[str] = ROW_ELEMENTS) -> list[RawTable]:
    """A table for each kind of row element: those in `rows`, or else the element that repeats and holds most values.

    Args:
        start: the first bytes, for the encoding.
        rows: names of elements that are rows wherever they stand.
    Raises:
        LoadError: broken XML, a document type declaration, or nothing that repeats.
    """
    shapes, facts = _scan(stream, start, frozenset(rows))
    known = [path for path in shapes if path[-1] in rows and not set(path[:-1]) & set(rows)]
    found = known or _repeated(shapes)
    if not found:
        raise refused(
            "The XML has no element that repeats, so nothing in it is a list of records "
            f"(root {facts.get('root', 'unknown')}).",
            "Ask for an export in which each record is an element.",
        )
    return [_table(stream, start, path, facts, is_alone=len(found) == 1) for path in found]


def _repeated(shapes: dict[Path, Shape]) -> list[Path]:
    lists = [path for path, shape in shapes.items() if shape.together > 1 and shape.values]
    return sorted(lists, key=lambda path: (-shapes[path].values, len(path)))[:1]


def _scan(stream: BinaryIO, start: bytes, rows: frozenset[str]) -> tuple[dict[Path, Shape], dict[str, str]]:
    """The shapes of the first elements, and what stands before the first row."""
    shapes: dict[Path, Shape] = {}
    facts: dict[str, str] = {}
    stack = [Open()]
    ended = 0
    for event, element, path in _events(stream, start):
        if event == "start":
            facts.setdefault("root", path[-1])
            stack.append(Open())
            continue
        ended += 1
        this, parent = stack.pop(), stack[-1]
        shape = shapes.setdefault(path, Shape())
        attributes = sum(not name.startswith("{") for name in element.attrib)
        parent.children[path[-1]] += 1
        shape.count += 1
        shape.together = max(shape.together, parent.children[path[-1]])
        shape.values += this.values + attributes
        text = (element.text or "").strip()
        if text and not this.children:
            parent.values += 1
            if not rows & set(path) and len(facts) < NAMED_FROM:
                facts.setdefault(path[-1], text)
        element.clear()
        if ended >= SCANNED_ELEMENTS:
            break
    return shapes, facts


def _table(stream: BinaryIO, start: bytes, path: Path, facts: dict[str, str], *, is_alone: bool) -> RawTable:
    def rows() -> Iterator[dict[str, str]]:
        return _rows(stream, start, lambda other: other == path)

    first = list(islice(rows(), NAMED_FROM))
    keys = list(dict.fromkeys(name for row in first for name in row))
    check_width(len(keys))
    names = headings(keys)
    inside = set(keys) | {name.rpartition("/")[2] for name in keys}
    told = {name: value for name, value in facts.items() if name not in inside} | {"row": path[-1]}

    def read(_header: int, wanted: Sequence[str]) -> Iterator[Chunk]:
        later = [name for name in wanted if name not in names]
        every = [*keys, *later]
        numbered = enumerate(rows(), start=1)
        return chunks(((number, [row.get(key, "") for key in every]) for number, row in numbered), [*names, *later])

    head = (tuple(names), *(tuple(row.get(key, "") for key in keys) for row in first[:HEAD_LINES]))
    return RawTable("" if is_alone else path[-1], "xml", head, read, told)


def _rows(stream: BinaryIO, start: bytes, is_row: Callable[[Path], bool]) -> Iterator[dict[str, str]]:
    """Rows one by one; what was read is forgotten."""
    row_depth = 0
    stack: list[Element] = []
    for event, element, path in _events(stream, start):
        if event == "start":
            stack.append(element)
            if not row_depth and is_row(path):
                row_depth = len(path)
            continue
        stack.pop()
        if row_depth == len(path):
            yield _flat(element)
            row_depth = 0
        if not row_depth:
            element.clear()
            if stack:
                stack[-1].clear()


def _events(stream: BinaryIO, start: bytes) -> Iterator[Event]:
    """Starts and ends of elements with their paths, without namespaces."""
    stream.seek(0)
    watched = Watched(_as_utf8(stream, start))
    path: Path = ()
    ended = 0
    try:
        for event, element in iterparse(watched, events=("start", "end"), forbid_dtd=True):
            watched.since_last_event = 0
            if event == "start":
                path = (*path, _local(element.tag))
                if len(path) > DEEPEST:
                    raise refused("The XML is nested too deep to be data.", "Ask the sender what it is.")
                yield event, element, path
            else:
                ended += 1
                yield event, element, path
                path = path[:-1]
    except ParseError as error:
        raise refused(
            f"The XML breaks off or is damaged after {ended:,} elements ({error}).", "Ask the partner to send it again."
        ) from error
    except DefusedXmlException as error:
        raise refused(
            "The XML declares a document type or entities, which a data file has no need of and which can do harm.",
            "Ask the sender why.",
        ) from error


def _as_utf8(stream: BinaryIO, start: bytes) -> BinaryIO:
    """The stream with stray Windows-1252 bytes mended, where it says or implies that it is UTF-8."""
    declared = re.search(rb"""encoding\s*=\s*["']([\w.-]+)""", start[:200])
    if encoding_of(start) != "utf-8" or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")):
        return stream
    return Utf8(stream, "utf-8")  # type: ignore[return-value]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _flat(element: Element, at: str = "") -> dict[str, str]:
    """`<A>1</A><B k="3"><C>2</C></B>` -> `{"A": "1", "B@k": "3", "B/C": "2"}`; empty elements are left out.

    An element that stands there more than once has its texts in one cell: `"1; 2"`.
    """
    values = {f"{at}@{name}": value for name, value in element.attrib.items() if value and not name.startswith("{")}
    for child in element:
        here = f"{at}/{_local(child.tag)}" if at else _local(child.tag)
        found = _flat(child, here)
        if not len(child) and child.text and child.text.strip():
            found[here] = child.text
        for name, value in found.items():
            values[name] = f"{values[name]}; {value}" if name in values else value
    return values
