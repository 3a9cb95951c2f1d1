"""What stands out: each rule fires at its threshold, does not fire just below, and leads to the rows behind it."""

from __future__ import annotations

import pandas as pd
import pytest

import codes
from risk.standouts import standouts
from tables import CHANGES, PARTNER_FRESHNESS, STANDOUTS, TableError, check, conform, empty

BASILDON = "E07000066"
NO_UNSEEN = pd.DataFrame(
    {"sector": pd.Series(dtype="str"), "listed": pd.Series(dtype="int64"), "unseen": pd.Series(dtype="int64")}
)


def fresh(*rows: tuple) -> pd.DataFrame:
    """PARTNER_FRESHNESS from (organisation, usual gap, days silent, touch-points)."""
    told = [
        {
            "partner_org": name, "partner": "EH", "touch_points": count, "businesses": 1, "first_contact": "2020-01-01",
            "last_contact": "2025-11-30", "usual_gap_days": usual, "silent_days": silent,
        }
        for name, usual, silent, count in rows
    ]  # fmt: skip
    return conform(pd.DataFrame(told, columns=PARTNER_FRESHNESS.names), PARTNER_FRESHNESS)


def changed(*rows: tuple) -> pd.DataFrame:
    """CHANGES from (sector, now, before)."""
    told = [
        {"sector": s, "district": BASILDON, "now": now, "before": before, "businesses": 3} for s, now, before in rows
    ]
    return conform(pd.DataFrame(told, columns=CHANGES.names), CHANGES)


def unseen(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sector", "listed", "unseen"])


def kinds(found: pd.DataFrame) -> list[str]:
    check(found, STANDOUTS)
    return found["kind"].tolist()


def quiet(usual, silent) -> list[str]:
    return kinds(standouts(fresh(("Essex Fire", usual, silent, 100)), empty(CHANGES), NO_UNSEEN))


def rising(now, before) -> list[str]:
    return kinds(standouts(empty(PARTNER_FRESHNESS), changed(("CAR_WASH", now, before)), NO_UNSEEN))


def under_the_radar(sector, listed, nobody) -> list[str]:
    return kinds(standouts(empty(PARTNER_FRESHNESS), empty(CHANGES), unseen((sector, listed, nobody))))


def test_nothing_out_of_the_ordinary_is_an_empty_table():
    assert kinds(standouts(empty(PARTNER_FRESHNESS), empty(CHANGES), NO_UNSEEN)) == []


@pytest.mark.parametrize(
    ("usual", "silent", "expected"),
    [
        (20, 61, ["quiet"]),
        (20, 60, []),
        (30, 90, []),
        (30, 91, ["quiet"]),
        (0, 61, ["quiet"]),
        (0, 60, []),
        (1, None, []),
    ],
)
def test_quiet_is_two_months_and_three_times_the_usual_gap(usual, silent, expected):
    assert quiet(usual, silent) == expected


@pytest.mark.parametrize(("silent", "expected"), [(90, []), (91, ["quiet"])])
def test_an_organisation_without_a_usual_gap_is_measured_by_a_month(silent, expected):
    assert quiet(None, silent) == expected


def test_a_quiet_organisation_is_told_with_its_figures_and_its_own_rows():
    found = standouts(fresh(("Tendring Council", 6.6, 1_304, 250)), empty(CHANGES), NO_UNSEEN).iloc[0]
    assert found["headline"] == "Tendring Council has gone quiet"
    assert found["detail"] == "Nothing after 30 November 2025: 1,304 days, where 7 is usual."
    assert (found["page"], found["query"]) == ("timeline", "partner=EH&district=E07000076")


def test_a_body_that_covers_the_county_leads_to_all_districts():
    found = standouts(fresh(("Essex County Fire and Rescue Service", 5, 400, 250)), empty(CHANGES), NO_UNSEEN)
    assert found["query"].tolist() == ["partner=EH"]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (5, 0, ["rising"]),
        (4, 0, []),
        (5, 3, ["rising"]),
        (5, 4, []),
        (6, 4, ["rising"]),
        (15, 10, ["rising"]),
        (14, 10, []),
        (5, 9, []),
    ],
)
def test_rising_is_at_least_five_and_half_as_many_again(now, before, expected):
    assert rising(now, before) == expected


