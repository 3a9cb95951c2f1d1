"""A background map out of a file: the tiles of an .mbtiles or .pmtiles around the county, put where the web server finds them."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store import grid
from store.home import Home, StoreError

KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
MOST_TILES = 60_000
MOST_ZOOM = 16


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
        StoreError: it cannot be read, holds vector tiles, or holds nothing near the county.
    """
    stamp = path.stat()
    name = hashlib.sha256(f"{path.name}-{stamp.st_size}-{stamp.st_mtime_ns}".encode()).hexdigest()[:12]
    folder = static / "tiles" / name
    about = folder / "about.json"
    if about.exists():
        return dict(json.loads(about.read_text("utf8")))
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
    made = {
        "path": f"tiles/{name}/{{z}}/{{x}}/{{y}}.{ending}",
        "attribution": attribution,
        "least": min(zooms),
        "most": max(zooms),
        "tiles": count,
    }
    about.write_text(json.dumps(made, ensure_ascii=False), "utf8")
    return made


def unpacked(path: Path, static: Path) -> dict[str, Any] | None:
    """What `unpack` said, when it has been done; never does it."""
    stamp = path.stat()
    name = hashlib.sha256(f"{path.name}-{stamp.st_size}-{stamp.st_mtime_ns}".encode()).hexdigest()[:12]
    about = static / "tiles" / name / "about.json"
    return dict(json.loads(about.read_text("utf8"))) if about.exists() else None


def _range(zoom: int) -> tuple[int, int, int, int]:
    """First and last column and row of the tiles around the county, counted from the north-west."""
    west, south, east, north = grid.WITHIN

    def row(latitude: float) -> int:
        return int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom)

    return int((west + 180) / 360 * 2**zoom), int((east + 180) / 360 * 2**zoom), row(north), row(south)


def _mbtiles(path: Path) -> tuple[str, Iterator[tuple[int, int, int, bytes]]]:
    def tiles() -> Iterator[tuple[int, int, int, bytes]]:
        for zoom in range(MOST_ZOOM + 1):
            first, last, top, bottom = _range(zoom)
            flip = 2**zoom - 1  # MBTiles count rows from the south
            rows = connection.execute(
                "select tile_column, tile_row, tile_data from tiles where zoom_level = ? and tile_column between ? and ? and tile_row between ? and ?",
                (zoom, first, last, flip - bottom, flip - top),
            )
            for column, row, content in rows:
                yield zoom, column, flip - row, bytes(content)

    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        found = dict(connection.execute("select name, value from metadata").fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"{path.name} cannot be read as MBTiles ({error}).") from error
    return str(found.get("attribution", "")), tiles()


def _pmtiles(path: Path) -> tuple[str, Iterator[tuple[int, int, int, bytes]]]:
    from pmtiles.reader import MmapSource, Reader

    try:
        source = path.open("rb")
        reader = Reader(MmapSource(source))
        header, metadata = reader.header(), reader.metadata()
    except (OSError, ValueError, KeyError, EOFError, AttributeError) as error:
        raise StoreError(f"{path.name} cannot be read as PMTiles ({error}).") from error

    def tiles() -> Iterator[tuple[int, int, int, bytes]]:
        for zoom in range(int(header["min_zoom"]), min(int(header["max_zoom"]), MOST_ZOOM) + 1):
            first, last, top, bottom = _range(zoom)
            for column in range(first, last + 1):
                for row in range(top, bottom + 1):
                    content = reader.get(zoom, column, row)
                    if content is not None:
                        yield zoom, column, row, gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content

    return str(metadata.get("attribution", "")), tiles()
