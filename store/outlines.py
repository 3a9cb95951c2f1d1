"""Outlines of areas as rings of longitude and latitude, for maps that are printed."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from store.home import Home

Ring = tuple[tuple[float, float], ...]


def rings(place: Home, name: str = "wards") -> tuple[Ring, ...]:
    """Every ring of the installed `districts` or `wards`; none where no geography is installed."""
    path = place.geography / f"{name}.geojson"
    return _rings(path, path.stat().st_mtime_ns) if path.exists() else ()


@lru_cache(maxsize=4)
def _rings(path: Path, _changed: int) -> tuple[Ring, ...]:
    found: list[Ring] = []
    for feature in json.loads(path.read_text("utf8"))["features"]:
        shape = feature["geometry"] or {}
        parts = {"Polygon": [shape.get("coordinates", [])], "MultiPolygon": shape.get("coordinates", [])}.get(
            shape.get("type", ""), []
        )
        found += [tuple((float(x), float(y)) for x, y, *_ in ring) for part in parts for ring in part]
    return tuple(found)
