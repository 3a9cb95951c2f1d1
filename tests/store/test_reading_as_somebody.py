"""What a person may not see is in no answer: every read, as two partners, two districts, and as nobody."""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path

import pandas as pd
import pytest

from store import activity, profile, read
from store.access import Scope
from store.filters import Filters
from store.home import Home
from tables import BUSINESS_LIST, CHANGES, MONTHLY_COUNTS, PARTNER_FRESHNESS, check
from tests.store.conftest import CONTACTS

AS_OF, SINCE = dt.date(2026, 6, 30), dt.date(2023, 7, 1)
ALL = Filters()
FIRE, POLICE = Scope("f", partners=("FIRE",)), Scope("p", partners=("POLICE",))
BASILDON, TENDRING = Scope("b", districts=("E07000066",)), Scope("t", districts=("E07000076",))
ASKED = {
    "read.totals": lambda scope, register: read.totals(scope, ALL, register, as_of=AS_OF),
    "read.premises_seen": lambda scope, register: read.premises_seen(scope, ALL, register),
    "activity.monthly_counts": lambda scope, register: activity.monthly_counts(scope, ALL, register, by="partner"),
    "read.divided": lambda scope, register: read.divided(scope, ALL, register),
    "read.businesses": lambda scope, register: read.businesses(scope, ALL, register, uncontacted=True),
    "activity.freshness": lambda scope, register: activity.freshness(scope, ALL, register, as_of=AS_OF),
    "activity.changes": lambda scope, register: activity.changes(scope, ALL, register, as_of=AS_OF),
    "activity.recent_severe": lambda scope, register: activity.recent_severe(
        scope, ALL, register, as_of=AS_OF, days=730
    ),
    "activity.unseen": lambda scope, register: activity.unseen(scope, ALL, register, since=SINCE),
    "activity.contacts_by_month": lambda scope, register: activity.contacts_by_month(scope, ALL, register),
    "read.addressed": lambda scope, register: read.addressed(scope, tuple(f"B{n}" for n in range(1, 10)), register),
    "read.choices": lambda scope, register: read.choices(scope, register),
    "read.span": lambda scope, register: read.span(scope, register),
    "profile.business": lambda scope, register: profile.business(scope, "B1", register),
    "profile.touch_points": lambda scope, register: profile.touch_points(scope, "B1", register),
    "profile.records": lambda scope, register: profile.records(scope, "B1", register),
    "profile.said_before": lambda scope, register: profile.said_before(scope, "B1", register),
    "profile.others_here": lambda scope, register: profile.others_here(scope, "B1", "P1", register),
}
POLICE_ONLY = (
    "Ghost Wash",
    "Velvet",
    "Harwich Nails",
    "Old Wash",
    "Police Lane",
    "Essex Police",
    "POLICE",
    "police.csv",
    "+4416",
)
FIRE_ONLY = ("Anglia", "Clacton", "Essex Fire", "FIRE", "fire.csv")
BASILDON_ONLY = ("Anglia", "Ghost Wash", "Velvet", "Idle Wash", "High Street", "E07000066", "B1")
TENDRING_ONLY = ("Clacton", "Harwich", "E07000076", "B3", "B5")


@pytest.fixture(scope="module")
def known(town, tmp_path_factory) -> Path:
    """The town's register, in which a later file corrected the days of two contacts of B1, one of fire's and one of the police's."""
    earlier = [(key, record, "2025-11-11", *rest) for key, record, _, *rest in CONTACTS if key in ("c1", "c3")]
    return town.publish(Home(tmp_path_factory.mktemp("corrected")), contacts=(earlier, CONTACTS))


every_question = pytest.mark.parametrize("question", ASKED)


def in_text(answer) -> str:
    return answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer)


def is_nothing(answer) -> bool:
    """No row, no name, no count above nought."""
    if isinstance(answer, pd.DataFrame):
        return answer.empty
    values = answer.values() if isinstance(answer, dict) else answer
    return values is None or not any(values)


