"""Precision and recall from the fair sample: right by hand, and intervals that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linkage.estimate import estimate
from tables import STRATA, conform

SHARES = {"sure": (True, 8_000, 0.99), "likely": (True, 1_500, 0.85), "unlikely": (False, 2_500, 0.2), "hardly": (False, 40_000, 0.004)}  # fmt: skip
"""Stratum: joined, pairs, and the true share that is one business."""


def strata(expected=None, dimension="all", values=("all",)):
    rows = [
        {"stratum": name, "dimension": dimension, "value": value, "is_joined": joined, "pairs": pairs, "expected": (expected or {}).get(name, share)}
        for name, (joined, pairs, share) in SHARES.items()
        for value in values
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), STRATA)


def answers(rng, each=40):
    rows = [(name, bool(rng.random() < share)) for name, (_, _, share) in SHARES.items() for _ in range(each)]
    return pd.DataFrame(rows, columns=["stratum", "is_same"])


def test_every_stratum_counts_by_the_pairs_it_stands_for():
    """What was answered is what the model expects, so that its weight changes nothing: 9,500 joined, of them 8,000 and 1,200 right."""
    said = pd.DataFrame(
        [("sure", True)] * 10 + [("likely", True)] * 8 + [("likely", False)] * 2 + [("unlikely", False)] * 10
        + [("hardly", False)] * 10,
        columns=["stratum", "is_same"],
    )  # fmt: skip
    one = estimate(strata({"sure": 0.999, "likely": 0.8, "unlikely": 0.001, "hardly": 0.001}), said).iloc[0]
    assert one["answers"] == 40
    assert one["precision"] == pytest.approx(9_200 / 9_500, abs=2e-3)
    assert one["recall"] == pytest.approx(9_200 / 9_242, abs=3e-3)
    assert one["precision_low"] < one["precision"] < one["precision_high"]


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    """Two hundred fair samples of forty answers a stratum; the model had the odds wrong by a factor of one and a half to two."""
    joined = sum(pairs for is_joined, pairs, _ in SHARES.values() if is_joined)
    right = sum(pairs * share for is_joined, pairs, share in SHARES.values() if is_joined)
    every = sum(pairs * share for _, pairs, share in SHARES.values())
    truth = {"precision": right / joined, "recall": right / every}
    expected = strata({"sure": 0.98, "likely": 0.78, "unlikely": 0.28, "hardly": 0.006})
    rng = np.random.default_rng(5)
    held = dict.fromkeys(truth, 0)
    for _ in range(200):
        one = estimate(expected, answers(rng)).iloc[0]
        for name, value in truth.items():
            held[name] += one[f"{name}_low"] <= value <= one[f"{name}_high"]
    for name, count in held.items():
        assert count / 200 >= 0.90, (name, count)


def test_intervals_narrow_with_answers():
    rng = np.random.default_rng(1)
    few, many = (estimate(strata(), answers(rng, each)).iloc[0] for each in (0, 160))
    assert many["f1_high"] - many["f1_low"] < few["f1_high"] - few["f1_low"]


def test_without_an_answer_it_is_the_models_own_expectation_with_a_wide_interval():
    one = estimate(strata(), pd.DataFrame({"stratum": [], "is_same": []})).iloc[0]
    assert one["precision"] == pytest.approx(0.968, abs=0.002)
    assert one["precision_high"] - one["precision_low"] > 0.05


def test_each_partner_is_judged_by_the_answers_about_its_own_pairs():
    said = pd.DataFrame([("likely", False, "FIRE")] * 20 + [("likely", True, "POLICE")] * 20, columns=["stratum", "is_same", "value"])  # fmt: skip
    found = estimate(strata(dimension="partner", values=("FIRE", "POLICE")), said, dimension="partner")
    by = found.set_index("value")
    assert by["answers"].tolist() == [20, 20]
    assert by.loc["FIRE", "precision"] < by.loc["POLICE", "precision"]
