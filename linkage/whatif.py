"""What another threshold would do: matches gained and lost, found by clustering again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.engine import Work, cluster_businesses
from linkage.model import weight
from tables import THRESHOLDS, check, conform

GRID = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def thresholds(work: Work, *, in_force: float, grid: tuple[float, ...] = GRID) -> pd.DataFrame:
    """THRESHOLDS: for each, how many pairs of records it would join that are apart now, and the reverse.

    Args:
        work: what the run found; unnamed entries that were given to a business last seen at the place count as apart on both sides.
        in_force: the threshold of the run.
    """
    now = cluster_businesses(work.of, work.found, threshold=in_force, bound=work.bound)
    lines = []
    for threshold in sorted({*grid, in_force}):
        then = now
        if threshold != in_force:
            then = cluster_businesses(work.of, work.found, threshold=threshold, bound=work.bound)
        both = _pairs(pd.MultiIndex.from_arrays([now, then]).factorize()[0])
        joined = _pairs(then)
        lines.append(
            {
                "threshold": threshold,
                "businesses": len(np.unique(then)),
                "joined": joined,
                "gained": joined - both,
                "lost": _pairs(now) - both,
                "cases": _between(work, now, then, threshold, in_force),
            }
        )
    return check(conform(pd.DataFrame(lines), THRESHOLDS), THRESHOLDS)


def _pairs(group: np.ndarray) -> int:
    size = np.bincount(group, minlength=1).astype(np.int64)
    return int((size * (size - 1) // 2).sum())


def _between(work: Work, now: np.ndarray, then: np.ndarray, threshold: float, in_force: float) -> int:
    """Questions a person would have to answer to know which of the changes are right: one for each two parts that meet or part."""
    low, high = sorted((weight(threshold), weight(in_force)))
    found = work.found
    value = found.weights["match_weight"].to_numpy()
    at = (value >= low) & (value < high)
    fine = now if threshold < in_force else then
    a, b = fine[found.left[at]], fine[found.right[at]]
    other = then if threshold < in_force else now
    meet = (a != b) & (other[found.left[at]] == other[found.right[at]])
    return len(pd.DataFrame({"a": np.minimum(a, b)[meet], "b": np.maximum(a, b)[meet]}).drop_duplicates())