def test_every_read_there_is_is_asked_here():
    public = {
        f"{module.__name__.removeprefix('store.')}.{name}"
        for module in (read, activity, profile)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == set(ASKED)


def test_every_read_takes_the_scope_first():
    modules = {"read": read, "profile": profile, "activity": activity}
    functions = [getattr(modules[module], name) for module, name in (key.split(".") for key in ASKED)]
    assert {next(iter(inspect.signature(function).parameters)) for function in functions} == {"scope"}


@every_question
def test_two_partners_get_two_answers(question, known):
    assert in_text(ASKED[question](FIRE, known)) != in_text(ASKED[question](POLICE, known))


@pytest.mark.parametrize("question", [key for key in ASKED if key != "profile.others_here"])
def test_two_districts_get_two_answers(question, known):
    assert in_text(ASKED[question](BASILDON, known)) != in_text(ASKED[question](TENDRING, known))


def test_neighbours_without_a_district_are_for_nobody_who_sees_districts_only(known):
    assert ASKED["profile.others_here"](Scope("all"), known)["business_id"].tolist() == ["B6"]
    assert ASKED["profile.others_here"](BASILDON, known).empty


@every_question
def test_no_answer_for_fire_holds_what_only_the_police_know(question, known):
    said = in_text(ASKED[question](FIRE, known))
    assert [word for word in POLICE_ONLY if word in said] == []


@every_question
def test_no_answer_for_the_police_holds_what_only_fire_knows(question, known):
    said = in_text(ASKED[question](POLICE, known))
    assert [word for word in FIRE_ONLY if word in said] == []


@every_question
def test_no_answer_for_one_district_holds_another_s_businesses(question, known):
    for scope, foreign in ((TENDRING, BASILDON_ONLY), (BASILDON, TENDRING_ONLY)):
        said = in_text(ASKED[question](scope, known))
        assert [word for word in foreign if word in said] == []


@every_question
def test_a_person_without_a_district_sees_nothing(question, known):
    assert is_nothing(ASKED[question](Scope("nobody", districts=()), known))


@pytest.mark.parametrize("question", [key for key in ASKED if key not in ("read.premises_seen", "activity.unseen")])
def test_a_person_without_a_partner_sees_no_contact_and_only_names_of_the_rating_list(question, known):
    said = in_text(ASKED[question](Scope("nobody", partners=()), known))
    assert [word for word in (*POLICE_ONLY, *FIRE_ONLY) if word in said] == []


@pytest.mark.parametrize("question", ["profile.business"])
def test_a_company_number_that_only_the_police_sent_is_not_told_to_fire(question, known):
    assert "09999999" in in_text(ASKED[question](POLICE, known))
    assert "09999999" not in in_text(ASKED[question](FIRE, known))


def test_an_address_that_only_fire_sent_is_not_told_to_trading_standards(known):
    shown = read.businesses(Scope("t", partners=("TS",)), ALL, known)
    assert shown["name"].tolist() == ["Clacton Fishbar"]
    assert shown["address"].isna().all()


def test_how_many_records_others_have_is_not_told(known):
    assert profile.business(Scope("all"), "B1", known)["records"] == 3
    assert profile.business(FIRE, "B1", known)["records"] < 3


def test_a_scope_is_never_sql(known):
    for scope in (Scope("x", partners=("FIRE') or ('a'='a",)), Scope("x", districts=("E07000066' or '1'='1",))):
        assert read.totals(scope, ALL, known, as_of=AS_OF)["touch_points"] == 0
        assert profile.touch_points(scope, "B1", known).empty


def test_a_business_id_is_never_sql(known, scope):
    for typed in ("B1' or '1'='1", "'; drop table businesses; --", "%", ""):
        assert profile.business(scope, typed, known) is None
        assert profile.touch_points(scope, typed, known).empty
        assert profile.records(scope, typed, known).empty
    assert profile.business(scope, "B1", known)["name"] == "Anglia Car Wash"


def test_whoever_sees_everything_sees_the_best_name_and_the_others(known, scope):
    found = profile.business(scope, "B1", known)
    assert (found["name"], found["other_names"]) == ("Anglia Car Wash", "Ghost Wash Ltd")
    assert found["is_listed"]


def test_a_business_has_the_name_its_viewer_s_own_partner_gave_it(known):
    assert profile.business(POLICE, "B1", known)["name"] == "Ghost Wash Ltd"
    assert profile.business(FIRE, "B1", known)["name"] == "Anglia Car Wash"
    assert profile.business(FIRE, "B2", known) is None


def test_a_profile_tells_the_file_and_row_of_every_contact(known, scope):
    contacts = profile.touch_points(scope, "B1", known)
    assert contacts[["touch_point_ref", "file_name", "source_row"]].values.tolist() == [
        ["FIRE/c2", "fire.csv", 3],
        ["FIRE/c1", "fire.csv", 2],
        ["POLICE/c3", "police.csv", 4],
    ]


def test_a_profile_of_one_partner_tells_that_partner_s_contacts_only(known):
    assert profile.touch_points(FIRE, "B1", known)["touch_point_ref"].tolist() == ["FIRE/c2", "FIRE/c1"]


@pytest.mark.parametrize("partner", ["EH", "FIRE", "FSA", "LICENSING", "HOUSING", "PLANNING", "POLICE", "TS", "CQC"])
def test_every_business_a_partner_counts_is_in_that_partner_s_list(partner, register):
    """Over the sample county: a headline figure and the list behind it are the same businesses."""
    own = Scope("p", partners=(partner,))
    counted, listed = read.totals(own, ALL, register, as_of=AS_OF), read.businesses(own, ALL, register)
    assert counted["businesses"] > 0
    assert (len(listed), listed["touch_points"].sum()) == (counted["businesses"], counted["touch_points"])


def test_answers_are_the_tables_they_say_they_are(register, scope):
    check(activity.monthly_counts(scope, ALL, register, by="severity"), MONTHLY_COUNTS)
    check(read.businesses(scope, ALL, register), BUSINESS_LIST)
    check(activity.freshness(scope, ALL, register, as_of=AS_OF), PARTNER_FRESHNESS)
    check(activity.changes(scope, ALL, register, as_of=AS_OF), CHANGES)
