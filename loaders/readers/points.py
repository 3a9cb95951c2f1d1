"""A point inside each shape, as longitude and latitude in text."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pyarrow as pa
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

POINT = ("longitude", "latitude")
WGS84 = "EPSG:4326"
DECIMALS = 7
"""About one centimetre."""


def of_wkb(shapes: pa.Array, crs: str) -> list[pa.Array]:
    """Longitudes and latitudes of well-known binary; empty text where there is no shape or it cannot be read."""
    return of_shapes(shapely.from_wkb(shapes.to_numpy(zero_copy_only=False), on_invalid="ignore"), crs)


def of_shapes(shapes: np.ndarray, crs: str) -> list[pa.Array]:
    """Longitudes and latitudes, degrees (EPSG:4326), of a point on each shape.

    Args:
        shapes: geometries or None.
        crs: what their coordinates are in; empty or unknown leaves them as they are.
    """
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    inside = shapes.copy()
    inside[~is_point] = [_inside(shape) for shape in shapes[~is_point]]
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    transformer = _transformer(crs)
    if transformer is not None:
        x, y = transformer.transform(x, y)
    return [pa.array([_written(number) for number in axis], pa.large_string()) for axis in (x, y)]


def _inside(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    try:
        return None if shape is None or shape.is_empty else shape.representative_point()
    except shapely.errors.ShapelyError:
        return shape.centroid if shape is not None else None


def _written(number: float) -> str:
    return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".") if np.isfinite(number) else ""


@lru_cache(16)
def _transformer(crs: str) -> Transformer | None:
    """None where nothing has to be changed."""
    try:
        found = CRS.from_user_input(crs) if crs else None
    except CRSError:
        return None
    if found is None or found.to_epsg() == 4326 or found.to_authority() == ("OGC", "CRS84"):
        return None
    return Transformer.from_crs(found, WGS84, always_xy=True)


def of_schema(schema: pa.Schema) -> tuple[str, str]:
    """The geometry column of a GeoParquet file and what its coordinates are in; empty for any other file."""
    try:
        about = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
        place = about.get("primary_column", "")
        column = about.get("columns", {}).get(place, {})
    except (ValueError, AttributeError):
        return "", ""
    if place not in schema.names or column.get("encoding") != "WKB":
        return "", ""
    crs = column.get("crs")
    if not isinstance(crs, dict):
        return place, WGS84
    known = crs.get("id", {})
    return place, f"{known['authority']}:{known['code']}" if {"authority", "code"} <= known.keys() else json.dumps(crs)
