"""Pairs with their comparisons and weights: what candidates become, and what clustering and explanation start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from linkage.block import Candidates
from linkage.chance import shifts
from linkage.cluster import Rules
from linkage.compare import FEATURES, compare_some
from linkage.context import Context, context
from linkage.controls import Controls, cell_of, controls
from linkage.lesson import lesson
from linkage.model import GROUPS, Model, probability, raw, stand, start_weight, weigh
from linkage.parallel import both, chunks, shared
from linkage.prepare import Prepared
from linkage.rivals import FLOOR, rivals
from linkage.strangers import strangers_weight

MANY = 1_000_000
"""Pairs above which comparisons are let go once they are weighed, and made again where they are asked for: 3 GB at fifteen million pairs. So many
teach nothing of themselves either: the shipped model and the count of chance have to do, for the time it takes."""
COLUMNS = tuple(name for names in FEATURES.values() for name in names)
WEIGHTS = ("start_weight", *(f"{group}_weight" for group in GROUPS), "match_weight", "match_probability")
Comparer = Callable[[np.ndarray], pd.DataFrame]
"""Numbers of pairs to all their comparisons."""


@dataclass(frozen=True)
class Weighed:
    """Candidate pairs with their comparisons and weights.

    Attributes:
        left, right: numbers of rows of the records ordered by record_id, left below right.
        comparisons: a column per comparison; None where they were let go.
        weights: start_weight, name_weight, place_weight, contact_weight, other_weight, match_weight, match_probability; of many pairs
            match_weight and, with less precision, those of the groups.
        rules: what each blocking rule gave.
        again: makes the comparisons that were let go once more.
        method: what joins each pair, a place among METHODS, of comparisons that were let go.
        start: weight before any comparison speaks, where `weights` lacks it.
        taught: the part of other_weight that the table itself taught; None where it taught nothing.
        strange: the part of other_weight that names with nothing in common in short lists make; None where there are none.
    """

    left: np.ndarray
    right: np.ndarray
    comparisons: pd.DataFrame | None
    weights: pd.DataFrame
    rules: pd.DataFrame
    again: Comparer | None = None
    method: np.ndarray | None = None
    start: float = 0.0
    taught: np.ndarray | None = None
    strange: np.ndarray | None = None

    def seen(self, at: np.ndarray, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Comparisons of the pairs numbered `at`, all or those named, made once more where they were let go."""
        if self.comparisons is not None:
            found = self.comparisons.iloc[at]
            return found if names is None else found[list(names)]
        if self.again is None:
            raise ValueError("the comparisons of these pairs were let go and cannot be made again")
        parts = [self.again(at[part]) for part in chunks(len(at))]
        return pd.concat([part if names is None else part[list(names)] for part in parts], ignore_index=True)

    def evidence(self, at: np.ndarray) -> pd.DataFrame:
        """All weights of the pairs numbered `at`."""
        found = self.weights.iloc[at].reset_index(drop=True)
        if "start_weight" not in found:
            found.insert(0, "start_weight", self.start)
        return found.assign(match_probability=probability(found["match_weight"].to_numpy()))

    def numbers_of(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The number of each pair of rows, the lower left; -1 for pairs that were not compared. Pairs rise by left, then right."""
        first, last = (np.searchsorted(self.left, left, side=side) for side in ("left", "right"))
        out = np.full(len(left), -1, dtype=np.int64)
        for place, (begin, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            at = begin + int(np.searchsorted(self.right[begin:end], right[place]))
            if at < end and self.right[at] == right[place]:
                out[place] = at
        return out

    def only(self, keep: np.ndarray) -> Weighed:
        """The pairs of a mask alone, for clustering: what joins them is not told."""
        seen = None if self.comparisons is None else self.comparisons[keep]
        return replace(
            self,
            left=self.left[keep],
            right=self.right[keep],
            comparisons=seen,
            weights=self.weights[keep].reset_index(drop=True),
            again=None,
            method=None,
            taught=None,
            strange=None,
        )


def weigh_pairs(of: Prepared, pairs: Candidates, model: Model, rules: Rules | None = None) -> Weighed:
    """Comparisons and match weights of candidate pairs, in parts; of MANY pairs only the weights are kept.

    With the rules of its clusters, a table of at most MANY pairs teaches what it can of itself.
    """
    at = context(of, pairs.left, pairs.right)
    control = None if pairs.within is None else controls(of, *pairs.within, at, model, compare_some, pairs.only)
    if len(pairs.left) > MANY:
        compare = partial(compare_some, of, pairs.left, pairs.right, at=at)
        return weigh_many(of, pairs, model, compare, control)

    comparisons, weights = _compared(of, pairs, model, at)
    strange = strangers_weight(of, pairs, comparisons, raw(weights, model))
    weights = _with_more(weights, strange)
    cell = cell_of(comparisons)
    asked = (pairs.left, pairs.right, cell)
    told, shift = settled(of, asked, weights, model, control, pairs.only)
    more = None
    if rules is not None:
        more = model.scale * lesson(asked[:2], comparisons, told["match_weight"].to_numpy(), rules, raw(weights, model))
    if more is None or not more.any():
        return Weighed(pairs.left, pairs.right, comparisons, told, pairs.rules, strange=strange)
    told, _ = settled(of, asked, _with_more(weights, more), model, control, pairs.only, shift)
    return Weighed(pairs.left, pairs.right, comparisons, told, pairs.rules, taught=more, strange=strange)


def _with_more(weights: pd.DataFrame, more: np.ndarray) -> pd.DataFrame:
    """The weights with more of `other_weight`."""
    return weights.assign(other_weight=weights["other_weight"] + more, match_weight=weights["match_weight"] + more)


def _compared(of: Prepared, pairs: Candidates, model: Model, at: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All comparisons and bare weights of the pairs, by both processors where there are many."""
    seen, told = shared(len(COLUMNS) * len(pairs.left), np.float32), shared(len(WEIGHTS) * len(pairs.left), np.float64)
    seen, told = seen.reshape(len(COLUMNS), -1), told.reshape(len(WEIGHTS), -1)

    def part(some: slice) -> None:
        found = compare_some(of, pairs.left, pairs.right, some, at)
        for number, name in enumerate(COLUMNS):
            seen[number, some] = found[name]
        weights = weigh(found, model)
        for number, name in enumerate(WEIGHTS):
            told[number, some] = weights[name]

    both(part, list(chunks(len(pairs.left))))
    return pd.DataFrame(seen.T, columns=list(COLUMNS), copy=False), pd.DataFrame(
        told.T, columns=list(WEIGHTS), copy=False
    )


def settled(
    of: Prepared,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    weights: pd.DataFrame,
    model: Model,
    control: Controls | None,
    only: np.ndarray | None,
    earlier: np.ndarray | None = None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """The weights with what rivals, the overlap of the lists and the count of chance pairs say, and the shift that the count alone made.

    Args:
        of, model, control, only: as elsewhere.
        pairs: left, right and cell.
        weights: of the pairs.
        earlier: shift by an earlier count, before the weights were changed; the mean of both is made, one count jumps (decision 0117).
    """
    left, right, _ = pairs
    standing = rivals(of, left, right, raw(weights, model), only=only)
    shift = np.zeros(len(left))
    if control is not None and model.standing is not None:
        own = weights["match_weight"].to_numpy()
        shift = shifts(of, standing, own + model.standing.of(standing), pairs, control, model, only)
        shift = shift if earlier is None else (shift + earlier) / 2
        if shift.any():
            weights = weights.assign(other_weight=weights["other_weight"].to_numpy() + shift, match_weight=own + shift)
            standing = rivals(of, left, right, raw(weights, model), only=only)
    return stand(weights, standing, model), shift


def weigh_many(
    of: Prepared,
    pairs: Candidates,
    model: Model,
    compare: Callable[[slice | np.ndarray], pd.DataFrame],
    control: Controls | None = None,
) -> Weighed:
    """The weights of many pairs, by both processors; their comparisons are let go, what joins them is remembered."""
    count = len(pairs.left)
    weight, method, cell = shared(count, np.float64), shared(count, np.int8), shared(count, np.int8)
    groups = {f"{group}_weight": shared(count, np.float32) for group in GROUPS}

    def part(some: slice) -> None:
        seen = compare(some)
        told = weigh(seen, model)
        weight[some] = told["match_weight"]
        method[some], cell[some] = _method(seen), cell_of(seen)
        for name, values in groups.items():
            values[some] = told[name]

    both(part, list(chunks(count)))
    other = groups["other_weight"]
    for some in _by_rivals(of, pairs, (weight - model.shift) / model.scale > FLOOR):
        bare = pd.DataFrame({"match_weight": weight[some], "other_weight": other[some]})
        told, _ = settled(of, (pairs.left[some], pairs.right[some], cell[some]), bare, model, control, pairs.only)
        weight[some], other[some] = told["match_weight"], told["other_weight"]
    weights = pd.DataFrame({**groups, "match_weight": weight}, copy=False)
    start = start_weight(model)
    return Weighed(pairs.left, pairs.right, None, weights, pairs.rules, compare, method, start)


def _by_rivals(of: Prepared, pairs: Candidates, is_near: np.ndarray) -> Iterator[np.ndarray]:
    """Numbers of the pairs that can have rivals, all at once, then of the others, part by part: those too far below to be rivals, too."""
    can = np.zeros(len(pairs.left), dtype=bool)
    for part in chunks(len(can)):
        left, right = pairs.left[part], pairs.right[part]
        can[part] = of.once[left] & of.once[right] & (of.source[left] != of.source[right]) & is_near[part]
    yield np.flatnonzero(can)
    others = np.flatnonzero(~can)
    for part in chunks(len(others)):
        yield others[part]


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
    code = found.method[pair] if found.method is not None else _method(found.seen(pair, METHOD_NEEDS))
    return np.array(METHODS, dtype=object)[code]


METHODS = (
    "company number", "UPRN and name", "phone and name", "postcode, number and name", "UPRN", "postcode and name", "address and name",
    "distance and name", "name", "phone", "same entry of a list", "place",
)  # fmt: skip
METHOD_NEEDS = ("company", "uprn", "phone", "postcode", "number", "street_rarity", "near", "place_kept", "name_shared")


def _method(comparisons: pd.DataFrame) -> np.ndarray:
    """Place among METHODS of the first that holds for each pair, the last where none does."""
    seen = {name: comparisons[name].to_numpy() for name in METHOD_NEEDS}
    named = seen["name_shared"] > 0.4
    holds = (
        seen["company"] == 1,
        (seen["uprn"] == 1) & named,
        (seen["phone"] > 0) & named,
        (seen["postcode"] >= 6) & (seen["number"] >= 3) & named,
        seen["uprn"] == 1,
        (seen["postcode"] >= 6) & named,
        (seen["street_rarity"] >= 0.5) & named,
        (seen["near"] >= -2.0) & named,
        named,
        seen["phone"] > 0,
        seen["place_kept"] > 0.3,
    )
    return np.select(holds, range(len(holds)), len(METHODS) - 1).astype(np.int8)
