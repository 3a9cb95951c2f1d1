"""Did the owner change between two stretches of time at one place? Log2 odds, and what says so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from linkage.owners import alike
from linkage.sightings import Seen

LATE_DAYS = 30
"""Letters and late visits may still name the old owner for so long. Source: sample county; no real file was at hand."""
BOTH_TRADE, ONE_ALIAS, SAME_NAME = 2.5, -1.5, -6.0
"""Log2 odds of a new owner before times are looked at: both names are trading names; one is only a person's or a company's;
the name stayed."""
OTHER_SECTOR, OTHER_PHONE = 1.0, 1.0
LISTED_SECTOR, UNSEEN_DAYS = 3.0, 365
"""A list that names whoever is there now has a trade there that it hardly ever gives a business of the kind known before, and nobody has
seen that one for so long. Source: three sample counties: of 25 such entries without a name 18 were about another business, of 45 others
13; where the business had been seen since, mostly a neighbour in the same building."""
OTHER_COMPANY, SAME_CONTACT = 6.0, -8.0
OTHER_OWNER = 4.0
"""Another person or company is named. Source: our judgement: one business in twenty-five changes its company's name or becomes
one within two years."""
NEW_REFERENCE = 8.0
"""Both sides carry references of one system, and not one in common: a system that keeps premises apart gives a new owner a new one
(a change of food business operator gives a new FHRSID, DOMAIN.md 1.1)."""
REFERENCE, OWNER = "a new reference in the same system", "another owner"
LEAST_HELD = 1 / 16
"""A system that never kept a reference may keep one yet."""
VAGUE = -4.0
"""Taken off where neither a UPRN nor a house number on both sides shows that it is one place: a farm, an estate. Twice where one
side has a number and the other has none."""
SHARED = -3.0
"""The same where a list of places has several entries at the address."""
MOST_DATES, MOST_ORDER = 40, 8.0
IMPOSSIBLE = -99.0


@dataclass(frozen=True)
class Side:
    """What the records before, or after, a possible change of owner say."""

    first: pd.Timestamp
    last: pd.Timestamp
    dates: int
    owned: int
    names: frozenset[int]
    has_trade_name: bool
    owners: frozenset[str]
    sectors: frozenset[str]
    companies: frozenset[int]
    phones: frozenset[int]
    uprns: frozenset[int]
    is_numbered: bool
    refs: frozenset[tuple[str, str]]
    held: dict[str, float]
    is_shared: bool
    trades: frozenset[str]
    unlike: frozenset[str]


def side(seen: Sequence[Seen]) -> Side:
    """Records of one side together.

    An entry of a list says who is there now, not since when: its dates count for nothing, and where it has only the name of a
    person or a company it does not even say that. A record without an address does not say when somebody was at the place.
    """
    dated = [one for one in seen if one.is_trade or not one.is_listed] or seen
    dated = [one for one in dated if one.is_placed] or dated
    return Side(
        min(one.first for one in dated),
        max(one.last for one in dated),
        _dates(seen),
        _dates(one for one in seen if one.owner),
        frozenset(one.name for one in seen),
        any(one.is_trade for one in seen),
        frozenset(one.owner for one in seen if one.owner),
        frozenset(one.sector for one in seen if isinstance(one.sector, str)),
        frozenset(one.company for one in seen if one.company >= 0),
        frozenset(one.phone for one in seen if one.phone >= 0),
        frozenset(one.uprn for one in seen if one.uprn >= 0),
        any(one.is_numbered for one in seen),
        frozenset((one.system, one.ref) for one in seen if isinstance(one.ref, str)),
        {one.system: one.held for one in seen if isinstance(one.ref, str)},
        any(one.is_shared for one in seen),
        frozenset(one.sector for one in seen if isinstance(one.sector, str) and not one.is_listed),
        frozenset().union(*(one.unlike for one in seen)),
    )


def _dates(seen: Iterable[Seen]) -> int:
    return sum(1 + (one.first != one.last) for one in seen if not one.is_listed)


def weight_of(before: Side, after: Side) -> tuple[float, list[str]]:
    """Log2 odds that the second took over from the first, and what says so."""
    if (after.first - before.last).days < -LATE_DAYS:
        return IMPOSSIBLE, []
    weight, why = _of_names(before, after)
    for more, told in (_of_owners(before, after), _of_references(before, after)):
        weight += more
        why += told
    weight += _of_places(before, after)
    why.append("seen one after the other")
    return weight, why


def _of_places(before: Side, after: Side) -> float:
    """What is taken off where it is not sure that both sides were at one place."""
    if before.uprns & after.uprns or (before.is_numbered and after.is_numbered):
        return 0.0
    return VAGUE * (1 + (before.is_numbered != after.is_numbered))


def _of_names(before: Side, after: Side) -> tuple[float, list[str]]:
    """What the names say, or, where the name stayed, the owners', and in what order they were seen."""
    if not before.names & after.names:
        kind = BOTH_TRADE if before.has_trade_name and after.has_trade_name else ONE_ALIAS
        return kind + in_order(before.dates, after.dates), ["another name"]
    changed = differ(before.owners, after.owners) or bool(
        before.companies and after.companies and not before.companies & after.companies
    )
    return SAME_NAME + (in_order(before.owned, after.owned) if changed else 0.0), []


