"""A new file against the register."""

import numpy as np
import pytest

from linkage import LinkError, link
from linkage.incremental import link_new

OLD = [
    {
        "record_id": "a1",
        "source": "food",
        "name": "Golden Wok",
        "address": "3 Station Road, Witham",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "a2",
        "source": "food",
        "name": "Peppercorn Kitchen",
        "address": "81 New London Road",
        "postcode": "CM2 0PD",
    },
]
NEW = [
    {"record_id": "b1", "source": "fire", "name": "Golden Wok Ltd", "address": "3 Station Rd", "postcode": "CM8 2TN"},
    {
        "record_id": "b2",
        "source": "fire",
        "name": "Harlow Tyre Bay",
        "address": "Unit 9, Perry Road",
        "postcode": "CM18 7PN",
    },
]


def test_new_records_join_old_businesses_and_old_ids_stay(make_records):
    old = link(make_records(OLD)).links
    grown = link_new(make_records([*OLD, *NEW]), old)
    ids = grown.links.set_index("record_id")["business_id"]
    assert ids[["a1", "a2"]].tolist() == old["business_id"].tolist()
    assert ids["b1"] == ids["a1"]
    assert ids["b2"] not in set(old["business_id"])
    assert grown.merged.empty


def test_incremental_gives_the_clusters_of_a_full_run(make_records):
    records = make_records([*OLD, *NEW])
    grown = link_new(records, link(make_records(OLD)).links).links["business_id"].to_numpy()
    full = link(records).links["business_id"].to_numpy()
    assert (np.equal.outer(grown, grown) == np.equal.outer(full, full)).all()


def test_a_bridge_merges_two_old_businesses_and_says_so(make_records):
    rows = [{**OLD[0], "record_id": "a1"}, {**OLD[0], "record_id": "a3", "source": "police"}]
    records = make_records(rows)
    old = link(records).links
    apart = old.assign(business_id=["BAAA", "BBBB"]).astype({"business_id": "str"})
    grown = link_new(make_records([*rows, NEW[0]]), apart)
    assert grown.links["business_id"].nunique() == 1
    assert grown.merged[["business_id", "into_business_id"]].to_numpy().tolist() == [["BBBB", "BAAA"]]


def test_links_of_unknown_records_are_an_error(make_records):
    old = link(make_records(OLD)).links
    with pytest.raises(LinkError, match="not in the records"):
        link_new(make_records(NEW), old)
