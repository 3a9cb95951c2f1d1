"""Whatever arrives ends in one clear message or in rows set aside, and the process lives."""

import csv
import datetime as dt
import gzip
import io
import random
import struct
import tracemalloc
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import loaders
from loaders import SPECS, LoadError
from loaders.readers import Chunk, RawTable, packed, process, tables
from tests.loaders.files import make

HEADER = "JobRef,UPRN,Premises Name,Postcode,Job Type,Date Completed,Outcome"
ROW = "FS1,100090377364,Lucky Nails,CO1 1AA,Audit,04/03/2025,Satisfactory"
FIRE = f"{HEADER}\n{ROW}\n".encode()


def read_all(content: bytes) -> list[tuple[RawTable, list[Chunk]]]:
    return [(table, list(table.read(0, ["a"]))) for table in tables(io.BytesIO(content))]


def refusal(content: bytes) -> str:
    """The message a file ends in; it says what is wrong, that nothing was loaded, and what to do."""
    with pytest.raises(LoadError) as error:
        read_all(content)
    message = str(error.value)
    assert ". Nothing was loaded. " in message
    assert message.endswith(".")
    assert len(message) < 500
    return message


# archives


def test_a_zip_bomb_is_refused_before_it_is_opened():
    assert "zip bomb" in refusal(make.zipped({"a.csv": bytes(packed.UNSUSPECTED_BYTES + 1)}))


