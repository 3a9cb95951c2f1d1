"""JSON: an array of records, records line by line, or an object that holds arrays of records; GeoJSON among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np
import shapely
from shapely.geometry import shape as shape_of

from loaders.readers import points, values
from loaders.readers.jsontext import Json
from loaders.readers.raw import HEAD_LINES, Chunk, RawTable, check_width, chunks, headings, refused

NAMED_FROM = 1_000
"""Columns are the fields of this many first records, and those a layout asks for."""
BATCH_ROWS = 5_000
Elements = Callable[[], Iterator[object]]


def tables(stream: BinaryIO) -> list[RawTable]:
    """A table for each array of records, named by its place in the file where there are several.

    An object that holds none is one record.


    Raises:
        LoadError: broken or cut off, or nothing in it is a record.
    """
    json = Json(stream)
    if json.peek() == "[":
        return [_table("", list(islice(json.array(), NAMED_FROM)), lambda: _array(stream), {})]
    facts: dict[str, str] = {}
    found: dict[str, list[object]] = {}
    for place, element in json.walk(facts):
        known = found.setdefault(place, [])
        if len(known) < NAMED_FROM:
            known.append(element)
    if json.peek():
        return [_table("", list(islice(Json(stream).lines(), NAMED_FROM)), lambda: Json(stream).lines(), {})]
    if _is_one_record(found, facts):
        return [_table("", [Json(stream).value()], lambda: Json(stream).lines(), {})]
    alone = len(found) == 1
    return [_table("" if alone else place, known, _part(stream, place), facts) for place, known in found.items()]


def _array(stream: BinaryIO) -> Iterator[object]:
    json = Json(stream)
    json.peek()
    yield from json.array()
    if json.peek():
        raise json.damaged("something follows the last bracket")


def _part(stream: BinaryIO, place: str) -> Elements:
    return lambda: (element for here, element in Json(stream).walk({}) if here == place)


def _is_one_record(found: Mapping[str, Sequence[object]], facts: Mapping[str, str]) -> bool:
    """Whether an object is a record itself: it holds no list of records, or only deep inside and more beside it."""
    widest = max(
        (len(element) for known in found.values() for element in known[:1] if isinstance(element, dict)), default=0
    )
    return all("/" in place for place in found) and len(facts) > widest


def _table(place: str, first: Sequence[object], elements: Elements, facts: Mapping[str, str]) -> RawTable:
    if not any(isinstance(element, dict | list) for element in first):
        raise refused("The JSON holds no list of records.", "Ask for an export that is a list of records.")
    if isinstance(first[0], list):
        return _of_lines(place, first, elements)
    is_map = any(_is_feature(element) for element in first)
    crs = facts.get("crs/properties/name", points.WGS84) if is_map else ""
    keys = list(dict.fromkeys(name for element in first if isinstance(element, dict) for name in _properties(element)))
    point = tuple(f"{name} of the shape" if name in keys else name for name in points.POINT) if is_map else ()
    keys += point
    check_width(len(keys))
    names = headings(keys)

    def read(_header: int, wanted: Sequence[str]) -> Iterator[Chunk]:
        later = [name for name in wanted if name not in names]
        return chunks(_rows(elements(), [*keys, *later], crs, point), [*names, *later])

    head = [tuple(line) for _, line in _rows(first[:HEAD_LINES], keys, crs, point)]
    told = {**facts, "crs": crs} if is_map else dict(facts)
    return RawTable(place, "geojson" if is_map else "json", (tuple(names), *head), read, told)


def _rows(
    elements: Iterable[object], keys: Sequence[str], crs: str, point: tuple[str, ...]
) -> Iterator[tuple[int, list[str]]]:
    """Records as lines, numbered from 1; what is no record is a line of one cell, and so is set aside."""
    following = iter(elements)
    number = 0
    while batch := list(islice(following, BATCH_ROWS)):
        places = points.of_shapes(np.array([_shape(element) for element in batch], dtype=object), crs) if point else []
        for position, element in enumerate(batch):
            number += 1
            if isinstance(element, dict):
                row = _properties(element)
                row |= {name: axis[position].as_py() for name, axis in zip(point, places, strict=True)}
                yield number, [row.get(key, "") for key in keys]
            else:
                yield number, [values.text(element)]


def _properties(element: Mapping[str, object]) -> dict[str, str]:
    if not _is_feature(element):
        return values.flat(element)
    inner = element["properties"]
    own = values.flat(inner) if isinstance(inner, dict) else {}
    return {"id": values.text(element["id"]), **own} if "id" in element else own


def _is_feature(element: object) -> bool:
    return (
        isinstance(element, dict) and element.get("type") == "Feature" and {"properties", "geometry"} <= element.keys()
    )


def _shape(element: object) -> shapely.Geometry | None:
    """The geometry of a feature; None where it has none, or one that is no geometry."""
    geometry = element.get("geometry") if isinstance(element, dict) else None
    if not isinstance(geometry, dict):
        return None
    try:
        return shape_of(_with_numbers(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None


def _with_numbers(geometry: Mapping[str, object]) -> dict[str, object]:
    """Numbers come as they are written (see values.decoded); coordinates have to count."""

    def numbers(value: object) -> object:
        return [numbers(inner) for inner in value] if isinstance(value, list) else float(str(value))

    inner = geometry.get("geometries")
    if isinstance(inner, list):
        return {"type": geometry["type"], "geometries": [_with_numbers(part) for part in inner]}
    return {"type": geometry["type"], "coordinates": numbers(geometry["coordinates"])}


def _of_lines(place: str, first: Sequence[object], elements: Elements) -> RawTable:
    """An array of arrays: lines of cells, of which one may be headings."""

    def lines(found: Iterable[object]) -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(found, start=1):
            yield number, [values.text(cell) for cell in line] if isinstance(line, list) else [values.text(line)]

    head = tuple(tuple(line) for _, line in lines(first[:HEAD_LINES]))
    check_width(max(map(len, head)))

    def read(header: int, names: Sequence[str]) -> Iterator[Chunk]:
        below = (item for item in lines(elements()) if item[0] > header + 1)
        return chunks(below, headings(head[header]) if header >= 0 else names)

    return RawTable(place, "json", head, read)
