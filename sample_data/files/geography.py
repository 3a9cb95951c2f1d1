"""The invented county in its publishers' layouts: boundaries, postcode centroids, property references."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import shapely

from sample_data.world import World

FOLDER = "geography"
NOTE = (
    "SYNTHETIC GEOGRAPHY\n"
    "PRODUCT: invented county, boundaries typed by hand, postcodes and UPRNs that do not exist\n"
    "DATASET VERSION NUMBER: SYNTHETIC\n"
    "District codes and names are real so that they join; their lines here are not the real ones.\n"
    "Ward codes W0001 and following, postcodes and UPRNs beginning 990 are invented.\n"
)


def write(out: Path, world: World) -> list[str]:
    """Write geography/: districts, wards, codepoint/<area>.csv, open_uprn.csv, metadata.txt; returns the paths."""
    folder = out / FOLDER
    (folder / "codepoint").mkdir(parents=True, exist_ok=True)
    (folder / "metadata.txt").write_text(NOTE, encoding="utf-8", newline="\n")
    districts, wards = world.geography.districts, world.geography.wards
    _write_geojson(folder / "districts.geojson", "SYNTHETIC districts", districts, ["code", "name"])
    _write_geojson(folder / "wards.geojson", "SYNTHETIC wards", wards, ["code", "name", "district"])
    areas = _write_codepoint(folder / "codepoint", world)
    _write_uprns(folder / "open_uprn.csv", world)
    names = ["metadata.txt", "districts.geojson", "wards.geojson", *areas, "open_uprn.csv"]
    return [f"{FOLDER}/{name}" for name in names]


def _write_geojson(path: Path, name: str, frame: gpd.GeoDataFrame, properties: list[str]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(properties, values, strict=True)),
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for values, shape in zip(frame[properties].itertuples(index=False, name=None), frame.geometry, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "name": name, "features": features}, separators=(",", ":"))
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_codepoint(folder: Path, world: World) -> list[str]:
    """Postcode centroids as OS Code-Point Open: no header, one file for each postcode area."""
    wards = gpd.GeoSeries(world.geography.wards.geometry.to_numpy(), crs="EPSG:4326").to_crs("EPSG:27700")
    points = shapely.points(world.postcodes["easting"], world.postcodes["northing"])
    nearest = shapely.STRtree(wards.to_numpy()).nearest(points)
    codes = world.geography.wards["code"].to_numpy()[nearest]
    of_area: dict[str, list[list[object]]] = {}
    for postcode, ward in zip(world.postcodes.itertuples(index=False), codes, strict=True):
        area = postcode.postcode.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").split()[0].rstrip("0123456789").lower()
        of_area.setdefault(area, []).append(
            [postcode.postcode, 10, postcode.easting, postcode.northing, "E92000001", "E19000001", "E18000006",
             "" if postcode.district.startswith("E06") else "E10000012", postcode.district, ward]
        )  # fmt: skip
    for area, rows in of_area.items():
        with (folder / f"{area}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return [f"codepoint/{area}.csv" for area in of_area]


def _write_uprns(path: Path, world: World) -> None:
    """Property references as OS Open UPRN: UTF-8 with a byte order mark."""
    columns = ["uprn", "easting", "northing", "latitude", "longitude"]
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"])
        writer.writerows(world.premises.sort_values("uprn")[columns].itertuples(index=False, name=None))
