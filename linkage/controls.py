"""Control pairs: two entries of one list that names a business once are two businesses, however alike they look.

What such pairs look like is what chance does between two lists as well, in this table, without a single answer: neighbours under one roof, branches of
one brand, common names. They are compared as if one of the two stood in another list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from linkage.context import Context
from linkage.keys import hashed
from linkage.model import Model, raw, weigh
from linkage.parallel import chunks
from linkage.prepare import Prepared
from linkage.rivals import taken

ENTRIES = 100_000
"""Entries whose control pairs are looked at, at most: of more, an even part."""
LIKE, UNLIKE, SHARED_WORD = 0.85, 0.6, 0.35
"""Similarity of names from which they are alike, and below which they are unlike where no word rarer than this is shared."""
SAME_STREET = 0.8
"""Share of the rarity of their words from which two addresses are about one street."""
CELLS = 12
Comparer = Callable[[Prepared, np.ndarray, np.ndarray, slice, Context, np.ndarray], pd.DataFrame]
"""Records, rows, rows, which of the pairs, counts, and numbers of the two lists, to comparisons."""


@dataclass(frozen=True)
class Controls:
    """Control pairs, weighed.

    Attributes:
        source, as_if: list they are of, and the list one of them is taken to be of.
        weight: match weight before rivals are looked at.
        margin: over the best rival still free, within the list.
        cell: kind of pair, from `cell_of`.
        share: share of all such pairs that is here.
    """

    source: np.ndarray
    as_if: np.ndarray
    weight: np.ndarray
    margin: np.ndarray
    cell: np.ndarray
    share: float


def entry_share(of: Prepared, only: np.ndarray | None = None) -> float:
    """Share of the entries of once-only lists whose control pairs are looked at; with `only`, of these entries."""
    entries = of.once if only is None else of.once & only
    return min(1.0, ENTRIES / max(int(entries.sum()), 1))


def is_looked_at(of: Prepared, left: np.ndarray, right: np.ndarray, only: np.ndarray | None = None) -> np.ndarray:
    """Whether pairs of rows are control pairs of entries that are looked at; with `only`, of these entries and any."""
    out = (of.source[left] == of.source[right]) & of.once[left] & (of.party[left] != of.party[right])
    share = entry_share(of, only)
    if share < 1.0 or only is not None:
        at = np.flatnonzero(out)
        one, other = _even(left[at]) < share, _even(right[at]) < share
        out[at] = one | other if only is None else (one & only[left[at]]) | (other & only[right[at]])
    return out


def _even(rows: np.ndarray) -> np.ndarray:
    """A number from 0 to 1 for each row, evenly spread, always the same."""
    return (rows.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)).astype(np.float64) / 2.0**24


def controls(
    of: Prepared,
    left: np.ndarray,
    right: np.ndarray,
    at: Context,
    model: Model,
    compare: Comparer,
    only: np.ndarray | None = None,
) -> Controls | None:
    """The control pairs weighed as pairs of two lists; None where there are no two lists that name a business once, or a thousand.

    Args:
        of: prepared records.
        left, right: control pairs.
        at: counts over the pairs of two lists.
        model: the model.
        compare: `compare_some`.
        only: records of which each pair holds at least one; None where all were paired.
    """
    lists = np.unique(of.source[of.once])
    if len(lists) < 2 or at.facts.lists.known is not None or not len(left):
        return None
    source = of.source[left]
    place = np.searchsorted(lists, source)
    step = 1 + (hashed(left, right) >> np.uint64(32)).astype(np.int64) % (len(lists) - 1)
    as_if = lists[(place + step) % len(lists)]
    code = np.minimum(source, as_if).astype(np.int64) * at.facts.lists.width + np.maximum(source, as_if)
    facts = replace(at.facts, bits=np.zeros(len(left), np.uint16))
    bare = replace(at, facts=facts, failures=replace(at.failures, facts=facts))
    weight, cell = np.empty(len(left)), np.empty(len(left), np.int8)
    for part in chunks(len(left)):
        seen = compare(of, left, right, part, bare, code[part])
        weight[part] = weigh(seen, model)["match_weight"]
        cell[part] = cell_of(seen)
    margin = taken(of.party[left], of.party[right], raw(pd.DataFrame({"match_weight": weight}), model), left, right)
    share = entry_share(of, only)
    return Controls(source, as_if, weight, margin, cell, 1.0 - (1.0 - share) ** 2 if only is None else share)


def cell_of(comparisons: pd.DataFrame) -> np.ndarray:
    """Kind of pair: names unlike, in part alike, alike or missing; and the place elsewhere, in the street or postcode, or the same."""
    name, rarest = comparisons["name_sorted"].to_numpy(), comparisons["name_rarest"].to_numpy()
    place, code = comparisons["place_bits"].to_numpy(), comparisons["postcode"].to_numpy()
    differ = (name < UNLIKE) & (rarest < SHARED_WORD)
    by_name = np.where(np.isnan(name), 3, np.where(name >= LIKE, 2, np.where(differ, 0, 1)))
    street = (code == 6) | (comparisons["street_rarity"].to_numpy() >= SAME_STREET)
    return (by_name * 3 + np.where(place > 0, 2, np.where(street, 1, 0))).astype(np.int8)
