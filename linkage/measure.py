"""How good are the clusters? Precision, recall and F1 over pairs, over records (B-cubed) and over whole clusters; calibration."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Quality:
    """Agreement of clusters with the truth; all shares between 0 and 1.

    Attributes:
        precision, recall, f1: over pairs of records.
        bcubed_precision, bcubed_recall, bcubed_f1: averaged over records.
        cluster_f1: over clusters that are exactly right.
        pairs_found, pairs_true, pairs_right: counts behind the first three.
    """

    precision: float
    recall: float
    f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    cluster_f1: float
    pairs_found: int
    pairs_true: int
    pairs_right: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def quality(found: pd.Series, true: pd.Series) -> Quality:
    """Compare two clusterings of the same records.

    Args:
        found: cluster of each record, by record_id.
        true: the right cluster, by record_id; records without one are left out.
    """
    both = pd.DataFrame({"found": found, "true": true}).dropna()
    sizes = both.groupby(["found", "true"], sort=False).size()
    by_found, by_true = both["found"].value_counts(), both["true"].value_counts()
    right, made, wanted = _pairs(sizes), _pairs(by_found), _pairs(by_true)
    precision, recall = _share(right, made), _share(right, wanted)
    cells = sizes.reset_index(name="n")
    square = cells["n"] ** 2
    b_precision = float((square / cells["found"].map(by_found)).sum() / max(len(both), 1))
    b_recall = float((square / cells["true"].map(by_true)).sum() / max(len(both), 1))
    exact = int(((cells["n"] == cells["found"].map(by_found)) & (cells["n"] == cells["true"].map(by_true))).sum())
    return Quality(
        precision, recall, _f1(precision, recall), b_precision, b_recall, _f1(b_precision, b_recall),
        _f1(_share(exact, len(by_found)), _share(exact, len(by_true))), made, wanted, right,
    )  # fmt: skip


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def calibration_error(probability: np.ndarray, is_match: np.ndarray, *, tenths: int = 10) -> float:
    """Expected calibration error: mean distance between stated and seen share of matches, over equal steps of probability."""
    step = np.minimum((probability * tenths).astype(int), tenths - 1)
    frame = pd.DataFrame({"step": step, "said": probability, "seen": is_match.astype(float)})
    means = frame.groupby("step").agg(said=("said", "mean"), seen=("seen", "mean"), n=("seen", "size"))
    return float(((means["said"] - means["seen"]).abs() * means["n"]).sum() / max(len(frame), 1))
