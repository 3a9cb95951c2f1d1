"""The engine as a whole: its tables, its promises about order, and inputs that are hardly there."""

import pandas as pd
import pytest

from linkage import LinkError, link
from tables import LINKS, PAIRS, TableError, check

SHOPS = [
    {
        "record_id": "a1",
        "source": "food",
        "name": "Golden Wok",
        "address": "3 Station Road, Witham",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "b1",
        "source": "fire",
        "name": "Marrow Ltd t/a Golden Wok",
        "address": "3 Station Rd",
        "postcode": "CM8 2TN",
    },
    {
        "record_id": "a2",
        "source": "food",
        "name": "Peppercorn Kitchen",
        "address": "81 New London Road",
        "postcode": "CM2 0PD",
    },
    {
        "record_id": "b2",
        "source": "fire",
        "name": "Pepercorn Kitchen",
        "address": "81 New London Rd",
        "postcode": "CM2 0PD",
    },
    {"record_id": "c1", "source": "police", "name": "Golden Wok", "address": "3 Station Road, Witham"},
]


def groups(links, column="business_id"):
    return {frozenset(rows["record_id"]) for _, rows in links.groupby(column)}


def test_links_and_pairs_are_the_declared_tables(make_records):
    linked = link(make_records(SHOPS))
    check(linked.links, LINKS)
    check(linked.pairs, PAIRS)
    assert groups(linked.links) == {frozenset({"a1", "b1", "c1"}), frozenset({"a2", "b2"})}


def test_links_come_in_the_order_of_the_records(make_records):
    records = make_records(SHOPS).iloc[::-1].reset_index(drop=True)
    assert link(records).links["record_id"].tolist() == records["record_id"].tolist()


def test_grouping_does_not_depend_on_row_order(make_records):
    records = make_records(SHOPS)
    first = groups(link(records).links)
    for seed in range(3):
        shuffled = records.sample(frac=1, random_state=seed).reset_index(drop=True)
        assert groups(link(shuffled).links) == first


def test_the_id_is_that_of_the_record_that_came_first(make_records):
    records = make_records(SHOPS)
    links = link(records).links.set_index("record_id")["business_id"]
    alone = link(records.iloc[[0]].reset_index(drop=True)).links["business_id"].iloc[0]
    assert links["c1"] == links["a1"] == alone
    turned = link(records.iloc[::-1].reset_index(drop=True)).links.set_index("record_id")["business_id"]
    assert turned["a1"] != links["a1"]


def test_a_list_that_names_a_business_once_gives_one_record_to_a_business(make_records):
    twice = [{**SHOPS[0], "record_id": f"x{i}", "source": "food"} for i in range(2)]
    records = make_records([*twice, SHOPS[1]])
    assert len(groups(link(records).links)) == 1
    assert len(groups(link(records, once=["food"]).links)) == 2


def test_records_with_one_reference_are_one_party(make_records):
    rows = [
        {"source": "fhrs", "record_ref": "77", "name": "Akash", "address": "1 High Street", "postcode": "CM1 1AB"},
        {"source": "fhrs", "record_ref": "77", "name": "New Delhi", "address": "1 High Street", "postcode": "CM1 1AB"},
        {"source": "fhrs", "record_ref": "78", "name": "Zeytin", "address": "9 Low Street", "postcode": "CM1 9ZZ"},
    ]
    links = link(make_records(rows), once=["fhrs"]).links
    assert links["business_id"].tolist()[0] == links["business_id"].tolist()[1] != links["business_id"].tolist()[2]


def test_an_empty_table_gives_empty_tables(make_records):
    linked = link(make_records(SHOPS).iloc[:0])
    assert linked.links.empty
    assert linked.pairs.empty


def test_one_record_is_its_own_business(make_records):
    links = link(make_records(SHOPS[:1])).links
    assert links["match_probability"].tolist() == [1.0]
    assert links["method"].tolist() == ["only record"]


def test_a_record_without_name_or_place_stands_alone(make_records):
    linked = link(make_records([{"name": None}, {"name": None}, {"name": "Akash"}]))
    assert linked.links["business_id"].nunique() == 3
    assert linked.links["premises_id"].isna().all()


def test_repeated_record_ids_are_an_error(make_records):
    with pytest.raises(TableError, match="repeat the key"):
        link(make_records([SHOPS[0], SHOPS[0]]))


def test_a_threshold_that_is_no_probability_is_an_error(make_records):
    with pytest.raises(LinkError, match="between 0 and 1"):
        link(make_records(SHOPS), threshold=92)


def test_records_are_not_changed(make_records):
    records = make_records(SHOPS)
    before = records.copy(deep=True)
    link(records)
    pd.testing.assert_frame_equal(records, before)


def test_progress_is_told(make_records):
    told = []
    link(make_records(SHOPS), progress=lambda stage, share: told.append((stage, share)))
    assert told[0][0] == "Normalising"
    assert told[-1] == ("Done", 1.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
