"""Rows that leave the product: in scope, in words, marked, and safe to open. Every file is read back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from store import export, export_files
from store.access import Scope
from store.export_notes import Notes, neutralised
from store.filters import Filters

NOTES = Notes(
    "Touchpoint: trial",
    "OFFICIAL-SENSITIVE",
    "tester",
    dt.datetime(2026, 7, 1, 9, 30),
    "Hand car wash",
    "Register 1",
    ("A caveat.",),
)
ROWS = pd.DataFrame(
    {
        "name": ["=HYPERLINK(1)", "Plain", "+44", None],
        "Outcome, as sent": ["-1+2", "@SUM", "ok", "\ttab"],
        "severity": pd.array([0, 4, None, 2], dtype="Int64"),
        "event_date": pd.to_datetime(["2026-01-10", "1891-05-01", None, "2025-12-01"]),
        "longitude": [0.46, None, 1.15, 0.5],
        "latitude": [51.57, None, 51.79, 51.6],
        "partners": [["FIRE", "TS"], [], ["POLICE"], []],
    }
)


def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_nothing_else_does():
    safe = neutralised(ROWS)
    assert safe["name"].tolist()[:3] == ["'=HYPERLINK(1)", "Plain", "'+44"]
    assert safe["Outcome, as sent"].tolist() == ["'-1+2", "'@SUM", "ok", "'\ttab"]
    assert neutralised(pd.DataFrame({"=1+1": [1]})).columns.tolist() == ["'=1+1"]


def test_csv_is_marked_on_every_line_and_excel_reads_its_letters():
    content = export_files.as_csv(ROWS, NOTES)
    assert content.startswith(b"\xef\xbb\xbf")
    found = pd.read_csv(io.BytesIO(content))
    assert found["marking"].eq("OFFICIAL-SENSITIVE").all()
    assert found["name"].iloc[0] == "'=HYPERLINK(1)"
    assert found["partners"].iloc[0] == "FIRE, TS"


def test_a_workbook_has_dates_numbers_filters_and_a_sheet_of_notes_and_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(export_files.as_xlsx(ROWS, NOTES)))
    rows, notes = book["Rows"], book["Notes"]
    assert [cell.value for cell in rows[1]][:2] == ["Name", "Outcome, as sent"]
    assert rows["D2"].value == dt.datetime(2026, 1, 10)
    assert rows["D3"].value == "01/05/1891"
    assert rows["C4"].value is None
    assert rows.auto_filter.ref == "A1:G5"
    assert rows.freeze_panes == "B2"
    assert not [cell for line in rows for cell in line if cell.data_type == "f"]
    said = {line[0].value: line[1].value for line in notes}
    assert (said["Marking"], said["Rows"], said["Taken out by"]) == ("OFFICIAL-SENSITIVE", "4", "tester")
    assert "OFFICIAL-SENSITIVE" in rows.oddHeader.center.text


def test_rows_beyond_what_a_sheet_holds_go_on_in_another(monkeypatch):
    monkeypatch.setattr("store.export_xlsx.EXCEL_ROWS", 3)
    book = openpyxl.load_workbook(io.BytesIO(export_files.as_xlsx(ROWS, NOTES)))
    assert book.sheetnames == ["Rows 1", "Rows 2", "Notes"]


def test_parquet_keeps_types_and_says_how_it_is_marked(tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(export_files.as_parquet(ROWS, NOTES))
    import pyarrow.parquet as pq

    assert pq.read_schema(path).metadata[b"marking"] == b"OFFICIAL-SENSITIVE"
    assert pd.read_parquet(path)["severity"].tolist()[:2] == [0, 4]


def test_a_geopackage_has_points_in_degrees_and_rows_without_a_position(tmp_path):
    path = tmp_path / "rows.gpkg"
    path.write_bytes(export_files.as_gpkg(ROWS, NOTES))
    found = gpd.read_file(path, layer="rows")
    assert (found.crs.to_epsg(), len(found)) == (4326, 4)
    assert found.geometry.iloc[0].coords[0] == (0.46, 51.57)
    assert found.geometry.iloc[1] is None
    assert "OFFICIAL-SENSITIVE" in gpd.read_file(path, layer="notes")["text"].tolist()


def test_spss_gets_names_it_allows_with_headings_as_labels_and_words_for_severities(tmp_path):
    path = tmp_path / "rows.sav"
    path.write_bytes(export_files.as_sav(ROWS, NOTES))
    found, about = pyreadstat.read_sav(path)
    assert about.column_names_to_labels["Outcome_as_sent"] == "Outcome, as sent"
    assert about.variable_value_labels["severity"][4.0] == "Stop / prosecute"
    assert found["severity"].isna().sum() == 1
    assert "OFFICIAL-SENSITIVE" in " ".join(about.notes)


@pytest.mark.parametrize("form", export_files.FORMATS)
def test_no_rows_are_a_file_too(form):
    assert export_files.FORMATS[form][2](ROWS.head(0), NOTES)


def test_an_export_tells_only_what_the_person_may_see(known):
    fire = export.touch_points(Scope("f", partners=("FIRE",)), Filters(), known)
    assert fire["touch_point_id"].tolist() == ["c6", "c1", "c2"]
    assert "Ghost Wash" not in fire.to_csv()
    assert export.touch_points(Scope("n", districts=()), Filters(), known).empty
    assert len(export.touch_points(Scope("a"), Filters(), known)) == 9


def test_an_export_is_in_words_with_file_and_row(known):
    row = export.touch_points(Scope("a"), Filters(), known).set_index("touch_point_id").loc["c2"]
    assert (row["type"], row["role"], row["outcome"], row["severity"]) == ("Notice", "Subject", "Formal action", 3)
    assert (row["file_name"], row["source_row"], row["business_name"]) == ("fire.csv", 3, "Anglia Car Wash")


def test_filters_narrow_an_export(known):
    assert len(export.touch_points(Scope("a"), Filters(partners=("POLICE",)), known)) == 5
    assert export.business_list(Scope("a"), Filters(sectors=("CAR_WASH",)), known)["name"].tolist() == [
        "Anglia Car Wash",
        "Old Wash",
    ]


def test_every_key_of_the_facts_has_one_row_in_its_dimension(known):
    tables = export.star(Scope("a"), Filters(), known)
    facts = tables["fact_touch_points"]
    for name, key, own in (
        ("dim_business", "business_id", "business_id"),
        ("dim_date", "event_date", "date"),
        ("dim_organisation", "organisation", "organisation"),
        ("dim_type", "type", "type"),
        ("dim_file", "file_name", "file_name"),
    ):
        assert tables[name][own].is_unique
        assert set(facts[key]) <= set(tables[name][own]), name
    assert len(tables["dim_date"]) == (dt.date(2026, 5, 1) - dt.date(2020, 2, 14)).days + 1


def test_a_star_of_nothing_is_a_folder_too(known):
    tables = export.star(Scope("n", districts=()), Filters(), known)
    archive = zipfile.ZipFile(io.BytesIO(export_files.zipped(export_files.as_power_bi(tables, NOTES))))
    assert "README.txt" in archive.namelist()
    assert "fact_touch_points.csv" in archive.namelist()
