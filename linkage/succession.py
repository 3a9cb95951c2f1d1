"""Same premises, new owner: where one business ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from linkage.cluster import Rules
from linkage.owners import alike
from linkage.sightings import Seen, grouped
from linkage.turnover import LATE_DAYS, NEW_REFERENCE, REFERENCE, SAME_NAME, side, weight_of

HELD = 0.5
"""A system that keeps more of its references than this when the owner changes numbers premises: it has nothing to say here."""

Span = tuple[pd.Timestamp, pd.Timestamp]
Parts = tuple[list[Seen], list[Seen]]


@dataclass(frozen=True)
class Division:
    """Businesses divided where the owner changed.

    Attributes:
        business: number of the business of each record.
        cuts: for each change a record before and one after, log2 odds and what says so.
        ended: day until which a record counts for its part, where both owners shared its description.
    """

    business: np.ndarray
    cuts: tuple[tuple[int, int, float, str], ...]
    ended: dict[int, pd.Timestamp]


def divide(rows: pd.DataFrame, business: np.ndarray, bound: Rules) -> Division:
    """Businesses divided where the owner changed: records before and after get numbers of their own.

    Args:
        rows: from `sightings.table`.
        business: number of the business of each record.
        bound: rules; what people joined is never divided.
    """
    out = business.copy()
    joined = {row for pair in bound.together for row in pair}
    by = rows.groupby("business")
    cuts: list[tuple[int, int, float, str]] = []
    ended: dict[int, pd.Timestamp] = {}
    owned = rows["owner"].where(rows["owner"] != "").groupby(rows["business"]).transform("nunique")
    several = (by["name"].transform("nunique") > 1) | (by["ref"].transform("nunique") > 1) | (owned > 1)
    for group in grouped(rows[several], "business"):
        for part in _parts(group, joined, cuts):
            numbers = [one.row for one in part]
            out[numbers] = min(numbers)
            ended |= {one.row: one.last for one in part}
    # records without a name or a date follow the part that is there last
    latest = rows.assign(part=out[rows["row"]]).sort_values(["last", "row"]).drop_duplicates("business", keep="last")
    rest = np.setdiff1d(np.arange(len(business)), rows["row"])
    own = pd.Series(business[rest])
    out[rest] = own.map(latest.set_index("business")["part"]).fillna(own).to_numpy(dtype=np.int64)
    return Division(pd.Series(np.arange(len(out))).groupby(out).transform("min").to_numpy(), tuple(cuts), ended)


def _parts(group: list[Seen], joined: set[int], cuts: list[tuple[int, int, float, str]]) -> Iterator[list[Seen]]:
    """Records of one business in parts, one for each owner; every cut is noted."""
    best, parts, why = 0.0, _cut_by_reference(group), [REFERENCE]
    if parts and not _is_joined(parts, joined):
        best = NEW_REFERENCE + SAME_NAME
    else:
        parts = None
        for before, after in _ways_to_cut(group):
            weight, told = weight_of(side(before), side(after))
            if weight > best and not _is_joined((before, after), joined):
                best, parts, why = weight, (before, after), told
    if parts is None:
        yield group
        return
    before, after = parts
    cuts.append((max(before, key=lambda one: (one.last, one.row)).row, after[0].row, best, "; ".join(why)))
    yield from _parts(before, joined, cuts)
    yield from _parts(after, joined, cuts)


def _is_joined(parts: Parts, joined: set[int]) -> bool:
    return bool(joined) and all(any(one.row in joined for one in part) for part in parts)


def _cut_by_reference(group: list[Seen]) -> Parts | None:
    """The records of a business before and after one system began to use another reference, where no other system kept its own."""
    spans: dict[str, dict[str, Span]] = {}
    for one in group:
        if isinstance(one.ref, str) and one.held <= HELD:
            _extend(spans.setdefault(one.system, {}), one.ref, one)
    for system, refs in sorted(spans.items()):
        for ended, began in _turns(refs):
            kept = any(
                first <= ended and last >= began
                for other, others in spans.items()
                if other != system
                for first, last in others.values()
            )
            if not kept:
                return _halves(group, ended, began)
    return None


def _extend(spans: dict[str, Span], key: str, one: Seen) -> None:
    first, last = spans.get(key, (one.first, one.last))
    spans[key] = (min(first, one.first), max(last, one.last))


def _turns(spans: dict[str, Span]) -> Iterator[Span]:
    """When one of several ended and the next began, where none of those before outlived the turn."""
    turns = sorted((first, last, key) for key, (first, last) in spans.items())
    until = pd.Timestamp.min
    for (_, last, _old), (began, _, _new) in pairwise(turns):
        until = max(until, last)
        if until < began:
            yield until, began


def _halves(group: list[Seen], ended: pd.Timestamp, began: pd.Timestamp) -> Parts:
    """Records before and after a turn: they go by when they were first seen. A description that both owners shared goes to the first,
    and counts for it until the turn."""
    middle = ended + (began - ended) / 2
    before = [one._replace(last=min(one.last, middle)) for one in group if one.first < middle]
    return before, [one for one in group if one.first >= middle]


def _ways_to_cut(group: list[Seen]) -> Iterator[Parts]:
    """Divisions to weigh: moments that hardly any record spans and across which the name, or a reference, is another; and, where the
    name stayed, moments at which another owner is named."""
    until = group[0].last
    late = pd.Timedelta(days=LATE_DAYS)
    for at in range(1, len(group)):
        if group[at].first >= until - late:
            names = {one.name for one in group[:at]} & {one.name for one in group[at:]}
            if not names or _new_reference(group[:at], group[at:]):
                yield group[:at], group[at:]
        until = max(until, group[at].last)
    owned: dict[str, Span] = {}
    for one in group:
        if one.owner and not one.is_listed:
            _extend(owned, next((owner for owner in owned if alike(owner, one.owner)), one.owner), one)
    for ended, began in _turns(owned):
        yield _halves(group, ended, began)


def _new_reference(before: list[Seen], after: list[Seen]) -> bool:
    old = {(one.system, one.ref) for one in before if isinstance(one.ref, str)}
    new = {(one.system, one.ref) for one in after if isinstance(one.ref, str)}
    return not old & new and bool({system for system, _ in old} & {system for system, _ in new})
