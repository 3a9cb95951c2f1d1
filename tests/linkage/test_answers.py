"""Answers bend the weights towards what a person sees, and no further."""

import numpy as np
import pandas as pd

from linkage.answers import LEVELS, bend


def frames(name, phone):
    comparisons = pd.DataFrame({feature: np.full(len(name), np.nan) for feature, _, _ in LEVELS})
    comparisons["name_sorted"], comparisons["phone"] = name, phone
    weights = pd.DataFrame({f"{g}_weight": np.zeros(len(name)) for g in ("name", "place", "contact", "other")})
    return comparisons, weights.assign(match_weight=0.0)


def test_no_answers_change_nothing():
    comparisons, weights = frames([1.0, 0.2], [1.0, 0.0])
    assert bend(comparisons, weights, np.empty(0, np.int64), np.empty(0, np.int64)).tolist() == [0.0, 0.0]


def test_answers_move_pairs_like_those_answered():
    comparisons, weights = frames([1.0] * 20 + [0.2] * 20, [0.0] * 40)
    answered = np.array([0, 1, 2, 3, 20, 21, 22, 23])
    total = bend(comparisons, weights, answered, np.array([1, 1, 1, 1, 0, 0, 0, 0]))
    assert total[10] > 1.0
    assert total[30] < -1.0
    assert np.abs(total).max() < 10.0