def in_order(before: int, after: int) -> float:
    """Log2 odds from so many dates on either side that never overlap.

    The longer both were seen without ever overlapping, the less likely they are two names of one business: of all orders in
    which so many dates can fall, only two divide them.

    >>> round(in_order(3, 3), 2)
    3.32
    """
    one, other = min(before, MOST_DATES), min(after, MOST_DATES)
    return max(0.0, min(math.log2(math.comb(one + other, one) / 2), MOST_ORDER)) if one and other else 0.0


def differ(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether both sides name owners, and none is one of the other side's."""
    after = list(after)
    pairs = [alike(one, other) for one in before for other in after]
    return bool(pairs) and not any(pairs)


def _of_owners(before: Side, after: Side) -> tuple[float, list[str]]:
    """What trade, owners, company numbers and phones say."""
    weight, why = 0.0, []
    if _is_unheard_of(before, after):
        weight += LISTED_SECTOR
        why.append("a list has another trade there")
    elif before.sectors and after.sectors and not before.sectors & after.sectors:
        weight += OTHER_SECTOR
        why.append("another trade")
    others = bool(before.companies and after.companies and not before.companies & after.companies)
    if others:
        weight += OTHER_COMPANY
        why.append("another company number")
    elif differ(before.owners, after.owners):
        is_told = not before.names & after.names and before.has_trade_name and after.has_trade_name
        weight += 0.0 if is_told else OTHER_OWNER
        why.append(OWNER)
    if before.companies & after.companies or (before.phones & after.phones and not others):
        weight += SAME_CONTACT
    elif before.phones & after.phones:
        why.append("the same phone")
    elif before.phones and after.phones:
        weight += OTHER_PHONE
        why.append("another phone")
    return weight, why


def _is_unheard_of(before: Side, after: Side) -> bool:
    """Whether a list alone has another trade there, and those who knew the old one have not been for long."""
    is_old = (after.first - before.last).days > UNSEEN_DAYS
    return is_old and not after.trades and bool(before.trades) and before.trades <= after.unlike


def _of_references(before: Side, after: Side) -> tuple[float, list[str]]:
    """What the references of systems that know both sides say."""
    systems = {system for system, _ in before.refs} & {system for system, _ in after.refs}
    if not systems:
        return 0.0, []
    kept = {system for system, _ in before.refs & after.refs}
    if not kept:
        return NEW_REFERENCE, [REFERENCE]
    return sum(math.log2(max(before.held[system], LEAST_HELD)) for system in kept), []
