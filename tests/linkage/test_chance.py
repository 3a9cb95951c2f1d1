"""Pairs within a list that names a business once tell how many pairs of two lists are there by chance."""

import duckdb
import numpy as np
import pytest

from linkage.block import candidates
from linkage.chance import _of_cell, shifts
from linkage.controls import Controls, is_looked_at
from linkage.model import shipped
from linkage.prepare import prepare
from linkage.rivals import rivals
from linkage.table import link_table


@pytest.fixture
def two_lists(make_records):
    """Two lists of 200 entries each."""
    rows = [{"record_id": f"{s}{n:03d}", "source": s, "name": f"Name {n}"} for s in "ab" for n in range(200)]
    with duckdb.connect() as con:
        return prepare(make_records(rows), once=frozenset("ab"), con=con)


def shift_of(of, weight, by_chance):
    """Shift of 200 pairs of one weight, one for each entry, where so many pairs of either list look the same."""
    left, right, weights = np.arange(200), np.arange(200, 400), np.full(200, weight)
    source, cell = np.repeat([0, 1], by_chance // 2), np.full(max(by_chance, 200), 6, np.int8)
    chance = np.full(by_chance, weight), np.full(by_chance, 8.0), cell[:by_chance]
    control = Controls(source, 1 - source, *chance, 1.0)
    return shifts(of, rivals(of, left, right, weights), weights, (left, right, cell[:200]), control, shipped())[0]


def test_unlikely_pairs_that_no_list_holds_by_chance_are_lifted(two_lists):
    assert shift_of(two_lists, -5.0, 0) > 1


def test_likely_pairs_that_every_list_holds_by_chance_are_lowered():
    pairs = np.full(200, 1.0)
    assert (_of_cell(pairs, pairs, np.ones(200), 1.0)[1:] < -0.5).all()


def test_a_handful_of_pairs_shifts_little():
    none = np.empty(0)
    few, many = (_of_cell(np.full(n, -1.0), none, none, 1.0) for n in (4, 400))
    assert abs(few[1]) < 0.5 < many[1]


def test_control_pairs_are_of_one_once_only_list_and_of_two_entries(make_records):
    rows = [
        {"record_id": f"r{n}", "source": source, "name": "Copper Kettle", "postcode": "CM1 1AA", "partner_ref": ref}
        for n, (source, ref) in enumerate([("a", "1"), ("a", "2"), ("a", "2"), ("b", "1"), ("c", "1"), ("c", "2")])
    ]
    with duckdb.connect() as con:
        of = prepare(make_records(rows), once=frozenset("ab"), con=con)
    left, right = np.triu_indices(len(of), 1)
    looked_at = is_looked_at(of, left, right)
    assert all(of.source[left[looked_at]] == of.source[right[looked_at]])
    assert not is_looked_at(of, np.array([4]), np.array([5]))[0]
    assert all(of.party[left[looked_at]] != of.party[right[looked_at]])
    assert set(zip(*candidates(of).within, strict=True)) <= set(zip(left[looked_at], right[looked_at], strict=True))


def test_lists_that_may_repeat_a_business_have_no_control_pairs(make_records):
    table = make_records([{"name": "Copper Kettle", "postcode": "CM1 1AA", "source": s} for s in "aab"])
    linked = link_table(table[["record_id", "source", "name", "postcode"]].astype("object"))
    assert linked.clusters["cluster_id"].nunique() == 1
