"""XML whose rows are repeated elements; document types, entities and outside references are refused, not resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from loaders.issues import LoadError
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, chunks

ROW_ELEMENTS = ("EstablishmentDetail",)


def tables(stream: BinaryIO, start: bytes) -> list[RawTable]:
    """The one table of an XML file whose rows are ROW_ELEMENTS.

    Raises:
        LoadError: a web page, broken XML, a document type declaration, or no such rows.
    """
    if b"<html" in start.lower() or b"<!doctype html" in start.lower():
        raise LoadError(
            "The file is a web page, not data (perhaps an error page). Nothing was loaded. Download it again."
        )
    facts: dict[str, str] = {}
    rows = _rows(stream, facts)
    head = list(islice(rows, HEAD_LINES))
    if not head:
        raise LoadError(
            f"The XML has none of the rows we know ({', '.join(ROW_ELEMENTS)}). Nothing was loaded. "
            "Check that it is the open-data file of the Food Standards Agency."
        )
    names = list(dict.fromkeys(name for row in head for name in row))

    def read(_header: int, wanted: Sequence[str]) -> Iterator[Chunk]:
        every = list(dict.fromkeys([*names, *wanted]))
        numbered = enumerate(chain(head, rows), start=1)
        return chunks(((number, [row.get(name, "") for name in every]) for number, row in numbered), every)

    lines = (tuple(names), *(tuple(row.get(name, "") for name in names) for row in head))
    return [RawTable("", "xml", lines, read, facts)]


def _rows(stream: BinaryIO, facts: dict[str, str]) -> Iterator[dict[str, str]]:
    """Rows one by one; leaf elements met before the first row (the header) are put into `facts`."""
    seen = 0
    is_header = True
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                facts.setdefault("root", element.tag)
                is_header = is_header and element.tag not in ROW_ELEMENTS
            elif element.tag in ROW_ELEMENTS:
                seen += 1
                yield _flat(element)
                element.clear()
            elif is_header and len(element) == 0 and element.text:
                facts[element.tag] = element.text.strip()
    except ParseError as error:
        raise LoadError(
            f"The XML breaks off or is damaged after {seen} rows ({error}). Nothing was loaded. Download it again."
        ) from error
    except DefusedXmlException as error:
        raise LoadError(
            "The XML declares a document type or entities, which a data file has no need of and which can do harm. "
            "Nothing was loaded. Ask the sender why."
        ) from error


def _flat(element: Element) -> dict[str, str]:
    """`<A>1</A><B><C>2</C></B>` -> `{"A": "1", "B/C": "2"}`; empty elements are left out."""
    values: dict[str, str] = {}
    for child in element:
        if len(child):
            values |= {f"{child.tag}/{name}": value for name, value in _flat(child).items()}
        elif child.text and child.text.strip():
            values[child.tag] = child.text
    return values
