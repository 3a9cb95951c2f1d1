"""A mapping for a layout nobody declared: what headings say, what values say, and what is left to a person."""

import datetime as dt
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from loaders.first_lines import header_line
from loaders.phrases import phrase
from loaders.spec import FIELDS
from loaders.spelling import short_for, words
from loaders.suggest import suggest
from loaders.words import likely
from pipeline.suggest import propose

STRANGERS = Path(__file__).parent / "strangers"
LATEST = dt.date(2026, 10, 1)


def fields(**columns: list[str]) -> dict[str, str | None]:
    found = suggest(pd.DataFrame(columns), latest=LATEST)
    return {name: column.field for name, column in found.columns.items()}


@cache
def proposed(path: Path):
    return propose(path)[0].suggested


def wrong(folder: Path) -> tuple[list[str], int]:
    """Columns of a folder's files that are not suggested as an officer would map them, and how many there are."""
    said, count = [], 0
    for name, columns in yaml.load((folder / "expected.yaml").read_text("utf8"), yaml.CSafeLoader).items():
        found = proposed(folder / name).columns
        count += len(columns)
        said += [
            f"{name}: {column} is {meant}, not {found[column].field}"
            for column, meant in columns.items()
            if found[column].field not in (meant if isinstance(meant, list) else [meant])
        ]
    return said, count


@pytest.mark.parametrize(
    "folder",
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ],
)
def test_nine_in_ten_columns_of_files_written_without_the_vocabulary_are_suggested_right(folder):
    said, count = wrong(STRANGERS / folder)
    assert count >= 49
    assert len(said) <= count / 10, said


@pytest.mark.parametrize("days", [["06.01.25", "21.01.25"], ["06-01-25", "21-01-25"]])
def test_days_with_two_figures_of_the_year_are_dates(days):
    assert fields(Premises=["Cafe", "Bar"], Taken=days)["Taken"] == "event_date"


def test_whose_a_number_is_is_told_by_businesses_that_come_again():
    asked = {
        "Premises": ["Cafe", "Bar", "Cafe"],
        "Postcode": ["CM9 5PN"] * 3,
        "Visited": ["02/01/2025", "03/01/2025", "14/02/2025"],
    }
    assert fields(**asked, URN=["42/1/25", "42/2/25", "42/3/25"])["URN"] == "touch_point_ref"
    assert fields(**asked, **{"Case No": ["77/1", "77/2", "77/1"]})["Case No"] == "record_ref"
    twice = asked | {"Visited": ["02/01/2025", "13/01/2025", "02/01/2025"]}
    assert fields(**twice, **{"Case No": ["77/1", "77/2", "77/1"]})["Case No"] == "touch_point_ref"


@pytest.mark.parametrize("batch", ["first", "second"])
def test_words_for_outcomes_kinds_and_roles_are_suggested_as_an_officer_would(batch):
    asked = yaml.load((STRANGERS / "words.yaml").read_text("utf8"), yaml.CSafeLoader)[batch]
    wrong_, count = [], 0
    for field, answers in asked.items():
        for word, meant in answers.items():
            found = likely(word, field).code or None
            count += 1
            wrong_ += [] if found in (meant if isinstance(meant, list) else [meant]) else [f"{word}: {found}"]
    assert len(wrong_) <= count * 0.15, wrong_


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Not compliant", "MATERIAL"),
        ("No notice served", ""),
        ("NFA", "COMPLIANT"),
        ("Enforcement notice served", "SERIOUS"),
        ("PN", ""),
        ("Counterfeit goods", ""),
        ("Complaints", ""),
        ("Broadly compliant", "COMPLIANT"),
    ],
)
def test_a_word_that_says_no_is_not_taken_for_one_that_does_not(word, code):
    assert likely(word, "outcome").code == code


def test_short_forms_nobody_listed_are_told_from_the_words_of_the_trade():
    assert {word: short_for(word)[0] for word in ("prms", "locn", "classn", "trdg", "svc")} == {
        "prms": "premises", "locn": "location", "classn": "classification", "trdg": "trading", "svc": "service",
    }  # fmt: skip
    assert words("VTS No") == ("vts", "number")


