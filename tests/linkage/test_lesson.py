"""The clusters of a table teach what its differences mean."""

import numpy as np
import pandas as pd
import pytest

from linkage.cluster import Rules
from linkage.lesson import CLEAR, COMPARED, lesson

BUSINESSES = 400


@pytest.fixture(scope="module")
def table():
    """Businesses of three records, two of which agree with the third alone; beside them pairs of neighbours that look as the two do, but for the name."""
    first = np.arange(BUSINESSES) * 3
    left = np.concatenate([first, first, first + 1, first[:-1]])
    right = np.concatenate([first + 1, first + 2, first + 2, first[1:]])
    kind = np.repeat(["sure", "sure", "odd", "neighbour"], [BUSINESSES, BUSINESSES, BUSINESSES, BUSINESSES - 1])
    comparisons = pd.DataFrame(np.nan, index=range(len(left)), columns=list(COMPARED), dtype="float32")
    comparisons["number"] = np.where(kind == "sure", 4.0, 0.0)
    comparisons["name_sorted"] = np.where(kind == "neighbour", 0.2, 0.9)
    weight = np.where(kind == "sure", 8.0, -1.0)
    order = np.lexsort((right, left))
    return left[order], right[order], kind[order], comparisons.iloc[order].reset_index(drop=True), weight[order]


def rules(left, right):
    count = int(max(left.max(), right.max())) + 1
    return Rules(np.arange(count), np.full(count, -1))


def test_pairs_joined_through_a_third_record_speak_for_others_like_them(table):
    left, right, kind, comparisons, weight = table
    more = lesson((left, right), comparisons, weight, rules(left, right), weight)
    assert (more[kind == "odd"] > 1.0).all()
    assert (more[kind == "neighbour"] < -1.0).all()


def test_clear_pairs_stay_as_they_are(table):
    left, right, kind, comparisons, weight = table
    own = np.where(kind == "sure", CLEAR, weight)
    more = lesson((left, right), comparisons, weight, rules(left, right), own)
    assert not more[kind == "sure"].any()
    assert more[kind != "sure"].any()


def test_a_short_table_teaches_nothing(table):
    left, right, _, comparisons, weight = (values[:60] for values in table)
    assert not lesson((left, right), comparisons, weight, rules(left, right), weight).any()


def test_a_table_of_pairs_that_are_all_joined_teaches_nothing(table):
    left, right, kind, comparisons, weight = table
    at = kind == "sure"
    some = comparisons[at].reset_index(drop=True)
    assert not lesson((left[at], right[at]), some, weight[at], rules(left, right), weight[at]).any()
