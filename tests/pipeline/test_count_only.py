"""A partner marks a source 'count only': others see that there was a contact, its own people what it was."""

from __future__ import annotations

import shutil

import pytest

from pipeline import link
from store import decisions, profile
from store.access import Scope
from store.db import current_register, cursor
from store.decisions import Terms
from store.home import Home

CONTENT = ("outcome_raw", "summary", "value_gbp", "touch_point_ref", "severity", "status", "flags")


@pytest.fixture(scope="module")
def counted(linked_once, tmp_path_factory):
    """The fire service's audits may only be counted; Blue Dolphin was served an enforcement notice."""
    place = Home(tmp_path_factory.mktemp("counted") / "home")
    shutil.copytree(linked_once.path, place.path)
    decisions.set_terms(place, "tester", Terms("fire_audits", is_count_only=True))
    link.link(place, by="tester")
    register = current_register(place)
    named = "select business_id from businesses where name = 'Blue Dolphin Fish Bar'"
    return register, cursor(register).execute(named).fetchone()[0]


@pytest.mark.parametrize("partners", [None, ("POLICE", "FIRE")])
def test_everybody_sees_that_there_was_a_contact(counted, partners):
    register, business_id = counted
    contacts = profile.touch_points(Scope("anybody", partners=partners), business_id, register)
    assert list(contacts["event_date"].astype("str")) == ["2025-02-06"]
    assert list(contacts["partner"]) == ["FIRE"]


def test_others_do_not_see_what_it_was(counted):
    register, business_id = counted
    [contact] = profile.touch_points(Scope("head of analysis"), business_id, register).to_dict("records")
    assert (contact["type"], contact["touch_point_class"], contact["outcome"], contact["role"]) == (
        "WITHHELD", "WITHHELD", "NOT_ASSESSED", "UNKNOWN",
    )  # fmt: skip
    assert [name for name in CONTENT if contact[name] is not None and contact[name] == contact[name]] == []


def test_the_partners_own_people_see_what_it_was(counted):
    register, business_id = counted
    [contact] = profile.touch_points(Scope("fire officer", partners=("FIRE",)), business_id, register).to_dict(
        "records"
    )
    assert (contact["type"], contact["outcome_raw"], contact["outcome"], contact["severity"]) == (
        "NOTICE", "Enforcement Notice", "SERIOUS", 3,
    )  # fmt: skip