def test_welsh_headings_are_read():
    found = {
        "Dyddiad yr Arolygiad": "event_date", "Enw'r Busnes": "name", "Math o Fusnes": "category", "Cod Post": "postcode",
        "Rhif Ffôn": "phone", "Awdurdod Lleol": "district", "Canlyniad": "outcome", "Deiliad y Drwydded": "legal_name",
    }  # fmt: skip
    for heading, field in found.items():
        said = phrase(heading)
        assert max(said, key=said.__getitem__) == field, heading


def test_what_is_about_private_people_is_never_suggested():
    for folder in filter(Path.is_dir, STRANGERS.iterdir()):
        for path in folder.glob("*.csv"):
            for name, column in proposed(path).columns.items():
                if any(word in name for word in ("Officer", "Surname", "Complainant", "Caller", "OIC", "Offender")):
                    assert column.field is None, f"{path.name}: {name}"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("PREMADDR1", "address_1"),
        ("DATEOFINSPECTION", "event_date"),
        ("Insp Dt", "event_date"),
        ("Recieved Date", "event_date"),
        ("Propery Adress", "address_1"),
        ("VISITTYPE", "type"),
        ("Enf Notice No", "touch_point_ref"),
        ("Co. Reg No", "company_number"),
        ("OS Grid Ref East", "easting"),
        ("Final Outcome Description", "outcome"),
        ("Complainant Address", ""),
        ("Next Inspection Due", ""),
        ("Lead Officer", ""),
    ],
)
def test_the_words_of_a_heading_are_read_in_any_order_and_spelling(heading, field):
    found = phrase(heading)
    assert max(found, key=found.__getitem__) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Where it trades", "address_1"),
        ("Q3 When were you there?", "event_date"),
        ("Day we called", "event_date"),
        ("Why we went", "type"),
        ("What brought us", "type"),
        ("What we found", "outcome"),
        ("How it went", "outcome"),
        ("What they sell", "category"),
        ("Who owns it", "legal_name"),
        ("Who took the call", ""),
        ("What happens next", ""),
        ("How many people work there", ""),
    ],
)
def test_a_heading_that_asks_is_read_by_what_it_asks_for(heading, field):
    found = phrase(heading)
    assert max(found, key=found.__getitem__) == field


def test_words_run_together_are_taken_apart_only_without_a_rest():
    assert words("PREMPCODE") == ("premises", "postcode")
    assert words("xylophone") == ("xylophone",)


def test_every_rule_stands_for_a_field_there_is():
    from loaders.rules import RULES

    assert {rule.field for rule in RULES} - {""} <= set(FIELDS)


def test_a_heading_is_not_believed_against_its_values():
    assert fields(Postcode=["01632 960123", "01632 960124"] * 5)["Postcode"] == "phone"


def test_values_alone_tell_a_postcode_a_telephone_and_a_grid():
    found = fields(
        f1=["CM9 5PN", "CO1 1AA", "SS1 2BB"] * 4,
        f2=["01632 960123", "01632 960124", "01632 960125"] * 4,
        f3=["info@a.example", "shop@b.example", "x@c.example"] * 4,
        f4=["100090900001", "100090900002", "100090900003"] * 4,
    )
    assert found == {"f1": "postcode", "f2": "phone", "f3": "email", "f4": "uprn"}


def test_lines_of_an_address_keep_their_numbers_where_the_first_is_often_empty():
    found = fields(
        AddressLine1=["", "Unit 4", "", ""],
        AddressLine2=["1 High Street", "2 Mill Lane", "3 Quay Street", "4 Dock Road"],
        AddressLine3=["Maldon", "", "Witham", "Maldon"],
    )
    assert list(found.values()) == ["address_1", "address_2", "address_3"]


def test_the_line_of_the_headings_is_found_below_titles():
    head = [["Report of visits"], [], ["Run on", "01/02/2025"], ["Job Ref", "Premises", "Visit Date"], ["1", "A", "x"]]
    assert header_line(head) == 3


