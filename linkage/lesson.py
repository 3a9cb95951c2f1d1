"""What the table itself teaches: its own clusters, read as answers, move the weights of the pairs that are not clear.

The shipped model has learnt from other tables what a difference means. Here one hand shortens every street, or whoever keeps this register changes either
the name or the address and never both. The pairs that ended in one cluster, among them many that look unlike and were joined through a third record, or because
nothing else was left for them, and those that did not, teach small trees; each pair is weighed by trees that did not see its cluster.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.cluster import Rules, cluster
from linkage.compare import FEATURES
from linkage.parallel import both, shared

COMPARED = tuple(
    f for features in FEATURES.values() for f in features if not f.endswith(("_bits", "_odd", "_odd_less"))
)
"""Comparisons the trees see."""
SHARE, HALF = 0.5, 400.0
"""How far the lesson may move a weight, as a share of the way, and the number of businesses of several records at which it goes half as far."""
CLEAR = 12.0
"""Match weight, for or against, from which a pair is clear and stays as it is. Source of all three: decision 0117."""
FEWEST = 30
"""Pairs in one cluster, and pairs in two, from which there is anything to learn."""
PARTS = 4
MOST = 30_000
"""Pairs the trees are taught on, at most: of more, an even part."""
SURE = 1e-6
WORTH_TWO = 4_000
"""Pairs taught on from which a second process is worth starting."""


def lesson(
    pairs: tuple[np.ndarray, np.ndarray],
    comparisons: pd.DataFrame,
    weight: np.ndarray,
    rules: Rules,
    own: np.ndarray,
) -> np.ndarray:
    """Match weight to add to each pair before rivals are looked at again; nought where the pair is clear or the table too small.

    Args:
        pairs: left and right rows.
        comparisons: of the pairs.
        weight: match weight of each pair as far as is known, from which the clusters are made.
        rules: what a cluster may not hold.
        own: weight of each pair before rivals, calibration taken off: what the lesson is held against.
    """
    left, right = pairs
    group = cluster(left, right, weight, rules)
    same = group[left] == group[right]
    out = np.zeros(len(left))
    if min(same.sum(), (~same).sum()) < FEWEST:
        return out
    businesses = len(np.unique(group[left[same]]))
    unclear, taught = np.flatnonzero(np.abs(own) < CLEAR), np.arange(len(left))[:: -(-len(left) // MOST)]
    values = np.array(comparisons[list(COMPARED)], dtype=np.float32)
    part = (pd.util.hash_array(group[left]) % np.uint64(PARTS)).astype(np.int64)
    said = _said(values, same, part, (taught, unclear))
    out[unclear] = SHARE * businesses / (businesses + HALF) * (said - own[unclear])
    return out


def _said(values: np.ndarray, same: np.ndarray, part: np.ndarray, rows: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Log2 odds of the pairs asked about, each by trees that did not see its part; `rows` are those taught on and those asked about."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # a second, which tables without a lesson need not wait
    from threadpoolctl import threadpool_limits

    lessons, asked = rows
    out = shared(len(asked), np.float64)

    def work(number: int) -> None:
        at, taught = np.flatnonzero(part[asked] == number), lessons[part[lessons] != number]
        if not len(at) or same[taught].all() or not same[taught].any():
            return
        told = ~np.isnan(values[taught]).all(axis=0)  # trees cannot be taught on a column that is missing throughout
        trees = HistGradientBoostingClassifier(
            max_iter=120, learning_rate=0.08, max_depth=2, max_leaf_nodes=4, min_samples_leaf=20, l2_regularization=2.0,
            monotonic_cst=[1] * int(told.sum()), early_stopping=False, random_state=0, max_bins=63,
        )  # fmt: skip
        with threadpool_limits(1):  # two threads that wait for each other take twenty times as long on a busy machine
            trees.fit(values[np.ix_(taught, told)], same[taught])
            likely = np.clip(trees.predict_proba(values[np.ix_(asked[at], told)])[:, 1], SURE, 1.0 - SURE)
        out[at] = np.log2(likely / (1.0 - likely))

    numbers = range(PARTS)
    if len(lessons) < WORTH_TWO:
        for number in numbers:
            work(number)
    else:
        both(work, numbers)
    return out
