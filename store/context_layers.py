"""Layers somebody dropped beside the county: police beats, schools, stations. About areas and places, never about businesses."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from store import grid
from store.home import Home, StoreError

MOST_MB = 50
MOST_FEATURES = 20_000
MOST_BYTES_SERVED = 6_000_000
BYTES_OF_A_POINT = 18
TOLERANCES = ((0.0002, ""), (0.001, " Lines are simplified to about 100 m."))
"""In degrees, the finer first, and what is said of it."""
ENDINGS = (".geojson", ".json", ".gpkg")
MOST_NAME = 80
_NAMES = ("name", "label", "title", "beat", "area", "ward", "school", "station", "code")


@dataclass(frozen=True)
class ContextLayer:
    """One layer that is kept.

    Attributes:
        key: name of its files.
        name, attribution: as the person who dropped it gave them.
        features: how many.
        said: what became of the file, in words; only where it has just been kept.
    """

    key: str
    name: str
    attribution: str
    features: int
    said: str = field(default="", compare=False)


def names_in(content: bytes, file_name: str) -> list[str]:
    """The layers with shapes in a file; a GeoJSON has one.

    Raises:
        StoreError: it is too large, no GeoJSON or GeoPackage, or has no such layer.
    """
    import pyogrio

    if len(content) > MOST_MB * 1_000_000:
        raise StoreError(
            f"{file_name} has {len(content) / 1e6:,.0f} MB; a layer may have {MOST_MB}. Nothing was kept. "
            "Cut it to the county in a GIS, or simplify its lines, and drop it again."
        )
    if not file_name.lower().endswith(ENDINGS):
        raise StoreError(f"{file_name} is no GeoJSON and no GeoPackage. Nothing was kept. Save it as one of them.")
    if not file_name.lower().endswith(".gpkg"):
        return [Path(file_name).stem]  # the whole of it is read to know its name, which is another each time
    try:
        found = [str(name) for name, kind in pyogrio.list_layers(content) if kind is not None]
    except (ValueError, RuntimeError) as error:
        raise _unread(file_name, error) from error
    if not found:
        raise StoreError(f"{file_name} has no layer with shapes. Nothing was kept.")
    return found


def keep(
    place: Home,
    content: bytes,
    *,
    file_name: str,
    name: str,
    attribution: str,
    by: str,
    at: dt.datetime,
    layer: str = "",
) -> ContextLayer:
    """Read a GeoJSON or GeoPackage, keep what lies in and around the county, simplified, and say what it is.

    Args:
        layer: one of `names_in`; empty for the first.

    Raises:
        StoreError: it cannot be read, is too large, or nothing of it lies near the county; the message says which and what to do.
    """  # fmt: skip
    called = f"{file_name}, layer {layer}" if layer else file_name
    first = layer or names_in(content, file_name)[0]
    near, total = _near(content, called, first if file_name.lower().endswith(".gpkg") else None)
    text, note = _slim(near, called)
    made = ContextLayer(
        hashlib.sha256(layer.encode() + content).hexdigest()[:24],
        name.strip()[:MOST_NAME] or Path(file_name).stem[:MOST_NAME],
        attribution.strip()[:200],
        len(near),
        _said(called, len(near), total, (len(content), len(text))) + note,
    )
    folder = _folder(place)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{made.key}.geojson").write_text(text, "utf8")
    about = {"name": made.name, "attribution": made.attribution, "features": made.features, "of": total, "by": by, "at": at.isoformat(timespec="seconds")}  # fmt: skip
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


def _columns(info: dict[str, Any]) -> list[str]:
    """The column that says what a feature is called: the first of text whose heading says name, label and the like."""
    kinds = zip(info["fields"], info["dtypes"], strict=True)
    texts = sorted((str(kind) != "object", place, name) for place, (name, kind) in enumerate(kinds))
    return next(([name] for word in _NAMES for _, _, name in texts if word in name.lower()), [])


def _read(content: bytes, file_name: str, layer: str | None) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """What of a layer lies in and around the county, `name` and geometry, EPSG:4326; and what the file says of it."""
    import pyogrio  # 30 MB that only those who drop a file need

    info = pyogrio.read_info(content, layer=layer)
    around = gpd.GeoSeries([shapely.box(*grid.WITHIN)], crs="EPSG:4326")
    box = (around if info["crs"] is None else around.segmentize(0.2).to_crs(info["crs"])).total_bounds
    columns = _columns(info)
    read = pyogrio.read_dataframe(
        content, layer=layer, columns=columns, bbox=tuple(box), force_2d=True, on_invalid="ignore"
    )
    areas = gpd.GeoDataFrame(
        {"name": read[columns[0]] if columns else ""}, geometry=read.geometry.to_numpy(), crs=read.crs or "EPSG:4326", index=read.index
    ).to_crs("EPSG:4326")  # fmt: skip
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty]
    if len(areas) > MOST_FEATURES:
        raise StoreError(
            f"{file_name} has {len(areas):,} features near the county; a layer may have {MOST_FEATURES:,}. Nothing was kept."
        )
    return areas.set_geometry(areas.geometry.make_valid()).clip(shapely.box(*grid.WITHIN)), info


def _near(content: bytes, file_name: str, layer: str | None) -> tuple[gpd.GeoDataFrame, int]:
    """What of a file lies in and around the county, and how many features the file has."""
    try:
        near, info = _read(content, file_name, layer)
    except (ValueError, AttributeError, RuntimeError, shapely.errors.ShapelyError) as error:
        if isinstance(error, StoreError):
            raise
        raise _unread(file_name, error) from error
    if near.empty:
        raise StoreError(f"{file_name}: {_elsewhere(content, layer)} Nothing was kept.")
    return near, max(int(info["features"]), len(near))


def _elsewhere(content: bytes, layer: str | None) -> str:
    """Why nothing of a layer lies in or near the county, as far as its bounds tell."""
    import pyogrio

    info = pyogrio.read_info(content, layer=layer, force_feature_count=True, force_total_bounds=True)
    bounds = info["total_bounds"]
    if not info["features"] or bounds is None or not all(map(math.isfinite, bounds)):
        return "There are no shapes in it."
    west, south, east, north = grid.WITHIN
    if south < bounds[0] <= bounds[2] < north and west < bounds[1] <= bounds[3] < east:
        return "Its longitude and latitude are exchanged. Exchange them, and drop it again."
    if bounds[0] > 180 and "4326" in str(info["crs"] or "4326"):
        return "Its coordinates are in metres, but it does not say of which system: read as degrees they lie nowhere. Save it with its system, or in degrees (EPSG:4326), and drop it again."
    return "None of it lies in or near the county. Check its coordinate system, and drop it again."


def _unread(file_name: str, error: Exception) -> StoreError:
    said = re.sub(r"'?/vsimem/\w+'?", "it", " ".join(str(error).split(";")[0].split()))
    said = said.replace("it not recognized", "it is not recognised").rstrip(".")[:120]
    return StoreError(f"{file_name} cannot be read as GeoJSON or GeoPackage ({said}). Nothing was kept.")


def _said(file_name: str, kept: int, total: int, sizes: tuple[int, int]) -> str:
    left = f", {total - kept:,} that lie elsewhere left out" if total > kept else ""
    shapes = f"{kept:,} shape{'' if kept == 1 else 's'}"
    return f"{file_name}: {shapes} kept{left}; {sizes[0] / 1e6:,.1f} MB came to {sizes[1] / 1e6:,.2f} MB."


def _slim(near: gpd.GeoDataFrame, file_name: str) -> tuple[str, str]:
    """Simplified GeoJSON, as coarse as it must be for a browser, and a word where that is coarser than usual."""
    names = [str(name)[:MOST_NAME] for name in near["name"].astype("object").where(near["name"].notna(), "")]
    for tolerance, said in TOLERANCES:
        note, simple = said, near.geometry.simplify(tolerance, preserve_topology=True)
        if shapely.get_num_coordinates(simple.to_numpy()).sum() * BYTES_OF_A_POINT <= MOST_BYTES_SERVED:
            break
    else:
        raise StoreError(
            f"{file_name} is too detailed to be sent to a browser, even simplified. Nothing was kept. Drop fewer features."
        )
    slim = gpd.GeoDataFrame({"name": names}, geometry=shapely.set_precision(simple.to_numpy(), 1e-5, mode="pointwise"), crs="EPSG:4326")  # fmt: skip
    return str(slim.to_json(drop_id=True, separators=(",", ":"))), note
