"""Layers somebody dropped beside the county: police beats, schools, stations. About areas and places, never about businesses."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely

from store import grid
from store.home import Home, StoreError

MOST_MB = 50
MOST_FEATURES = 20_000
MOST_BYTES_SERVED = 6_000_000
TOLERANCE_DEGREES = 0.0002
ENDINGS = (".geojson", ".json", ".gpkg")
_NAMES = ("name", "label", "title", "beat", "area", "ward", "school", "station", "code")


@dataclass(frozen=True)
class ContextLayer:
    """One layer that is kept.

    Attributes:
        key: name of its files.
        name, attribution: as the person who dropped it gave them.
        features: how many.
    """

    key: str
    name: str
    attribution: str
    features: int


def keep(
    place: Home, content: bytes, *, file_name: str, name: str, attribution: str, by: str, at: dt.datetime
) -> ContextLayer:
    """Read a GeoJSON or GeoPackage, keep what lies in and around the county, simplified, and say what it is.

    Raises:
        StoreError: it cannot be read, is too large, or nothing of it lies near the county; the message says which and what to do.
    """
    if len(content) > MOST_MB * 1_000_000:
        raise StoreError(
            f"{file_name} has {len(content) / 1e6:,.0f} MB; a layer may have {MOST_MB}. Nothing was kept. "
            "Cut it to the county in a GIS, or simplify its lines, and drop it again."
        )
    text, features = _slim(_near(content, file_name), file_name)
    made = ContextLayer(
        hashlib.sha256(content).hexdigest()[:24],
        name.strip()[:60] or Path(file_name).stem[:60],
        attribution.strip()[:200],
        features,
    )
    folder = _folder(place)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{made.key}.geojson").write_text(text, "utf8")
    about = {
        "name": made.name,
        "attribution": made.attribution,
        "features": made.features,
        "by": by,
        "at": at.isoformat(timespec="seconds"),
    }
    (folder / f"{made.key}.about.json").write_text(json.dumps(about, ensure_ascii=False), "utf8")
    return made


def kept(place: Home) -> list[ContextLayer]:
    """The layers there are, by name."""
    found = []
    for path in _folder(place).glob("*.about.json"):
        about = json.loads(path.read_text("utf8"))
        found.append(
            ContextLayer(path.name.removesuffix(".about.json"), about["name"], about["attribution"], about["features"])
        )
    return sorted(found, key=lambda layer: (layer.name.lower(), layer.key))


def shapes(place: Home, key: str) -> gpd.GeoDataFrame:
    """A layer's `name` and geometry, EPSG:4326, as the browser has them; none where it is gone."""
    path = _folder(place) / f"{key}.geojson"
    if not re.fullmatch(r"[0-9a-f]{24}", key) or not path.exists():
        return gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")
    return gpd.GeoDataFrame.from_features(json.loads(path.read_text("utf8")), crs="EPSG:4326")


def remove(place: Home, key: str, static: Path) -> None:
    """Take a layer away, from the folder the web server serves too."""
    if not re.fullmatch(r"[0-9a-f]{24}", key):
        return
    for path in (*_folder(place).glob(f"{key}.*"), static / "geography" / f"context-{key}.geojson"):
        path.unlink(missing_ok=True)


def serve(place: Home, static: Path, key: str) -> str | None:
    """Put a layer where the web server finds it, under a name nobody can guess; its path below `static`."""
    source = _folder(place) / f"{key}.geojson"
    if not re.fullmatch(r"[0-9a-f]{24}", key) or not source.exists():
        return None
    target = static / "geography" / f"context-{key}.geojson"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return f"geography/{target.name}"


def _folder(place: Home) -> Path:
    return place.path / "layers"


def _read(content: bytes, file_name: str) -> gpd.GeoDataFrame:
    import pyogrio  # 30 MB that only those who drop a file need

    if not file_name.lower().endswith(ENDINGS):
        raise StoreError(f"{file_name} is no GeoJSON and no GeoPackage. Nothing was kept. Save it as one of them.")
    try:
        read = pyogrio.read_dataframe(content)
        areas = gpd.GeoDataFrame(read)
        areas = areas.set_crs("EPSG:4326") if areas.crs is None else areas.to_crs("EPSG:4326")
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        ValueError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise StoreError(
            f"{file_name} cannot be read as GeoJSON or GeoPackage ({str(error)[:120]}). Nothing was kept."
        ) from error
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty]
    if areas.empty:
        raise StoreError(f"{file_name} has no shapes. Nothing was kept.")
    return areas.assign(**{areas.geometry.name: areas.geometry.make_valid()})


def _near(content: bytes, file_name: str) -> gpd.GeoDataFrame:
    """What of a file lies in and around the county."""
    areas = _read(content, file_name)
    west, south, east, north = grid.WITHIN
    near = areas.clip(shapely.box(west, south, east, north))
    if near.empty:
        swapped = areas.geometry.notna().any() and 51 < areas.total_bounds[0] < 53 and -1 < areas.total_bounds[1] < 3
        why = "Its longitude and latitude are exchanged." if swapped else "None of it lies in or near the county."
        raise StoreError(f"{file_name}: {why} Nothing was kept. Check its coordinate system and drop it again.")
    return near


def _slim(near: gpd.GeoDataFrame, file_name: str) -> tuple[str, int]:
    """Simplified GeoJSON, and how many features it has."""
    if len(near) > MOST_FEATURES:
        raise StoreError(
            f"{file_name} has {len(near):,} features near the county; a layer may have {MOST_FEATURES:,}. Nothing was kept."
        )
    simple = near.geometry.simplify(TOLERANCE_DEGREES, preserve_topology=True)
    slim = gpd.GeoDataFrame({"name": _named(near)}, geometry=shapely.set_precision(simple.to_numpy(), 1e-5, mode="pointwise"), crs="EPSG:4326")  # fmt: skip
    text = slim.to_json(drop_id=True, separators=(",", ":"))
    if len(text) > MOST_BYTES_SERVED:
        raise StoreError(
            f"{file_name} is too detailed to be sent to a browser, even simplified. Nothing was kept. Drop fewer features."
        )
    return text, len(slim)


def _named(areas: gpd.GeoDataFrame) -> list[str]:
    """What each feature is called: the first column whose heading says name, label and the like; else nothing."""
    texts = [str(column) for column in areas.columns if column != areas.geometry.name]
    column = next((text for word in _NAMES for text in texts if word in text.lower()), None)
    return (
        [""] * len(areas)
        if column is None
        else [str(value)[:80] if value is not None else "" for value in areas[column]]
    )
