"""What successive snapshots of a register and corrected rows of an event file say happened."""

from __future__ import annotations

import pytest

from store.db import current_register, cursor

COSY = ("1", "Cosy Cafe", "5", "2024-01-10")
GRIM = ("2", "Grim Grill", "1", "2024-02-10")


@pytest.fixture
def events(run, place, inbox, sent):
    """Loads FHRS snapshots, (day, rows) each, and returns the register's events."""

    def load(*snapshots: tuple[str, list]) -> list[tuple]:
        for day, rows in snapshots:
            run("ingest", inbox(f"fhrs-{day}.xml", sent.fhrs(day, *rows)))
        run("link")
        rows = cursor(current_register(place)).execute(
            "select event, event_date::varchar, was, is_now from register_events order by all"
        )
        return rows.fetchall()

    return load


def test_one_snapshot_is_no_event(events):
    assert events(("2024-03-01", [COSY, GRIM])) == []


def test_what_the_next_snapshot_lacks_has_closed_and_what_it_adds_has_opened(events):
    found = events(("2024-03-01", [COSY]), ("2024-06-01", [GRIM]))
    assert [(event, day) for event, day, *_ in found] == [("CLOSED", "2024-06-01"), ("OPENED", "2024-06-01")]


def test_a_new_rating_is_an_event_and_a_contact_beside_the_old_one(events, place):
    found = events(("2024-03-01", [COSY, GRIM]), ("2024-09-01", [COSY, ("2", "Grim Grill", "4", "2024-08-01")]))
    assert [(event, day) for event, day, *_ in found] == [("RERATED", "2024-09-01")]
    days = cursor(current_register(place)).execute("select event_date::varchar from touch_points order by 1").fetchall()
    assert days == [("2024-01-10",), ("2024-02-10",), ("2024-08-01",)]


def test_an_older_snapshot_that_is_sent_later_comes_before(events):
    found = events(("2024-06-01", [GRIM]), ("2024-03-01", [COSY]))
    assert [(event, day) for event, day, *_ in found] == [("CLOSED", "2024-06-01"), ("OPENED", "2024-06-01")]


def test_a_new_name_is_an_event_with_both_names(events):
    found = events(("2024-03-01", [COSY]), ("2024-06-01", [("1", "Cosier Cafe", "5", "2024-01-10")]))
    assert ("RENAMED", "2024-06-01", "Cosy Cafe", "Cosier Cafe") in found
    assert {event for event, *_ in found} == {"RENAMED"}


def test_one_that_was_away_for_a_while_opened_again(events):
    found = events(("2024-03-01", [COSY, GRIM]), ("2024-06-01", [COSY]), ("2024-09-01", [COSY, GRIM]))
    assert [(event, day) for event, day, *_ in found] == [("CLOSED", "2024-06-01"), ("OPENED", "2024-09-01")]


def test_a_corrected_contact_replaces_the_earlier_one_and_the_history_shows_both(run, place, inbox, sent):
    run("ingest", inbox("january.csv", sent.fire_of(0)))
    run("ingest", inbox("february.csv", sent.fire_of(0).replace("Satisfactory", "Unsatisfactory")))
    run("ingest", inbox("march.csv", sent.fire_of(0).replace("Satisfactory", "Enforcement Notice")))
    run("link")
    register = cursor(current_register(place))
    assert register.execute("select outcome_raw, type::varchar from touch_points").fetchall() == [
        ("Enforcement Notice", "NOTICE")
    ]
    earlier = register.execute("select outcome_raw from touch_point_versions order by sequence").fetchall()
    assert earlier == [("Satisfactory",), ("Unsatisfactory",)]