def dated(tmp_path, *days: str):
    path = tmp_path / "visits.csv"
    path.write_text("Premises,Visit Date\n" + "".join(f"Shop {n},{day}\n" for n, day in enumerate(days)))
    return proposed(path)


def test_day_and_month_are_told_from_the_whole_column_and_not_from_its_first_rows(tmp_path):
    found = dated(tmp_path, *["01/02/2025"] * 5_000, "02/25/2025")
    assert found.date_formats == ("%m/%d/%Y",)
    assert "every value reads as month, day, year" in found.columns["Visit Date"].why


def test_where_nobody_can_know_the_order_it_says_so(tmp_path):
    found = dated(tmp_path, "01/02/2025", "03/04/2025", "12/12/2025")
    assert set(found.date_formats) == {"%d/%m/%Y", "%m/%d/%Y"}
    assert "say which comes first" in found.columns["Visit Date"].why


def test_the_town_house_numbers_and_the_grid_are_told_from_neighbours_and_values():
    streets, towns = ["Mill Lane", "High Street", "Station Road"] * 4, ["Grays", "Maldon", "Harlow"] * 4
    found = fields(
        **{
            "Outlet": [f"Golden {kind} {n}" for n, kind in enumerate(["Grill", "Cafe", "Bakery"] * 4)],
            "OutletNo": [str(n) for n in range(3, 15)],
            "OutletStreet": streets,
            "Locality": towns,
            "Gd Ref E": [str(560_000 + n) for n in range(12)],
            "Gd Ref N": [str(190_000 + n) for n in range(12)],
        }
    )
    assert found == {
        "Outlet": "name",
        "OutletNo": "address_1",
        "OutletStreet": "address_2",
        "Locality": "town",
        "Gd Ref E": "easting",
        "Gd Ref N": "northing",
    }


def test_values_decide_where_a_heading_says_little():
    towns = ["Grays", "Maldon", "Harlow", "Leigh-on-Sea"] * 5
    people = ["Jane Porter", "Ali Khan", "Tom Reed", "Susan Marsh"] * 5
    shops = [f"{word} {kind}" for word in ("Golden", "Royal", "Silver", "Crown", "Ocean") for kind in ("Grill", "Cafe", "Bakery", "Nails")]  # fmt: skip
    found = fields(Name=towns, Taken=shops, Done=people, Number=[str(7_654_321 + n) for n in range(20)])
    assert found == {"Name": "town", "Taken": "name", "Done": None, "Number": "touch_point_ref"}


def test_details_are_kept_where_they_are_a_few_short_kinds_and_not_where_they_are_free_text():
    kinds = ["Fall from ladder", "Slipped on wet floor", "Struck by vehicle"] * 6
    free = [f"Caller says that the owner was rude to her on visit {n} and would not give his name" for n in range(18)]
    assert fields(**{"Brief Details": kinds}) == {"Brief Details": "summary"}
    assert fields(**{"Brief Details": free}) == {"Brief Details": None}


def test_a_word_is_no_other_misspelt_and_no_longer_one_cut_short():
    assert [likely(word, "type").code for word in ("Broadly compliant", "Action plan", "Planning appl")] == [
        "",
        "",
        "PLANNING",
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["03/2024", "11/2024", "12/2023"] * 6, "month and year"),
        (["Mar-24", "Nov-24", "Dec-23"] * 6, "month and year"),
        (["45720", "45811.5", "45650"] * 6, "as spreadsheets count them"),
    ],
)
def test_months_and_the_day_numbers_of_spreadsheets_are_dates(values, said, tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("Premises,Occurred\n" + "".join(f"Shop {n},{value}\n" for n, value in enumerate(values)), "utf8")
    found = propose(path)[0].suggested.columns["Occurred"]
    assert found.field == "event_date"
    assert said in found.why


def test_latitude_and_longitude_in_one_cell_are_known_in_either_order():
    assert fields(Point=["51.57612, 0.48812", "51.60101, 0.50123"], Name=["A", "B"])["Point"] == "lon_lat"
    assert fields(Point=["0.48812, 51.57612", "0.50123, 51.60101"], Name=["A", "B"])["Point"] == "lon_lat"
