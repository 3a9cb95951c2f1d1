"""What may be searched, by whom: numbers are looked up in scope, and words carry the bits of the partners who say them."""

from __future__ import annotations

import pytest

from linkage.search import search
from linkage.search_index import search_index
from store import search as kept
from store.access import Scope

FIRE, POLICE, NOBODY = Scope("f", partners=("FIRE",)), Scope("p", partners=("POLICE",)), Scope("n", partners=())
TENDRING = Scope("t", districts=("E07000076",))


@pytest.fixture(scope="module")
def index(known):
    return search_index(kept.texts(known))


def found(scope, typed, known):
    return kept.by_number(scope, typed, known)[["business_id", "matched", "text"]].values.tolist()


@pytest.mark.parametrize(
    ("typed", "matched", "text"),
    [
        ("09999999", "company", "09999999 (Essex Police)"),
        ("9999999", "company", "09999999 (Essex Police)"),
        ("01632 960001", "phone", "+441632960001 (Essex Police)"),
        ("+44 (0)1632 960001", "phone", "+441632960001 (Essex Police)"),
        ("fire/c1", "reference", "FIRE/c1 (Essex Fire)"),
    ],
)
def test_a_number_finds_its_business_however_it_is_written(known, typed, matched, text):
    typed = "FIRE/c1" if typed == "fire/c1" else typed
    assert found(Scope("all"), typed, known) == [["B1", matched, text]]


def test_a_number_that_only_the_police_have_finds_nothing_for_fire(known):
    assert found(POLICE, "01632960001", known)
    assert found(FIRE, "01632960001", known) == []
    assert found(FIRE, "POLICE/c3", known) == []
    assert found(TENDRING, "01632960001", known) == []


@pytest.mark.parametrize("typed", ["", "x", "Anglia", "'; drop table records; --1", "%1%", "9" * 200])
def test_what_is_no_number_finds_no_number(known, typed):
    assert found(Scope("all"), typed, known) == []


def test_the_present_name_is_told_from_the_others(index):
    kinds = index.texts.set_index("text")["kind"]
    assert kinds["Anglia Car Wash"] == "name"
    assert kinds["Ghost Wash Ltd"] == "other"
    assert kinds["4 High Street, Basildon"] == "address"


def test_words_are_searched_only_by_those_whose_partner_says_them(index):
    for scope, names in ((Scope("all"), ["B1"]), (POLICE, ["B1"]), (FIRE, []), (NOBODY, [])):
        hits = search("ghost wash ltd", index, allowed=kept.bits(scope.partners))
        assert hits.loc[hits["likeness"] > 95, "business_id"].tolist() == names


def test_the_rating_list_may_be_searched_by_everybody(index):
    assert search("Idle Wash", index, allowed=kept.bits(()))["business_id"].iloc[0] == "B4"
