"""Ids last: most records decide who keeps an id, nobody inherits one, and merged ids lead on."""

from __future__ import annotations

import pandas as pd

from linkage.identity import keep_ids, redirects
from tables import LINKS, conform


def links(**business):
    """LINKS from record=business."""
    rows = [
        {"record_id": r, "business_id": b, "premises_id": None, "match_probability": 1.0, "method": "x", "decision": "AUTO"}
        for r, b in business.items()
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), LINKS)


def ledger(*builds):
    """The ledger after builds of record=business."""
    rows = []
    last = {}
    for n, build in enumerate(builds, start=1):
        rows += [
            {"at": f"2026-0{n}-01", "record_id": r, "business_id": b, "premises_id": None}
            for r, b in build.items()
            if last.get(r) != b
        ]
        last |= build
    return pd.DataFrame(rows, columns=["at", "record_id", "business_id", "premises_id"])


def ids(found):
    return found.set_index("record_id")["business_id"].to_dict()


def test_without_a_ledger_ids_are_those_of_the_founding_records():
    given = links(a="B1", b="B1")
    assert ids(keep_ids(given, ledger())) == {"a": "B1", "b": "B1"}


def test_an_earlier_founder_does_not_rename_a_business():
    """A file that came earlier is put back: its record would found the business now."""
    found = keep_ids(links(z="B9", a="B9", b="B9"), ledger({"a": "B1", "b": "B1"}))
    assert ids(found) == {"z": "B1", "a": "B1", "b": "B1"}


def test_after_a_split_the_larger_part_keeps_the_id_and_the_other_gets_one_never_used():
    """The founder `a` leaves: by default it would take the id with it."""
    found = ids(keep_ids(links(a="B1", b="B2", c="B2"), ledger({"a": "B1", "b": "B1", "c": "B1"})))
    assert found["b"] == found["c"] == "B1"
    assert found["a"] not in ("B1", "B2")


def test_merged_businesses_keep_the_id_most_records_had_and_the_other_leads_there():
    book = ledger({"a": "B1", "b": "B2", "c": "B2"})
    found = keep_ids(links(a="B1", b="B1", c="B1"), book)
    assert set(ids(found).values()) == {"B2"}
    after = ledger({"a": "B1", "b": "B2", "c": "B2"}, ids(found))
    leads = redirects(found, after)
    assert leads[["business_id", "into_business_id", "since", "records"]].to_numpy().tolist() == [
        ["B1", "B2", "2026-02-01", 1]
    ]


def test_an_id_that_went_out_of_use_is_not_given_to_anybody_else_and_its_trail_goes_on():
    builds = ({"a": "B1", "b": "B2", "c": "B2"}, {"a": "B2", "b": "B2", "c": "B2"})
    now = keep_ids(links(a="B1", b="B2", c="B2"), ledger(*builds))
    assert ids(now)["b"] == "B2"
    assert ids(now)["a"] not in ("B1", "B2")
    leads = redirects(now, ledger(*builds, ids(now)))
    assert leads.set_index("business_id")["into_business_id"].to_dict() == {"B1": ids(now)["a"]}


def test_the_same_clusters_again_change_nothing():
    first = links(a="B1", b="B2", c="B2")
    again = keep_ids(first, ledger(ids(first)))
    assert ids(again) == ids(first)
    assert redirects(again, ledger(ids(first))).empty
