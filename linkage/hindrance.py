"""What kept two records of a table apart, in a sentence for each pair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.prepare import Prepared


def hindrances(
    of: Prepared,
    records: pd.DataFrame,
    cluster: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray],
    lacking: np.ndarray,
    apart: frozenset[tuple[int, int]],
) -> list[str]:
    """Why each pair was not joined: the list that names a business once and whom it gave instead, a number, a person, the weight.

    Args:
        of: prepared records.
        records: record_id and source, in the same order.
        cluster: number of the cluster of each record.
        pairs: rows of the pairs, none of them inside one cluster.
        lacking: match weight short of the threshold; nought or less where the pair is above it.
        apart: pairs that a person told apart.
    """
    once = np.flatnonzero(of.once)
    held = dict(zip(zip(cluster[once].tolist(), of.source[once].tolist(), strict=True), once.tolist(), strict=True))
    name, source = records["record_id"].to_numpy(dtype=object), records["source"].to_numpy(dtype=object)

    def taken(one: int, other: int) -> str:
        """Whom the list of `other` gave to the cluster of `one`."""
        instead = held.get((int(cluster[one]), int(of.source[other])), other) if of.once[other] else other
        if instead == other:
            return ""
        return f"{source[other]} names a business once, and {name[one]} is joined with its {name[instead]}."

    def reason(one: int, other: int, short: float) -> str:
        if (one, other) in apart or (other, one) in apart:
            return "A person told them apart."
        if of.company[one] >= 0 <= of.company[other] and of.company[one] != of.company[other]:
            return "Different company numbers are never one business."
        better = taken(one, other) or taken(other, one)
        if short > 0:
            return f"Match weight {short:.1f} short of the threshold." + (f" {better}" if better else "")
        return better or "The other records joined with them speak against it."

    left, right = pairs
    return [reason(a, b, s) for a, b, s in zip(left.tolist(), right.tolist(), lacking.tolist(), strict=True)]
