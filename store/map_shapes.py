"""The cells of a map as areas with names, for files and paper."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from store import areas, geography, grid
from store.home import Home
from store.hotspots import size_of


def shaped(place: Home, cells: pd.DataFrame, level: str) -> gpd.GeoDataFrame:
    """MAP_CELLS with `name`, `area` (its code in a link) and geometry, EPSG:4326; cells without an outline are left out."""
    size = size_of(level)
    if size:
        places = [grid.unpack(int(number)) for number in cells["cell"]]
        outlines = [shapely.Polygon(grid.corners(q, r, size)) for q, r in places]
        named = cells.assign(
            name=[f"Hexagon {q}, {r}" for q, r in places], area=[f"h{size}:{q}.{r}" for q, r in places]
        )
        return gpd.GeoDataFrame(named, geometry=outlines, crs="EPSG:4326")
    known = geography.areas(place, level)[["code", "name", "geometry"]]
    found = cells.merge(known, left_on="cell", right_on="code", how="inner").drop(columns="code")
    found["area"] = ("w:" if level == "ward" else "d:") + found["cell"]
    return gpd.GeoDataFrame(found, geometry="geometry", crs="EPSG:4326")


def named(place: Home, cells: pd.DataFrame, level: str) -> pd.DataFrame:
    """MAP_CELLS with `name` and `area`, without their outlines."""
    return pd.DataFrame(shaped(place, cells, level).drop(columns="geometry"))


def outline(place: Home, code: str) -> gpd.GeoDataFrame:
    """The outline of a chosen area; none for postcodes and streets, which have none."""
    area = areas.read(code)
    shapes: list[shapely.Geometry] = []
    if area is not None and area.kind in ("w", "d"):
        known = geography.areas(place, "ward" if area.kind == "w" else "district")
        shapes = list(known.geometry[known["code"].isin(area.parts)])
    elif area is not None and area.kind == "h":
        shapes = [shapely.Polygon(grid.corners(q, r, area.size_m)) for q, r in area.parts]
    elif area is not None and area.kind == "p":
        made = shapely.make_valid(shapely.Polygon(area.parts))
        shapes = [part for part in getattr(made, "geoms", [made]) if part.geom_type in ("Polygon", "MultiPolygon")]
    elif area is not None and area.kind == "c":
        longitude, latitude, radius = area.parts
        round_one = shapely.Point(0, 0).buffer(radius, 24)
        east, north = grid.METRES_PER_DEGREE
        shapes = [shapely.transform(round_one, lambda xy: xy / (east, north) + (longitude, latitude))]
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")


def as_geopackage(cells: gpd.GeoDataFrame, notes: dict[str, str]) -> bytes:
    """A GeoPackage with the layer `cells`, and what it is in the layer's description."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.gpkg"
        said = "\n".join(f"{name}: {text}" for name, text in notes.items())
        cells.to_file(path, layer="cells", driver="GPKG", layer_options={"DESCRIPTION": said}, metadata=notes)
        return path.read_bytes()
