"""Comparisons into match weights: an additive model of small tables, shipped as JSON, so that every weight can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from linkage.overlap import overlap_weight

GROUPS = ("name", "place", "contact", "other")
SHIPPED = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Term:
    """A table of match weights over one comparison, or over two that belong together; or a line through points.

    Attributes:
        group: name, place, contact or other.
        features: one or two comparisons.
        edges: for each, the values at which the weight changes, rising; of a line, its points.
        weights: log2 odds; the last place along each side is for a missing value.
        is_line: between two points the weight lies on the straight line between theirs.
    """

    group: str
    features: tuple[str, ...]
    edges: tuple[np.ndarray, ...]
    weights: np.ndarray
    is_line: bool = False

    def of(self, comparisons: pd.DataFrame) -> np.ndarray:
        if self.is_line:
            values = comparisons[self.features[0]].to_numpy()
            weights = np.interp(values, self.edges[0], self.weights[:-1])
            return np.where(np.isnan(values), self.weights[-1], weights)
        place = tuple(
            bins(comparisons[name].to_numpy(), edges) for name, edges in zip(self.features, self.edges, strict=True)
        )
        return self.weights[place]


@dataclass(frozen=True)
class Model:
    """Additive match weights.

    Attributes:
        intercept: weight when every comparison weighs nothing.
        terms: tables, each in one group.
        scale, shift: calibration; the total weight is shift + scale * sum.
        standing: match weight for how a pair stands against its rivals.
    """

    intercept: float
    terms: tuple[Term, ...]
    scale: float = 1.0
    shift: float = 0.0
    standing: Term | None = None


def bins(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Place of each value among the edges; missing values come after the last place."""
    place = np.searchsorted(edges, values, side="left")
    return np.where(np.isnan(values), len(edges) + 1, place)


def weigh(comparisons: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Match weight of each group and their total with its probability.

    Returns:
        start_weight, name_weight, place_weight, contact_weight, other_weight, match_weight, match_probability. The first five
        add up to match_weight; "other" is what the two lists and the other records say.
    """
    sums = {group: np.zeros(len(comparisons)) for group in GROUPS}
    for term in model.terms:
        sums[term.group] += term.of(comparisons)
    out = {f"{group}_weight": values * model.scale for group, values in sums.items()}
    start = np.full(len(comparisons), start_weight(model))
    total = start + np.sum(list(out.values()), axis=0)
    return pd.DataFrame({"start_weight": start, **out, "match_weight": total, "match_probability": probability(total)})


def stand(weights: pd.DataFrame, standing: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The same weights with those of the standing among rivals and of the overlap of the lists added to `other_weight` and the total."""
    if model.standing is None:
        return weights
    more = model.standing.of(standing)
    more = more + overlap_weight(standing, weights["match_weight"].to_numpy() + more, model.scale)
    total = weights["match_weight"].to_numpy() + more
    other = weights["other_weight"].to_numpy() + more
    return weights.assign(other_weight=other, match_weight=total, match_probability=probability(total))


def raw(weights: pd.DataFrame, model: Model) -> np.ndarray:
    """Total weight before calibration: what rivals are weighed by."""
    return (weights["match_weight"].to_numpy() - model.shift) / model.scale


def start_weight(model: Model) -> float:
    """Weight of a pair before any comparison speaks."""
    return model.shift + model.scale * model.intercept


def probability(weight: np.ndarray) -> np.ndarray:
    """Probability for a match weight: 0 is even odds, 1 is two to one."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60))))


def weight(probability_: float) -> float:
    """Match weight for a probability; the reverse of `probability`."""
    clipped = min(max(probability_, 1e-15), 1 - 1e-15)
    return float(np.log2(clipped / (1 - clipped)))


@cache
def shipped(name: str = "business") -> Model:
    """The model that comes with the product."""
    return read((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))


def read(text: str) -> Model:
    """A model from its JSON."""
    held: dict[str, Any] = json.loads(text)
    terms = [_term(term) for term in held["terms"]]
    standing = [term for term in terms if term.group == "rivals"]
    return Model(
        held["intercept"],
        tuple(term for term in terms if term.group != "rivals"),
        held.get("scale", 1.0),
        held.get("shift", 0.0),
        standing[0] if standing else None,
    )


def _term(held: dict[str, Any]) -> Term:
    return Term(
        held["group"],
        tuple(held["features"]),
        tuple(np.array(edges, dtype=np.float64) for edges in held["edges"]),
        np.array(held["weights"], dtype=np.float64),
        held.get("line", False),
    )


def write(model: Model, note: str = "") -> str:
    """JSON of a model: one line per term, so that a change can be read in a diff."""
    lines = [
        json.dumps(
            {
                "group": term.group,
                **({"line": True} if term.is_line else {}),
                "features": list(term.features),
                "edges": [np.round(edges, 4).tolist() for edges in term.edges],
                "weights": np.round(term.weights, 3).tolist(),
            }
        )
        for term in (*model.terms, *([model.standing] if model.standing else []))
    ]
    numbers = {"intercept": model.intercept, "scale": model.scale, "shift": model.shift}
    head = json.dumps({"note": note, **{name: round(value, 4) for name, value in numbers.items()}})
    return head[:-1] + ', "terms": [\n' + ",\n".join(lines) + "\n]}\n"
