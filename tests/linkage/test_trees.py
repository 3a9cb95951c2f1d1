"""Boosted trees of two comparisons each."""

import numpy as np
import pytest

from linkage.trees import MISSING, bins_of, edges_of, teach

rng = np.random.default_rng(3)


@pytest.fixture(scope="module")
def pairs():
    """Two comparisons that tell together, one that says nothing, one with gaps."""
    values = rng.random((1500, 4)).astype(np.float32)
    values[:, 1] = np.round(values[:, 1] * 4)
    values[rng.random(1500) < 0.3, 3] = np.nan
    same = (values[:, 0] > 0.5) & (values[:, 1] >= 2) | (values[:, 3] > 0.9)
    return values, same


def test_they_tell_what_two_comparisons_tell_together(pairs):
    values, same = pairs
    edges = edges_of(values)
    odds = teach(bins_of(values[:1000], edges), same[:1000]).log_odds(bins_of(values[1000:], edges))
    assert ((odds > 0) == same[1000:]).mean() > 0.97


def test_the_answer_never_falls_as_a_comparison_rises(pairs):
    values, same = pairs
    edges = edges_of(values)
    trees = teach(bins_of(values, edges), same)
    for column in range(3):
        grid = np.tile(np.nanmedian(values, axis=0), (50, 1))
        grid[:, column] = np.linspace(0, 4, 50)
        assert (np.diff(trees.log_odds(bins_of(grid, edges))) >= 0).all()


def test_they_are_those_of_a_general_library(pairs):
    from sklearn.ensemble import HistGradientBoostingClassifier

    values, same = pairs
    edges = edges_of(values)
    own = teach(bins_of(values, edges), same).log_odds(bins_of(values, edges))
    other = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_depth=2, max_leaf_nodes=4, min_samples_leaf=20, l2_regularization=2.0,
        monotonic_cst=[1] * 4, early_stopping=False, random_state=0, max_bins=63,
    ).fit(values, same)  # fmt: skip
    theirs = other.decision_function(values)
    assert np.quantile(np.abs(own - theirs), 0.98) < 0.01


def test_a_missing_value_has_a_bin_of_its_own():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [2.0, np.nan]], dtype=np.float32)
    assert bins_of(values, edges_of(values)).tolist() == [[0, MISSING, 1], [MISSING, MISSING, MISSING]]
