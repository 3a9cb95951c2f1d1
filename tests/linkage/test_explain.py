"""Why, and why not."""

import numpy as np

from linkage import link
from linkage.explain import explain, why_cluster

ROWS = [
    {
        "record_id": "a",
        "source": "food",
        "name": "Golden Wok",
        "address": "3 Station Road, Witham",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "b",
        "source": "fire",
        "name": "Marrow Ltd t/a Golden Wok",
        "address": "3 Station Rd",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "c",
        "source": "police",
        "name": "Crimson Orchid Thai",
        "address": "3 Station Road, Witham",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "d",
        "source": "food",
        "name": "Golden Wok",
        "address": "3 Station Road, Witham",
        "postcode": "CM8 2TN",
    },
]


def test_the_weights_of_the_evidence_add_up_to_the_match_weight(make_records):
    records = make_records(ROWS[:2])
    linked = link(records)
    rows, sentence = explain(records, linked.links, "a", "b")
    assert np.isclose(rows["match_weight"].sum(), linked.pairs["match_weight"].iloc[0], atol=0.2)
    assert rows["group"].iloc[0] == "start"
    assert sentence.startswith("Joined, ")


def test_a_successor_is_named_as_one(make_records):
    records = make_records([ROWS[0], ROWS[2]])
    _, sentence = explain(records, link(records).links, "a", "c")
    assert "possibly a successor" in sentence


def test_two_entries_of_one_list_are_named(make_records):
    records = make_records([ROWS[0], ROWS[3]])
    _, sentence = explain(records, link(records, once=["food"]).links, "a", "d", once=["food"])
    assert "on one list that names a business once" in sentence


def test_different_company_numbers_are_named(make_records):
    records = make_records([{**ROWS[0], "company_number": "ZZ000001"}, {**ROWS[1], "company_number": "ZZ000002"}])
    _, sentence = explain(records, link(records).links, "a", "b")
    assert "Different company numbers" in sentence


def test_a_cluster_says_what_holds_it(make_records):
    linked = link(make_records(ROWS[:2]))
    text = why_cluster(linked.pairs, linked.links, linked.links["business_id"].iloc[0])
    assert text.startswith("2 records held by 1 compared pairs")
