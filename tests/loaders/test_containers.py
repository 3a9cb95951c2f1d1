"""Every container comes out as the same thing: text cells under headings, rows with their numbers."""

import datetime as dt
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from loaders.readers import RawTable, jsontext, raw, tables
from tests.loaders.files import make

FHRS = b"""<?xml version="1.0"?><FHRSEstablishment><Header><ExtractDate>2026-09-30</ExtractDate></Header>
<EstablishmentCollection><EstablishmentDetail><FHRSID>1</FHRSID><Scores><Hygiene>5</Hygiene></Scores><Geocode/>
</EstablishmentDetail></EstablishmentCollection></FHRSEstablishment>"""


def opened(content: bytes) -> list[RawTable]:
    return tables(io.BytesIO(content))


def rows(table: RawTable, header: int = 0, names: tuple[str, ...] = ()) -> list[dict[str, str]]:
    return [row for chunk in table.read(header, names) for row in chunk.cells.to_pylist()]


def numbers(table: RawTable, header: int = 0) -> list[int]:
    return [int(row) for chunk in table.read(header, []) for row in chunk.rows]


# workbooks


def test_every_sheet_is_a_table_and_a_hidden_one_says_so():
    def fill(book):
        for name in ("Notes", "Visits", "Empty"):
            book.add_worksheet(name)
        book.worksheets()[0].write(0, 0, "Read me")
        book.worksheets()[1].write_row(0, 0, ["Ref", "Day"])
        book.worksheets()[1].hide()

    notes, visits = opened(make.xlsx(fill))
    assert (notes.name, notes.container, notes.facts) == ("Notes", "workbook", {})
    assert (visits.name, visits.container, visits.facts) == ("Visits", "workbook, hidden sheet", {"hidden": "yes"})


