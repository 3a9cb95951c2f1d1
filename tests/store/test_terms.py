"""The terms of a source are kept in the register itself: what is too old or only to be counted is not there to be read."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from store.db import cursor


def test_contacts_older_than_the_rule_are_not_in_the_register(town, place):
    register = town.publish(place, terms=[("fire_audits", pd.Timestamp("2026-02-01"), False)])
    first = cursor(register).execute("select min(event_date) from touch_points where source = 'fire_audits'").fetchone()
    assert first == (dt.date(2026, 4, 10),)
    others = (
        cursor(register).execute("select min(event_date) from touch_points where source <> 'fire_audits'").fetchone()
    )
    assert others < (dt.date(2026, 2, 1),)


def test_a_source_to_be_counted_shows_that_there_was_a_contact_and_not_what_it_was(town, place):
    register = town.publish(place, terms=[("fire_audits", None, True)])
    columns = (
        "count(*), count(severity), count(outcome_raw), count(summary), count(touch_point_ref), max(outcome::varchar)"
    )
    rows = cursor(register).execute(f"select {columns} from touch_points where source = 'fire_audits'").fetchone()
    assert rows == (3, 0, 0, 0, 0, "NOT_ASSESSED")
    assert cursor(register).execute("select count(*) from touch_point_versions").fetchone() == (0,)
