"""Shapefiles: which members of a zip belong together."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO

from loaders.readers import process
from loaders.readers.packed import member
from loaders.readers.raw import RawTable, refused

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def shapefiles(members: Sequence[zipfile.ZipInfo]) -> tuple[list[dict[str, zipfile.ZipInfo]], list[zipfile.ZipInfo]]:
    """The shapefiles among members of a zip, each as its parts by suffix, and the members that are no part of any."""
    stems = [info.filename[:-4].lower() for info in members if info.filename.lower().endswith(".shp")]
    shapes: dict[str, dict[str, zipfile.ZipInfo]] = {stem: {} for stem in stems}
    others = []
    for info in members:
        name = info.filename.lower()
        stem = next((stem for stem in stems if name.startswith(f"{stem}.")), None)
        if stem is None:
            others.append(info)
        else:
            shapes[stem][name[len(stem) :]] = info
    return list(shapes.values()), others


def shapefile(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> list[RawTable]:
    """The one layer of a shapefile in a zip; its parts are put down under names of ours."""
    name = PurePosixPath(parts[".shp"].filename).stem
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in parts]
    if missing:
        raise refused(f"The shapefile '{name}' lacks its {' and '.join(missing)}.", "Send all its files in one zip.")
    files: dict[str, IO[bytes]] = {
        f"layer{suffix}": member(archive, parts[suffix]) for suffix in PARTS if suffix in parts
    }
    return [replace(table, name=name) for table in process.tables("shapefile", "Shapefile", files)]
