"""Pairs into clusters that obey rules: strongest links first, and no link that would break a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from linkage.parallel import alike

LARGE = 40
"""Clusters above this size are always built link by link."""
BATCH = 50_000
"""Rows built link by link at a time, about."""
STRONG = 3.0
"""A direct link this far above the threshold outweighs two different identifiers seen elsewhere in the clusters."""

HEARD = (-3.0, 12.0)
"""Least and greatest match weight with which one pair speaks for or against joining two clusters: an owner's name beside a
trading name should not outvote two records that agree. Source: tried at -8, -5, -3 and -1.5 on the benchmark's sets."""


Pairs = tuple[tuple[int, int], ...] | np.ndarray


@dataclass(frozen=True)
class Rules:
    """What a cluster may not hold.

    Attributes:
        party: records with one number are together from the start.
        list_of: number of the once-only list each record is on, -1 for none; a cluster has one party of each list.
        never: arrays of identifier codes (-1 missing) of which a cluster holds at most one value, whatever the link.
        seldom: the same, but a strong direct link between the two records may join them.
        apart: pairs of rows that a person has told apart.
        together: pairs of rows that a person has joined.
    """

    party: np.ndarray
    list_of: np.ndarray
    never: tuple[np.ndarray, ...] = ()
    seldom: tuple[np.ndarray, ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    together: Pairs = ()


def cluster(
    left: np.ndarray,
    right: np.ndarray,
    weight: np.ndarray,
    rules: Rules,
    *,
    threshold: float = 0.0,
    is_excused: np.ndarray | None = None,
) -> np.ndarray:
    """Number of the cluster of each record: the lowest row in it.

    Args:
        left, right, weight: all weighed pairs, also those against a match.
        rules: what a cluster may not hold.
        threshold: match weight a link needs.
        is_excused: pairs whose weight, where it is against a match, is not held against their clusters.
    Source:
        Greedy union by falling weight with vetoes: LINKAGE.md, "What decides the result" 1 (F1 .384 to .957).
    """
    count = len(rules.party)
    base = joined(rules.party, rules.together)
    strong = np.flatnonzero(weight >= threshold)
    ends = (base[left[strong]], base[right[strong]])
    graph = sparse.coo_matrix((np.ones(len(strong), np.int8), ends), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    component = component[base]
    # pairs between components, nearly all of many, have no say
    inside = np.flatnonzero(alike(component, left, right) & ~alike(base, left, right))
    left, right, excess = left[inside], right[inside], weight[inside] - threshold
    heard = excess if is_excused is None else np.where(is_excused[inside], np.maximum(excess, 0.0), excess)
    difficult = _difficult(component, left, right, heard, rules)
    out = _lowest(component)
    hard = difficult[component]
    if hard.any():
        chosen = np.flatnonzero(hard[left])
        chosen = chosen[np.lexsort((right[chosen], left[chosen], -np.round(excess[chosen] + threshold, 6)))]
        for rows, at in _batches(component, hard, chosen, left):
            greedy = _Greedy(rows, base, rules)
            greedy.run(left[at], right[at], excess[at], heard[at])
            out[rows] = _lowest_of(rows, greedy.root(rows))
    return out


def _batches(
    component: np.ndarray, hard: np.ndarray, chosen: np.ndarray, left: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows and links of a few components at a time: a growing cluster takes a kilobyte for each of its rows."""
    size = np.bincount(component[hard], minlength=int(component.max()) + 1)
    batch = (np.cumsum(size) - size) // BATCH
    of_rows, of_links = np.where(hard, batch[component], -1), batch[component[left[chosen]]]
    for number in np.unique(of_rows[of_rows >= 0]):
        yield np.flatnonzero(of_rows == number), chosen[of_links == number]


def joined(party: np.ndarray, together: Pairs) -> np.ndarray:
    """Number of the group each record is in before any link is looked at: its party, and what people joined."""
    if not len(together):
        return party.copy()
    count = len(party)
    pairs = np.asarray(together, dtype=np.int64)
    ends = (np.concatenate([np.arange(count), pairs[:, 0]]), np.concatenate([party, pairs[:, 1]]))
    _, component = connected_components(
        sparse.coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(count, count)), directed=False
    )
    return _lowest(component)


def _lowest(component: np.ndarray) -> np.ndarray:
    """Replace each component number by its lowest row."""
    if not len(component):
        return component.astype(np.int64)
    first = np.empty(int(component.max()) + 1, dtype=np.int64)
    first[component[::-1]] = np.arange(len(component))[::-1]
    return first[component]


def _lowest_of(rows: np.ndarray, root: np.ndarray) -> np.ndarray:
    frame = pd.DataFrame({"row": rows, "root": root})
    return frame.groupby("root")["row"].transform("min").to_numpy()


def _difficult(
    component: np.ndarray, left: np.ndarray, right: np.ndarray, excess: np.ndarray, rules: Rules
) -> np.ndarray:
    """Whether each component breaks a rule or holds evidence against itself if all its links are taken."""
    count = int(component.max(initial=-1)) + 1
    has_link = np.zeros(count, dtype=bool)
    has_link[component[left]] = True
    out = np.bincount(component, minlength=count) > LARGE
    out[component[left[excess < 0]]] = True
    rows = np.flatnonzero(has_link[component])
    within = component[rows]
    for values in (*rules.never, *rules.seldom):
        out |= _holds_two(within, values[rows], values[rows] >= 0, count)
    lists, party = rules.list_of[rows], rules.party[rows]
    for number in np.unique(lists[lists >= 0]):
        out |= _holds_two(within, party, lists == number, count)
    for a, b in rules.apart:
        out[component[a]] |= component[a] == component[b]
    return np.asarray(out & has_link)


def _holds_two(component: np.ndarray, values: np.ndarray, where: np.ndarray, count: int) -> np.ndarray:
    """Whether each component holds two different values."""
    at = np.flatnonzero(where)
    first = np.zeros(count, dtype=values.dtype)
    first[component[at]] = values[at]
    out = np.zeros(count, dtype=bool)
    out[component[at[values[at] != first[component[at]]]]] = True
    return out


@dataclass
class _Held:
    """What one growing cluster holds."""

    rows: list[int]
    lists: dict[int, int]
    never: list[set[int]]
    seldom: list[set[int]]
    edges: dict[int, float] = field(default_factory=dict)


class _Greedy:
    """Union by falling weight; a union needs no rule broken and evidence between the two clusters that sums above zero."""

    def __init__(self, rows: np.ndarray, base: np.ndarray, rules: Rules) -> None:
        self.parent = {int(row): int(base[row]) for row in rows}
        self.rules = rules
        self.held: dict[int, _Held] = {}
        for row in rows.tolist():
            self._add(row, int(base[row]))
        self.apart: dict[int, set[int]] = {}
        for a, b in rules.apart:
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)

    def _add(self, row: int, root: int) -> None:
        held = self.held.get(root)
        if held is None:
            held = self.held[root] = _Held(
                [], {}, [set() for _ in self.rules.never], [set() for _ in self.rules.seldom]
            )
        held.rows.append(row)
        number = int(self.rules.list_of[row])
        if number >= 0:
            held.lists.setdefault(number, int(self.rules.party[row]))
        for kind, arrays in ((held.never, self.rules.never), (held.seldom, self.rules.seldom)):
            for values, array in zip(kind, arrays, strict=True):
                if array[row] >= 0:
                    values.add(int(array[row]))

    def find(self, row: int) -> int:
        root = row
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[row] != root:
            self.parent[row], row = root, self.parent[row]
        return root

    def root(self, rows: np.ndarray) -> np.ndarray:
        return np.array([self.find(int(row)) for row in rows], dtype=np.int64)

    def run(self, left: np.ndarray, right: np.ndarray, excess: np.ndarray, heard: np.ndarray) -> None:
        for a, b, weight in zip(left.tolist(), right.tolist(), np.clip(heard, *HEARD).tolist(), strict=True):
            one, other = self.find(a), self.find(b)
            if one != other:
                edges = self.held[one].edges
                edges[other] = edges.get(other, 0.0) + weight
                self.held[other].edges[one] = edges[other]
        for a, b, weight in zip(left.tolist(), right.tolist(), excess.tolist(), strict=True):
            if weight < 0:
                break
            one, other = self.find(a), self.find(b)
            if one != other and self.held[one].edges.get(other, 0.0) >= 0 and self._allowed(one, other, weight):
                self._union(one, other)

    def _allowed(self, one: int, other: int, weight: float) -> bool:
        a, b = self.held[one], self.held[other]
        if any(a.lists.get(number, party) != party for number, party in b.lists.items()):
            return False
        if any(len(x | y) > 1 and x and y for x, y in zip(a.never, b.never, strict=True)):
            return False
        if weight < STRONG and any(x and y and not x & y for x, y in zip(a.seldom, b.seldom, strict=True)):
            return False
        small, large = (a, b) if len(a.rows) < len(b.rows) else (b, a)
        return (
            not any(self.apart.get(row, set()).intersection(large.rows) for row in small.rows) if self.apart else True
        )

    def _union(self, one: int, other: int) -> None:
        if len(self.held[one].edges) < len(self.held[other].edges):
            one, other = other, one
        into, gone = self.held[one], self.held.pop(other)
        self.parent[other] = one
        into.rows += gone.rows
        into.lists |= gone.lists
        for x, y in zip(into.never + into.seldom, gone.never + gone.seldom, strict=True):
            x |= y
        into.edges.pop(other, None)
        for third, weight in gone.edges.items():
            if third != one:
                into.edges[third] = into.edges.get(third, 0.0) + weight
                edges = self.held[third].edges
                edges.pop(other, None)
                edges[one] = into.edges[third]
