"""The installed geography: frames for locating records, and simplified outlines for the browser to draw."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from store.home import Home

FRAMES = ("districts", "wards", "postcodes", "uprns")
TOLERANCE_DEGREES = {"districts": 0.0008, "wards": 0.0006}
DECIMALS = 4


def keep(
    place: Home,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
    uprns: pd.DataFrame,
    attribution: str,
) -> None:
    """Write everything aside and move it into place at once."""
    part = place.path / ".part-geography"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, frame in zip(FRAMES, (districts, wards, postcodes, uprns), strict=True):
        frame.to_parquet(part / f"{name}.parquet", index=False)
    outlines = {
        name: _outlines(areas, TOLERANCE_DEGREES[name]) for name, areas in (("districts", districts), ("wards", wards))
    }
    for name, text in outlines.items():
        (part / f"{name}.geojson").write_text(text, "utf8")
    digest = hashlib.sha256()
    for file in sorted(part.iterdir()):
        digest.update(file.read_bytes())
    west, south, east, north = (float(bound) for bound in districts.total_bounds)
    about = {"attribution": attribution, "fingerprint": digest.hexdigest()[:16], "bounds": [west, south, east, north]}
    (part / "about.json").write_text(json.dumps(about, indent=1, ensure_ascii=False), "utf8")
    shutil.rmtree(place.geography, ignore_errors=True)
    part.rename(place.geography)


def _outlines(areas: gpd.GeoDataFrame, tolerance: float) -> str:
    """GeoJSON with shared edges kept shared, small enough to send once and keep in the browser's cache.

    `x` and `y` are where a name fits best: the middle of the largest circle inside the largest part.
    """
    if areas.empty:
        return json.dumps({"type": "FeatureCollection", "features": []})
    simple = areas.geometry.make_valid(method="structure", keep_collapsed=False).simplify_coverage(tolerance)
    rounded = shapely.set_precision(simple.to_numpy(), 10**-DECIMALS, mode="pointwise")
    middles = shapely.get_point(shapely.maximum_inscribed_circle(_largest_parts(areas), 0.001), 0)
    slim = gpd.GeoDataFrame(areas[["code", "name"]], geometry=rounded, crs=areas.crs)
    slim["x"], slim["y"] = shapely.get_x(middles).round(DECIMALS), shapely.get_y(middles).round(DECIMALS)
    return slim.to_json(drop_id=True, separators=(",", ":"))


def _largest_parts(areas: gpd.GeoDataFrame) -> np.ndarray:
    parts = areas.geometry.explode(ignore_index=False)
    order = np.argsort(-shapely.area(parts.to_numpy()), kind="stable")
    return parts.iloc[order].groupby(level=0).first().reindex(areas.index).to_numpy()


def read(place: Home) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame] | None:
    """Districts, wards, postcodes and UPRNs, or None where no geography is installed."""
    if not (place.geography / "about.json").exists():
        return None
    areas = (gpd.read_parquet(place.geography / f"{name}.parquet") for name in FRAMES[:2])
    points = (pd.read_parquet(place.geography / f"{name}.parquet") for name in FRAMES[2:])
    return (*areas, *points)


def about(place: Home) -> dict:
    """`attribution`, `fingerprint` and `bounds` (west, south, east, north, degrees); empty where none is installed."""
    path = place.geography / "about.json"
    return json.loads(path.read_text("utf8")) if path.exists() else {}


def serve(place: Home, static: Path) -> dict[str, str]:
    """Put the outlines where the web server finds them, named by content; name to path below `static`."""
    names: dict[str, str] = {}
    for name in ("districts", "wards"):
        source = place.geography / f"{name}.geojson"
        if source.exists():
            digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
            target = static / "geography" / f"{name}-{digest}.geojson"
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target.with_suffix(".part"))
                target.with_suffix(".part").replace(target)
            names[name] = f"geography/{target.name}"
    return names


def area_names(place: Home) -> dict[str, str]:
    """Codes of installed wards and districts to their names."""
    names: dict[str, str] = {}
    for level in ("districts", "wards"):
        path = place.geography / f"{level}.parquet"
        if path.exists():
            frame = pd.read_parquet(path, columns=["code", "name"])
            names |= dict(zip(frame["code"], frame["name"], strict=True))
    return names


def areas(place: Home, level: str) -> gpd.GeoDataFrame:
    """Installed wards or districts: `code`, `name`, geometry; none where none are installed."""
    path = place.geography / f"{level}s.parquet"
    if not path.exists():
        return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs="EPSG:4326")
    return gpd.read_parquet(path)


def find_postcode(place: Home, postcode: str) -> tuple[float, float] | None:
    """Longitude and latitude of an installed postcode."""
    path = place.geography / "postcodes.parquet"
    if not path.exists():
        return None
    found = pd.read_parquet(path, filters=[("postcode", "==", postcode)])
    return None if found.empty else (float(found["longitude"].iloc[0]), float(found["latitude"].iloc[0]))
