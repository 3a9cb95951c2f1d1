import datetime as dt
import io

import pytest
import xlsxwriter

from loaders import LoadError
from loaders.readers import headings, tables
from loaders.readers.text import Utf8


def test_headings_are_unique_and_never_empty() -> None:
    assert headings(["A", "", " A ", "\ufeffB"]) == ["A", "column 2", "A (2)", "B"]


def test_headings_stay_unique_where_the_partner_numbered_them_too() -> None:
    assert headings(["A", "A (2)", "A", "column 4", ""]) == ["A", "A (2)", "A (3)", "column 4", "column 5"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    content = "\n".join(
        delimiter.join(line) for line in [("name", "place", "day"), ("Ann, Ltd", "Here", "1"), ("Bob", "There", "2")]
    )
    if delimiter == ",":
        content = content.replace("Ann, Ltd", '"Ann, Ltd"')
    (table,) = tables(io.BytesIO(content.encode()))
    assert table.head[1] == ("Ann, Ltd", "Here", "1")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8 with NUL"]
)
def test_accents_and_pounds_survive_every_usual_encoding(encoding: str) -> None:
    content = "name,sum\nCafé,£5\n".encode(encoding.split()[0])
    (table,) = tables(io.BytesIO(content.replace(b"5", b"\x005\x00") if "NUL" in encoding else content))
    assert table.head == (("name", "sum"), ("Café", "£5"))
    (chunk,) = table.read(0, [])
    assert chunk.cells.to_pylist() == [{"name": "Café", "sum": "£5"}]


def test_two_encodings_in_one_file_lose_nothing() -> None:
    (table,) = tables(io.BytesIO(b"name,sum\n" + "Café,1\n".encode() + "Café,2\n".encode("cp1252")))
    assert table.head[1] == ("Café", "1")
    assert table.head[2] == ("Café", "2")


def test_a_letter_cut_in_two_by_the_end_of_a_block_is_put_together() -> None:
    text = Utf8(io.BytesIO("aé€😀b".encode() * 50), "utf-8")
    blocks = iter(lambda: text.read(9), b"")
    assert b"".join(blocks).decode() == "aé€😀b" * 50


def test_bytes_no_encoding_explains_are_counted() -> None:
    (table,) = tables(io.BytesIO(b"name,sum\nCaf\x81,1\n"))
    (chunk,) = table.read(0, [])
    assert chunk.cells["name"].to_pylist() == ["Caf�"]
    assert table.facts == {"characters replaced": "1"}


def test_old_line_ends_are_line_ends() -> None:
    (table,) = tables(io.BytesIO(b'title\ra,b\r1,"x\ry"\r\r2,z\r'))
    (chunk,) = table.read(1, [])
    assert chunk.cells["b"].to_pylist() == ["x\ry", "z"]
    assert chunk.rows.tolist() == [3, 5]


def test_one_column_is_one_column_whatever_a_few_cells_hold() -> None:
    names = ["Trader", *(f"Shop {n}" for n in range(60)), "Smith, Son; Co", "A|B"]
    (table,) = tables(io.BytesIO("\n".join(names).encode()))
    (chunk,) = table.read(0, [])
    assert chunk.cells["Trader"].to_pylist() == names[1:]


def test_the_delimiter_is_the_one_the_headings_have_too() -> None:
    (table,) = tables(io.BytesIO(b"name,address\n" + b"Shop;Ltd;x;y,1 High St\n" * 9))
    assert table.head[0] == ("name", "address")


def test_headings_without_rows_are_a_table_without_rows() -> None:
    for content in (b"a,b\n", b"a,b", b"title\na,b"):
        (table,) = tables(io.BytesIO(content))
        (chunk,) = table.read(len(table.head) - 1, [])
        assert chunk.cells.column_names == ["a", "b"]
        assert len(chunk.rows) == 0


def test_a_table_can_be_read_again() -> None:
    (table,) = tables(io.BytesIO(b"a,b\n1,2\n3,4\n"))
    first, second = ([chunk.cells.to_pylist() for chunk in table.read(0, [])] for _ in range(2))
    assert first == second


def test_blank_lines_with_too_many_delimiters_do_not_shift_the_numbers() -> None:
    (table,) = tables(io.BytesIO(b"a,b\n1,2\n,,,\n3,4\n,,,\n5\n"))
    (chunk, rest) = table.read(0, [])
    assert chunk.rows.tolist() == [2, 4]
    assert (*chunk.ragged, *rest.ragged) == ((6, 1),)


def test_a_line_break_in_a_cell_counts_as_one_row_as_in_a_spreadsheet() -> None:
    (table,) = tables(io.BytesIO(b'a,b\n1,"x\ny"\n2,z\n\n3,w\n'))
    (chunk,) = table.read(0, [])
    assert chunk.rows.tolist() == [2, 3, 5]
    assert chunk.cells["a"].to_pylist() == ["1", "2", "3"]


