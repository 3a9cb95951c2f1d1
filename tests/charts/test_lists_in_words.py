"""Tables people read: codes become words, unknown stays unknown, the order is the caller's."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import unquote

import pandas as pd
import pytest

from charts.businesses import business_table
from charts.overview import MONTHS_SHOWN, freshness_table
from charts.profile import by_role, contacts_table, records_table
from charts.spark import WIDTH
from tables import BUSINESS_LIST, PARTNER_FRESHNESS, TableError, conform, empty


def test_a_business_is_told_in_words(businesses):
    row = business_table(businesses({})).iloc[0]
    assert row["Sector"] == "Hand car wash"
    assert row["Worst outcome"] == "Formal action"
    assert row["District"] == "Basildon"
    assert row["Seen by"] == ["Fire", "Police"]
    assert row["Touch-points"] == 4


def test_what_is_not_known_of_a_business_stays_blank(businesses):
    row = business_table(businesses({"worst": None, "partners": None, "district": None, "address": None})).iloc[0]
    assert row["Seen by"] == []
    assert row[["Worst outcome", "District", "Address"]].isna().all()


def test_businesses_stay_in_the_order_given(businesses):
    table = business_table(businesses({"name": "Zebra"}, {"name": "Aardvark"}))
    assert table["Name"].tolist() == ["Zebra", "Aardvark"]


def test_no_business_is_a_table_without_rows():
    assert business_table(empty(BUSINESS_LIST)).empty
    with pytest.raises(TableError):
        business_table(pd.DataFrame({"name": ["x"]}))


@pytest.fixture
def freshness():
    rows = [
        {"partner_org": name, "partner": "FIRE", "touch_points": 5, "businesses": 2}
        for name in ("Essex Fire", "Quiet Council")
    ]
    return conform(pd.DataFrame(rows), PARTNER_FRESHNESS)


def bars_of(picture: str) -> list[tuple[int, float]]:
    """Which of the 36 places have a bar, and how high it is."""
    drawn = re.findall(r"M([\d.]+) 36v-([\d.]+)h", unquote(picture))
    return [(round(float(across) * MONTHS_SHOWN / WIDTH), float(high)) for across, high in drawn]


def test_the_small_picture_has_a_bar_for_each_of_36_months_the_last_one_being_today_s(freshness):
    months = pd.DataFrame(
        {
            "partner_org": "Essex Fire",
            "month": pd.to_datetime(["2026-06-01", "2026-05-01", "2023-07-01", "2020-01-01"]),
            "touch_points": [7, 6, 5, 99],
        }
    )
    table = freshness_table(freshness, months, as_of=dt.date(2026, 6, 17))
    assert bars_of(table["Last three years"][0]) == [(0, 25), (34, 30), (35, 35)]
    assert "5 in the first, 7 in the last, at most 7" in table["Last three years"][0]
    assert bars_of(table["Last three years"][1]) == []
    assert table["Organisation"].tolist() == ["Essex Fire\nFire and rescue", "Quiet Council\nFire and rescue"]
    assert table["Days silent"].tolist() == ["–", "–"]


def test_no_organisation_is_a_table_without_rows():
    months = pd.DataFrame({"partner_org": [], "month": pd.to_datetime([]), "touch_points": []})
    assert freshness_table(empty(PARTNER_FRESHNESS), months, as_of=dt.date(2026, 6, 17)).empty


@pytest.fixture
def contacts_of_a_business():
    usual = {
        "event_date": pd.Timestamp("2026-05-01"), "partner_org": "Essex Fire", "type": "NOTICE", "function": "FIRE", "summary": None,
        "outcome_raw": "Enforcement Notice", "touch_point_ref": "A1", "file_name": "fire.csv", "source_row": 3,
    }  # fmt: skip
    rows = [("SUBJECT", 3), ("SUBJECT", None), ("VICTIM", None), ("SUBJECT", 0)]
    frame = pd.DataFrame([usual | {"role": role, "severity": severity} for role, severity in rows])
    return frame.assign(severity=frame["severity"].astype("Int8"))


def test_a_contact_is_told_with_the_file_and_row_it_was_read_from(contacts_of_a_business):
    table = contacts_table(contacts_of_a_business)
    first = table.iloc[0]
    assert (first["What"], first["Field"], first["The business was"]) == ("Notice", "Fire safety", "Subject")
    assert (first["Outcome, as sent"], first["Outcome"]) == ("Enforcement Notice", "Formal action")
    assert (first["File"], first["Row"], first["Reference"]) == ("fire.csv", 3, "A1")
    assert table["Outcome"].tolist() == ["Formal action", "Not assessed", "Not assessed", "Satisfactory"]


def test_roles_are_counted_with_the_worst_outcome_of_each(contacts_of_a_business):
    assert by_role(contacts_of_a_business) == [
        ("Subject", 3, "worst: Formal action"),
        ("Victim", 1, "no outcome assessed"),
    ]


def test_a_record_is_told_in_the_partner_s_words_with_the_reason_for_its_link():
    names = (
        "partner_org", "name", "legal_name", "address", "postcode", "uprn", "company_number", "phone", "first_seen", "last_seen",
        "method", "match_probability", "flags", "file_name", "source_row",
    )  # fmt: skip
    told = pd.DataFrame([{name: name for name in names}])
    row = records_table(told).iloc[0]
    assert (row["Linked by"], row["Probability"], row["File"], row["Row"]) == (
        "method",
        "match_probability",
        "file_name",
        "source_row",
    )
    assert sorted(row) == sorted(names), "every word the partner sent, once"
