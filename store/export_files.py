"""Frames as files for Excel, Power BI, R, QGIS and SPSS. Each says what it is, who took it out, and how it is marked."""

from __future__ import annotations

import io
import re
import tempfile
import textwrap
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from store.export_notes import Notes, flat, neutralised, readable
from store.export_xlsx import as_xlsx

SPSS_TEXT = 32_767


def as_csv(frame: pd.DataFrame, notes: Notes) -> bytes:
    """UTF-8 with the mark that makes Excel read it right; the marking is the last column, so that no line is without."""
    marked = neutralised(flat(frame)).assign(marking=notes.marking)
    return marked.to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")


def as_parquet(frame: pd.DataFrame, notes: Notes) -> bytes:
    """Typed columns; the notes are in the file's own metadata."""
    table = pa.Table.from_pandas(flat(frame), preserve_index=False)
    said = {label.lower(): text for label, text in notes.lines(len(frame)) if label != "Note"}
    said["notes"] = "\n".join(notes.remarks)
    table = table.replace_schema_metadata(
        {**(table.schema.metadata or {}), **{k.encode(): v.encode() for k, v in said.items()}}
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def as_gpkg(frame: pd.DataFrame, notes: Notes) -> bytes:
    """A GeoPackage in degrees (EPSG:4326): points where there is a position, rows without geometry where there is none."""
    found = flat(frame)
    points = (
        gpd.points_from_xy(*(pd.to_numeric(found.get(name), errors="coerce") for name in ("longitude", "latitude")))
        if {"longitude", "latitude"} <= set(found.columns)
        else [None] * len(found)
    )
    shaped = gpd.GeoDataFrame(found, geometry=points, crs="EPSG:4326")
    if "longitude" in found:
        shaped.loc[found["longitude"].isna().to_numpy(), "geometry"] = None
    for name in found.columns:
        if found[name].dtype == "object":
            shaped[name] = found[name].astype("str")
    said = pd.DataFrame(notes.lines(len(frame)), columns=["label", "text"])

    def write(path: Path) -> None:
        shaped.to_file(path, layer="rows", driver="GPKG", engine="pyogrio", geometry_type="Point")
        gpd.GeoDataFrame(said, geometry=[None] * len(said), crs="EPSG:4326").to_file(
            path, layer="notes", driver="GPKG", engine="pyogrio", mode="a"
        )

    return _through_a_file("rows.gpkg", write)


def as_sav(frame: pd.DataFrame, notes: Notes) -> bytes:
    """For SPSS and PSPP: names it allows, with the full heading as label, and words for severities."""
    found = flat(frame)
    names = _spss_names([str(name) for name in found.columns])
    labels: dict[str, str | None] = {
        name: readable(str(column))[:255] for name, column in zip(names, found.columns, strict=True)
    }
    columns = {}
    for name, column in zip(names, found.columns, strict=True):
        values = found[column]
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[name] = values.astype("datetime64[us]")
        elif pd.api.types.is_bool_dtype(values) or pd.api.types.is_numeric_dtype(values):
            columns[name] = values.astype("float64")
        else:
            columns[name] = values.map(
                lambda value: "" if value is None or value != value else str(value)[:SPSS_TEXT]
            ).astype("object")
    levels = {
        0.0: "Satisfactory",
        1.0: "Advice",
        2.0: "Improvement needed",
        3.0: "Formal action",
        4.0: "Stop / prosecute",
    }
    said = " ".join(f"{label}: {text}." for label, text in notes.lines(len(frame))).encode("ascii", "replace").decode()
    scales = {name: levels for name in names if name.endswith("severity")}

    def write(path: Path) -> None:
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            path,
            file_label=notes.title[:60],
            column_labels=labels,
            variable_value_labels=scales,
            note=textwrap.wrap(said, 70),
            row_compress=True,
        )

    return _through_a_file("rows.sav", write)


def _spss_names(names: list[str]) -> list[str]:
    """`"Outcome, as sent"` -> `"Outcome_as_sent"`, all different."""
    found: list[str] = []
    for name in names:
        short = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")[:56] or "column"
        short = short if short[0].isalpha() else f"v_{short}"
        taken = {other.lower() for other in found}
        found.append(short if short.lower() not in taken else f"{short}_{len(found)}")
    return found


def _through_a_file(name: str, write: Callable[[Path], None]) -> bytes:
    """For writers that want a path."""
    with tempfile.TemporaryDirectory(prefix="touchpoint-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def as_power_bi(tables: Mapping[str, pd.DataFrame], notes: Notes) -> dict[str, bytes]:
    """A folder of CSV files, by name, with how they relate in `README.txt`."""
    files = {f"{name}.csv": as_csv(frame, notes) for name, frame in tables.items()}
    said = "\n".join(f"{label}: {text}" for label, text in notes.lines(len(tables["fact_touch_points"])))
    files["README.txt"] = f"{said}\n\n{_RELATIONS}".encode()
    return files


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A folder as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


_RELATIONS = """In Power BI: Get data, Folder, this folder; then relate, many to one, from fact_touch_points:
  business_id   to dim_business.business_id
  event_date    to dim_date.date
  organisation  to dim_organisation.organisation
  type          to dim_type.type
  severity      to dim_severity.severity
  file_name     to dim_file.file_name
A blank severity means that nothing was assessed; it is not a zero.
"""
FORMATS: dict[str, tuple[str, str, Callable[[pd.DataFrame, Notes], bytes]]] = {
    "csv": ("CSV", "text/csv", as_csv),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "parquet": ("Parquet (Python, R)", "application/vnd.apache.parquet", as_parquet),
    "gpkg": ("GeoPackage (QGIS)", "application/geopackage+sqlite3", as_gpkg),
    "sav": ("SPSS", "application/x-spss-sav", as_sav),
}
"""For each ending: what people call it, its media type, and what writes it."""
