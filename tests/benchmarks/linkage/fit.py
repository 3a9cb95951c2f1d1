"""Fit the additive model with scikit-learn's boosted trees and write it as tables (development only; nothing here ships)."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from linkage.compare import FEATURES
from linkage.model import Model, Term, bins

PAIRS = (
    ("name_sorted", "name_shared"),
    ("name_contained", "name_shared"),
    ("name_contained", "name_rarest"),
    ("name_sorted", "name_common"),
    ("name_jaro", "name_shared"),
    ("postcode", "number"),
    ("number", "street"),
    ("number", "street_rarity"),
    ("postcode", "street_contained"),
    ("alone", "place_kept"),
    ("street_rarity", "place_kept"),
    ("name_sorted", "name_person"),
    ("name_rarest", "name_kept"),
    ("name_common", "name_kept"),
    ("number", "unit"),
    ("phone", "phone_alone"),
)
GROUP_OF = {feature: group for group, features in FEATURES.items() for feature in features}
NAMES = [feature for features in FEATURES.values() for feature in features]
LOG2E = float(np.log2(np.e))


def fit(
    comparisons: pd.DataFrame, is_match: np.ndarray, *, weights: np.ndarray | None = None, trees: int = 300
) -> Model:
    """Boosted trees of at most two comparisons each, taken apart into tables."""
    position = {name: i for i, name in enumerate(NAMES)}
    allowed = [{position[n]} for n in NAMES] + [{position[a], position[b]} for a, b in PAIRS]
    classifier = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.06, max_leaf_nodes=5, max_depth=2, min_samples_leaf=30, l2_regularization=5.0,
        monotonic_cst=[1] * len(NAMES), interaction_cst=allowed, early_stopping=False, random_state=0, max_bins=64,
    )  # fmt: skip
    values = comparisons[NAMES].to_numpy(np.float64)
    values[:, np.isnan(values).all(axis=0)] = 0.0  # scikit-learn cannot bin a column that is missing throughout
    classifier.fit(values, is_match, sample_weight=weights)
    return tables(classifier)


def tables(classifier: HistGradientBoostingClassifier) -> Model:
    """The same function as sums of one- and two-way tables."""
    leaves = [leaf for step in classifier._predictors for leaf in _leaves(step[0].nodes)]
    keys = sorted({tuple(sorted(leaf[0])) for leaf in leaves})
    edges: dict[int, list[float]] = {}
    for path, _ in leaves:
        for feature, steps in path.items():
            edges.setdefault(feature, []).extend(t for t, _, _ in steps)
    cuts = {feature: np.unique(np.array(values)) for feature, values in edges.items()}
    grids = {key: np.zeros([len(cuts[f]) + 2 for f in key]) for key in keys}
    for path, value in leaves:
        key = tuple(sorted(path))
        masks = [_mask(cuts[f], path[f]) for f in key]
        grids[key] += value * np.outer(*masks) if len(masks) > 1 else value * masks[0]
    intercept = float(np.ravel(classifier._baseline_prediction)[0]) * LOG2E
    terms = []
    for key, grid in grids.items():
        if not key:
            intercept += float(grid) * LOG2E
            continue
        names = tuple(NAMES[f] for f in key)
        terms.append(Term(GROUP_OF[names[0]], names, tuple(cuts[f] for f in key), grid * LOG2E))
    return Model(intercept, tuple(terms))


def _leaves(nodes: np.ndarray) -> list[tuple[dict, float]]:
    out = []
    todo = [(0, {})]
    while todo:
        at, path = todo.pop()
        node = nodes[at]
        if node["is_leaf"]:
            out.append((path, float(node["value"])))
            continue
        feature, cut, missing_left = (
            int(node["feature_idx"]),
            float(node["num_threshold"]),
            bool(node["missing_go_to_left"]),
        )
        for child, goes_left in ((int(node["left"]), True), (int(node["right"]), False)):
            steps = [*path.get(feature, []), (cut, goes_left, missing_left)]
            todo.append((child, {**path, feature: steps}))
    return out


def _mask(cuts: np.ndarray, steps: list[tuple[float, bool, bool]]) -> np.ndarray:
    """Which places of a comparison's table lie on a path: value <= cut goes left."""
    upper = np.concatenate([cuts, [np.inf]])
    mask = np.ones(len(cuts) + 2)
    for cut, goes_left, missing_left in steps:
        mask[:-1] *= (upper <= cut) if goes_left else (upper > cut)
        mask[-1] *= float(goes_left == missing_left)
    return mask


def folds(entity_left: np.ndarray, entity_right: np.ndarray, *, parts: int = 5, seed: int = 0) -> np.ndarray:
    """Fold of each pair: that of its left record's business, so that a true pair is never in two folds."""
    names = np.unique(np.concatenate([entity_left, entity_right]))
    number = pd.Series(np.random.default_rng(seed).integers(0, parts, len(names)), index=names)
    return number[entity_left].to_numpy()


MARGINS = np.array([-6.0, -3.0, -1.0, 0.0, 1.0, 2.5, 4.0, 7.9])


def fit_standing(
    model: Model, weight: np.ndarray, standing: pd.DataFrame, is_match: np.ndarray, sample: np.ndarray | None = None
) -> Model:
    """Scale, shift and the table of rivals, by logistic regression on weights that did not see the answers."""
    from sklearn.linear_model import LogisticRegression

    margin = bins(standing["margin"].to_numpy(), MARGINS)
    last = len(MARGINS)

    def steps(m: np.ndarray) -> np.ndarray:
        return np.column_stack([(m >= k) & (m <= last) for k in range(1, last + 1)] + [m == last + 1]).astype(
            np.float32
        )

    x = np.column_stack([np.clip(weight, -12, 12) / 4, steps(margin)])
    found = LogisticRegression(C=1.0, max_iter=500).fit(x, is_match, sample_weight=sample)
    b = found.coef_[0] * LOG2E
    table = steps(np.arange(last + 2)) @ b[1:]
    return Model(
        model.intercept,
        model.terms,
        float(b[0] / 4),
        float(found.intercept_[0] * LOG2E),
        Term("rivals", ("margin",), (MARGINS,), table),
    )


__all__ = ["NAMES", "fit", "fit_standing", "folds", "itertools", "tables"]
