"""A layout kept from one month's file knows the usual words of its field in the next, also those nobody was asked about."""

import datetime as dt

import pytest

from pipeline import draft, sheets

MARCH = (
    "Job,Unit,Where,Visited on,Found\n"
    'F/1,Blue Cafe,"1 High Street, Witham",03/03/2025,Satisfactory\n'
    'F/2,Old Mill,"2 High Street, Witham",14/03/2025,Enforcement notice\n'
)
FIELDS = {
    "Job": "touch_point_ref",
    "Unit": "name",
    "Where": "address_1",
    "Visited on": "event_date",
    "Found": "outcome",
}


def drafted(kind: str = "INSPECTION", function: str = "FIRE", **words: str) -> draft.Draft:
    said = {word.replace("_", " "): code for word, code in words.items()}
    return draft.Draft("Fire", "FIRE", "Essex Fire", function, "events", kind, FIELDS, ("%d/%m/%Y",), {"outcome": said})


def outcome(chosen: draft.Draft, word: str) -> str:
    """What a row that says `word` comes to by the layout kept from the file of March."""
    [april] = sheets.sheets(MARCH.replace("Satisfactory", word).encode(), received=dt.date(2025, 6, 1))
    found = draft.preview(april, chosen, received=dt.date(2025, 6, 1))
    return str(found.contacts["outcome"].iloc[0])


def test_a_prohibition_nobody_was_asked_about_is_one() -> None:
    assert outcome(drafted(satisfactory="COMPLIANT"), "Prohibition notice") == "CRITICAL"


def test_what_somebody_said_of_a_word_counts_before_the_scale_of_the_field() -> None:
    assert outcome(drafted(prohibition_notice="SERIOUS"), "Prohibition notice") == "SERIOUS"


def test_a_word_somebody_took_for_no_outcome_is_none() -> None:
    assert outcome(drafted(prohibition_notice=""), "Prohibition notice") == "NOT_ASSESSED"


def test_a_word_no_scale_has_is_not_assessed() -> None:
    assert outcome(drafted(satisfactory="COMPLIANT"), "Splendid") == "NOT_ASSESSED"


@pytest.mark.parametrize(("kind", "meant"), [("INSPECTION", "COMPLIANT"), ("COMPLAINT", "NOT_ASSESSED")])
def test_no_further_action_on_a_complaint_says_nothing_of_the_business(kind: str, meant: str) -> None:
    assert outcome(drafted(kind, "HOUSING", satisfactory="COMPLIANT"), "No further action") == meant
