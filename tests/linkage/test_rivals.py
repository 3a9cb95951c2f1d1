"""Standing among rivals, and blocking, on a handful of records."""

import duckdb
import numpy as np
import pytest

from linkage.block import candidates
from linkage.places import house_number
from linkage.prepare import prepare
from linkage.rivals import rivals

ROWS = [
    {"record_id": "a0", "source": "a", "name": "Golden Wok", "address": "3 Station Road", "postcode": "CM8 2TN"},
    {
        "record_id": "a1",
        "source": "a",
        "name": "Golden Wok Express",
        "address": "5 Station Road",
        "postcode": "CM8 2TN",
    },
    {"record_id": "b0", "source": "b", "name": "Golden Wok", "address": "3 Station Rd", "postcode": "CM8 2TN"},
    {"record_id": "b1", "source": "b", "name": "Wok Express", "address": "5 Station Rd", "postcode": "CM8 2TN"},
]


@pytest.fixture
def of(make_records):
    def made(rows=ROWS, once=("a", "b")):
        with duckdb.connect() as con:
            return prepare(make_records(rows), once=frozenset(once), con=con)

    return made


def test_the_better_pair_takes_its_rivals_out(of):
    left, right = np.array([0, 0, 1, 1]), np.array([2, 3, 2, 3])
    margin = rivals(of(), left, right, np.array([8.0, 1.0, 2.0, 3.0]))["margin"]
    assert margin.tolist() == [8.0, -7.0, -6.0, 8.0]


def test_lists_that_may_repeat_a_business_have_no_rivals(of):
    margin = rivals(of(once=("a",)), np.array([0]), np.array([2]), np.array([5.0]))["margin"]
    assert np.isnan(margin).all()


def test_records_of_one_once_only_list_are_not_paired(of):
    pairs = candidates(of())
    assert set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == {(0, 2), (0, 3), (1, 2), (1, 3)}


def test_every_rule_tells_its_pairs_and_what_it_left_out(of):
    rules = candidates(of()).rules
    assert {"rule", "keys", "pairs", "largest_block", "records_left_out"} <= set(rules)
    assert rules["rule"].iloc[-1] == "all, worth comparing"


def test_only_pairs_with_a_new_record_are_made_when_asked(of):
    pairs = candidates(of(once=()), only=np.array([False, False, False, True]))
    assert (pairs.right == 3).all()


def test_house_numbers():
    assert house_number("12A") == (12, 12, 65)
    assert house_number("12-14") == (12, 14, 0)
    assert house_number("123-5") == (123, 128, 0)


def test_a_record_without_place_is_found_by_its_position(of):
    rows = [
        {"name": "Vellacott", "longitude": 0.5512, "latitude": 51.8734},
        {"name": "Timber Yard", "longitude": 0.55125, "latitude": 51.87338},
    ]
    found = candidates(of(rows, once=()), level="premises")
    assert found.left.tolist() == [0]


def test_persons_names_are_told_from_trading_names(of):
    names = ["James Mayes", "R Kowalski", "The Wheatsheaf", "Baker Tyre Services", "Golden Wok"]
    assert of([{"name": name} for name in names], once=()).is_person.tolist() == [True, True, False, False, False]


def test_two_lists_have_at_most_as_many_matches_as_the_shorter_has_entries(of):
    rows = [*ROWS, {**ROWS[3], "record_id": "b2", "name": "Third"}]
    left, right = np.array([0, 1]), np.array([2, 3])
    assert rivals(of(rows), left, right, np.array([8.0, 3.0]))["entries"].tolist() == [2, 2]
    only = np.array([False, False, False, False, True])
    assert rivals(of(rows), left, right, np.array([8.0, 3.0]), only=only)["entries"].tolist() == [1, 1]
