"""Each rule on a few rows anybody can count, and that a victim's contacts never speak of it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import codes
from risk.indicators import Evidence, indicators
from risk.network import clusters
from tables import INDICATORS, check

AS_OF = dt.date(2026, 6, 30)


def contacts(*rows):
    """Each row: date, type, function, severity, and role and organisation where they are not the usual."""
    lines = []
    for number, (day, kind, function, severity, *more) in enumerate(rows, start=1):
        role, org = [*more, "SUBJECT", "Council"][:2] if len(more) < 2 else more
        org = org if len(more) == 2 else "Council"
        partner = "POLICE" if org == "Police" else "EH"
        lines.append(("B1", f"t{number}", pd.Timestamp(day), kind, function, role, severity, partner, org, None))
    names = [
        "business_id",
        "touch_point_id",
        "event_date",
        "type",
        "function",
        "role",
        "severity",
        "partner",
        "partner_org",
        "flags",
    ]
    return pd.DataFrame(lines, columns=names).astype(
        {"severity": "Int64", "event_date": "datetime64[us]", "flags": "str"}
    )


def evidence(
    *rows,
    sector="TAKEAWAY",
    is_listed=True,
    known=(("EH", "FOOD_HYGIENE"), ("FSA", "FOOD_HYGIENE")),
    loaded=("EH", "FSA"),
    **more,
):
    empty = {
        "tenures": ["business_id", "operator", "first_seen", "last_seen", "record_id"],
        "companies": ["business_id", "company_number", "status", "incorporated", "dissolved", "accounts_due"],
        "shared": ["business_id", "kind", "value", "businesses"],
        "clusters": ["business_id", "kind", "near", "names"],
    }
    frames = {name: more.get(name, pd.DataFrame(columns=columns)) for name, columns in empty.items()}
    return Evidence(
        touch_points=contacts(*rows),
        businesses=pd.DataFrame({"business_id": ["B1"], "sector": [sector], "is_listed": [is_listed]}),
        known_to=pd.DataFrame([("B1", *pair) for pair in known], columns=["business_id", "partner", "function"]),
        loaded=loaded,
        **frames,
    )


def met(*rows, **more):
    found = check(indicators(evidence(*rows, **more), as_of=AS_OF), INDICATORS)
    return found.set_index("indicator")


RECENT = ("2026-06-01", "INSPECTION", "FOOD_HYGIENE", 0)


def test_two_formal_actions_within_24_months_are_repeated_and_the_rows_are_told():
    found = met(
        ("2025-01-10", "NOTICE", "FIRE", 3),
        ("2026-05-01", "NOTICE", "FOOD_HYGIENE", 4),
        ("2023-01-01", "NOTICE", "FIRE", 3),
    )
    row = found.loc["REPEATED_FORMAL"]
    assert (row["count"], row["touch_point_ids"], str(row["first_date"].date())) == (2, "t1 t2", "2025-01-10")


@pytest.mark.parametrize("role", ["VICTIM", "LOCATION", "COMPLAINANT"])
def test_contacts_in_which_it_was_not_the_subject_meet_no_rule_about_it(role):
    rows = [(f"2026-0{month}-01", "CRIME", "CRIME", 4, role, "Police") for month in range(1, 6)]
    assert set(met(*rows).index) <= {"HIGH_ATTENTION"}


def test_failures_count_by_field_not_by_contact():
    two = [
        ("2026-01-01", "NOTICE", "FIRE", 2),
        ("2026-02-01", "NOTICE", "FIRE", 2),
        ("2026-03-01", "NOTICE", "HOUSING", 2),
    ]
    assert "CROSS_REGIME" not in met(*two).index
    assert met(*two, ("2026-04-01", "INSPECTION", "FOOD_HYGIENE", 2)).loc["CROSS_REGIME", "count"] == 3


def test_worse_each_time_is_worsening_and_up_and_down_is_not():
    assert (
        "WORSENING"
        in met(
            ("2024-01-01", "AUDIT", "FIRE", 0), ("2025-01-01", "AUDIT", "FIRE", 1), ("2026-01-01", "AUDIT", "FIRE", 3)
        ).index
    )
    assert (
        "WORSENING"
        not in met(
            ("2024-01-01", "AUDIT", "FIRE", 2), ("2025-01-01", "AUDIT", "FIRE", 0), ("2026-01-01", "AUDIT", "FIRE", 3)
        ).index
    )


def test_three_operators_in_36_months_come_and_go_and_two_do_not():
    days = pd.to_datetime(["2023-09-01", "2024-06-01", "2025-09-01"])
    rows = pd.DataFrame(
        {
            "business_id": "B1",
            "operator": ["A", "B", "C"],
            "first_seen": days,
            "last_seen": days,
            "record_id": ["r1", "r2 r3", "r4"],
        }
    )
    assert met(RECENT, tenures=rows).loc["CHURN", ["count", "record_ids"]].tolist() == [3, "r1 r2 r3 r4"]
    assert "CHURN" not in met(RECENT, tenures=rows.head(2)).index


def test_satisfactory_here_and_formal_action_there_within_a_year_is_disagreement():
    well, ill = ("2026-01-01", "AUDIT", "FIRE", 0, "SUBJECT", "Fire service"), ("2025-06-01", "NOTICE", "FIRE", 3)
    assert met(well, ill).loc["DISAGREEMENT", "touch_point_ids"] == "t1 t2"
    assert "DISAGREEMENT" not in met(("2026-01-01", "AUDIT", "FIRE", 0), ill).index


def test_what_its_sector_calls_for_is_missing_only_where_that_partner_is_loaded():
    assert (
        met(RECENT, known=(("FIRE", "FIRE"),)).loc["EXPECTED_MISSING", "detail"]
        == "No food registration or hygiene rating"
    )
    assert "EXPECTED_MISSING" not in met(RECENT, known=(("FIRE", "FIRE"),), loaded=("FIRE",)).index
    assert "EXPECTED_MISSING" not in met(RECENT).index


def test_nobody_has_been_for_three_years():
    assert met(("2023-06-29", "AUDIT", "FIRE", 0), sector="CAR_WASH").loc["NO_CONTACT", "count"] == 0
    assert "NO_CONTACT" not in met(("2023-07-01", "AUDIT", "FIRE", 0), sector="CAR_WASH").index
    assert "NO_CONTACT" not in met(sector="CAR_WASH", is_listed=False).index


def test_a_company_that_lived_short_and_one_that_is_dead():
    firms = pd.DataFrame(
        {
            "business_id": ["B1"],
            "company_number": ["ZZ000001"],
            "status": ["Liquidation"],
            "incorporated": [pd.Timestamp(2024, 1, 1)],
            "dissolved": [pd.Timestamp(2025, 3, 1)],
            "accounts_due": [pd.NaT],
        }
    )
    found = met(RECENT, companies=firms)
    assert found.loc["SHORT_LIFE", "detail"] == "ZZ000001 lived 14 months"
    assert found.loc["NOT_LIVE", "detail"] == "ZZ000001: Liquidation"


def test_three_complaints_in_a_year_gather():
    rows = [(f"2026-0{month}-01", "COMPLAINT", "FOOD_STANDARDS", None) for month in (1, 2, 3)]
    assert met(*rows).loc["COMPLAINTS", "count"] == 3
    assert "COMPLAINTS" not in met(*rows[:2]).index


def test_contacts_after_the_last_day_are_not_counted():
    assert "REPEATED_FORMAL" not in met(("2026-07-10", "NOTICE", "FIRE", 3), ("2026-08-10", "NOTICE", "FIRE", 3)).index


def test_every_rule_has_words_and_a_kind():
    about = codes.table("indicators")
    assert set(about["kind"]) == {"concern", "context", "gap"}
    assert about["rule"].str.len().min() > 10


def test_nothing_known_is_no_row():
    nothing = evidence()
    blank = Evidence(
        nothing.touch_points,
        nothing.businesses.head(0),
        nothing.tenures,
        nothing.companies,
        nothing.shared,
        nothing.known_to.head(0),
        nothing.clusters,
    )
    assert indicators(blank, as_of=AS_OF).empty


def test_three_of_one_sector_close_by_that_share_a_telephone_are_a_cluster_and_one_far_off_is_not_of_it():
    shop = {"kind": "telephone", "value": "+441", "sector": "CAR_WASH", "latitude": 51.57}
    rows = pd.DataFrame(
        [
            shop | {"business_id": f"B{number}", "name": f"Wash {number}", "longitude": 0.46 + 0.001 * number}
            for number in (0, 1, 2, 60)
        ]
    )
    found = clusters(rows).set_index("business_id")
    assert found["near"].to_dict() == {"B0": 3, "B1": 3, "B2": 3}
    row = met(
        RECENT, clusters=found.reset_index()[["business_id", "kind", "near", "names"]].assign(business_id="B1")
    ).loc["CLUSTER"]
    assert (row["count"], row["detail"]) == (3, "3 within 250 m share a telephone: Wash 0, Wash 1, Wash 2")
    assert clusters(rows.assign(sector="UNKNOWN")).empty
