"""Files without a line of headings: suggested from their values, kept as a layout, known again next month."""

import datetime as dt
import io

import pytest

from loaders.first_lines import header_line
from loaders.issues import LoadError
from loaders.readers import tables
from loaders.recognise import recognise
from pipeline import draft, layouts, sheets

MARCH = "".join(
    f'T/{number},{name},"{number} High Street, Basildon",SS14 1A{letter},{number:02}/03/2025,01268 9600{number:02},{outcome}\n'
    for number, (name, letter, outcome) in enumerate(
        [
            ("Blue Dolphin", "A", "No further action"),
            ("Corner Store", "B", "Written warning"),
            ("Dry Dock Motors", "D", "No further action"),
            ("Golden Wok", "E", "Written warning"),
            ("The Old Ship", "F", "No further action"),
        ],
        start=11,
    )
)
APRIL = 'T/9,Dry Dock Motors,"4 Quay Street, Maldon",CM9 5PN,02/04/2025,01621 960009,Written warning\n'
SHORT = "T/10,Too Short\n"
LATEST = dt.date(2026, 1, 1)


def chosen(sheet: sheets.Sheet) -> draft.Draft:
    mapping = {name: found.field for name, found in sheet.suggested.columns.items() if found.field}
    return draft.Draft("Tips without headings", "TS", "Essex County Council", "TRADING_STANDARDS", "events", "COMPLAINT", mapping, ("%d/%m/%Y",))  # fmt: skip


def test_values_alone_say_what_the_columns_are():
    (sheet,) = sheets.sheets(MARCH.encode(), received=LATEST)
    assert sheet.header == -1
    assert len(sheet.sample) == 5
    fields = [found.field for found in sheet.suggested.columns.values()]
    assert fields == ["touch_point_ref", "name", "address_1", "postcode", "event_date", "phone", "outcome"]


def test_a_file_without_headings_is_loaded_and_next_months_is_known_by_itself(place, run_json, inbox):
    (sheet,) = sheets.sheets(MARCH.encode(), received=LATEST)
    layouts.save(place, draft.spec_of(chosen(sheet), sheet))
    _, told = run_json("ingest", inbox("april.csv", APRIL + APRIL.replace("T/9", "T/8") + SHORT))
    (file,) = told["files"]
    assert (file["spec"], file["read"], file["kept"], file["quarantined"]) == ("tips_without_headings", 3, 2, 1)
    assert [issue["row"] for issue in file["issues"] if issue["action"] == "row left out"] == [3]


def test_a_layout_that_nothing_tells_from_others_is_not_kept(place):
    (sheet,) = sheets.sheets(b"a,b\nc,d\n", received=LATEST, header=0)
    with pytest.raises(LoadError, match="known again by its values"):
        layouts.save(place, draft.spec_of(draft.Draft("x1x", "TS", "o", "FIRE", "register", "AUDIT", {"column 1": "name"}, ()), sheet))  # fmt: skip


def test_a_layout_of_another_width_or_other_values_does_not_fit():
    (sheet,) = sheets.sheets(MARCH.encode(), received=LATEST)
    spec = draft.spec_of(chosen(sheet), sheet)
    with_headings = "Case,Shop,Where,Post,When,Tel,Result\n" + MARCH
    for other in (with_headings, "a,b,c\n" * 5, 'T/9,Shop,"4 Quay Street",not one,soon,none,Filed\n' * 5):
        (table,) = tables(io.BytesIO(other.encode()))
        assert recognise(table, [spec]) is None


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ([["Visits 2025"], [], ["Ref", "Premises", "Visit Date"], ["1", "A", "01/02/2025"]], 2),
        ([["1", "Takeaway", "CM9 5PN"], ["2", "Restaurant", ""], ["3", "Complaint", "CM9 5PN"]], -1),
        ([["foo", "bar"], ["x", "CM9 5PN"]], 0),
    ],
)
def test_a_line_with_data_in_it_is_never_the_headings(head, line):
    assert header_line(head) == line


GROUPED = """Premises inspections 2025,,,,,,,
Our,Premises,Premises,Premises,Premises,Visit,Visit,Visit
Ref,Trading As,Address,Post Code,Tel,Date,Type,Outcome
P/1,Blue Dolphin,1 High Street Basildon,SS14 1AA,1268960001.0,03/25/2025,Inspection,Satisfactory
P/2,Corner Store,2 High Street Basildon,SS14 1AB,1268960002.0,03/14/2025,Inspection,Written warning
P/3,Golden Wok,3 High Street Basildon,SS14 1AE,1268960003.0,03/02/2025,Complaint,Satisfactory
"""


def test_a_line_of_groups_over_the_headings_is_not_the_headings(run_json, inbox):
    _, told = run_json("suggest", inbox("grouped.csv", GROUPED))
    fields = {column: found["field"] for column, found in told.items()}
    assert [fields[name] for name in ("Trading As", "Address", "Post Code", "Tel")] == [
        "name",
        "address_1",
        "postcode",
        "phone",
    ]
    assert (fields["Date"], fields["Outcome"]) == ("event_date", "outcome")


def test_the_command_line_takes_the_line_of_the_headings(run_json, inbox):
    _, told = run_json("suggest", inbox("tips.csv", MARCH), "--header", "none")
    assert told["column 4"]["field"] == "postcode"
