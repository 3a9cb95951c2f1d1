"""The measures, on clusters small enough to count by hand."""

import numpy as np
import pandas as pd

from linkage.measure import calibration_error, quality


def test_perfect_clusters():
    clusters = pd.Series({"a": 1, "b": 1, "c": 2})
    found = quality(clusters, clusters)
    assert (found.precision, found.recall, found.f1, found.bcubed_f1, found.cluster_f1) == (1, 1, 1, 1, 1)


def test_one_record_too_many():
    found = quality(pd.Series({"a": 1, "b": 1, "c": 1}), pd.Series({"a": 1, "b": 1, "c": 2}))
    assert (found.pairs_found, found.pairs_true, found.pairs_right) == (3, 1, 1)
    assert found.precision == 1 / 3
    assert found.recall == 1.0
    assert found.bcubed_precision == (2 / 3 + 2 / 3 + 1 / 3) / 3
    assert found.cluster_f1 == 0.0


def test_records_without_truth_are_left_out():
    assert quality(pd.Series({"a": 1, "b": 1, "z": 1}), pd.Series({"a": 1, "b": 1})).f1 == 1.0


def test_calibration_error():
    assert calibration_error(np.array([0.05, 0.05]), np.array([False, False])) == 0.05
    assert calibration_error(np.array([0.95] * 20), np.array([True] * 19 + [False])) < 1e-9