def test_typed_cells_come_as_the_text_a_person_would_have_written():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, ["day", "moment", "long", "time", "number", "uprn", "yes", "formula", "text"])
        page.write_datetime(1, 0, dt.date(2025, 3, 4), book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_datetime(1, 1, dt.datetime(2025, 3, 4, 9, 30), book.add_format({"num_format": "dd/mm/yy hh:mm"}))
        page.write_number(1, 2, 1.5, book.add_format({"num_format": "[h]:mm"}))
        page.write_number(1, 3, 0.75, book.add_format({"num_format": "hh:mm"}))
        page.write_number(1, 4, 12.5)
        page.write_number(1, 5, 100090377364)
        page.write_boolean(1, 6, True)
        page.write_formula(1, 7, "=E2*2", None, 25)
        page.write_string(1, 8, "=HYPERLINK()")

    (table,) = opened(make.xlsx(fill))
    assert list(rows(table)[0].values()) == [
        "2025-03-04", "2025-03-04T09:30:00", "36:00:00", "18:00:00", "12.5", "100090377364", "Y", "25", "=HYPERLINK()",
    ]  # fmt: skip


def test_titles_totals_and_empty_columns_stay_where_they_are():
    (table,) = opened(
        make.sheet(
            [],
            [None, "Inspections of 2025"],
            [],
            [None, "Ref", "", "Day"],
            [None, "A1", "", "x"],
            [None, "Total", "", 1],
        )
    )
    assert table.head[3] == ("", "Ref", "", "Day")
    assert rows(table, 3)[1] == {"column 1": "", "Ref": "Total", "column 3": "", "Day": "1"}
    assert numbers(table, 3) == [5, 6]


def test_error_cells_come_as_the_word_the_spreadsheet_shows():
    def fill(book):
        page = book.add_worksheet("Visits & more")
        page.write_row(1, 1, ["Ref", "Rate", "Link"])
        page.write_formula(2, 2, "=VLOOKUP(1,B1:B2,1)", None, "#N/A")
        page.write_formula(2, 3, "=B9", None, "#REF!")
        page.write_row(3, 1, ["A2", 4, "#N/A as text"])
        page.write_formula(3, 27, "=1/0", None, "#DIV/0!")

    (table,) = opened(make.xlsx(fill))
    first, second = rows(table, 1)
    assert (first["Rate"], first["Link"]) == ("#N/A", "#REF!")
    assert (second["Ref"], second["Link"], second["column 28"]) == ("A2", "#N/A as text", "#DIV/0!")


def test_a_formula_without_a_result_is_said_to_be_one():
    def fill(book):
        page = book.add_worksheet("Visits & more")
        page.write_row(0, 0, ["Ref", "Rate"])
        for row in range(1, 7):
            page.write_formula(row, 0, "=A1", None, "")
        page.write_formula(1, 1, "=1+1", None, 2)

    (table,) = opened(make.xlsx(fill))
    assert table.facts["formulas"] == "A2, A3, A4 and 3 more"
    assert rows(table, 0)[0] == {"Ref": "", "Rate": "2"}


def test_a_cell_merged_over_several_rows_counts_for_each_that_has_text():
    def fill(book):
        page = book.add_worksheet()
        page.merge_range(0, 0, 1, 0, "Council")
        page.merge_range(0, 1, 0, 2, "Premises")
        page.write_row(1, 1, ["Name", "Postcode"])
        page.merge_range(2, 0, 5, 0, "Northmoor")
        page.write_row(2, 1, ["A", "CO1 1AA"])
        page.write_row(4, 1, ["B", "CO1 1AB"])
        page.write_row(6, 1, ["C", "CO1 1AC"])

    (table,) = opened(make.xlsx(fill))
    assert table.head[1] == ("Council", "Name", "Postcode")
    assert [row["Council"] for row in rows(table, 1)] == ["Northmoor", "Northmoor", ""]
    assert numbers(table, 1) == [3, 5, 7]


def test_a_macro_workbook_is_read_as_data_and_nothing_runs():
    def fill(book):
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 pretend project"), is_stream=True)
        book.add_worksheet().write_row(0, 0, ["Ref", "Day"])

    (table,) = opened(make.xlsx(fill))
    assert table.head == (("Ref", "Day"),)
    assert table.facts == {"macros": "not run"}


def test_a_workbook_of_1997_is_read_like_one_of_today():
    visits, codes = opened(make.stored("inspections_97.xls"))
    assert rows(visits, 2)[0] == {"Ref": "A1", "Day": "2025-03-04", "UPRN": "100090377364", "Result": "Y"}
    assert codes.facts == {"hidden": "yes"}


def test_an_opendocument_sheet_keeps_its_row_numbers_over_repeated_rows():
    content = make.ods(
        make.ods_row("Ref", "Day")
        + make.ods_row(repeated=3)
        + make.ods_row("A1", "x")
        + make.ods_row(repeated=1_000_000)
    )
    (table,) = opened(content)
    assert rows(table) == [{"Ref": "A1", "Day": "x"}]
    assert numbers(table) == [5]


# xml


def test_the_rows_of_fhrs_are_its_establishments_even_if_there_is_one():
    (table,) = opened(FHRS)
    assert rows(table) == [{"FHRSID": "1", "Scores/Hygiene": "5"}]
    assert table.facts == {"root": "FHRSEstablishment", "ExtractDate": "2026-09-30", "row": "EstablishmentDetail"}


def test_an_element_that_comes_late_is_there_when_it_is_asked_for(monkeypatch):
    from loaders.readers import xml

    monkeypatch.setattr(xml, "NAMED_FROM", 1)
    content = FHRS.replace(
        b"</EstablishmentCollection>",
        b"<EstablishmentDetail><Late>x</Late></EstablishmentDetail></EstablishmentCollection>",
    )
    (table,) = opened(content)
    assert [row["Late"] for row in rows(table, names=("FHRSID", "Late"))] == ["", "x"]


def test_rows_of_other_xml_are_the_element_that_repeats_and_holds_most():
    content = b"""<export xmlns="urn:x"><made by="system">2026-09-30</made>
    <page><case id="1"><name>A</name><visit>x</visit><visit>y</visit></case><case id="2"><name>B &amp; C</name></case></page>
    <page><case id="3"><place kind="shop"><town>D</town></place></case></page></export>"""
    (table,) = opened(content)
    assert table.facts == {"root": "export", "made": "2026-09-30", "row": "case"}
    assert rows(table) == [
        {"@id": "1", "name": "A", "visit": "x; y", "place@kind": "", "place/town": ""},
        {"@id": "2", "name": "B & C", "visit": "", "place@kind": "", "place/town": ""},
        {"@id": "3", "name": "", "visit": "", "place@kind": "shop", "place/town": "D"},
    ]


def test_row_elements_can_be_named_and_each_kind_is_a_table():
    content = b"<r><site><n>1</n></site><site><n>2</n></site><case><ref>9</ref></case></r>"
    sites, cases = tables(io.BytesIO(content), xml_rows=("site", "case"))
    assert (sites.name, rows(sites)) == ("site", [{"n": "1"}, {"n": "2"}])
    assert (cases.name, rows(cases)) == ("case", [{"ref": "9"}])


@pytest.mark.parametrize(
    ("declared", "written"), [("utf-8", "cp1252"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_xml_is_read_in_the_encoding_it_has_though_it_declares_another(declared, written):
    text = f"<?xml version='1.0' encoding='{declared}'?><r><a><n>Café</n></a><a><n>£5</n></a></r>"
    (table,) = opened(text.encode(written))
    assert [row["n"] for row in rows(table)] == ["Café", "£5"]


# json


def test_an_object_that_holds_a_list_of_records_is_a_table_with_facts():
    content = {
        "meta": {"extractDate": "2026-09-30"},
        "establishments": [{"FHRSID": 1, "scores": {"Hygiene": 5}, "geocode": {"longitude": "0.46"}}],
    }
    (table,) = opened(json.dumps(content).encode())
    assert rows(table) == [{"FHRSID": "1", "scores/Hygiene": "5", "geocode/longitude": "0.46"}]
    assert table.facts == {"meta/extractDate": "2026-09-30"}
    assert table.name == ""


def test_values_of_json_come_as_text_and_no_digit_is_lost():
    content = b'[{"uprn": 100090377364.0, "lat": 51.730, "big": 12345678901234567890, "yes": true, "no": false, "none": null, "x": "a\\u0000\\ud800"}]'
    (table,) = opened(content)
    assert rows(table) == [
        {"uprn": "100090377364", "lat": "51.730", "big": "12345678901234567890", "yes": "Y", "no": "N", "x": "a?"}
    ]


def test_json_text_inside_a_string_is_unwrapped_and_lists_are_joined():
    content = [
        {
            "kind": '["Improvement Notice"]',
            "acts": ["HSWA 2", "COSHH 9"],
            "who": [{"name": "A"}, {"name": "B"}],
            "note": "[sic]",
            "at": "[0.1,52]",
        }
    ]
    (table,) = opened(json.dumps(content).encode())
    assert rows(table) == [
        {"kind": "Improvement Notice", "acts": "HSWA 2; COSHH 9", "who/name": "A; B", "note": "[sic]", "at": "0.1; 52"}
    ]


def test_lines_of_json_are_rows_numbered_from_one(monkeypatch):
    monkeypatch.setattr(jsontext, "BLOCK_BYTES", 64)
    lines = [{"n": n, "of": [{"deep": n}], "text": "é" * (n % 90)} for n in range(300)]
    (table,) = opened("\n".join(json.dumps(line, ensure_ascii=n % 2 == 0) for n, line in enumerate(lines)).encode())
    found = rows(table)
    assert [row["n"] for row in found] == [str(n) for n in range(300)]
    assert found[89] == {"n": "89", "of/deep": "89", "text": "é" * 89}
    assert numbers(table)[-1] == 300


def test_several_lists_in_one_object_are_several_tables():
    content = b'{"visits": [{"a": 1}, {"a": 2}], "pages": 1, "notices": [{"b": 3}], "tags": ["x", "y"]}'
    visits, notices = opened(content)
    assert (visits.name, rows(visits)) == ("visits", [{"a": "1"}, {"a": "2"}])
    assert (notices.name, rows(notices)) == ("notices", [{"b": "3"}])
    assert visits.facts == {"pages": "1", "tags": "x; y"}


def test_one_record_alone_is_a_table_of_one_row():
    content = {
        "fsa_rn": "A-1",
        "premise": {"establishment_postcode": "CO1 1AA", "town": "X"},
        "operator": {"partners": [{"name": "A"}]},
    }
    (table,) = opened(json.dumps(content).encode())
    assert rows(table) == [
        {
            "fsa_rn": "A-1",
            "premise/establishment_postcode": "CO1 1AA",
            "premise/town": "X",
            "operator/partners/name": "A",
        }
    ]


def test_what_is_no_record_in_a_list_is_set_aside_with_its_number():
    (table,) = opened(b'[{"a": 1, "b": 2}, null, 5, {"a": 3}]')
    (chunk,) = table.read(0, [])
    assert (chunk.rows.tolist(), chunk.ragged) == ([1, 4], ((3, 1),))


def test_an_array_of_arrays_is_lines_of_cells():
    (table,) = opened(b'[["Ref", "Day"], ["A1", 2], ["A2"]]')
    (chunk,) = table.read(0, [])
    assert chunk.cells.to_pylist() == [{"Ref": "A1", "Day": "2"}]
    assert chunk.ragged == ((3, 1),)


def test_headings_in_brackets_are_not_taken_for_json():
    (table,) = opened(b"[Ref],[Day]\nA1,2\n")
    assert table.container == "text, cells divided by ','"


# parquet, spss


def test_parquet_columns_become_text_by_the_same_rules():
    table = pa.table(
        {
            "uprn": [100090377364.0, None],
            "day": [dt.datetime(2025, 3, 4), dt.datetime(2025, 3, 4, 9, 30)],
            "date": [dt.date(2025, 3, 4), None],
            "yes": [True, False],
            "money": [Decimal("5.10"), None],
            "kind": pa.array(["shop", "café\0"]).dictionary_encode(),
            "tags": [["a", "b"], []],
            "uk": pa.array([dt.datetime(2025, 7, 2, 12), None], pa.timestamp("us", "Europe/London")),
        }
    )
    (found,) = opened(make.parquet(table))
    assert [tuple(row.values()) for row in rows(found)] == [
        ("100090377364", "2025-03-04", "2025-03-04", "Y", "5.10", "shop", "a; b", "2025-07-02T13:00:00"),
        ("", "2025-03-04T09:30:00", "", "N", "", "café", "", ""),
    ]


def test_parquet_is_read_in_stretches_that_are_numbered_on(monkeypatch):
    from loaders.readers import columnar

    monkeypatch.setattr(columnar, "CHUNK_ROWS", 10)
    monkeypatch.setattr(columnar, "LEAST_ROWS", 10)
    (found,) = opened(make.parquet(pa.table({"n": range(1, 36), "x": ["" if n % 7 else "x" for n in range(35)]})))
    assert len(list(found.read(0, []))) == 4
    assert [int(row["n"]) for row in rows(found)] == numbers(found) == list(range(1, 36))


def test_spss_values_come_as_the_words_of_their_labels(tmp_path):
    (table,) = opened(make.sav(tmp_path))
    assert rows(table) == [
        {"ref": "A1", "result": "Pass", "day": "2025-03-04", "jobs": "4"},
        {"ref": "A2", "result": "Fail", "day": "", "jobs": "4.5"},
        {"ref": "", "result": "", "day": "2025-03-06", "jobs": ""},
    ]
    assert table.facts == {"label of result": "Result of the visit"}


# maps


def test_layers_of_a_geopackage_are_tables_with_a_point_in_each_shape(tmp_path):
    sites, closed = opened(make.geopackage(tmp_path))
    assert (sites.name, sites.facts, closed.name) == ("sites", {"crs": "EPSG:27700"}, "closed")
    assert rows(sites) == [
        {"ref": "S1", "jobs": "4", "open": "Y", "longitude": "0.4605527", "latitude": "51.7359277"},
        {"ref": "S2", "jobs": "5", "open": "N", "longitude": "0.4605527", "latitude": "51.7359277"},
    ]


def test_a_shapefile_in_a_zip_is_one_table(tmp_path):
    (table,) = opened(make.shapefile(tmp_path))
    assert (table.name, table.container) == ("sites", "Shapefile")
    assert rows(table)[0]["longitude"] == "0.4605527"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:27700"])
def test_geojson_is_read_in_the_coordinates_it_names(crs):
    (table,) = opened(make.sites(crs).to_json().encode())
    assert table.container == "geojson"
    assert [(row["ref"], row["longitude"], row["latitude"]) for row in rows(table)] == [
        ("S1", "0.4605527", "51.7359277"),
        ("S2", "0.4605527", "51.7359277"),
    ]


def test_a_feature_without_a_place_or_with_a_broken_one_is_kept_without():
    broken = [
        None,
        {"type": "Point"},
        {"type": "Point", "coordinates": ["x", 1]},
        {"type": "Polygon", "coordinates": [[[0, 0]]]},
    ]
    features = [
        {"type": "Feature", "properties": {"n": n, "longitude": "own"}, "geometry": place}
        for n, place in enumerate(broken)
    ]
    (table,) = opened(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert [tuple(row.values()) for row in rows(table)] == [(str(n), "own", "", "") for n in range(4)]


# archives


def test_members_of_a_zip_are_tables_named_by_the_member():
    content = make.zipped(
        {
            "out/visits.csv": "a,b\n1,2\n",
            "rates.txt": make.sheet(["Ref", "Day"], ["A1", "x"]),
            "fhrs.dat": FHRS,
            "list.json": '[{"a": 1}]',
            "__MACOSX/out/._visits.csv": "junk",
            "out/.DS_Store": "junk",
            "out/": "",
        }
    )
    found = opened(content)
    assert [(table.name, table.container) for table in found] == [
        ("visits.csv", "text, cells divided by ','"),
        ("rates.txt, Visits", "workbook"),
        ("fhrs.dat", "xml"),
        ("list.json", "json"),
    ]
    assert [len(rows(table)) for table in found] == [1, 1, 1, 1]


def test_what_is_no_data_in_a_zip_is_named_and_left():
    visits, letter, nothing = opened(
        make.zipped({"visits.csv": "a,b\n1,2\n", "letter.pdf": b"%PDF-1.7 ...", "empty.csv": ""})
    )
    assert (letter.name, letter.container, letter.facts) == ("letter.pdf", "not read", {"problem": "a PDF document"})
    assert (nothing.name, nothing.facts) == ("empty.csv", {"problem": "empty"})
    assert rows(letter) == []
    assert len(rows(visits)) == 1


@pytest.mark.parametrize("inner", ["csv", "xml", "xlsx", "jsonl", "parquet"])
def test_gz_may_lie_around_anything(inner):
    content = {
        "csv": b"n,m\n1,2\n",
        "xml": b"<r><a><n>1</n></a><a><n>2</n></a></r>",
        "xlsx": make.sheet(["n", "m"], [1, 2]),
        "jsonl": b'{"n": 1}\n{"n": 2}\n',
        "parquet": make.parquet(pa.table({"n": [1]})),
    }[inner]
    (table,) = opened(gzip.compress(content))
    assert rows(table)[0]["n"] == "1"
    assert rows(table)[0]["n"] == "1"  # again, from the start


def test_a_large_member_streams_and_is_never_whole_in_memory(monkeypatch):
    from loaders.readers import delimited

    monkeypatch.setattr(delimited, "BLOCK_BYTES", 65_536)
    content = make.zipped({"companies.csv": "n,name\n" + "".join(f"{n},{'x' * 50}\n" for n in range(2, 20_000))})
    (table,) = opened(content)
    found = list(table.read(0, []))
    assert len(found) > 10
    assert all(chunk.cells.nbytes < 200_000 for chunk in found)
    assert [int(row) for chunk in found for row in chunk.rows] == list(range(2, 20_000))


# chunks


def test_lines_become_chunks_bounded_by_rows_and_by_text(monkeypatch):
    monkeypatch.setattr(raw, "PART_CELLS", 8)
    monkeypatch.setattr(raw, "CHUNK_ROWS", 8)
    monkeypatch.setattr(raw, "CHUNK_CHARACTERS", 1_000)
    short = [(n, ["a", "b"]) for n in range(1, 21)]
    assert [len(chunk.rows) for chunk in raw.chunks(short, ["x", "y"])] == [8, 8, 4]
    long = [(n, ["a" * 600, "b"]) for n in range(1, 6)]
    assert [len(chunk.rows) for chunk in raw.chunks(long, ["x", "y"])] == [2, 2, 1]


def test_the_name_of_a_file_never_matters(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_bytes(make.sheet(["Ref", "Day"], ["A1", "x"]))
    with path.open("rb") as stream:
        assert rows(tables(stream)[0]) == [{"Ref": "A1", "Day": "x"}]
