"""Notes, watched businesses and briefings: kept for good, read only by those who may, and in the audit log."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from store import audit, notes
from store.access import Scope
from store.home import StoreError

ANNA, BEN = Scope("anna"), Scope("ben", partners=("FIRE",))


def audited(place):
    with notes.engine(place).connect() as connection:
        return [
            (row.user, row.action, json.loads(row.detail))
            for row in connection.execute(select(audit.EVENTS).order_by(audit.EVENTS.c.id))
        ]


def test_a_note_is_kept_and_audited_without_its_words(place):
    notes.add(place, ANNA, "B1", "  Ask for the water bill.  ")
    [note] = notes.notes(place, ANNA, "B1")
    assert (note.by, note.text, note.audience) == ("anna", "Ask for the water bill.", "ALL")
    assert audited(place) == [("anna", "note", {"business": "B1", "note": note.id})]
    assert notes.notes(place, ANNA, "B2") == []


def test_a_note_of_somebody_who_sees_more_is_not_read_by_somebody_who_sees_less(place):
    notes.add(place, ANNA, "B1", "Only for those who see all")
    notes.add(place, ANNA, "B1", "For everybody", for_everybody=True)
    notes.add(place, Scope("cleo", partners=("POLICE",)), "B1", "Only for the police")
    assert [note.text for note in notes.notes(place, BEN, "B1")] == ["For everybody"]
    assert len(notes.notes(place, ANNA, "B1")) == 3
    assert [note.text for note in notes.notes(place, Scope("dan", partners=("FIRE", "POLICE")), "B1")] == [
        "Only for the police",
        "For everybody",
    ]


def test_a_note_is_taken_back_only_by_who_wrote_it(place):
    notes.add(place, ANNA, "B1", "Wrong shop", for_everybody=True)
    [note] = notes.notes(place, ANNA, "B1")
    with pytest.raises(StoreError, match="Only who wrote"):
        notes.withdraw(place, BEN, "B1", note.id)
    notes.withdraw(place, ANNA, "B1", note.id)
    assert notes.notes(place, ANNA, "B1") == []
    assert [action for _, action, _ in audited(place)] == ["note", "note withdrawn"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_an_empty_or_endless_note_is_refused_in_words(place, text):
    with pytest.raises(StoreError, match="Nothing was kept"):
        notes.add(place, ANNA, "B1", text)


def test_everybody_has_a_list_of_their_own(place):
    notes.watch(place, ANNA, "B1", is_watched=True)
    notes.watch(place, ANNA, "B3", is_watched=True)
    notes.watch(place, BEN, "B2", is_watched=True)
    notes.watch(place, ANNA, "B1", is_watched=False)
    assert notes.watched(place, ANNA) == ("B3",)
    assert notes.watched(place, BEN) == ("B2",)


def test_briefings_are_numbered_one_after_the_other_and_entered_in_the_book(place):
    first, second = (notes.number_briefing(place, ANNA, "B1", "register-1") for _ in range(2))
    assert first.endswith("-00001")
    assert second.endswith("-00002")
    assert notes.briefings(place, "B1")["by"].tolist() == ["anna", "anna"]
    assert [detail["number"] for _, action, detail in audited(place) if action == "briefing"] == [first, second]


def test_a_database_opened_before_has_the_tables_too(place):
    audit.record(place, "x", "before")
    assert notes.watched(place, ANNA) == ()