def test_a_gz_bomb_is_refused_while_it_swells():
    packer, block = zlib.compressobj(1, wbits=31), b"1,2\n" * (1 << 18)
    head = packer.compress(b"a,b\n") + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = head + (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * 4_000  # 4 GB
    tracemalloc.start()
    (table,) = tables(io.BytesIO(bomb))
    with pytest.raises(LoadError, match="zip bomb"):
        deque(table.read(0, ["a"]), maxlen=0)  # looked at and forgotten, as loading does
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * packed.UNSUSPECTED_BYTES


def test_a_zip_that_lies_about_its_sizes_is_refused():
    content = make.zipped({"a.csv": "a,b\n" + "1,2\n" * 5_000})
    assert "cut off or damaged" in refusal(content.replace(struct.pack("<I", 20_004), struct.pack("<I", 104)))


def test_many_members_that_share_the_same_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(packed, "UNSUSPECTED_BYTES", 1_000)
    content = make.zipped({"a.csv": "a,b\n" + "1,2\n" * 100_000})
    assert "zip bomb" in refusal(content)


@pytest.mark.parametrize("inner", ["zip", "gz", "7z", "tar"])
def test_an_archive_inside_an_archive_is_refused(inner):
    content = {
        "zip": make.zipped({"a.csv": "a,b\n1,2\n"}),
        "gz": gzip.compress(FIRE),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
        "tar": b"a.csv".ljust(257, b"\0") + b"ustar\0" + bytes(300),
    }[inner]
    assert "archive" in refusal(make.zipped({"visits.csv": FIRE, "more.csv": content}))
    assert "archive" in refusal(gzip.compress(content))


def test_names_that_climb_out_of_a_zip_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = make.zipped({"../../../tmp/evil.csv": FIRE, "/etc/passwd": FIRE, "..\\..\\boot.ini": FIRE})
    found = read_all(content)
    assert [table.name for table, _ in found] == ["evil.csv", "passwd", "boot.ini"]
    assert list(tmp_path.iterdir()) == []
    assert not Path("/tmp/evil.csv").exists()


def test_names_that_climb_out_are_not_used_for_the_parts_of_a_shapefile_either(tmp_path):
    parts = zipfile.ZipFile(io.BytesIO(make.shapefile(tmp_path)))
    climbing = {f"../../../tmp/evil{Path(name).suffix}": parts.read(name) for name in parts.namelist()}
    ((table, chunks),) = read_all(make.zipped(climbing))
    assert (table.name, len(chunks[0].rows)) == ("evil", 1)
    assert not list(Path("/tmp").glob("evil.*"))


def test_an_encrypted_zip_is_refused():
    content = bytearray(make.zipped({"visits.csv": FIRE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "password" in refusal(bytes(content))


def test_an_empty_zip_and_one_without_data_are_refused():
    assert "empty" in refusal(make.zipped({}))
    assert "No file in the archive is a table" in refusal(make.zipped({"letter.pdf": b"%PDF-1.7", "empty.csv": b""}))


def test_a_text_document_is_no_archive_of_data():
    assert "text document" in refusal(make.zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}))


# files cut off


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("what", ["xlsx", "zip", "gz", "parquet", "xls", "gpkg", "sav"])
def test_a_file_cut_off_is_refused(what, share, tmp_path):
    noise = random.Random(1).randbytes(20_000).hex()
    content = {
        "xlsx": lambda: make.sheet(["Ref", "Day"], ["A1", noise]),
        "zip": lambda: make.zipped({"visits.csv": FIRE + noise.encode()}),
        "gz": lambda: gzip.compress(FIRE + noise.encode()),
        "parquet": lambda: make.parquet(pa.table({"a": [noise]})),
        "xls": lambda: make.stored("inspections_97.xls"),
        "gpkg": lambda: make.geopackage(tmp_path),
        "sav": lambda: make.sav(tmp_path),
    }[what]()
    message = refusal(content[: int(len(content) * share)])
    assert "cut off" in message


def test_a_csv_cut_off_inside_quotation_marks_is_refused():
    for rest in ('FS2,1,"Lucky', 'FS2,1,"Lucky\n', '"FS2,1,Lucky\n', 'FS2,1,a,b,c,d,"Satisf'):
        assert "never closed" in refusal(FIRE + rest.encode())


def test_a_quotation_mark_that_swallows_the_rest_of_the_file_is_not_one_long_cell():
    tail = "".join(f"FS{n},1,Lucky,b,c,d,e\n" for n in range(3, 20_000))
    assert "never closed" in refusal(FIRE + f'FS2,1,a,b,c,d,"Satisf\n{tail}'.encode())


@pytest.mark.parametrize("last", ['6" nails', '"6"" nails"', '"said ""no"""', '""', '"x"y"z', "plain"])
def test_a_last_cell_with_quotation_marks_that_are_closed_is_kept(last):
    for end in ("", "\n", "\r\n"):
        ((_, (chunk,)),) = read_all(f"a,b\n1,{last}{end}".encode())
        assert chunk.cells["b"].to_pylist()[0] == next(csv.reader([f"1,{last}"]))[1]


def test_a_csv_cut_off_between_quotation_marks_sets_the_last_row_aside():
    ((_, chunks),) = read_all(FIRE + b"FS2,1,Lu")
    assert [row for chunk in chunks for row in chunk.ragged] == [(3, 3)]


def test_json_cut_off_is_refused_with_the_number_of_records_before():
    assert "after 2 records" in refusal(b'[{"a": 1}, {"a": 2}, {"a": "xy')
    assert "after 1 records" in refusal(b'{"a": 1}\n{"a": ')
    assert "cut off" in refusal(b'{"a": [{"b": 1}')


# not data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page"),
        ("<html lang='en'><h1>Sign in</h1>".encode("utf-16"), "web page"),
        (b"\n\n<HTML><BODY>Error</BODY></HTML>", "web page"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"{\\rtf1\\ansi", "rich-text"),
        (b"MZ\x90\x00\x03", "program"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "Access"),
        (random.Random(7).randbytes(10_000), "not text"),
        (bytes(range(256)) * 20, "not text"),
        (b"a,b\n" + b"\0" * 9_000, "not text"),
        (b"SQLite format 3\x00" + bytes(4_000), "cut off or damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_by_what_it_is(content, said):
    assert said in refusal(content)


def test_a_workbook_with_a_password_is_refused():
    assert "password" in refusal(make.stored("password.xlsx"))
    assert "password" in refusal(make.ods(make.ods_row("a"), is_encrypted=True))


def test_another_kind_of_ole_file_is_refused():
    assert "cannot be opened" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


def test_a_binary_workbook_is_refused_with_what_to_do():
    assert "save it as .xlsx" in refusal(make.zipped({"xl/workbook.bin": b"x"})).lower()


# xml


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE r [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % d SYSTEM "http://127.0.0.1/x.dtd"> %d;]>',
    ],
)
def test_entities_and_outside_references_are_refused(declaration):
    assert "document type" in refusal(f"<?xml version='1.0'?>{declaration}<r><a>&b;</a><a>x</a></r>".encode())


def test_xml_without_end_or_bottom_is_refused():
    assert "nested too deep" in refusal(b"<a>" * 5_000)
    assert "breaks off" in refusal(b"<r><a><b>1</b></a><a><b>2</b>")


# too much


@pytest.mark.parametrize(
    "content",
    [
        lambda cell: b'a,b\n1,"' + cell + b'"\n2,x\n',
        lambda cell: b"a,b\n1," + cell + b"\n2,x\n",
        lambda cell: b'[{"a": "' + cell + b'"}]',
        lambda cell: b"<r><a><b>" + cell + b"</b></a><a/></r>",
        lambda cell: b"a*b\n1*" + cell + b"\n",
        lambda cell: b"a," + cell + b"\n1,2\n",
    ],
    ids=["quoted", "bare", "json", "xml", "stars", "heading"],
)
def test_a_cell_of_50_mb_is_refused(content):
    assert "longer than 32 million" in refusal(content(b"x" * (50 << 20)))


def test_16_000_columns_are_refused_in_every_container():
    names = [f"c{n}" for n in range(16_000)]
    message = refusal(",".join(names).encode() + b"\n" + b"," * 15_999)
    assert "16,000 columns; 2,000 is the most" in message
    assert "2,000 is the most" in refusal(make.sheet(names))
    assert "2,000 is the most" in refusal(make.parquet(pa.table({name: ["x"] for name in names})))
    assert "2,000 is the most" in refusal(('[{"' + '":1,"'.join(names) + '":1}]').encode())


def test_a_stray_cell_at_the_end_of_a_sheet_ends_another_process_not_this_one():
    def fill(book):
        page = book.add_worksheet()
        page.write(0, 0, "Ref")
        page.write(1_048_575, 16_383, "stray")

    assert "delete the stray cell" in refusal(make.xlsx(fill))


def test_a_repeated_row_of_an_opendocument_sheet_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(process, "MOST_MEMORY_BYTES", 1 << 30)
    assert "more memory" in refusal(make.ods(make.ods_row(*"abcdefghij" * 10, repeated=1_000_000)))


def test_a_workbook_that_crashes_its_parser_is_a_clear_message():
    content = bytearray(make.stored("inspections_97.xls"))
    content[2067] = 0  # a record now claims gigabytes: the parser asks for them and is ended with its process
    assert "more memory" in refusal(bytes(content))


def test_a_workbook_whose_directory_lies_outside_the_file_is_a_clear_message():
    content = bytearray(make.stored("inspections_97.xls"))
    content[48:52] = b"\x70\x00\x00\x00"
    assert "cut off, damaged" in refusal(bytes(content))


def test_very_many_ragged_rows_are_set_aside_and_counted():
    ((_, chunks),) = read_all(b"a,b,c\n" + b"1,2\n" * 60_000)
    assert sum(len(chunk.ragged) for chunk in chunks) == 60_000
    assert sum(len(chunk.rows) for chunk in chunks) == 0


# odd but readable


def test_zeros_inside_a_file_are_dropped_from_its_cells():
    ((_, (chunk,)),) = read_all(FIRE.replace(b"Lucky", b"Lu\0cky"))
    assert chunk.cells["Premises Name"].to_pylist() == ["Lucky Nails"]


def test_encodings_may_change_from_row_to_row():
    content = b"a,b\n" + "Café,1\n".encode() + "Café,2\n".encode("cp1252") * 3 + "£,3\n".encode()
    ((_, (chunk,)),) = read_all(content)
    assert chunk.cells["a"].to_pylist() == ["Café"] * 4 + ["£"]


def test_formulas_are_text_and_stay_so():
    ((_, (chunk,)),) = read_all(b'a,b\n"=1+1",+44\n@SUM(A1),-x\n')
    assert chunk.cells["a"].to_pylist() == ["=1+1", "@SUM(A1)"]


def test_duplicate_and_empty_headings_lose_no_column():
    ((_, (chunk,)),) = read_all(b"a,a,,a (2),\n1,2,3,4,5\n")
    assert chunk.cells.to_pylist() == [{"a": "1", "a (2)": "2", "column 3": "3", "a (2) (2)": "4", "column 5": "5"}]


def test_lines_of_very_different_width_are_set_aside_one_by_one():
    widths = [3, 1, 7, 3, 900, 2, 3]
    content = "a,b,c\n" + "".join(",".join(["x"] * width) + "\n" for width in widths)
    ((_, chunks),) = read_all(content.encode())
    assert [row for chunk in chunks for row in chunk.rows] == [2, 5, 8]
    assert [item for chunk in chunks for item in chunk.ragged] == [(3, 1), (4, 7), (6, 900), (7, 2)]


def test_what_is_written_behind_a_file_while_it_is_read_belongs_to_the_next_load(tmp_path):
    path = tmp_path / "growing.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with path.open("rb") as stream, path.open("ab") as writer:
        (table,) = tables(stream)
        writer.write(b"3,4\n5,6\n" * 50_000)
        writer.flush()
        assert [row for chunk in table.read(0, []) for row in chunk.rows] == [2]


def test_the_extension_means_nothing(tmp_path):
    for name, content in (("a.xlsx", FIRE), ("a.csv", make.sheet(["a", "b"], [1, 2])), ("a.zip", b'[{"a": 1}]')):
        (tmp_path / name).write_bytes(content)
        with (tmp_path / name).open("rb") as stream:
            assert len(tables(stream)) == 1


# anything at all


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["csv", "xlsx", "xls", "zip", "gz", "xml", "json", "parquet"]))
def test_damage_anywhere_in_a_file_is_a_clear_message_or_rows(seed, what):
    content = bytearray(
        {
            "csv": FIRE * 3,
            "xlsx": make.sheet(["Ref", "Day"], ["A1", 2.5]),
            "xls": make.stored("inspections_97.xls"),
            "zip": make.zipped({"visits.csv": FIRE}),
            "gz": gzip.compress(FIRE * 50),
            "xml": b"<r><a><n>1</n></a><a><n>2</n></a></r>",
            "json": b'{"a": [{"b": 1, "c": "x"}, {"b": 2}]}',
            "parquet": make.parquet(pa.table({"a": ["x", "y"], "n": [1, 2]})),
        }[what]
    )
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    found = said = None
    try:
        found = read_all(bytes(content))
    except LoadError as error:
        said = str(error)
    if said is not None:
        assert "Nothing was loaded" in said
    else:
        assert all(isinstance(chunk, Chunk) for _, chunks in found for chunk in chunks)


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
ODD = st.sampled_from(
    ['"', '""', ",", ";", "\n", "\r", "\r\n", "\t", "|", "=1+1", "@x", " ", "", "é", "\u2028", "\ufeff", "'"]
)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.one_of(TEXT, ODD), min_size=width, max_size=width), min_size=1, max_size=8)
)


