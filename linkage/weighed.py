"""Pairs with their comparisons and weights: what candidates become, and what clustering and explanation start from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from linkage.block import Candidates
from linkage.compare import THREADS, chunks, compare_some
from linkage.context import context
from linkage.model import Model, raw, stand, weigh
from linkage.prepare import Prepared
from linkage.rivals import rivals

MANY = 1_000_000
"""Pairs above which comparisons that nobody reads after the weighing are let go: a gigabyte at a million records."""
KEPT = (
    "name_sorted", "name_shared", "name_rarest", "name_contained", "name_common", "postcode", "number", "unit", "street_rarity", "near", "uprn", "alone",
    "place_kept", "phone", "company", "email",
)  # fmt: skip
"""What methods, sentences and answers read."""


@dataclass(frozen=True)
class Weighed:
    """Candidate pairs with their comparisons and weights.

    Attributes:
        left, right: numbers of rows of the records ordered by record_id, left below right.
        comparisons: a column per comparison.
        weights: start_weight, name_weight, place_weight, contact_weight, other_weight, match_weight, match_probability.
        rules: what each blocking rule gave.
    """

    left: np.ndarray
    right: np.ndarray
    comparisons: pd.DataFrame
    weights: pd.DataFrame
    rules: pd.DataFrame


def weigh_pairs(of: Prepared, pairs: Candidates, model: Model) -> Weighed:
    """Comparisons and match weights of candidate pairs, in parts; of MANY pairs only the comparisons that are told are kept."""
    at = context(of, pairs.left, pairs.right)
    is_slim = len(pairs.left) > MANY

    def part(some: slice) -> tuple[pd.DataFrame, pd.DataFrame]:
        seen = compare_some(of, pairs.left, pairs.right, some, at)
        return (seen[list(KEPT)] if is_slim else seen), weigh(seen, model)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(part, chunks(len(pairs.left))))
    comparisons = pd.concat([seen for seen, _ in parts], ignore_index=True)
    weights = pd.concat([told for _, told in parts], ignore_index=True)
    del parts
    standing = rivals(of, pairs.left, pairs.right, raw(weights, model))
    return Weighed(pairs.left, pairs.right, comparisons, stand(weights, standing, model), pairs.rules)


def every_comparison(of: Prepared, found: Weighed, at: np.ndarray, model: Model) -> pd.DataFrame:
    """All comparisons of the pairs numbered `at`, compared once more where they were let go."""
    if all(name in found.comparisons for term in model.terms for name in term.features):
        return found.comparisons.iloc[at]
    counts = context(of, found.left, found.right)
    return compare_some(of, found.left, found.right, at, counts)


def best_links(found: Weighed, joined: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Each record's strongest link inside its cluster: its weight and which pair it is; NaN and -1 where there is none.

    Args:
        found: weighed pairs.
        joined: which pairs are inside one cluster.
        count: number of records.
    """
    weight, pair = np.full(count, np.nan), np.full(count, -1, dtype=np.int64)
    inside = np.flatnonzero(joined)
    order = inside[np.argsort(found.weights["match_weight"].to_numpy()[inside], kind="stable")]
    for side in (found.left, found.right):
        at = order[_not_weaker(weight, found, side, order)]
        weight[side[at]] = found.weights["match_weight"].to_numpy()[at]
        pair[side[at]] = at
    return weight, pair


def _not_weaker(weight: np.ndarray, found: Weighed, side: np.ndarray, order: np.ndarray) -> np.ndarray:
    held = weight[side[order]]
    return np.isnan(held) | (found.weights["match_weight"].to_numpy()[order] > held)


def methods(found: Weighed, pair: np.ndarray) -> np.ndarray:
    """What joins each pair, in words: the strongest agreement there is."""
    seen = {name: found.comparisons[name].to_numpy()[pair] for name in METHOD_NEEDS}
    named = seen["name_shared"] > 0.4
    choices = {
        "company number": seen["company"] == 1,
        "UPRN and name": (seen["uprn"] == 1) & named,
        "phone and name": (seen["phone"] > 0) & named,
        "postcode, number and name": (seen["postcode"] >= 6) & (seen["number"] >= 3) & named,
        "UPRN": seen["uprn"] == 1,
        "postcode and name": (seen["postcode"] >= 6) & named,
        "address and name": (seen["street_rarity"] >= 0.5) & named,
        "distance and name": (seen["near"] >= -2.0) & named,
        "name": named,
        "phone": seen["phone"] > 0,
        "same entry of a list": seen["place_kept"] > 0.3,
    }
    return np.select(list(choices.values()), list(choices), "place").astype(object)


METHOD_NEEDS = ("company", "uprn", "phone", "postcode", "number", "street_rarity", "near", "place_kept", "name_shared")
