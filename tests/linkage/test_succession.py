"""Who may have taken over from whom."""

import pandas as pd

from linkage import link
from linkage.succession import successions

PLACE = {"address": "7 Bridge Street, Halstead", "postcode": "CO9 1HT"}


def seen(first, last):
    return {"first_seen": pd.Timestamp(first), "last_seen": pd.Timestamp(last)}


def test_a_new_name_after_the_old_one_was_last_seen_is_a_possible_succession(make_records):
    records = make_records(
        [
            {"record_id": "old", "name": "Akdeniz Kebab", **PLACE, **seen("2021-01-05", "2022-06-01")},
            {"record_id": "new", "name": "Crimson Orchid Thai", **PLACE, **seen("2022-09-01", "2024-02-01")},
        ]
    )
    links = link(records).links
    found = successions(records, links)
    ids = links.set_index("record_id")["business_id"]
    assert found[["predecessor_business_id", "business_id"]].to_numpy().tolist() == [[ids["old"], ids["new"]]]
    assert found["gap_days"].tolist() == [92]


def test_two_businesses_side_by_side_for_years_are_no_succession(make_records):
    records = make_records(
        [
            {"name": "Akdeniz Kebab", **PLACE, **seen("2021-01-05", "2024-06-01")},
            {"name": "Crimson Orchid Thai", **PLACE, **seen("2021-09-01", "2024-02-01")},
        ]
    )
    assert successions(records, link(records).links).empty
