"""The invented county's shape: a hand-typed outline, wards and districts grown from the places people live in."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from sample_data.vocabulary import table

TO_GRID = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
TO_DEGREES = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
COMPASS = ("East", "North East", "North", "North West", "West", "South West", "South", "South East")
DECIMALS = 5


@dataclass(frozen=True)
class Geography:
    """Where everything is.

    Attributes:
        places: vocabulary/places.csv with easting and northing.
        wards: code, name, district, place; EPSG:4326, coordinates rounded as they are written.
        districts: code, name; each exactly its wards put together.
        inland: one shape for each district on the National Grid, kept away from the shore and the county line.
    """

    places: pd.DataFrame
    wards: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    inland: dict[str, shapely.Geometry]


def build_geography() -> Geography:
    """The county; always the same, whatever the seed."""
    places = table("places").copy()
    places["easting"], places["northing"] = TO_GRID.transform(
        places["longitude"].to_numpy(), places["latitude"].to_numpy()
    )
    wards = _wards(places)
    districts = _districts(wards)
    return Geography(places, wards, districts, _inland(districts))


def outline() -> shapely.Polygon:
    """The county's outline on the National Grid, typed by hand from general knowledge; islands are joined on."""
    frame = table("outline")
    eastings, northings = TO_GRID.transform(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    return shapely.make_valid(shapely.Polygon(np.column_stack([eastings, northings])))


def _ward_seeds(places: pd.DataFrame) -> pd.DataFrame:
    """One point for each ward: the centre, and a ring round it for places with several wards."""
    seeds = []
    for place in places.itertuples():
        seeds.append((place.place, place.district, place.easting, place.northing))
        ring = place.wards - 1
        radius = 500 + 22 * place.size
        for step in range(ring):
            angle = 2 * np.pi * (step + 0.25) / ring
            name = f"{place.place} {COMPASS[round(angle / (np.pi / 4)) % 8]}"
            east, north = place.easting + radius * np.cos(angle), place.northing + radius * np.sin(angle)
            seeds.append((name, place.district, east, north))
    frame = pd.DataFrame(seeds, columns=["name", "district", "easting", "northing"])
    several = frame["name"].isin(places.loc[places["wards"] > 1, "place"])
    frame.loc[several, "name"] += " Town"
    return frame


def _wards(places: pd.DataFrame) -> gpd.GeoDataFrame:
    seeds = _ward_seeds(places)
    points = shapely.points(seeds["easting"], seeds["northing"])
    county = outline()
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=county.buffer(5000)))
    cell_of_point = shapely.STRtree(cells).query(points, predicate="within")
    ordered = cells[cell_of_point[1][np.argsort(cell_of_point[0], kind="stable")]]
    clipped = shapely.intersection(ordered, county)
    wards = seeds[["name", "district"]].assign(code=[f"W{number:04d}" for number in range(1, len(seeds) + 1)])
    return gpd.GeoDataFrame(wards, geometry=_to_degrees(clipped), crs="EPSG:4326")


def _to_degrees(shapes: np.ndarray) -> np.ndarray:
    """Same shapes in degrees, rounded once here so that what is written and what is used are the same."""
    degrees = shapely.transform(
        shapes, lambda xy: np.round(np.column_stack(TO_DEGREES.transform(xy[:, 0], xy[:, 1])), DECIMALS)
    )
    return np.array([_only_areas(shape) for shape in shapely.make_valid(degrees)])


def _only_areas(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _districts(wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = table("districts")
    shapes = [
        shapely.coverage_union_all(wards.geometry[wards["district"] == code].to_numpy()) for code in names["code"]
    ]
    frame = names[["code", "name"]].replace({"name": {"Southend-On-Sea": "Southend-on-Sea"}})
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def _inland(districts: gpd.GeoDataFrame, *, margin_m: float = 350) -> dict[str, shapely.Geometry]:
    grid = districts.to_crs("EPSG:27700")
    shapes = {}
    for code, shape in zip(grid["code"], grid.geometry, strict=True):
        shapes[code] = shape.buffer(-margin_m)
        shapely.prepare(shapes[code])
    return shapes


def ward_of_points(geography: Geography, longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Position in `geography.wards` of the ward around each point, -1 outside the county."""
    tree = shapely.STRtree(geography.wards.geometry.to_numpy())
    found = tree.query(shapely.points(longitudes, latitudes), predicate="intersects")
    wards = np.full(len(longitudes), -1)
    wards[found[0][::-1]] = found[1][::-1]
    return wards
