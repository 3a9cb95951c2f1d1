"""What another threshold would do: matches gained and lost, found by clustering again, in a large register a sample of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from linkage.cluster import joined
from linkage.engine import Work, cluster_businesses
from linkage.model import weight
from tables import THRESHOLDS, check, conform

GRID = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
MOST_RECORDS = 20_000
"""Records of which every threshold is tried; in a larger register they are a random part, and the counts are scaled up."""


def thresholds(
    work: Work, *, in_force: float, grid: tuple[float, ...] = GRID, most: int = MOST_RECORDS
) -> pd.DataFrame:
    """THRESHOLDS: for each, how many pairs of records it would join that are apart now, and the reverse.

    Args:
        work: what the run found; unnamed entries that were given to a business last seen at the place count as apart on both sides.
        in_force: the threshold of the run.
        grid: the thresholds to try.
        most: records to try them on, in whole groups that no threshold of the grid could connect.
    """
    part, rows, scale = _part(work, min((*grid, in_force)), most)
    now = cluster_businesses(part.of, part.found, threshold=in_force, bound=part.bound)
    businesses = work.clusters
    if in_force != work.threshold:
        businesses = len(np.unique(cluster_businesses(work.of, work.found, threshold=in_force, bound=work.bound)))
    lines = []
    for threshold in sorted({*grid, in_force}):
        then = now
        if threshold != in_force:
            then = cluster_businesses(part.of, part.found, threshold=threshold, bound=part.bound)
        both = _pairs(pd.MultiIndex.from_arrays([now[rows], then[rows]]).factorize()[0])
        together = _pairs(then[rows])
        lines.append(
            {
                "threshold": threshold,
                "businesses": businesses + round((len(np.unique(then)) - len(np.unique(now))) * scale),
                "joined": round(together * scale),
                "gained": round((together - both) * scale),
                "lost": round((_pairs(now[rows]) - both) * scale),
                "cases": round(_between(part, now, then, threshold, in_force) * scale),
            }
        )
    return check(conform(pd.DataFrame(lines), THRESHOLDS), THRESHOLDS)


def _part(work: Work, lowest: float, most: int) -> tuple[Work, np.ndarray, float]:
    """The work with the pairs of a random part of the groups alone, its rows, and how many times larger the whole is."""
    count = len(work.of)
    found = work.found
    base = joined(work.bound.party, work.bound.together)
    link = found.weights["match_weight"].to_numpy() >= weight(lowest)
    ends = (base[found.left[link]], base[found.right[link]])
    graph = sparse.coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(count, count))
    group = connected_components(graph, directed=False)[1][base]
    size = np.bincount(group)
    several = np.flatnonzero(size > 1)
    drawn = np.random.default_rng(0).permutation(several)
    drawn = drawn[np.cumsum(size[drawn]) - size[drawn] < most]
    if len(drawn) == len(several):
        return work, np.ones(count, dtype=bool), 1.0
    is_drawn = np.zeros(len(size), dtype=bool)
    is_drawn[drawn] = True
    drawn_row = is_drawn[group]
    keep = drawn_row[found.left] & drawn_row[found.right]
    return replace(work, found=found.only(keep)), drawn_row, float(size[several].sum() / size[drawn].sum())


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
