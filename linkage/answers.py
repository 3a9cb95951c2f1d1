"""A person's answers read and used: they bind the clusters, and they bend the weights towards what the person sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from linkage.engine import LinkError
from linkage.headings import recognised
from linkage.model import GROUPS, probability
from linkage.parallel import chunks

TRUST = {"name": 0.35, "place": 0.35, "contact": 0.35, "other": 0.35}
"""How far an answer set may bend the weight of a group (standard deviation around 1)."""
TRUST_START, TRUST_LEVEL = 3.0, 1.5
"""The same for the starting weight and for each level of a comparison (around 0), in log2 odds."""
LEVELS: tuple[tuple[str, float, float], ...] = (
    ("name_sorted", 0.95, 9.0),
    ("name_sorted", 0.6, 0.95),
    ("name_sorted", -1.0, 0.35),
    ("name_contained", 0.9, 9.0),
    ("name_common", -9.0, -2.0),
    ("postcode", 6.0, 9.0),
    ("postcode", -1.0, 3.5),
    ("number", 3.0, 9.0),
    ("number", -1.0, 0.9),
    ("unit", -2.0, 0.5),
    ("street_rarity", 0.8, 9.0),
    ("street_rarity", -1.0, 0.3),
    ("place_kept", 0.3, 9.0),
    ("alone", -99.0, -0.5),
    ("phone", 1.0, 9.0),
    ("phone", -1.0, 0.2),
)
"""Levels of comparisons (from, below) whose weight the answers may move."""
OTHER, MOST_OTHERS, HOPELESS = 0.25, 4000, -6.6
"""Answers that a pair nobody was asked about counts as; how many of them do, at most, and from which match weight."""
FURTHEST = 3.0
"""Bits by which answers move a pair nobody was asked about, at most. Source of all: decision 0101."""
BENT = tuple(dict.fromkeys(name for name, _, _ in LEVELS))
"""Comparisons they are of."""


def bend(comparisons: pd.DataFrame, weights: pd.DataFrame, answered: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Match weights of all pairs after the answers: a logistic regression that starts from the shipped weights.

    What the weights say of the pairs nobody was asked about counts as answers too, so that odd pairs, and those are asked about, do not
    bend what is right elsewhere (decision 0101).

    Args:
        comparisons, weights: of all pairs.
        answered: rows that were answered.
        same: the answers, 1 for the same business.
    Source:
        LINKAGE.md, "What decides the result" 3: 100 well-chosen answers lift F1 by 4 to 11 points on unlike data.
    """
    total = weights["match_weight"].to_numpy()
    if not len(answered):
        return total
    spread = np.array([*TRUST.values(), TRUST_START] + [TRUST_LEVEL] * len(LEVELS))
    others = np.setdiff1d(np.flatnonzero(total > HOPELESS), answered)
    others = others[:: max(1, len(others) // MOST_OTHERS)]
    at = np.concatenate([answered, others])
    said = np.concatenate([same.astype(float), probability(total[others])])
    counts = np.concatenate([np.ones(len(answered)), np.full(len(others), OTHER)])
    features = _features(comparisons.iloc[at], weights.iloc[at])
    change = _fit(features, total[at], (said, counts), spread)
    out = np.empty(len(total))
    for part in chunks(len(total)):
        more = _features(comparisons.iloc[part], weights.iloc[part]) @ change
        out[part] = total[part] + np.clip(more, -FURTHEST, FURTHEST)
    return out


def _features(comparisons: pd.DataFrame, weights: pd.DataFrame) -> np.ndarray:
    columns = [weights[f"{group}_weight"].to_numpy() for group in GROUPS]
    columns.append(np.ones(len(weights)))
    for name, low, high in LEVELS:
        value = comparisons[name].to_numpy()
        columns.append(((value >= low) & (value < high)).astype(float))
    return np.column_stack(columns)


def _fit(x: np.ndarray, base: np.ndarray, answers: tuple[np.ndarray, np.ndarray], spread: np.ndarray) -> np.ndarray:
    """Newton steps for the most likely change of the weights, each held back by its spread; answers are shares and how much each counts."""
    y, counts = answers
    change = np.zeros(x.shape[1])
    natural = np.log(2.0)
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp2(-np.clip(base + x @ change, -40, 40)))
        slope = natural * x.T @ (counts * (y - p)) - change / spread**2
        curve = natural**2 * (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(1 / spread**2)
        step = np.linalg.solve(curve, slope)
        change += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return change


YES, NO = ("yes", "y", "true", "same", "match"), ("no", "n", "false", "different", "distinct")


@dataclass(frozen=True)
class Answers:
    """Pairs of rows that a person answered; same is 1 for the same business, else 0."""

    left: np.ndarray
    right: np.ndarray
    same: np.ndarray

    @property
    def together(self) -> tuple[tuple[int, int], ...]:
        return tuple(self._pairs(self.same == 1))

    @property
    def apart(self) -> frozenset[tuple[int, int]]:
        return frozenset(self._pairs(self.same != 1))

    def _pairs(self, which: np.ndarray) -> list[tuple[int, int]]:
        return list(zip(self.left[which].tolist(), self.right[which].tolist(), strict=True))


def read_answers(labels: pd.DataFrame | None, record_id: pd.Series) -> tuple[Answers, list[str]]:
    """The answers of a table, rows in the order of the record ids, and sentences on those that cannot be used.

    Raises:
        LinkError: the table lacks a column.
    """
    nothing = np.empty(0, np.int64)
    if labels is None or labels.empty:
        return Answers(nothing, nothing, nothing), []
    labels, _ = recognised(labels)
    lacking = [column for column in ("record_id_l", "record_id_r", "same") if column not in labels]
    if lacking:
        raise LinkError(
            f"The answers lack the column {', '.join(lacking)}; they need record_id_l, record_id_r and same (1 or 0)."
        )
    row = pd.Series(np.arange(len(record_id)), index=record_id.to_numpy(dtype=object))
    left, right = (labels[c].astype("object").map(row) for c in ("record_id_l", "record_id_r"))
    said = labels["same"].astype("object").astype("str").str.strip().str.lower()
    same = pd.to_numeric(said.replace({**dict.fromkeys(YES, "1"), **dict.fromkeys(NO, "0")}), errors="coerce")
    good = left.notna() & right.notna() & same.isin([0, 1]) & (left != right)
    notes = (
        [f"{int((~good).sum())} answers were not used: their records are not in the table, or same is neither 1 nor 0."]
        if not good.all()
        else []
    )
    a, b = left[good].to_numpy(np.int64), right[good].to_numpy(np.int64)
    frame = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "same": same[good].to_numpy(np.int64)})
    opposite = frame.groupby(["a", "b"])["same"].transform("nunique") > 1
    if opposite.any():
        notes.append(f"{int(opposite.sum())} answers contradict each other on the same pair and were not used.")
    frame = frame[~opposite].drop_duplicates()
    return Answers(frame["a"].to_numpy(), frame["b"].to_numpy(), frame["same"].to_numpy()), notes
