"""Publishers' files about places to frames: boundaries, postcode centroids, property reference numbers.

Which file is which is told from its contents. Districts and wards outside codes/districts.csv are left out.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import IO

import geopandas as gpd
import pandas as pd
from pyproj import Transformer

import codes
from loaders import coerce, positions
from loaders.issues import LoadError

OS_ATTRIBUTION = "Contains OS data © Crown copyright and database right {year}."
ROYAL_MAIL_ATTRIBUTION = "Contains Royal Mail data © Royal Mail copyright and database right {year}."
ONS_ATTRIBUTION = "Source: Office for National Statistics licensed under the Open Government Licence v3.0."
_DISTRICT_COLUMNS = (r"LAD\d\dCD", r"LAD\d\dNM")
_WARD_COLUMNS = (r"WD\d\dCD", r"WD\d\dNM")


@dataclass(frozen=True)
class Geography:
    """Places to locate records by; any part may be empty.

    Attributes:
        districts: `code`, `name`, geometry (EPSG:4326).
        wards: `code`, `name`, `district`, geometry (EPSG:4326).
        postcodes: `postcode`, `longitude`, `latitude`, and where the directory says so `ended`, the month it ended, as 2019-06.
        uprns: `uprn`, `longitude`, `latitude`.
    """

    districts: gpd.GeoDataFrame = field(default_factory=lambda: _no_areas())
    wards: gpd.GeoDataFrame = field(default_factory=lambda: _no_areas())
    postcodes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["postcode", "longitude", "latitude"]))
    uprns: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["uprn", "longitude", "latitude"]))


def _no_areas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": [], "name": [], "district": []}, geometry=[], crs="EPSG:4326")


def boundaries(content: bytes) -> tuple[str, gpd.GeoDataFrame]:
    """`("districts", frame)` or `("wards", frame)` from GeoJSON or TopoJSON in longitude and latitude.

    Raises:
        LoadError: it has no properties that name districts or wards.
    """
    areas = gpd.read_file(io.BytesIO(content))
    areas = areas.set_crs("EPSG:4326") if areas.crs is None else areas.to_crs("EPSG:4326")
    names = [str(name) for name in areas.columns]
    ward = _columns_like(names, _WARD_COLUMNS) or (
        ("code", "name") if {"code", "name", "district"} <= set(names) else None
    )
    if ward:
        found = gpd.GeoDataFrame({"code": areas[ward[0]], "name": areas[ward[1]]}, geometry=areas.geometry)
        found["district"] = areas.get("district")
        return "wards", found
    district = _columns_like(names, _DISTRICT_COLUMNS) or (("code", "name") if {"code", "name"} <= set(names) else None)
    if district is None and "name" not in names:
        raise LoadError(f"It has none of the properties that name districts or wards; found {', '.join(names)}.")
    label = areas[district[1] if district else "name"].str.lower()
    by_name = {name.lower(): code for code, name in codes.labels("districts").items()}
    found = gpd.GeoDataFrame({"code": label.map(by_name)}, geometry=areas.geometry).dropna(subset=["code"])
    found["name"] = found["code"].map(codes.labels("districts"))
    return "districts", found[["code", "name", "geometry"]].sort_values("code").reset_index(drop=True)


def _columns_like(names: list[str], patterns: tuple[str, str]) -> tuple[str, str] | None:
    found = [next((name for name in names if re.fullmatch(pattern, name)), None) for pattern in patterns]
    return (found[0], found[1]) if found[0] and found[1] else None


def with_districts(wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Wards of the county, each with the district that a point inside it lies in where none was given."""
    points = gpd.GeoDataFrame(geometry=wards.representative_point(), crs=wards.crs)
    inside = gpd.sjoin(points, districts[["code", "geometry"]], how="left", predicate="within")["code"]
    inside = inside[~inside.index.duplicated()]
    known = wards.assign(district=wards["district"].fillna(inside)).dropna(subset=["district"])
    return known.drop_duplicates("code").sort_values("code").reset_index(drop=True)


def code_point(content: bytes) -> pd.DataFrame:
    """Code-Point Open: `postcode`, `longitude`, `latitude`; postcodes without a position (quality 90) are left out.

    Source: ten columns without headings, Ordnance Survey Code-Point Open user guide.
    """
    frame = pd.read_csv(io.BytesIO(content), header=None, usecols=[0, 1, 2, 3], dtype={0: "str"})
    frame.columns = pd.Index(["postcode", "quality", "easting", "northing"])
    frame = frame[(frame["quality"] < 90) & (frame["easting"] > 0)]
    longitude, latitude = positions.wgs84(frame["easting"].astype(float), frame["northing"].astype(float), "EPSG:27700")
    postcode, _, _ = coerce.postcodes(frame["postcode"])
    return pd.DataFrame({"postcode": postcode, "longitude": longitude, "latitude": latitude}).dropna()


def postcode_directory(content: bytes, bounds: tuple[float, float, float, float]) -> pd.DataFrame:
    """The ONS postcode directory (ONSPD or NSPL): `postcode`, `longitude`, `latitude`, `ended`, inside the bounds, degrees.

    Unlike Code-Point it keeps postcodes that have ended, which old records still have. Its other columns change their names
    with each edition and are not read.
    """
    west, south, east, north = bounds
    parts = []
    for part in pd.read_csv(
        io.BytesIO(content), usecols=["pcds", "doterm", "lat", "long"], dtype={"doterm": "str"}, encoding="utf-8-sig", chunksize=500_000
    ):  # fmt: skip
        parts.append(part[part["long"].between(west, east) & part["lat"].between(south, north)])
    frame = pd.concat(parts).rename(columns={"long": "longitude", "lat": "latitude"})
    frame["ended"] = frame["doterm"].str.slice(0, 4) + "-" + frame["doterm"].str.slice(4, 6)
    frame["postcode"] = coerce.postcodes(frame["pcds"].astype("str"))[0]
    return frame.dropna(subset=["postcode"])[["postcode", "longitude", "latitude", "ended"]].reset_index(drop=True)


def open_uprn(stream: IO[bytes], bounds: tuple[float, float, float, float]) -> pd.DataFrame:
    """OS Open UPRN: `uprn`, `longitude`, `latitude` inside (west, south, east, north), degrees.

    The country's file has 40 million rows: it is read in pieces, and only what lies inside is held.
    """
    west, south, east, north = bounds
    parts = []
    columns = ["UPRN", "LATITUDE", "LONGITUDE"]
    for part in pd.read_csv(stream, usecols=columns, dtype={"UPRN": "str"}, encoding="utf-8-sig", chunksize=500_000):
        inside = part["LONGITUDE"].between(west, east) & part["LATITUDE"].between(south, north)
        parts.append(part[inside])
    frame = pd.concat(parts).rename(columns=str.lower)
    return frame.assign(uprn=frame["uprn"].str.lstrip("0"))[["uprn", "longitude", "latitude"]]


def kind_of(start: bytes) -> str:
    """`boundaries`, `code_point`, `open_uprn`, `postcode_directory` or empty, from a file's first bytes."""
    text = start.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("{") and ('"FeatureCollection"' in text or '"Topology"' in text):
        return "boundaries"
    if text.startswith("UPRN,"):
        return "open_uprn"
    first = next(csv.reader(io.StringIO(text.splitlines()[0] if text else "")), [])
    if {"pcds", "doterm", "lat", "long"} <= set(first):
        return "postcode_directory"
    is_code_point = (
        len(first) == 10 and re.fullmatch(coerce.POSTCODE, first[0]) and first[2].isdigit() and first[3].isdigit()
    )
    return "code_point" if is_code_point else ""


GRID = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
