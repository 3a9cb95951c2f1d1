"""Invented files of every container, made when a test asks for them; nothing in them is about anybody.

`inspections_97.xls` (xlwt) and `password.xlsx` (msoffcrypto-tool, password "invented") were made once by tools we do not ship.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter
from xlsxwriter.workbook import Workbook

HERE = Path(__file__).parent
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def stored(name: str) -> bytes:
    return (HERE / name).read_bytes()


def xlsx(fill: Callable[[Workbook], object], **options: object) -> bytes:
    """A workbook that `fill` writes into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def sheet(*lines: Iterable[object]) -> bytes:
    """A workbook with one sheet."""

    def fill(book: Workbook) -> None:
        page = book.add_worksheet("Visits")
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)

    return xlsx(fill)


def ods(rows: str, *, is_encrypted: bool = False) -> bytes:
    """An OpenDocument workbook around `<table:table-row>` elements."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Visits">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    key = "<manifest:encryption-data/>" if is_encrypted else ""
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}">{key}</manifest:file-entry></manifest:manifest>'
    )
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*cells: str, repeated: int = 1) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def parquet(table: pa.Table, **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def sites(crs: str = "EPSG:27700") -> gpd.GeoDataFrame:
    """Two invented sites: a point, and an area around it."""
    points = gpd.GeoSeries.from_wkt(
        [
            "POINT (570000 207000)",
            "POLYGON ((569990 206990, 570010 206990, 570010 207010, 569990 207010, 569990 206990))",
        ],
        crs="EPSG:27700",
    )
    return gpd.GeoDataFrame({"ref": ["S1", "S2"], "jobs": [4, 5], "open": ["Y", "N"]}, geometry=points).to_crs(crs)


def geopackage(folder: Path) -> bytes:
    path = folder / "sites.gpkg"
    sites().to_file(path, layer="sites", driver="GPKG")
    sites().iloc[:1].to_file(path, layer="closed", driver="GPKG")
    return path.read_bytes()


def shapefile(folder: Path) -> bytes:
    sites().iloc[:1].to_file(folder / "sites.shp")
    return zipped({f"maps/{path.name}": path.read_bytes() for path in sorted(folder.glob("sites.*"))})


def sav(folder: Path) -> bytes:
    frame = pd.DataFrame(
        {
            "ref": ["A1", "A2", ""],
            "result": [1.0, 2.0, float("nan")],
            "day": pd.to_datetime(["2025-03-04", None, "2025-03-06"]),
            "jobs": [4.0, 4.5, float("nan")],
        }
    )
    path = folder / "visits.sav"
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={"result": "Result of the visit"},
        variable_value_labels={"result": {1.0: "Pass", 2.0: "Fail"}},
        variable_format={"day": "DATE11"},
    )
    return path.read_bytes()
