"""Every figure a page may ask for, on a town small enough to count by hand (see conftest.py)."""

from __future__ import annotations

import datetime as dt

import pytest

from store import activity, read
from store.access import Scope
from store.filters import Filters
from store.home import Home

ALL = Filters()
BASILDON, TENDRING = "E07000066", "E07000076"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_totals_count_contacts_businesses_and_organisations(known, scope, as_of):
    assert read.totals(scope, ALL, known, as_of=as_of) == {
        "touch_points": 9, "businesses": 5, "organisations": 3,
        "days": (day("2026-05-01") - day("2020-02-14")).days + 1,
        "located": 7, "at_postcode": 0,
        "year": 5, "year_before": 3, "formal": 2, "formal_before": 1,
        "known_to_2": 2, "known_to_3": 0,
    }  # fmt: skip


def test_the_last_twelve_months_end_on_the_day_given(known, scope):
    on_the_day = read.totals(scope, ALL, known, as_of=day("2026-04-10"))
    assert (on_the_day["year"], on_the_day["formal"]) == (4, 2)
    a_day_early = read.totals(scope, ALL, known, as_of=day("2026-04-09"))
    assert (a_day_early["year"], a_day_early["formal"]) == (3, 1)


def test_a_contact_a_year_ago_to_the_day_belongs_to_the_year_before(known, scope):
    assert read.totals(scope, ALL, known, as_of=day("2025-10-05"))["year_before"] == 1
    assert read.totals(scope, ALL, known, as_of=day("2025-10-04"))["year"] == 3


def test_four_premises_are_listed_and_three_of_them_were_seen(known, scope):
    assert read.premises_seen(scope, ALL, known) == (4, 3)
    assert read.premises_seen(scope, Filters(sectors=("CAR_WASH",)), known) == (2, 1)
    assert read.premises_seen(scope, Filters(partners=("FIRE",)), known) == (4, 1)


def test_months_are_counted_by_partner(known, scope):
    counts = activity.monthly_counts(scope, Filters(date_from=day("2026-01-01")), known, by="partner")
    assert [(str(row.month.date()), row.group, row.touch_points) for row in counts.itertuples()] == [
        ("2026-01-01", "FIRE", 1),
        ("2026-02-01", "POLICE", 1),
        ("2026-04-01", "FIRE", 1),
        ("2026-05-01", "POLICE", 1),
    ]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("severity", {"0": 1, "1": 1, "2": 1, "3": 3, "4": 1, "none": 2}),
        ("class", {"PROACTIVE": 3, "REACTIVE": 5, "ENFORCEMENT": 1}),
        ("sector", {"CAR_WASH": 4, "MASSAGE": 2, "TAKEAWAY": 2, "NAIL_BEAUTY": 1}),
        ("district", {BASILDON: 5, TENDRING: 3, "none": 1}),
    ],
)
def test_months_add_up_by_every_group_and_unknown_is_a_group_of_its_own(by, groups, known, scope):
    counts = activity.monthly_counts(scope, ALL, known, by=by)
    assert counts.groupby("group")["touch_points"].sum().to_dict() == groups
    divided = read.divided(scope, ALL, known)
    assert divided[divided["by"] == by].set_index("group")["touch_points"].to_dict() == groups


def test_contacts_by_month_are_those_of_each_organisation(known, scope):
    months = activity.contacts_by_month(scope, ALL, known)
    assert months.groupby("partner_org")["touch_points"].sum().to_dict() == {
        "Essex Fire": 3,
        "Essex Police": 5,
        "Essex Trading Standards": 1,
    }


def test_businesses_come_with_what_is_known_of_each_busiest_first(known, scope):
    listed = read.businesses(scope, ALL, known)
    assert listed["business_id"].tolist() == ["B1", "B3", "B2", "B5", "B6"]
    first = listed.iloc[0]
    assert (first["touch_points"], first["organisations"], first["partners"], first["worst"]) == (
        3,
        2,
        "FIRE POLICE",
        3,
    )
    assert (str(first["first_contact"].date()), str(first["last_contact"].date())) == ("2025-12-01", "2026-04-10")


def test_a_business_nobody_saw_is_listed_only_where_asked_for(known, scope):
    assert "B4" not in set(read.businesses(scope, ALL, known)["business_id"])
    idle = read.businesses(scope, ALL, known, uncontacted=True).set_index("business_id").loc["B4"]
    assert (idle["touch_points"], idle["organisations"]) == (0, 0)
    assert idle[["worst", "last_contact", "partners"]].isna().all()


