"""What people said binds the clusters; what contradicts itself is shown and binds nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage import link
from linkage.cluster import Rules, cluster
from linkage.told import bind, settle
from tables import DECISIONS, conform

PLACE = {"address": "7 Bridge Street, Halstead", "postcode": "CO9 1HT"}


def said(*lines):
    """DECISIONS from (by, left, right, answer)."""
    rows = [
        {"decision_id": n, "at": f"2026-01-{n:02d}", "by": by, "record_id_l": a, "record_id_r": b, "answer": answer, "act": str(n)}
        for n, (by, a, b, answer) in enumerate(lines, start=1)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), DECISIONS)


def test_what_two_people_agree_on_binds_once():
    told = settle(said(("ana", "a", "b", "same"), ("ben", "b", "a", "same")))
    assert len(told.binding) == 1
    assert told.conflicts.empty


def test_the_last_word_of_one_person_counts():
    told = settle(said(("ana", "a", "b", "same"), ("ana", "b", "a", "different")))
    assert told.binding["answer"].tolist() == ["different"]
    assert told.conflicts.empty


def test_not_sure_binds_nothing_and_contradicts_nobody():
    told = settle(said(("ana", "a", "b", "unsure"), ("ben", "a", "b", "same")))
    assert told.binding["by"].tolist() == ["ben"]
    assert told.conflicts.empty


def test_two_people_who_say_opposite_things_are_a_conflict_and_neither_counts():
    told = settle(said(("ana", "a", "b", "same"), ("ben", "a", "b", "different"), ("ana", "c", "d", "same")))
    assert told.conflicts["decision_id"].tolist() == [1, 2]
    assert set(told.conflicts["kind"]) == {"two answers"}
    assert told.binding["decision_id"].tolist() == [3]


def test_a_chain_that_ends_in_its_opposite_is_shown_with_every_link_of_it():
    told = settle(
        said(
            ("ana", "a", "b", "same"),
            ("ben", "b", "c", "same"),
            ("cat", "a", "c", "different"),
            ("dan", "c", "d", "same"),
        )
    )
    assert sorted(told.conflicts["decision_id"]) == [1, 2, 3]
    assert set(told.conflicts["kind"]) == {"chain"}
    assert told.binding["decision_id"].tolist() == [4]


def test_a_new_owner_says_more_than_different_and_does_not_contradict_it():
    told = settle(said(("ana", "a", "b", "successor"), ("ben", "a", "b", "different")))
    assert told.binding["answer"].tolist() == ["successor"]
    assert told.conflicts.empty


def test_two_people_who_disagree_on_who_came_first_are_a_conflict():
    told = settle(said(("ana", "a", "b", "successor"), ("ben", "b", "a", "successor")))
    assert len(told.conflicts) == 2


@pytest.mark.parametrize("names", [("Akdeniz Kebab", "Akdeniz Kebab"), ("Akdeniz Kebab", "Crimson Orchid Thai")])
@pytest.mark.parametrize(("answer", "count"), [("same", 1), ("different", 2), ("successor", 2)])
def test_a_person_overrules_the_evidence_either_way(make_records, names, answer, count):
    records = make_records([{"record_id": key, "name": name, **PLACE} for key, name in zip("ab", names, strict=True)])
    links = link(records, told=said(("ana", "a", "b", answer))).links
    assert links["business_id"].nunique() == count
    assert set(links["decision"]) == {"ACCEPTED" if answer == "same" else "REJECTED"}


def test_a_decision_about_a_record_that_is_gone_waits(make_records):
    records = make_records([{"record_id": "a", "name": "Akdeniz Kebab", **PLACE}])
    links = link(records, told=said(("ana", "a", "gone", "same"))).links
    assert len(links) == 1


def test_records_with_one_reference_can_be_told_apart(make_records):
    """A council that keeps one reference for a building whoever trades there."""
    row = {"source": "council", "record_ref": "PR1", **PLACE}
    records = make_records(
        [
            {"record_id": "a", "name": "Akdeniz Kebab", **row},
            {"record_id": "b", "name": "Crimson Orchid Thai", **row},
            {"record_id": "c", "name": "Akdeniz Kebab House", **row},
        ]
    )
    assert link(records).links["business_id"].nunique() == 1
    ids = link(records, told=said(("ana", "a", "b", "different"))).links.set_index("record_id")["business_id"]
    assert ids["a"] == ids["c"] != ids["b"]


def test_a_reference_does_not_join_through_the_back_door_what_a_person_told_apart():
    """a and b share a reference; b is c, a is not c: b leaves the reference's party rather than drag a along."""
    rules = Rules(np.array([0, 0, 2]), np.full(3, -1))
    bound = bind(rules, said(("ana", "b", "c", "same"), ("ana", "a", "c", "different")), np.array(["a", "b", "c"]))
    none = np.empty(0, np.int64)
    assert cluster(none, none, np.empty(0), bound).tolist() == [0, 1, 1]
    assert rules.party.tolist() == [0, 0, 2]
