"""How good the links are, estimated from the fair sample that people answered, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

DRAWS = 4_000
SHAPE, MOST = 0.5, 50.0
"""The model's own expectation in each stratum counts as half an answer of the rarer kind with as many of the other as make its share,
fifty together at most. Source: simulated: with one answer together (a share of .985 then counts as sure) intervals meant to hold the
truth 95 times in 100 held it 79 to 95 times, with this 92 to 99, also where the model's odds are wrong by a factor of two."""
MEASURES = ("precision", "recall", "f1")


def estimate(strata: pd.DataFrame, answers: pd.DataFrame, *, dimension: str = "all") -> pd.DataFrame:
    """Precision, recall and F1 of the pairs joined, overall or for each partner, sector or district.

    Every stratum counts by the pairs it stands for, so that a sample with many hard cases is not a pessimistic one. A stratum's
    share of true pairs is drawn from its Beta distribution (the answers, and what the model expects: SHAPE, MOST); the interval is
    the middle 95% of what follows.

    Args:
        strata: STRATA.
        answers: `stratum`, `is_same` and, but for `all`, `value`: a row for each answer and each value it is about.
        dimension: all, partner, sector or district.
    Returns:
        `value`, `answers`, and for each of MEASURES its estimate with `_low` and `_high`, by value. Misses among pairs that were
        never compared are outside: recall is of what the comparison found.
    """
    here = strata[strata["dimension"] == dimension]
    lines: list[dict[str, object]] = []
    for value, group in here.groupby("value", sort=True):
        mine = answers if dimension == "all" else answers[answers["value"] == value]
        lines.append({"value": value, "answers": len(mine), **_of(group, mine, seed=len(lines))})
    names = [f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")]
    return pd.DataFrame(lines, columns=["value", "answers", *names])


def _of(strata: pd.DataFrame, answers: pd.DataFrame, *, seed: int) -> dict[str, float]:
    counts = answers.groupby("stratum")["is_same"].agg(["sum", "count"]).reindex(strata["stratum"]).fillna(0)
    expected = np.clip(strata["expected"].to_numpy(), 0.001, 0.999)
    known = np.clip(SHAPE / np.minimum(expected, 1 - expected), 1.0, MOST)
    yes = counts["sum"].to_numpy(dtype=float) + known * expected
    no = (counts["count"] - counts["sum"]).to_numpy(dtype=float) + known * (1 - expected)
    pairs = strata["pairs"].to_numpy(dtype=float)
    joined = strata["is_joined"].to_numpy(dtype=bool)
    best = _measures((yes / (yes + no))[None, :], pairs, joined)
    drawn = _measures(np.random.default_rng(seed).beta(yes, no, size=(DRAWS, len(yes))), pairs, joined)
    out: dict[str, float] = {}
    for name, one, many in zip(MEASURES, best, drawn, strict=True):
        low, high = np.quantile(many, [0.025, 0.975])
        out |= {name: float(one[0]), f"{name}_low": float(low), f"{name}_high": float(high)}
    return out


def _measures(share: np.ndarray, pairs: np.ndarray, joined: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    true = share * pairs
    right, missed = true[:, joined].sum(axis=1), true[:, ~joined].sum(axis=1)
    precision = right / max(pairs[joined].sum(), 1.0)
    recall = right / np.maximum(right + missed, 1e-9)
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-9)
