"""Every layout again as another office would send it: other capitals, order, delimiter, titles, footers, units, columns nobody asked for."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import pytest
import xlsxwriter

from loaders.recognise import heading_key
from loaders.spec import Spec
from tests.loaders.family_files import FILES, FOLDER, content, load, loaded
from tests.loaders.test_families import FIELDS_CHECKED, lines

Rows = list[list[str]]
TEXTS = [name for name in FILES if name.endswith((".csv", ".tsv")) and not (FOLDER / name).is_dir()]


def rows_of(name: str) -> Rows:
    given = content(name)
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = given.decode("cp1252")
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def heading_line(rows: Rows, spec: Spec) -> int:
    wanted = [{heading_key(name) for name in either.split("|")} for either in spec.signature]
    return next(n for n, row in enumerate(rows) if all(keys & set(map(heading_key, row)) for keys in wanted))


def written(rows: Rows, delimiter: str = ",", encoding: str = "utf8", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding, errors="replace")


def sheet(rows: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Export")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    page.write_string(number, place, cell)
    return out.getvalue()


def with_unit(heading: str) -> str:
    plain = heading.lower()
    unit = {"easting": " (m)", "northing": " (m)"}.get(plain)
    return heading + (unit or (" (dd/mm/yyyy)" if "date" in plain else " (£)" if "value" in plain else ""))


def reordered(rows: Rows, head: int, headed: Callable[[str], str], extra: Sequence[str] = ()) -> Rows:
    """Columns in another order under other headings, with a column more; lines of another width stay as they are."""
    width = len(rows[head])
    order = list(range(width))
    random.Random(width).shuffle(order)

    def turned(row: list[str], more: Sequence[str]) -> list[str]:
        return [*(row[place] for place in order), *more] if len(row) == width else row

    more = ["A note" for _ in extra]
    names = turned([headed(name) for name in rows[head]], extra)
    return [*rows[:head], names, *(turned(row, more) for row in rows[head + 1 :])]


def shouted(rows: Rows, head: int) -> bytes:
    titled = [["Monthly extract SYNTHETIC"], [], *reordered(rows, head, str.upper, ["ZONE"])]
    return written([*titled, titled[head + 2], [], ["Total records", "3"]], ";", "cp1252")


def run_together(rows: Rows, head: int) -> bytes:
    return written(reordered(rows, head, lambda name: name.title().replace(" ", "")), "\t", "utf-16", "\n")


def measured(rows: Rows, head: int) -> bytes:
    return b"\xef\xbb\xbf" + written(reordered(rows, head, lambda name: with_unit(name).replace(" ", "_")), "|")


def same(name: str, given: bytes) -> None:
    """A variant comes to the same tables as the file it was made of."""
    found, base = load(given), loaded(name)
    assert found.specs == base.specs
    for table in FIELDS_CHECKED:
        assert lines(found, table) == lines(base, table), table


VARIANTS = (shouted, run_together, measured)
BY_VALUES = {"ea_scrap_cars.tsv", "gambling_premises.tsv", "pharmacies.tsv", "voa_rating_list.csv"}
KNOWN_BY_HEADINGS = [name for name in TEXTS if name not in BY_VALUES]


@pytest.mark.parametrize(
    ("name", "variant"),
    [(name, VARIANTS[number % len(VARIANTS)]) for number, name in enumerate(KNOWN_BY_HEADINGS)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_layout_is_known_and_read_the_same_however_it_is_written(name, variant):
    rows = rows_of(name)
    same(name, variant(rows, heading_line(rows, loaded(name).chunks[0].spec)))


@pytest.mark.parametrize("name", ["fire_audits.csv", "licence_register.csv", "ea_enforcement.csv", "hmo_register.csv"])
def test_a_layout_is_known_in_a_workbook_with_a_title_and_a_last_line(name):
    rows = rows_of(name)
    head = heading_line(rows, loaded(name).chunks[0].spec)
    titled = [["Extract SYNTHETIC"], [], *reordered(rows, head, str.lower, ["zone"]), [], ["End of report"]]
    same(name, sheet(titled))


def shuffled_json(found: object) -> object:
    """The same values under the same names in another order, with a name more in every object."""
    if isinstance(found, dict):
        names = random.Random(len(found)).sample(list(found), len(found))
        return {"zone": "A note"} | {name: shuffled_json(found[name]) for name in names}
    return [shuffled_json(one) for one in found] if isinstance(found, list) else found


@pytest.mark.parametrize(
    "name", ["ea_waste_carriers.json", "food_registrations.json", "fhrs_api.json", "hse_notices.json"]
)
def test_json_is_read_the_same_in_another_order_with_more_in_it(name):
    given = json.loads(content(name))
    same(name, json.dumps(shuffled_json(given), indent=3).encode("utf-16"))


def test_xml_is_read_the_same_in_another_order_with_more_in_it_and_another_encoding():
    root = ElementTree.fromstring(content("fhrs_english.xml"))
    for row in root.iter("EstablishmentDetail"):
        row[:] = random.Random(len(row)).sample(list(row), len(row))
        ElementTree.SubElement(row, "Zone").text = "A note"
    same("fhrs_english.xml", ElementTree.tostring(root, encoding="utf-16", xml_declaration=True))


@pytest.mark.parametrize(
    "heading",
    ["VISIT_DATE", "VisitDate", " visit  date :", "Visit Date (dd/mm/yyyy)", "Visit Date [YYYY-MM-DD]", "Visit\nDate", "Visit\u00a0Date", "Visit Dt"],
)  # fmt: skip
def test_capitals_blanks_units_and_short_forms_make_no_other_heading(heading):
    assert heading_key(heading) == heading_key("Visit Date")


def test_numbers_and_what_brackets_say_do_make_another_heading():
    different = ["Address 1", "Address 2", "Name", "Name (2)", "Rating (Y/N)?", "Location ID (for office use only)"]
    assert len({heading_key(name) for name in different}) == len(different)
