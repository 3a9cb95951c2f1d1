"""Outlines of areas as rings of longitude and latitude, for maps that are printed, and as shapes for small drawings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import geopandas
import numpy as np
import shapely

from store.home import Home

Ring = tuple[tuple[float, float], ...]


def rings(place: Home, name: str = "wards") -> tuple[Ring, ...]:
    """Every ring of the installed `districts` or `wards`; none where no geography is installed."""
    path = place.geography / f"{name}.geojson"
    return _rings(path, path.stat().st_mtime_ns) if path.exists() else ()


def shapes(place: Home, name: str) -> np.ndarray:
    """The polygons of the installed `districts` or `wards`, degrees (WGS 84); none where no geography is installed."""
    path = place.geography / f"{name}.geojson"
    return _shapes(path, path.stat().st_mtime_ns) if path.exists() else np.array([], dtype=object)


@lru_cache(maxsize=4)
def _shapes(path: Path, _changed: int) -> np.ndarray:
    whole = shapely.make_valid(geopandas.read_file(path).geometry.dropna().to_numpy())
    shapely.prepare(whole)
    return np.asarray(whole)


@lru_cache(maxsize=4)
def _rings(path: Path, changed: int) -> tuple[Ring, ...]:
    every = shapely.get_rings(shapely.get_parts(_shapes(path, changed)))
    return tuple(tuple((float(x), float(y)) for x, y in shapely.get_coordinates(ring)) for ring in every)
