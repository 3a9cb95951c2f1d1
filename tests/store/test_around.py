"""What stands around a business, as somebody: the town of conftest.py."""

from __future__ import annotations

import pytest

from store import around
from store.access import Scope

ALL, FIRE, POLICE, NOBODY = (
    Scope("a"),
    Scope("f", partners=("FIRE",)),
    Scope("p", partners=("POLICE",)),
    Scope("n", districts=()),
)
READS = (around.contacts, around.companies, around.traders, around.own, around.shared_details, around.described)


def test_who_traded_at_the_premises_is_told_day_by_day_with_who_saw_it(known):
    found = around.traders(ALL, ("B1",), known)
    assert found[["name", "partner_org"]].drop_duplicates().values.tolist() == [
        ["Old Wash", "Essex Police"],
        ["Ghost Wash Ltd", "Essex Police"],
        ["Anglia Car Wash", "Essex Fire"],
    ]
    assert set(found["about"]) == {"B1"}
    assert set(found["trader"]) == {"B1", "B6"}


def test_two_businesses_at_one_premises_share_it(known):
    found = around.shared_details(ALL, ("B1",), known)
    assert found[["kind", "business_id", "businesses"]].values.tolist() == [
        ["premises", "B1", 2],
        ["premises", "B6", 2],
    ]


def test_a_company_that_no_register_has_is_told_without_a_name(known):
    [row] = around.companies(ALL, ("B1",), known).itertuples()
    assert (row.company_number, row.said_by) == ("09999999", "Essex Police")
    assert row.name != row.name or row.name is None


@pytest.mark.parametrize("read", READS)
def test_nobody_sees_nothing(read, known):
    assert read(NOBODY, ("B1", "B3"), known).empty


@pytest.mark.parametrize("read", READS)
def test_fire_learns_nothing_that_only_the_police_know(read, known):
    said = read(FIRE, ("B1",), known).to_csv()
    assert not [word for word in ("Ghost", "09999999", "Old Wash", "POLICE", "Essex Police") if word in said]


@pytest.mark.parametrize("read", READS)
def test_an_id_is_never_sql(read, known):
    assert read(ALL, ("B1') or ('1'='1", "'; drop table records; --"), known).empty


def test_neighbours_are_of_the_same_sector_nearest_first(known):
    found = around.neighbours(ALL, "B1", known)
    assert found["business_id"].tolist() == ["B4"]
    assert 600 < found["distance_m"].iloc[0] < 750
    assert around.neighbours(ALL, "B5", known).empty


def test_partners_of_whom_something_is_loaded(known):
    assert around.loaded(ALL, known) == ("FIRE", "POLICE", "TS", "VOA")
    assert around.loaded(FIRE, known) == ("FIRE",)