def written(lines: Iterable[Iterable[str]], **options: object) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, **options).writerows(lines)
    return out.getvalue().encode()


@settings(max_examples=100, deadline=None)
@example([["0|"]], ",", "\r\n")
@example([["*"]], ",", "\n")
@example([["\n"], [""]], ",", "\n")
@given(TABLE, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\r\n", "\n", "\r"]))
def test_whatever_text_a_table_holds_comes_back_the_same(lines, delimiter, end):
    names = [f"heading {n}" for n in range(len(lines[0]))]
    if len(names) == 1:  # a title above a table of several columns looks the same
        assume(not any(mark in cell.strip(mark) for (cell,) in lines for mark in ",;\t|*"))
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL  # or it leaves the other line ends bare in cells
    content = written([names, *lines], delimiter=delimiter, lineterminator=end, quoting=quoting)
    ((_, chunks),) = read_all(content)
    found = {
        int(row): tuple(cells.values())
        for chunk in chunks
        for row, cells in zip(chunk.rows, chunk.cells.to_pylist(), strict=True)
    }
    expected = {number: tuple(line) for number, line in enumerate(lines, start=2) if any(line)}
    ragged = [item for chunk in chunks for item in chunk.ragged]
    assert found == expected
    assert ragged == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.one_of(TEXT, ODD), min_size=7, max_size=7), max_size=15),
    st.lists(st.sampled_from([1, 3, 6, 8, 20]), max_size=3),
)
def test_whatever_a_file_holds_rows_read_are_rows_kept_and_quarantined(lines, widths):
    broken = [["x"] * width for width in widths]
    content = written([HEADER.split(","), *lines, *broken, ROW.split(",")])
    done = list(loaders.load(io.BytesIO(content), source_file="f" * 64, received=dt.date(2026, 10, 1), specs=SPECS))
    accounts = pa.concat_tables([chunk.rows.select(["row", "is_quarantined"]) for chunk in done])
    read = sum(any(line) for line in lines) + len(widths) + 1
    assert accounts.num_rows == read
    assert len(set(accounts["row"].to_pylist())) == read
    quarantined = {row for chunk in done for row in chunk.issues.loc[chunk.issues["is_quarantined"], "row"]}
    assert quarantined == {row["row"] for row in accounts.to_pylist() if row["is_quarantined"]}
