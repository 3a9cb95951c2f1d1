"""Where one business ends and the next begins, and who took over from whom."""

from __future__ import annotations

import pandas as pd
import pytest

from linkage import link
from linkage.tenures import tenures
from tables import DECISIONS, conform, empty

PLACE = {"address": "7 Bridge Street, Halstead", "postcode": "CO9 1HT", "uprn": "10001234567"}


def seen(first, last):
    return {"first_seen": pd.Timestamp(first), "last_seen": pd.Timestamp(last)}


def of(make_records, *rows, told=None):
    """Business of each record and TENURES by business."""
    records = make_records([{"record_id": chr(97 + n), **PLACE, **row} for n, row in enumerate(rows)])
    linked = link(records, told=told)
    found = tenures(linked.work, records, linked.links, empty(DECISIONS) if told is None else told)
    return linked.links.set_index("record_id")["business_id"], found.set_index("business_id")


def test_a_new_trading_name_after_the_old_was_last_seen_is_a_succession(make_records):
    ids, found = of(
        make_records,
        {"name": "Akdeniz Kebab House", **seen("2021-01-05", "2022-06-01")},
        {"name": "Crimson Orchid Nails", **seen("2022-09-01", "2024-02-01")},
    )
    assert ids["a"] != ids["b"]
    after = found.loc[ids["b"]]
    assert (after["predecessor_business_id"], after["gap_days"]) == (ids["a"], 92)
    assert found.loc[ids["a"], "tenure_to"] == pd.Timestamp("2022-06-01")
    assert pd.isna(after["tenure_to"])


def test_two_businesses_side_by_side_for_years_are_no_succession(make_records):
    _, found = of(
        make_records,
        {"name": "Akdeniz Kebab House", **seen("2021-01-05", "2024-06-01")},
        {"name": "Crimson Orchid Nails", **seen("2021-09-01", "2024-02-01")},
    )
    assert found["predecessor_business_id"].isna().all()


def test_the_same_name_with_a_new_reference_in_the_same_system_is_a_new_owner(make_records):
    """A food register gives a new operator a new id; the name over the door stays."""
    row = {"name": "The Kings Head", "source": "council"}
    ids, found = of(
        make_records,
        {**row, "record_ref": "P1", **seen("2021-01-05", "2022-06-01")},
        {**row, "record_ref": "P1", **seen("2021-02-05", "2022-05-01"), "legal_name": "A Marsh"},
        {**row, "record_ref": "P2", **seen("2023-01-05", "2024-06-01")},
    )
    assert ids["a"] == ids["b"] != ids["c"]
    assert found.loc[ids["c"], "evidence"] == "a new reference in the same system"


def test_an_owners_name_after_the_trading_name_is_not_yet_a_new_owner(make_records):
    _, found = of(
        make_records,
        {"name": "Crown Barbers", "phone": "+441632960123", **seen("2021-01-05", "2021-01-05")},
        {"name": "John Smith", "phone": "+441632960123", **seen("2022-01-05", "2022-01-05")},
    )
    assert found["predecessor_business_id"].isna().all()


def test_one_yard_and_three_companies_in_turn_is_a_chain_and_a_possible_phoenix(make_records):
    rows = [
        {"name": name, "company_number": number, "sector": "CAR_WASH", "phone": "+441632960055", **seen(first, last)}
        for name, number, first, last in (
            ("Pitsea Hand Car Wash", "01234567", "2023-02-06", "2024-03-05"),
            ("Pitsea Car Wash and Valeting", "02345678", "2024-04-22", "2025-06-20"),
            ("Pitsea Hand Car Wash", "03456789", "2025-07-07", "2026-07-07"),
        )
    ]
    ids, found = of(make_records, *rows)
    assert len(set(ids)) == 3
    assert found.loc[ids[["a", "b", "c"]], "chain_position"].tolist() == [1, 2, 3]
    assert found["chain"].nunique() == 1
    assert found["is_phoenix"].all()


@pytest.mark.parametrize(("since", "start"), [("2022-08-15", "2022-08-15"), (None, "2022-09-01")])
def test_a_person_who_knows_the_new_owner_is_believed_and_names_the_day(make_records, since, start):
    told = conform(
        pd.DataFrame(
            [
                {"decision_id": 1, "at": "x", "by": "ana", "record_id_l": "a", "record_id_r": "b", "answer": "successor", "since": since, "act": "1"}
            ]
        ),
        DECISIONS,
    )  # fmt: skip
    row = {"name": "The Crown"}
    ids, found = of(
        make_records,
        {**row, **seen("2021-01-05", "2022-06-01")},
        {**row, **seen("2022-09-01", "2024-02-01")},
        told=told,
    )
    after = found.loc[ids["b"]]
    assert after["predecessor_business_id"] == ids["a"]
    assert after["is_decided"]
    assert after["tenure_from"] == pd.Timestamp(start)