def test_rows_with_too_few_or_too_many_cells_are_set_aside_with_their_number() -> None:
    (table,) = tables(io.BytesIO(b"title\na,b,c\n1,2,3\n1,2\n\n4,5,6\n1,2,3,4\n7,8,9\n"))
    (chunk,) = table.read(1, [])
    assert chunk.rows.tolist() == [3, 6, 8]
    assert chunk.ragged == ((4, 2), (7, 4))
    assert chunk.width == 3


def test_headings_with_a_line_break_in_them_do_not_shift_the_numbers() -> None:
    (table,) = tables(io.BytesIO(b'"a\nb",c\n1,2\n3\n4,5\n'))
    (chunk,) = table.read(0, [])
    assert chunk.cells.column_names == ["a b", "c"]
    assert chunk.rows.tolist() == [2, 4]
    assert chunk.ragged == ((3, 1),)


def test_a_large_file_comes_in_chunks_whose_numbers_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from loaders.readers import delimited

    monkeypatch.setattr(delimited, "BLOCK_BYTES", 4096)
    lines = [f"{n},{'x' * 40}" + (",extra" if n % 97 == 0 else "") for n in range(2, 2_000)]
    (table,) = tables(io.BytesIO(("n,x\n" + "\n".join(lines) + "\n").encode()))
    found = list(table.read(0, []))
    assert len(found) > 5
    assert all(
        str(row) == cell for chunk in found for row, cell in zip(chunk.rows, chunk.cells["n"].to_pylist(), strict=True)
    )
    assert sorted(row for chunk in found for row, _ in chunk.ragged) == [n for n in range(2, 2_000) if n % 97 == 0]


def test_a_record_broken_across_lines_is_made_whole_and_numbered_by_its_first() -> None:
    (table,) = tables(io.BytesIO(b"1*aa*x*9\n2*bb\n cc*y*9\n3*dd*z*9\n"))
    (chunk,) = table.read(-1, ["n", "name", "letter", "nine"])
    assert chunk.cells["name"].to_pylist() == ["aa", "bb  cc", "dd"]
    assert chunk.rows.tolist() == [1, 2, 4]


def test_dates_and_numbers_of_a_workbook_become_text_that_reads_back() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Visits")
        sheet.write_row(2, 0, ["Ref", "Day", "UPRN"])
        sheet.write_string(3, 0, "A1")
        sheet.write_datetime(3, 1, dt.date(2025, 3, 4), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(3, 2, 100090377364)
    out.seek(0)
    (table,) = tables(out)
    (chunk,) = table.read(2, [])
    assert table.name == "Visits"
    assert chunk.cells.to_pylist() == [{"Ref": "A1", "Day": "2025-03-04", "UPRN": "100090377364"}]
    assert chunk.rows.tolist() == [4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page"),
        (b"<?xml version='1.0'?><Other><A>1</A></Other>", "no element that repeats"),
        (b"<?xml version='1.0'?><R><EstablishmentDetail><A>1</A></EstablishmentDetail>", "breaks off"),
        (b"PK\x03\x04 not a zip at all", "cut off or damaged"),
        (
            b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r><EstablishmentDetail><A>&b;</A></EstablishmentDetail></r>",
            "document type",
        ),
        (
            b"<?xml version='1.0'?><!DOCTYPE r SYSTEM 'file:///etc/passwd'><r><EstablishmentDetail><A>1</A></EstablishmentDetail></r>",
            "document type",
        ),
    ],
    ids=[
        "empty",
        "blank",
        "web page",
        "other xml",
        "truncated xml",
        "not a workbook",
        "entities",
        "outside entity",
    ],
)
def test_what_cannot_be_read_is_refused_in_one_clear_sentence(content: bytes, said: str) -> None:
    def read_all() -> None:
        for table in tables(io.BytesIO(content)):
            list(table.read(0, ["a"]))

    with pytest.raises(LoadError, match=said) as error:
        read_all()
    assert "Nothing was loaded" in str(error.value)


def test_elements_inside_elements_have_a_path_and_empty_ones_are_absent() -> None:
    content = b"<R><Header><ExtractDate>2026-09-30</ExtractDate></Header><C><EstablishmentDetail><FHRSID>1</FHRSID><Scores><Hygiene>5</Hygiene></Scores><Geocode/></EstablishmentDetail></C></R>"
    (table,) = tables(io.BytesIO(content))
    assert table.facts["ExtractDate"] == "2026-09-30"
    assert "FHRSID" not in table.facts
    assert table.head[0] == ("FHRSID", "Scores/Hygiene")