def test_a_victim_s_business_has_no_worst_outcome(known, scope):
    assert read.businesses(scope, ALL, known, only=("B5",))["worst"].isna().all()


def test_at_most_so_many_businesses_are_handed_out(known, scope):
    assert read.businesses(scope, ALL, known, most=2)["business_id"].tolist() == ["B1", "B3"]
    assert read.businesses(scope, ALL, known, most=0).empty


def test_freshness_tells_how_far_each_organisation_reaches(known, scope, as_of):
    fresh = activity.freshness(scope, ALL, known, as_of=as_of).set_index("partner_org")
    assert list(fresh.index) == ["Essex Police", "Essex Fire", "Essex Trading Standards"]
    fire = fresh.loc["Essex Fire"]
    assert (fire["partner"], fire["touch_points"], fire["businesses"], fire["silent_days"]) == ("FIRE", 3, 2, 81)
    assert fire["usual_gap_days"] == pytest.approx(90 + 0.95 * (315 - 90))
    assert (str(fire["first_contact"].date()), str(fire["last_contact"].date())) == ("2025-03-01", "2026-04-10")


def test_an_organisation_that_came_once_has_no_usual_gap(known, scope, as_of):
    fresh = activity.freshness(scope, ALL, known, as_of=as_of).set_index("partner_org").loc["Essex Trading Standards"]
    assert fresh["silent_days"] == 633
    assert fresh[["usual_gap_days"]].isna().all()


def test_changes_set_formal_action_of_two_years_side_by_side(known, scope, as_of):
    found = activity.changes(scope, ALL, known, as_of=as_of)
    assert found.values.tolist() == [["CAR_WASH", BASILDON, 2, 0, 1], ["MASSAGE", BASILDON, 0, 1, 0]]


def test_unseen_counts_listed_premises_without_a_recent_contact(known, scope):
    found = activity.unseen(scope, ALL, known, since=day("2023-07-01"))
    assert dict(zip(found["sector"], zip(found["listed"], found["unseen"], strict=True), strict=True)) == {
        "CAR_WASH": (2, 1),
        "MASSAGE": (1, 0),
        "NAIL_BEAUTY": (1, 0),
    }


def test_a_contact_before_the_day_given_does_not_count_as_seen(known, scope):
    found = activity.unseen(scope, ALL, known, since=day("2026-02-14")).set_index("sector")
    assert found["unseen"].to_dict() == {"CAR_WASH": 1, "MASSAGE": 0, "NAIL_BEAUTY": 1}


def test_choices_offer_what_occurs_and_nothing_else(known, scope):
    assert read.choices(scope, known) == {
        "sectors": ["CAR_WASH", "MASSAGE", "NAIL_BEAUTY", "TAKEAWAY"],
        "partners": ["FIRE", "POLICE", "TS"],
        "districts": [BASILDON, TENDRING],
        "classes": ["ENFORCEMENT", "PROACTIVE", "REACTIVE"],
        "severities": ["0", "1", "2", "3", "4", "none"],
        "roles": ["LOCATION", "SUBJECT", "VICTIM"],
    }


def test_the_span_is_the_first_and_last_day_of_any_contact(known, scope):
    assert read.span(scope, known) == (day("2020-02-14"), day("2026-05-01"))
    assert read.span(Scope("x", partners=("CQC",)), known) is None


def test_a_register_without_a_contact_answers_every_question_with_nothing(town, scope, as_of, tmp_path):
    quiet = town.publish(Home(tmp_path), contacts=([],))
    assert read.totals(scope, ALL, quiet, as_of=as_of)["touch_points"] == 0
    assert read.premises_seen(scope, ALL, quiet) == (4, 0)
    assert activity.monthly_counts(scope, Filters(sectors=("CAR_WASH",)), quiet, by="district").empty
    assert read.businesses(scope, Filters(severities=("none",)), quiet).empty
    assert activity.freshness(scope, ALL, quiet, as_of=as_of).empty
    assert activity.changes(scope, ALL, quiet, as_of=as_of).empty
    assert activity.unseen(scope, ALL, quiet, since=as_of)["unseen"].sum() == 4
    assert read.span(scope, quiet) is None
    assert not any(read.choices(scope, quiet).values())