def test_what_rises_is_told_with_both_counts_and_leads_to_sector_and_district():
    found = standouts(empty(PARTNER_FRESHNESS), changed(("CAR_WASH", 9, 2)), NO_UNSEEN).iloc[0]
    assert found["headline"] == "Hand car wash, Basildon: formal action is up"
    assert found["detail"] == "9 in the last 12 months at 3 businesses, 2 in the 12 before."
    assert (found["page"], found["query"]) == ("hotspots", f"sector=CAR_WASH&district={BASILDON}")


@pytest.mark.parametrize(
    ("sector", "listed", "nobody", "expected"),
    [
        ("CAR_WASH", 5, 2, ["unseen"]),
        ("CAR_WASH", 4, 4, []),
        ("CAR_WASH", 10, 4, ["unseen"]),
        ("CAR_WASH", 10, 3, []),
        ("OFFICE", 10, 10, []),
        ("UNKNOWN", 10, 10, []),
    ],
)
def test_under_the_radar_is_two_in_five_of_a_sector_that_needs_attention(sector, listed, nobody, expected):
    assert under_the_radar(sector, listed, nobody) == expected


def test_every_sector_of_high_attention_can_be_told_of():
    table = codes.table("sectors")
    high = table.loc[table["is_high_attention"] == "yes", "sector"]
    assert [sector for sector in high if under_the_radar(sector, 5, 5) != ["unseen"]] == []


def test_what_nobody_saw_leads_to_a_list_that_has_it():
    """The page Businesses lists businesses without a contact only with `uncontacted` in the address."""
    found = standouts(empty(PARTNER_FRESHNESS), empty(CHANGES), unseen(("CAR_WASH", 1_200, 600))).iloc[0]
    assert found["headline"] == "Hand car wash: 600 of 1,200 premises seen by nobody"
    assert found["page"] == "businesses"
    assert found["query"].split("&")[0] == "sector=CAR_WASH"
    assert "uncontacted=" in found["query"]


def test_a_feed_that_stopped_comes_before_a_rise_and_the_largest_first():
    found = standouts(
        fresh(("Small Council", 5, 100, 10), ("Large Council", 5, 100, 9_000)),
        changed(("CAR_WASH", 6, 0), ("PUB", 60, 0)),
        unseen(("HMO", 10, 9)),
    )
    assert kinds(found) == ["quiet", "quiet", "rising", "rising", "unseen"]
    assert found["headline"].str.split(" ").str[0].tolist()[:2] == ["Large", "Small"]
    assert found["query"].str.contains("PUB").tolist().index(True) == 2


def test_at_most_so_many_are_told():
    rows = [(f"Council {number}", 5, 100, number) for number in range(1, 9)]
    assert len(standouts(fresh(*rows), empty(CHANGES), NO_UNSEEN)) == 6
    found = standouts(fresh(*rows), empty(CHANGES), NO_UNSEEN, most=2)
    assert found["headline"].tolist() == ["Council 8 has gone quiet", "Council 7 has gone quiet"]


def test_a_frame_that_is_not_the_table_is_refused():
    with pytest.raises(TableError, match="PARTNER_FRESHNESS"):
        standouts(pd.DataFrame({"partner_org": ["x"]}), empty(CHANGES), NO_UNSEEN)
    with pytest.raises(TableError, match="CHANGES"):
        standouts(empty(PARTNER_FRESHNESS), pd.DataFrame({"sector": ["x"]}), NO_UNSEEN)


def test_nothing_given_is_changed():
    given = fresh(("Essex Fire", 5, 400, 9)), changed(("CAR_WASH", 9, 2)), unseen(("HMO", 10, 9))
    before = [frame.copy() for frame in given]
    standouts(*given)
    for frame, was in zip(given, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)
