"""The seven figures, their rows and what the last load brought, counted by hand in the town of conftest.py."""

from __future__ import annotations

import datetime as dt

import pytest

from store import changes, overview, rows_behind
from store.access import Scope
from store.filters import Filters
from store.home import Home
from tests.store.conftest import CONTACTS, KNOWN_AS, Town

EVERYONE = Scope("tester")


@pytest.fixture(scope="module")
def counted(known, as_of):
    return overview.figures(EVERYONE, Filters(), known, as_of=as_of, more_than=1)


def test_businesses_records_and_partners_are_counted_once_each(counted):
    assert (counted.businesses, counted.touch_points, counted.contacted) == (6, 9, 5)
    assert (counted.organisations, counted.partners) == (3, 3)
    assert counted.contacted_share == pytest.approx(5 / 6)


def test_contacts_a_day_are_those_of_the_last_twelve_months(counted):
    assert (counted.window_contacts, counted.window_days) == (5, 365)


def test_contacts_a_day_are_counted_between_the_dates_that_are_asked_for(known, as_of):
    asked = Filters(date_from=dt.date(2026, 2, 1), date_to=dt.date(2026, 2, 28))
    found = overview.figures(EVERYONE, asked, known, as_of=as_of)
    assert (found.window_contacts, found.window_days) == (1, 28)


def test_known_to_more_than_one_organisation_are_the_wash_and_the_fish_bar(counted, known, as_of):
    assert (counted.known, counted.multi) == (2, 2)
    rows = rows_behind.rows(EVERYONE, Filters(), known, as_of=as_of, more_than=1, figure="known")
    assert set(rows["business_id"]) == {"B1", "B3"}


def test_the_busiest_five_per_cent_hold_the_only_notice(counted, known, as_of):
    assert (counted.complaints, counted.top_multi, counted.top_multi_businesses) == (1, 1, 1)
    assert (counted.top_all, counted.top_all_businesses) == (1, 1)
    rows = rows_behind.rows(EVERYONE, Filters(), known, as_of=as_of, more_than=1, figure="top")
    assert list(rows["business_id"]) == ["B1"]


def test_contacts_of_whoever_trades_there_count_for_a_listed_premises(counted):
    assert (counted.retail_premises, counted.retail_contacts) == (0, 0)
    assert (counted.other_premises, counted.other_contacts) == (4, 6)
    assert counted.retail_ratio is None


def test_nothing_left_is_zero_and_no_ratio(known, as_of):
    found = overview.figures(EVERYONE, Filters(sectors=("CARE",)), known, as_of=as_of)
    assert (found.businesses, found.touch_points, found.contacted) == (0, 0, 0)
    assert (found.contacted_share, found.known_share, found.top_multi_share, found.retail_ratio) == (None,) * 4


def test_a_person_of_one_partner_counts_that_partners_contacts_only(known, as_of):
    found = overview.figures(Scope("fire", partners=("FIRE",)), Filters(), known, as_of=as_of)
    assert (found.touch_points, found.organisations) == (3, 1)


def test_the_trend_has_twenty_four_months_and_ends_with_the_last(known, as_of):
    months = overview.trends(EVERYONE, Filters(), known, as_of=as_of, more_than=1)
    assert len(months) == 24
    assert months["month"].iloc[-1] == dt.datetime(2026, 6, 1)
    assert months.set_index("month")["touch_points"].loc["2026-05-01"] == 1
    assert months["known_share"].iloc[-1] == pytest.approx(2 / 5)


@pytest.mark.parametrize("figure", rows_behind.FIGURES)
def test_every_figure_has_rows_behind_it(known, as_of, figure):
    rows = rows_behind.rows(EVERYONE, Filters(), known, as_of=as_of, more_than=1, figure=figure)
    assert not rows.empty
    two = rows_behind.rows(EVERYONE, Filters(), known, as_of=as_of, more_than=1, figure=figure, most=2)
    assert len(two) == (len(rows) if figure == "partners" else min(2, len(rows)))


class BeforeThePolice(Town):
    """The town as it was known before the police sent their file."""

    def tables(self):
        tables = super().tables()
        records = tables["records"][tables["records"]["partner"] != "POLICE"]
        links = tables["links"][tables["links"]["record_id"].isin(records["record_id"])]
        sources = tables["sources"][tables["sources"]["partner"] != "POLICE"]
        return tables | {"records": records, "links": links, "sources": sources}


@pytest.fixture(scope="module")
def two_loads(tmp_path_factory):
    """The register before the police's file, and the one after."""
    place = Home(tmp_path_factory.mktemp("loads"))
    theirs = {record for record, _, partner, *_ in KNOWN_AS if partner == "POLICE"}
    earlier = BeforeThePolice().publish(place, contacts=([c for c in CONTACTS if c[1] not in theirs],), second=1)
    return earlier, Town().publish(place, second=2)


def test_the_register_before_is_the_one_built_before(two_loads):
    earlier, later = two_loads
    assert changes.before(later) == earlier
    assert changes.before(earlier) is None


def test_the_last_load_brought_what_the_police_sent(two_loads):
    earlier, later = two_loads
    found = changes.last_load(EVERYONE, Filters(), later, earlier)
    assert (found.files, found.files_gone) == (1, 0)
    assert (found.touch_points, found.severe, found.businesses) == (5, 3, 3)
    assert changes.new_businesses(EVERYONE, Filters(), later, earlier) == ("B2", "B5", "B6")
    assert set(changes.severe_rows(EVERYONE, Filters(), later, earlier)["business_id"]) == {"B1", "B2", "B6"}
    assert changes.by_organisation(EVERYONE, Filters(), later, earlier).to_dict("records") == [
        {"partner_org": "Essex Police", "touch_points": 5, "severe": 3}
    ]


def test_what_the_last_load_brought_is_told_under_filters_and_scope(two_loads):
    earlier, later = two_loads
    assert changes.last_load(EVERYONE, Filters(sectors=("MASSAGE",)), later, earlier).touch_points == 2
    assert changes.last_load(Scope("fire", partners=("FIRE",)), Filters(), later, earlier).touch_points == 0


def test_a_file_taken_back_is_counted(two_loads):
    earlier, later = two_loads
    found = changes.last_load(EVERYONE, Filters(), earlier, later)
    assert (found.files, found.files_gone, found.touch_points) == (0, 1, 0)
