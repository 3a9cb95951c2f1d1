"""A background map out of a file: the tiles of an .mbtiles or .pmtiles around the county, put where the web server finds them."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import math
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store import grid
from store.home import Home, StoreError

KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
MOST_TILES = 60_000
MOST_ZOOM = 16
ABOUT = "about.json"


def find(place: Home) -> Path | None:
    """The first background map in the folder `tiles` of an installation."""
    folder = place.path / "tiles"
    found = sorted([*folder.glob("*.mbtiles"), *folder.glob("*.pmtiles")]) if folder.is_dir() else []
    return found[0] if found else None


def unpack(path: Path, static: Path) -> dict[str, Any]:
    """Write the tiles near the county below `static/tiles`, once, and say what they are.

    Returns:
        `path` below static with {z}/{x}/{y}, `attribution`, `least` and `most` zoom, `tiles`.
    Raises:
        StoreError: it cannot be read, holds vector tiles, or holds nothing near the county; `fault` says so from then on.
    """
    folder = _folder(path, static)
    about = folder / ABOUT
    if (found := unpacked(path, static)) is not None:
        return found
    try:
        made = _unpacked_to(folder, path)
    except StoreError as error:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        about.write_text(json.dumps({"fault": str(error)}, ensure_ascii=False), "utf8")
        raise
    about.write_text(json.dumps(made, ensure_ascii=False), "utf8")
    return made


def _unpacked_to(folder: Path, path: Path) -> dict[str, Any]:
    ending, zooms, count = "", [], 0
    attribution, tiles = _pmtiles(path) if path.suffix == ".pmtiles" else _mbtiles(path)
    for zoom, column, row, content in tiles:
        kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
        if kind is None:
            raise StoreError(
                f"{path.name} holds vector tiles, or none this product can draw. Export it as raster tiles (PNG, JPEG or WebP)."
            )
        ending = ending or kind
        target = folder / str(zoom) / str(column) / f"{row}.{ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        zooms.append(zoom)
        count += 1
        if count > MOST_TILES:
            raise StoreError(
                f"{path.name} has more than {MOST_TILES:,} tiles near the county. Cut it to the county, or to fewer zooms."
            )
    if not count:
        raise StoreError(f"{path.name} has no tile near the county.")
    return {
        "path": f"tiles/{folder.name}/{{z}}/{{x}}/{{y}}.{ending}",
        "attribution": attribution,
        "least": min(zooms),
        "most": max(zooms),
        "tiles": count,
    }


def unpacked(path: Path, static: Path) -> dict[str, Any] | None:
    """What `unpack` said, when it has been done and could be; never does it."""
    found = _about(path, static)
    return None if "fault" in found else found or None


def fault(path: Path, static: Path) -> str:
    """Why a background map is not drawn, in words; empty where it is."""
    found = _about(path, static)
    return str(found.get("fault", "")) if found else f"{path.name} is unpacked when the server starts next."


def _about(path: Path, static: Path) -> dict[str, Any]:
    about = _folder(path, static) / ABOUT
    return dict(json.loads(about.read_text("utf8"))) if about.exists() else {}


def _folder(path: Path, static: Path) -> Path:
    stamp = path.stat()
    name = hashlib.sha256(f"{path.name}-{stamp.st_size}-{stamp.st_mtime_ns}".encode()).hexdigest()[:12]
    return static / "tiles" / name


def _range(zoom: int) -> tuple[int, int, int, int]:
    """First and last column and row of the tiles around the county, counted from the north-west."""
    west, south, east, north = grid.WITHIN

    def row(latitude: float) -> int:
        return int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom)

    return int((west + 180) / 360 * 2**zoom), int((east + 180) / 360 * 2**zoom), row(north), row(south)


def _mbtiles(path: Path) -> tuple[str, Iterator[tuple[int, int, int, bytes]]]:
    unread = f"{path.name} cannot be read as MBTiles"

    def tiles() -> Iterator[tuple[int, int, int, bytes]]:
        for zoom in range(MOST_ZOOM + 1):
            first, last, top, bottom = _range(zoom)
            flip = 2**zoom - 1  # MBTiles count rows from the south
            try:
                rows = connection.execute(
                    "select tile_column, tile_row, tile_data from tiles where zoom_level = ? and tile_column between ? and ? and tile_row between ? and ?",
                    (zoom, first, last, flip - bottom, flip - top),
                )
                for column, row, content in rows:
                    yield zoom, column, flip - row, bytes(content)
            except (sqlite3.Error, TypeError) as error:  # a file that was cut off opens, and breaks where it ends
                raise StoreError(f"{unread} ({error}).") from error

    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        found = dict(connection.execute("select name, value from metadata").fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"{unread} ({error}).") from error
    return str(found.get("attribution", "")), tiles()


def _pmtiles(path: Path) -> tuple[str, Iterator[tuple[int, int, int, bytes]]]:
    from pmtiles.reader import MmapSource, Reader
    from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported

    broken = (
        OSError, ValueError, LookupError, EOFError, AttributeError, TypeError, zlib.error, MagicNumberNotFound, SpecVersionUnsupported,
    )  # fmt: skip
    unread = f"{path.name} cannot be read as PMTiles"
    try:
        source = path.open("rb")
        reader = Reader(MmapSource(source))
        header, metadata = reader.header(), reader.metadata()
    except broken as error:
        raise StoreError(f"{unread} ({error}).") from error

    def tiles() -> Iterator[tuple[int, int, int, bytes]]:
        for zoom in range(int(header["min_zoom"]), min(int(header["max_zoom"]), MOST_ZOOM) + 1):
            first, last, top, bottom = _range(zoom)
            for column, row in itertools.product(range(first, last + 1), range(top, bottom + 1)):
                try:
                    content = reader.get(zoom, column, row)
                    if content is not None and content[:2] == b"\x1f\x8b":
                        content = gzip.decompress(content)
                except broken as error:
                    raise StoreError(f"{unread} ({error}).") from error
                if content is not None:
                    yield zoom, column, row, content

    return str(metadata.get("attribution", "")), tiles()
