"""The shared filters: what each lets through, on the town of conftest.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest

from store import activity, read
from store.filters import Filters


def through(wanted: Filters, scope, register) -> set[str]:
    """Businesses and contacts that pass: ids of businesses, and how many contacts each has."""
    listed = read.businesses(scope, wanted, register)
    return {f"{row.business_id}x{row.touch_points}" for row in listed.itertuples()}


EVERYTHING = {"B1x3", "B2x2", "B3x2", "B5x1", "B6x1"}
NARROWED = [
    (Filters(sectors=("MASSAGE",)), {"B2x2"}),
    (Filters(sectors=("MASSAGE", "TAKEAWAY")), {"B2x2", "B3x2"}),
    (Filters(partners=("FIRE",)), {"B1x2", "B3x1"}),
    (Filters(districts=("E07000076",)), {"B3x2", "B5x1"}),
    (Filters(classes=("ENFORCEMENT",)), {"B1x1"}),
    (Filters(severities=("3",)), {"B1x2", "B2x1"}),
    (Filters(severities=("none",)), {"B2x1", "B5x1"}),
    (Filters(severities=("4", "none")), {"B2x1", "B5x1", "B6x1"}),
    (Filters(roles=("VICTIM",)), {"B5x1"}),
    (Filters(date_from=dt.date(2026, 4, 10)), {"B1x1", "B2x1"}),
    (Filters(date_from=dt.date(2026, 4, 11)), {"B2x1"}),
    (Filters(date_to=dt.date(2024, 10, 5)), {"B3x1", "B6x1"}),
    (Filters(date_to=dt.date(2024, 10, 4)), {"B6x1"}),
    (Filters(date_from=dt.date(2026, 1, 10), date_to=dt.date(2026, 1, 10)), {"B1x1"}),
    (Filters(partners=("FIRE",), severities=("3",)), {"B1x1"}),
    (Filters(partners=("TS",), districts=("E07000066",)), set()),
    (Filters(area="d:E07000076"), {"B3x2", "B5x1"}),
    (Filters(area="d:E07000076", roles=("VICTIM",)), {"B5x1"}),
]


def test_no_filter_lets_everything_through(known, scope):
    assert through(Filters(), scope, known) == EVERYTHING


@pytest.mark.parametrize(("wanted", "expected"), NARROWED)
def test_a_filter_lets_through_what_it_says(wanted, expected, known, scope):
    assert through(wanted, scope, known) == expected


def test_every_filter_there_is_has_been_tried():
    assert {name for wanted, _ in NARROWED for name in wanted.described()} == {field.name for field in fields(Filters)}


def test_every_figure_follows_the_same_filters(known, scope, as_of):
    wanted = Filters(partners=("POLICE",), date_from=dt.date(2025, 1, 1), severities=("3", "none"))
    counted = read.totals(scope, wanted, known, as_of=as_of)["touch_points"]
    assert counted == 4
    assert activity.monthly_counts(scope, wanted, known, by="class")["touch_points"].sum() == counted
    assert read.businesses(scope, wanted, known)["touch_points"].sum() == counted
    assert activity.contacts_by_month(scope, wanted, known)["touch_points"].sum() == counted
    assert activity.freshness(scope, wanted, known, as_of=as_of)["touch_points"].sum() == counted


@pytest.mark.parametrize("typed", ["x' or '1'='1", "'); drop table touch_points; --", '"', "%", "\\"])
def test_text_that_looks_like_sql_is_only_text(typed, known, scope, as_of):
    for name in ("sectors", "partners", "districts", "classes", "severities", "roles"):
        assert read.totals(scope, Filters(**{name: (typed,)}), known, as_of=as_of)["touch_points"] == 0
    assert through(Filters(), scope, known) == EVERYTHING


@pytest.mark.parametrize("name", ["sectors", "partners", "districts", "classes", "severities", "roles"])
def test_a_value_that_does_not_occur_beside_one_that_does_takes_nothing_away(name, known, scope):
    one = {"sectors": "MASSAGE", "partners": "FIRE", "districts": "E07000076", "classes": "REACTIVE", "severities": "3", "roles": "SUBJECT"}  # fmt: skip
    alone, both = Filters(**{name: (one[name],)}), Filters(**{name: (one[name], "o'brien")})
    assert through(both, scope, known) == through(alone, scope, known) != set()


def test_filters_know_whether_they_are_about_contacts_or_about_the_business():
    assert Filters().is_everything
    assert not Filters(sectors=("PUB",)).is_everything
    assert not Filters(sectors=("PUB",), districts=("E07000066",)).about_contacts()
    assert Filters(date_to=dt.date(2026, 1, 1)).about_contacts()
    wanted = Filters(sectors=("PUB",), partners=("FIRE",), date_from=dt.date(2026, 1, 1))
    assert wanted.of_business() == Filters(sectors=("PUB",))


def test_only_the_filters_that_are_set_are_described():
    assert Filters().described() == {}
    assert Filters(roles=("VICTIM",)).described() == {"roles": ("VICTIM",)}
