"""What successive snapshots of a register and corrected rows of an event file say happened."""

from __future__ import annotations

import pytest

from pipeline import ingest, link
from store.access import Scope
from store.db import current_register, cursor
from store.home import Home
from store.profile import said_before

COSY = ("1", "Cosy Cafe", "5", "2024-01-10")
GRIM = ("2", "Grim Grill", "1", "2024-02-10")
SENT = {
    ("Basildon", "SS14 1AB"): [("2024-03-01", [COSY, GRIM])],
    ("Braintree", "CM7 1AB"): [("2024-03-01", [COSY]), ("2024-06-01", [GRIM])],
    ("Brentwood", "CM14 1AB"): [
        ("2024-03-01", [COSY, GRIM]),
        ("2024-09-01", [COSY, ("2", "Grim Grill", "4", "2024-08-01")]),
    ],
    ("Chelmsford", "CM1 1AB"): [("2024-06-01", [GRIM]), ("2024-03-01", [COSY])],
    ("Colchester", "CO1 1AB"): [("2024-03-01", [COSY]), ("2024-06-01", [("1", "Cosier Cafe", "5", "2024-01-10")])],
    ("Harlow", "CM20 1AB"): [("2024-03-01", [COSY, GRIM]), ("2024-06-01", [COSY]), ("2024-09-01", [COSY, GRIM])],
}
"""Council and postcode to the snapshots it sends, (day, rows) each, in the order they are sent."""


@pytest.fixture(scope="module")
def register(tmp_path_factory, sent):
    """One register of all councils' snapshots."""
    folder = tmp_path_factory.mktemp("snapshots")
    place = Home(folder / "home")
    for tens, ((council, postcode), snapshots) in enumerate(SENT.items()):
        for number, (day, rows) in enumerate(snapshots):
            path = folder / f"{council}-{number}.xml"
            own = sent.fhrs(day, *rows).replace("Basildon", council).replace("SS14 1AB", postcode)
            path.write_text(own.replace("<FHRSID>", f"<FHRSID>{tens}"), "utf8")
            ingest.ingest(place, [path], by="tester")
    link.link(place, by="tester")
    return current_register(place)


@pytest.fixture
def events(register):
    """The events of a council's register."""

    def of(council: str) -> list[tuple]:
        asked = (
            "select event, event_date::varchar, was, is_now from register_events join records using (record_id) "
            "where postcode = ? order by all"
        )
        return cursor(register).execute(asked, [dict(list(SENT))[council]]).fetchall()

    return of


def test_one_snapshot_is_no_event(events):
    assert events("Basildon") == []


def test_what_the_next_snapshot_lacks_has_closed_and_what_it_adds_has_opened(events):
    assert [(event, day) for event, day, *_ in events("Braintree")] == [
        ("CLOSED", "2024-06-01"),
        ("OPENED", "2024-06-01"),
    ]


def test_a_new_rating_is_an_event_and_a_contact_beside_the_old_one(events, register):
    assert [(event, day) for event, day, *_ in events("Brentwood")] == [("RERATED", "2024-09-01")]
    asked = "select event_date::varchar from touch_points join records using (record_id) where postcode = 'CM14 1AB' order by 1"
    assert cursor(register).execute(asked).fetchall() == [("2024-01-10",), ("2024-02-10",), ("2024-08-01",)]


def test_an_older_snapshot_that_is_sent_later_comes_before(events):
    assert [(event, day) for event, day, *_ in events("Chelmsford")] == [
        ("CLOSED", "2024-06-01"),
        ("OPENED", "2024-06-01"),
    ]


def test_a_new_name_is_an_event_with_both_names(events):
    found = events("Colchester")
    assert ("RENAMED", "2024-06-01", "Cosy Cafe", "Cosier Cafe") in found
    assert {event for event, *_ in found} == {"RENAMED"}


def test_one_that_was_away_for_a_while_opened_again(events):
    assert [(event, day) for event, day, *_ in events("Harlow")] == [("CLOSED", "2024-06-01"), ("OPENED", "2024-09-01")]


def test_a_corrected_contact_replaces_the_earlier_one_and_the_history_shows_both(run, place, inbox, sent):
    run("ingest", inbox("january.csv", sent.fire_of(0)))
    run("ingest", inbox("february.csv", sent.fire_of(0).replace("Satisfactory", "Unsatisfactory")))
    run("ingest", inbox("march.csv", sent.fire_of(0).replace("Satisfactory", "Enforcement Notice")))
    run("link")
    register = cursor(current_register(place))
    assert register.execute("select outcome_raw, type::varchar from touch_points").fetchall() == [
        ("Enforcement Notice", "NOTICE")
    ]
    [(business,)] = register.execute("select business_id from touch_points").fetchall()
    fire, police = Scope("tester", ("FIRE",)), Scope("tester", ("POLICE",))
    earlier = said_before(fire, business, current_register(place))
    assert list(earlier["outcome_raw"]) == ["Satisfactory", "Unsatisfactory"]
    assert list(earlier["now_outcome_raw"]) == ["Enforcement Notice"] * 2
    assert list(earlier["file_name"]) == ["january.csv", "february.csv"]
    assert said_before(police, business, current_register(place)).empty


RATES = "Property reference number,Ratepayer,Address,Postcode,Liability start date,Rateable value\n"
QUAY, MILL, FORGE, BARN = (
    f'{number},{name} Ltd,"{number} {street}, {town}",{postcode},2019-0{number}-01,1000'
    for number, name, street, town, postcode in (
        (1, "Quay", "Station Road", "Selby", "YO8 4NW"),
        (2, "Mill", "Abbey Walk", "Selby", "YO8 4PY"),
        (3, "Forge", "Market Place", "Thirsk", "YO7 1LB"),
        (4, "Barn", "Long Street", "Thirsk", "YO7 1AP"),
    )
)


@pytest.fixture
def rates(run, place, inbox):
    """The events after files of business-rates accounts were loaded in turn: (organisation or nothing, rows) each."""

    def of(*files: tuple[str, list[str]]) -> list[tuple]:
        for number, (organisation, rows) in enumerate(files):
            said = ["--organisation", organisation] if organisation else []
            run("ingest", inbox(f"rates-{number}.csv", RATES + "\n".join(rows) + "\n"), *said)
        run("link")
        asked = "select event, legal_name from register_events join records using (record_id) order by all"
        return cursor(current_register(place)).execute(asked).fetchall()

    return of


def test_the_registers_of_two_councils_are_not_one(rates):
    assert rates(("Selby Council", [QUAY, MILL]), ("Thirsk Council", [FORGE, BARN])) == []
    assert rates(("Selby Council", [QUAY])) == [("CLOSED", "Mill Ltd")]


def test_files_that_do_not_say_whose_they_are_are_one_register_only_where_most_rows_are_shared(rates):
    assert rates(("", [QUAY, MILL]), ("", [FORGE, BARN])) == []
    assert rates(("", [MILL])) == [("CLOSED", "Quay Ltd")]
    assert rates(("", [FORGE, BARN.replace("4 Long", "5 Long"), QUAY])) == [
        ("CLOSED", "Quay Ltd"),
        ("MOVED", "Barn Ltd"),
        ("OPENED", "Quay Ltd"),
    ]
