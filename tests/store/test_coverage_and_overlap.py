"""Who has seen whom, who meets and who disagrees, counted by hand in the town of conftest.py."""

from __future__ import annotations

import datetime as dt

import pytest

from store import coverage, days, saved_views, together
from store.access import Scope
from store.filters import Filters

EVERYONE = Scope("tester")
SINCE = dt.date(2025, 6, 30)


def cell(rows, sector, partner):
    found = rows[(rows["sector"] == sector) & (rows["partner"] == partner)]
    return tuple(found[["listed", "seen"]].iloc[0]) if len(found) else None


def test_premises_are_counted_by_sector_and_partner_against_the_rating_list(known):
    rows = coverage.coverage(EVERYONE, Filters(), known, since=SINCE)
    assert cell(rows, "CAR_WASH", "ANY") == (2, 1)
    assert cell(rows, "CAR_WASH", "FIRE") == (2, 1)
    assert cell(rows, "CAR_WASH", "POLICE") == (2, 1)
    assert cell(rows, "MASSAGE", "POLICE") == (1, 1)
    assert "TAKEAWAY" not in set(rows["sector"])


def test_a_sector_nobody_has_seen_is_there_with_none_seen(known):
    rows = coverage.coverage(EVERYONE, Filters(partners=("TS",)), known, since=SINCE)
    assert set(rows["seen"]) == {0}
    assert cell(rows, "NAIL_BEAUTY", "ANY") == (1, 0)


def test_the_listed_wash_nobody_has_been_to_is_the_one_to_verify(known):
    rows = coverage.unseen(EVERYONE, Filters(), known, since=SINCE, sectors=("CAR_WASH",))
    assert rows[["business_id", "known_from"]].values.tolist() == [["B4", "VOA"]]
    assert rows["last_contact"].isna().all()


def test_who_sees_one_partner_only_is_not_told_what_others_know(known):
    """The massage and the nail bar are known from the police alone: to the fire service they are no name at all."""
    rows = coverage.unseen(Scope("fire", partners=("FIRE",)), Filters(), known, since=SINCE, sectors=())
    assert rows["business_id"].tolist() == ["B4"]
    assert rows["known_from"].isna().all()


def test_overlaps_say_exactly_which_partners_know_a_business(known):
    rows = coverage.overlaps(EVERYONE, Filters(), known, since=dt.date(2019, 1, 1))
    found = dict(zip(rows["partners"], rows["businesses"], strict=True))
    assert found == {"FIRE POLICE": 1, "FIRE TS": 1, "POLICE": 3}


def test_a_rule_misses_what_no_partner_of_it_has_recorded(known):
    rows = coverage.expected_missing(EVERYONE, Filters(), known, rule="EFFLUENT")
    assert set(rows["business_id"]) == {"B1", "B4"}
    assert coverage.can_tell(EVERYONE, known) == {"FIRE", "POLICE", "TS", "VOA"}
    assert coverage.expected_missing(EVERYONE, Filters(sectors=("CARE",)), known, rule="EFFLUENT").empty


CLOSE = [
    ("v1", "r4", "2026-01-10", "AUDIT", "PROACTIVE", "SUBJECT", 4),
    ("v2", "r5", "2026-03-31", "TEST_PURCHASE", "PROACTIVE", "SUBJECT", 0),
    ("v3", "r1", "2026-01-10", "AUDIT", "PROACTIVE", "SUBJECT", 0),
    ("v4", "r2", "2026-04-20", "INSPECTION", "PROACTIVE", "SUBJECT", 3),
    ("v5", "r9", "2026-01-11", "RATING", "PROACTIVE", "SUBJECT", 0),
]


@pytest.fixture(scope="module")
def close(town, tmp_path_factory):
    """The fish bar is visited by two within 80 days, the wash within 100."""
    from store.home import Home

    return town.publish(Home(tmp_path_factory.mktemp("close")), contacts=(CLOSE,))


def test_two_visits_within_ninety_days_are_a_meeting_and_a_rating_is_no_visit(close):
    rows = together.visited_together(EVERYONE, Filters(), close, since=SINCE)
    assert rows[["business_id", "first_org", "second_org", "days_between"]].values.tolist() == [
        ["B3", "Essex Fire", "Essex Trading Standards", 80]
    ]
    counts = together.visited_counts(EVERYONE, Filters(), close, since=SINCE)
    assert counts.to_dict("records") == [{"first": "FIRE", "second": "TS", "premises": 1, "pairs": 1}]


def test_satisfactory_for_one_and_critical_for_another_within_a_year_disagree(close):
    rows = together.disagreements(EVERYONE, Filters(), close, since=SINCE)
    assert rows[["business_id", "content_org", "critical_org", "severity"]].values.tolist() == [
        ["B3", "Essex Trading Standards", "Essex Fire", 4]
    ]
    wider = together.disagreements(EVERYONE, Filters(), close, since=SINCE, least=3)
    assert set(wider["business_id"]) == {"B3", "B1"}


def test_a_partner_alone_disagrees_with_nobody(close):
    assert together.disagreements(Scope("fire", partners=("FIRE",)), Filters(), close, since=SINCE, least=3).empty


def test_days_are_counted_one_by_one(known):
    rows = days.daily_counts(EVERYONE, Filters(), known, since=dt.date(2026, 1, 1))
    assert dict(zip(rows["day"].dt.strftime("%m-%d"), rows["touch_points"], strict=True)) == {
        "01-10": 1, "02-14": 1, "04-10": 1, "05-01": 1,
    }  # fmt: skip


def test_views_are_kept_newest_first_until_they_are_withdrawn(place):
    assert saved_views.views(place) == []
    assert not place.decisions.exists()
    saved_views.save_view(place, "ann", name="  Car   washes ", page="coverage", query="sector=Hand+car+wash")
    saved_views.save_view(place, "bob", name="Nails", page="hotspots", query="")
    assert [(view.name, view.by) for view in saved_views.views(place)] == [("Nails", "bob"), ("Car washes", "ann")]
    saved_views.withdraw_view(place, "bob", saved_views.views(place)[0])
    assert [view.name for view in saved_views.views(place)] == ["Car washes"]


def test_a_view_without_a_name_is_not_kept(place):
    with pytest.raises(ValueError, match="name"):
        saved_views.save_view(place, "ann", name="   ", page="coverage", query="")


def test_marks_stand_in_the_order_of_their_days_until_they_are_withdrawn(place):
    saved_views.mark(place, "ann", day=dt.date(2026, 4, 1), label="New policy")
    saved_views.mark(place, "ann", day=dt.date(2025, 4, 1), label="Release 1")
    assert [mark.label for mark in saved_views.marks(place)] == ["Release 1", "New policy"]
    saved_views.unmark(place, "bob", saved_views.marks(place)[0])
    assert [mark.label for mark in saved_views.marks(place)] == ["New policy"]
