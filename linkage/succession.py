"""Same premises, new owner: where one business ends and the next begins, and who took over from whom."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from linkage.cluster import Rules
from linkage.sightings import Seen, grouped

LATE_DAYS = 30
"""Letters and late visits may still name the old owner for so long. Source: sample county; no real file was at hand."""
BOTH_TRADE, ONE_ALIAS, SAME_NAME = 2.5, -1.5, -6.0
"""Log2 odds of a new owner before times are looked at: both names are trading names; one is only a person's or a company's;
the name stayed."""
OTHER_SECTOR = 1.0
OTHER_COMPANY, SAME_CONTACT = 6.0, -8.0
NEW_REFERENCE = 8.0
"""Both sides carry references of one system, and not one in common: a system that keeps premises apart gives a new owner a new one
(a change of food business operator gives a new FHRSID, DOMAIN.md 1.1)."""
REFERENCE = "a new reference in the same system"
SAME_REFERENCE = -2.0
APART = 2.0
"""Added where linkage itself found two businesses."""
CROWDED = -4.0
"""For each other business that traded there before and after: a shared building, not a takeover."""
VAGUE = -3.0
"""Taken off where neither a UPRN nor a house number on both sides shows that it is one place: a farm, an estate."""


@dataclass(frozen=True)
class Side:
    """What the records before, or after, a possible change of owner say."""

    first: pd.Timestamp
    last: pd.Timestamp
    dates: int
    names: frozenset[int]
    has_trade_name: bool
    sectors: frozenset[str]
    companies: frozenset[int]
    phones: frozenset[int]
    uprns: frozenset[int]
    is_numbered: bool
    refs: frozenset[tuple[str, str]]


def side(seen: Sequence[Seen]) -> Side:
    """Records of one side together. An entry of a list says who is there now, not since when: its dates count for nothing, and where it
    has only the name of a person or a company it does not even say that."""
    dated = [one for one in seen if one.is_trade or not one.is_listed] or seen
    return Side(
        min(one.first for one in dated),
        max(one.last for one in dated),
        sum(1 + (one.first != one.last) for one in seen if not one.is_listed),
        frozenset(one.name for one in seen),
        any(one.is_trade for one in seen),
        frozenset(one.sector for one in seen if isinstance(one.sector, str)),
        frozenset(one.company for one in seen if one.company >= 0),
        frozenset(one.phone for one in seen if one.phone >= 0),
        frozenset(one.uprn for one in seen if one.uprn >= 0),
        any(one.is_numbered for one in seen),
        frozenset((one.system, one.ref) for one in seen if isinstance(one.ref, str)),
    )


def weight_of(before: Side, after: Side) -> tuple[float, list[str]]:
    """Log2 odds that the second took over from the first, and what says so.

    The longer both were seen without ever overlapping, the less likely they are two names of one business: of all orders in
    which so many dates can fall, only two divide them.
    """
    if (after.first - before.last).days < -LATE_DAYS:
        return -99.0, []
    why = []
    if before.names & after.names:
        weight = SAME_NAME
    else:
        dates = min(before.dates, 40), min(after.dates, 40)
        weight = min(math.log2(math.comb(sum(dates), dates[0]) / 2), 8.0)
        weight += BOTH_TRADE if before.has_trade_name and after.has_trade_name else ONE_ALIAS
        why.append("another name")
    for more, told in (_of_traders(before, after), _of_references(before, after)):
        weight += more
        why += told
    if not before.uprns & after.uprns and not (before.is_numbered and after.is_numbered):
        weight += VAGUE
    why.append("seen one after the other")
    return weight, why


def _of_traders(before: Side, after: Side) -> tuple[float, list[str]]:
    """What trade, company numbers and phones say."""
    weight, why = 0.0, []
    if before.sectors and after.sectors and not before.sectors & after.sectors:
        weight += OTHER_SECTOR
        why.append("another trade")
    if before.companies and after.companies and not before.companies & after.companies:
        weight += OTHER_COMPANY
        why.append("another company number")
    others = before.companies and after.companies and not before.companies & after.companies
    if before.companies & after.companies or (before.phones & after.phones and not others):
        weight += SAME_CONTACT
    elif before.phones & after.phones:
        why.append("the same phone")
    elif before.phones and after.phones:
        weight += 1.0
        why.append("another phone")
    return weight, why


def _of_references(before: Side, after: Side) -> tuple[float, list[str]]:
    """What the references of systems that know both sides say."""
    weight, why = 0.0, []
    systems = {system for system, _ in before.refs} & {system for system, _ in after.refs}
    if systems:
        kept = before.refs & after.refs
        weight += SAME_REFERENCE if kept else NEW_REFERENCE
        if not kept:
            why.append(REFERENCE)
    return weight, why


@dataclass(frozen=True)
class Division:
    """Businesses divided where the owner changed.

    Attributes:
        business: number of the business of each record.
        cuts: for each change a record before and one after, log2 odds and what says so.
    """

    business: np.ndarray
    cuts: tuple[tuple[int, int, float, str], ...]


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
    several = (by["name"].transform("nunique") > 1) | (by["ref"].transform("nunique") > 1)
    for group in grouped(rows[several], "business"):
        for part in _parts(group, joined, cuts):
            out[part] = min(part)
    # records without a name or a date follow the part that is there last
    latest = rows.assign(part=out[rows["row"]]).sort_values(["last", "row"]).drop_duplicates("business", keep="last")
    rest = np.setdiff1d(np.arange(len(business)), rows["row"])
    own = pd.Series(business[rest])
    out[rest] = own.map(latest.set_index("business")["part"]).fillna(own).to_numpy(dtype=np.int64)
    return Division(pd.Series(np.arange(len(out))).groupby(out).transform("min").to_numpy(), tuple(cuts))


def _parts(group: list[Seen], joined: set[int], cuts: list[tuple[int, int, float, str]]) -> Iterator[list[int]]:
    """Rows of one business in parts, one for each owner; every cut is noted."""
    best, parts, why = 0.0, _cut_by_reference(group), [REFERENCE]
    if parts and not _is_joined(parts, joined):
        best = NEW_REFERENCE + SAME_NAME
    else:
        parts = None
        for at in _places_to_cut(group):
            weight, told = weight_of(side(group[:at]), side(group[at:]))
            if weight > best and not _is_joined((group[:at], group[at:]), joined):
                best, parts, why = weight, (group[:at], group[at:]), told
    if parts is None:
        yield [one.row for one in group]
        return
    before, after = parts
    cuts.append((max(before, key=lambda one: (one.last, one.row)).row, after[0].row, best, "; ".join(why)))
    yield from _parts(before, joined, cuts)
    yield from _parts(after, joined, cuts)


def _is_joined(parts: tuple[list[Seen], list[Seen]], joined: set[int]) -> bool:
    return bool(joined) and all(any(one.row in joined for one in part) for part in parts)


def _cut_by_reference(group: list[Seen]) -> tuple[list[Seen], list[Seen]] | None:
    """The records of a business before and after one system began to use another reference, where no other system kept its own.

    What has no reference goes by when it was first seen; a description that both owners shared goes to the first.
    """
    spans: dict[str, dict[str, tuple[pd.Timestamp, pd.Timestamp]]] = {}
    for one in group:
        if isinstance(one.ref, str):
            refs = spans.setdefault(one.system, {})
            first, last = refs.get(one.ref, (one.first, one.last))
            refs[one.ref] = (min(first, one.first), max(last, one.last))
    for system, refs in sorted(spans.items()):
        turns = sorted((first, last, ref) for ref, (first, last) in refs.items())
        for (_, ended, _old), (began, _, _new) in pairwise(turns):
            if ended >= began or any(last > began for _, last, _ in turns[: turns.index((began, _, _new))]):
                continue
            kept = any(
                first <= ended and last >= began
                for other, others in spans.items()
                if other != system
                for first, last in others.values()
            )
            if not kept:
                middle = ended + (began - ended) / 2
                before = [one for one in group if one.first < middle]
                after = [one for one in group if one.first >= middle]
                return before, after
    return None


def _places_to_cut(group: list[Seen]) -> list[int]:
    """Moments between two records that hardly any record spans and across which the name, or a reference, is another."""
    out = []
    until = group[0].last
    late = pd.Timedelta(days=LATE_DAYS)
    for at in range(1, len(group)):
        if group[at].first >= until - late:
            names = {one.name for one in group[:at]} & {one.name for one in group[at:]}
            if not names or _new_reference(group[:at], group[at:]):
                out.append(at)
        until = max(until, group[at].last)
    return out


def _new_reference(before: list[Seen], after: list[Seen]) -> bool:
    old = {(one.system, one.ref) for one in before if isinstance(one.ref, str)}
    new = {(one.system, one.ref) for one in after if isinstance(one.ref, str)}
    return not old & new and bool({system for system, _ in old} & {system for system, _ in new})
