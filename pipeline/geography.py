"""Installs boundaries, postcode centroids and UPRNs from their publishers' files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZipFile, is_zipfile

import geopandas as gpd
import pandas as pd

from loaders import LoadError
from loaders import geography as places
from pipeline.folders import files_below
from pipeline.ingest import Progress
from store import geography as kept
from store.home import Home, writing

BESIDE_DEGREES = 0.1
"""How far beyond the county postcodes of the national directory are kept."""
INVENTED = "Invented geography of the sample county."


def install(place: Home, folder: Path, *, progress: Progress = lambda _text, _share: None) -> dict[str, int]:
    """Read every publisher's file under a folder and keep what lies in the county.

    Returns:
        How many districts, wards, postcodes and UPRNs are installed.
    Raises:
        LoadError: the folder is missing, or has nothing that can be read.
    """
    if not folder.is_dir():
        raise LoadError(f"{folder} is not a folder. Nothing was changed. Name the folder with the publishers' files.")
    files = files_below(folder)
    kinds = {file: _kind(file) for file in files}
    districts, wards = places.Geography().districts, []
    postcodes = []
    for number, file in enumerate(file for file in files if kinds[file] in ("boundaries", "code_point")):
        progress(f"Reading {file.name}", number / len(files))
        if kinds[file] == "code_point":
            postcodes.append(places.code_point(file.read_bytes()))
            continue
        level, areas = places.boundaries(file.read_bytes())
        if level == "wards":
            wards.append(areas)
        elif _vertices(areas) > _vertices(districts):
            districts = areas
    if districts.empty:
        raise LoadError(f"{folder} has no district boundaries (GeoJSON or TopoJSON). Nothing was changed.")
    all_wards = pd.concat(wards, ignore_index=True) if wards else places.Geography().wards
    installed = places.Geography(
        districts=districts,
        wards=places.with_districts(gpd.GeoDataFrame(all_wards, crs="EPSG:4326"), districts),
        postcodes=_postcodes(postcodes, [file for file in files if kinds[file] == "postcode_directory"], districts),
        uprns=_uprns([file for file in files if kinds[file] == "open_uprn"], districts, progress),
    )
    with writing(place):
        kept.keep(
            place,
            installed.districts,
            installed.wards,
            installed.postcodes,
            installed.uprns,
            _attribution(files, kinds),
        )
    progress("Geography installed", 1.0)
    return {name: len(getattr(installed, name)) for name in ("districts", "wards", "postcodes", "uprns")}


def read(place: Home) -> places.Geography:
    """The geography installed, empty where none is."""
    frames = kept.read(place)
    return places.Geography(*frames) if frames is not None else places.Geography()


def _kind(file: Path) -> str:
    """What a file is; of a zip, as the UPRNs are published, whether those are in it."""
    with _opened(file) as stream:
        kind = places.kind_of(stream.read(4096))
        return kind if kind == "open_uprn" or not is_zipfile(file) else ""


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """A file to be read, or the largest file inside a zip, in place."""
    if not is_zipfile(file):
        with file.open("rb") as stream:
            yield stream
        return
    with ZipFile(file) as archive:
        members = archive.infolist()
        if not members:
            yield io.BytesIO()
            return
        with archive.open(max(members, key=lambda member: member.file_size)) as stream:
            yield stream


def _vertices(areas: gpd.GeoDataFrame) -> int:
    return int(areas.geometry.count_coordinates().sum())


def _postcodes(centroids: list[pd.DataFrame], directories: list[Path], districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Code-Point's centroids first, then those of the directory, which also has postcodes that ended; each postcode once."""
    west, south, east, north = (float(bound) for bound in districts.total_bounds)
    bounds = (west - BESIDE_DEGREES, south - BESIDE_DEGREES, east + BESIDE_DEGREES, north + BESIDE_DEGREES)
    parts = [*centroids, *(places.postcode_directory(file.read_bytes(), bounds) for file in directories)]
    if not parts:
        return places.Geography().postcodes
    return pd.concat(parts, ignore_index=True).drop_duplicates("postcode", ignore_index=True)


def _uprns(files: list[Path], districts: gpd.GeoDataFrame, progress: Progress) -> pd.DataFrame:
    west, south, east, north = (float(bound) for bound in districts.total_bounds)
    parts = [places.Geography().uprns]
    for number, file in enumerate(files):
        progress(f"Reading {file.name}", number / len(files))
        with _opened(file) as stream:
            parts.append(places.open_uprn(stream, (west, south, east, north)))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _attribution(files: list[Path], kinds: dict[Path, str]) -> str:
    """What the licences of the installed files ask to be shown."""
    about = [file for file in files if not kinds[file] and file.suffix in (".txt", ".md", ".json")]
    if any(b"SYNTHETIC" in file.read_bytes()[:4096] for file in about):
        return INVENTED
    year = max((y for file in files for y in range(2015, 2100) if str(y) in str(file)), default=None)
    lines = []
    if {"code_point", "open_uprn", "postcode_directory"} & set(kinds.values()):
        lines.append(places.OS_ATTRIBUTION.format(year=year or "").replace("right .", "right."))
    if {"code_point", "postcode_directory"} & set(kinds.values()):
        lines.append(places.ROYAL_MAIL_ATTRIBUTION.format(year=year or "").replace("right .", "right."))
    if "boundaries" in kinds.values() or "postcode_directory" in kinds.values():
        lines.append(places.ONS_ATTRIBUTION)
    return " ".join(lines)
