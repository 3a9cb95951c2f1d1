"""XML whose rows are repeated elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from loaders.readers.elements import elements
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, check_width, chunks, headings, refused

ROW_ELEMENTS = ("EstablishmentDetail",)
"""Elements that layouts name as their rows; any other XML is searched for the element that repeats and holds most."""
SCANNED_ELEMENTS = 400_000
NAMED_FROM = 1_000
Path = tuple[str, ...]


@dataclass(slots=True)
class Shape:
    """What the elements at one path have in common.

    Attributes:
        path: names from the root.
        is_row: the path leads into a row element, or to one.
        count: how many there are.
        together: how many the fullest parent holds.
        values: how many values stand directly in all of them: attributes, and leaves with text.
        inside: the shapes of the elements in them, by name.
    """

    path: Path
    is_row: bool
    count: int = 0
    together: int = 0
    values: int = 0
    inside: dict[str, Shape] = field(default_factory=dict)


@dataclass(slots=True)
class Open:
    """An element whose end is still to come: how many children of each name, and how many values it has so far."""

    shape: Shape
    values: int = 0
    children: dict[str, int] = field(default_factory=dict)


def tables(stream: BinaryIO, start: bytes, rows: Sequence[str] = ROW_ELEMENTS) -> list[RawTable]:
    """A table for each kind of row element: those in `rows`, or else the element that repeats and holds most values.

    Args:
        start: the first bytes, for the encoding.
        rows: names of elements that are rows wherever they stand.
    Raises:
        LoadError: broken XML, a document type declaration, or nothing that repeats.
    """
    found_so_far = _Scan(frozenset(rows))
    for _ in elements(stream, start, found_so_far.opened, found_so_far.closed):
        if found_so_far.is_enough:
            break
    shapes, facts = found_so_far.shapes, found_so_far.facts
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


class _Scan:
    """Gathers the shapes of the first elements, and what stands before the first row; what is in rows that layouts name is passed over.

    Attributes:
        shapes: by path, in the order in which the first of each ended.
        facts: texts outside rows, by the name of their element; and the root.
        is_enough: as many elements have ended as are looked at.
    """

    def __init__(self, rows: frozenset[str]) -> None:
        self.shapes: dict[Path, Shape] = {}
        self.facts: dict[str, str] = {}
        self._rows = rows
        self._stack = [Open(Shape((), is_row=False))]
        self._ended = self._within = 0

    @property
    def is_enough(self) -> bool:
        return self._ended >= SCANNED_ELEMENTS

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._within:
            self._within += 1
            return
        parent = self._stack[-1]
        shape = parent.shape.inside.get(name)
        if shape is None:
            shape = Shape((*parent.shape.path, name), is_row=parent.shape.is_row or name in self._rows)
            parent.shape.inside[name] = shape
        if not self.facts:
            self.facts["root"] = name
        self._stack.append(Open(shape, len(attributes)))
        self._within = int(shape.is_row)

    def closed(self, text: str) -> None:
        if self._within > 1:
            self._within -= 1
            self._ended += 1
            return
        self._within = 0
        this, parent = self._stack.pop(), self._stack[-1]
        if self.is_enough:
            return
        self._ended += 1
        shape, name = this.shape, this.shape.path[-1]
        if not shape.count:
            self.shapes[shape.path] = shape
        together = parent.children[name] = parent.children.get(name, 0) + 1
        shape.count += 1
        shape.together = max(shape.together, together)
        shape.values += this.values
        if not this.children and (said := text.strip()):
            parent.values += 1
            if not shape.is_row and len(self.facts) < NAMED_FROM:
                self.facts.setdefault(name, said)


def _table(stream: BinaryIO, start: bytes, path: Path, facts: dict[str, str], *, is_alone: bool) -> RawTable:
    def rows() -> Iterator[dict[str, str]]:
        return _rows(stream, start, path)

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


class _Rows:
    """Gathers the rows: what stands at one path.

    `<A>1</A><B k="3"><C>2</C></B>` -> `{"A": "1", "B@k": "3", "B/C": "2"}`; empty elements are left out, and an element that stands
    there more than once has its texts in one cell: `"1; 2"`.

    Attributes:
        found: those that have ended and were not taken yet.
    """

    def __init__(self, wanted: Path) -> None:
        self.found: list[dict[str, str]] = []
        self._wanted: list[str] = list(wanted)
        self._path: list[str] = []
        self._row: dict[str, str] | None = None
        self._inside: list[str] = []
        self._is_leaf = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self._is_leaf = True
        if self._row is None:
            self._path.append(name)
            if self._path != self._wanted:
                return
            self._row, here = {}, ""
        else:
            here = f"{self._inside[-1]}/{name}" if self._inside[-1] else name
        self._inside.append(here)
        for key, value in attributes.items():
            if value:
                self._add(f"{here}@{key}", value)

    def closed(self, text: str) -> None:
        is_leaf, self._is_leaf = self._is_leaf, False
        if self._row is None:
            self._path.pop()
            return
        here = self._inside.pop()
        if not self._inside:
            self.found.append(self._row)
            self._row = None
            self._path.pop()
        elif is_leaf and text and not text.isspace():
            self._add(here, text)

    def _add(self, name: str, value: str) -> None:
        row = self._row
        if row is not None:
            row[name] = f"{row[name]}; {value}" if name in row else value


def _rows(stream: BinaryIO, start: bytes, path: Path) -> Iterator[dict[str, str]]:
    """Rows one by one; what was read is forgotten."""
    rows = _Rows(path)
    for _ in elements(stream, start, rows.opened, rows.closed):
        yield from rows.found
        rows.found.clear()
