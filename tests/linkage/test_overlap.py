"""How far two lists overlap is estimated from their own pairs."""

import numpy as np
import pandas as pd

from linkage.overlap import overlap_weight
from linkage.rivals import WIDEST


def standing(likely, unlikely, *, margin=WIDEST, lists=0, entries=None):
    """Best pairs of two lists: likely and unlikely ones, and a middling one at the end."""
    weight = np.array([3.0] * likely + [-7.0] * unlikely + [0.0])
    columns = {"margin": margin, "lists": lists, "entries": len(weight) if entries is None else entries}
    return pd.DataFrame(columns, index=range(len(weight))), weight


def test_a_middling_pair_of_two_dates_of_one_register_is_likely_a_match():
    assert overlap_weight(*standing(180, 10), 1.0)[-1] > 2


def test_a_middling_pair_of_two_lists_that_share_little_is_likely_none():
    assert overlap_weight(*standing(5, 185), 1.0)[-1] < -1


def test_entries_that_no_pair_was_found_for_are_entries_without_a_match():
    few, many = standing(20, 0), standing(20, 0, entries=400)
    assert overlap_weight(*many, 1.0)[-1] < overlap_weight(*few, 1.0)[-1] - 2


def test_a_table_of_two_records_says_little_of_its_lists():
    assert abs(overlap_weight(*standing(0, 0), 1.0)[-1]) < 0.5


def test_a_pair_with_a_close_rival_is_lifted_no_further_than_its_lead():
    rows, weight = standing(180, 10)
    rows.loc[190, "margin"] = 0.5
    assert overlap_weight(rows, weight, 1.2)[-1] == 0.6


def test_a_pair_that_lost_to_a_better_one_is_not_lifted():
    rows, weight = standing(180, 10)
    rows.loc[190, "margin"] = -0.5
    assert overlap_weight(rows, weight, 1.0)[-1] == 0


def test_lists_that_may_repeat_a_business_are_left_alone():
    rows, weight = standing(50, 50, margin=np.nan, lists=-1)
    assert not overlap_weight(rows, weight, 1.0).any()


def test_each_two_lists_have_their_own_overlap():
    near, far = standing(180, 10), standing(5, 185, lists=1)
    found = overlap_weight(pd.concat([near[0], far[0]]), np.concatenate([near[1], far[1]]), 1.0)
    assert found[190] > 2
    assert found[-1] < -1
