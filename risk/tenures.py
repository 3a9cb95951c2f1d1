"""Who traded at a place, one after the other: from what each organisation called whoever it found there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz import fuzz

from risk.network import ALIKE, LEGAL

SHORTEST = pd.Timedelta(days=90)
TRADING_AS = re.compile(r".*\b(?:t/a|t\.a\.|trading as|ta)\b\s*", re.I)
COLUMNS = [
    "business_id",
    "operator",
    "first_seen",
    "last_seen",
    "organisations",
    "company_number",
    "traders",
    "record_id",
]


@dataclass
class _Tenure:
    operator: int
    name: str
    first: pd.Timestamp
    last: pd.Timestamp
    organisations: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    traders: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)


def tenures(traders: pd.DataFrame) -> pd.DataFrame:
    """One row for each operator's time at the premises, in order.

    Names however spelt, and records of one company, are one operator. Another operator has come when an organisation that
    had met the one before now meets another, when the companies differ, or when linkage says that these are two businesses.
    Two organisations that each keep a name of their own for the same trader make no change, and neither does a name that is
    back after less than SHORTEST, nor two that take turns (one, other, one, other) for what linkage holds to be one business.

    Args:
        traders: about, trader, record_id, name, company_number, partner_org, seen.
    Returns:
        business_id (the business asked about), operator, first_seen, last_seen, organisations (how many), company_number,
        traders and record_id (ids, separated by blanks).
    """
    rows = []
    for about, here in traders.sort_values(["about", "seen", "record_id"]).groupby("about", sort=False):
        rows += [
            (about, one.name, one.first, one.last, len(one.organisations), " ".join(sorted(one.numbers)) or None,
             " ".join(sorted(one.traders)), " ".join(sorted(one.records)))
            for one in _in_turn(_lasting(_in_order(here)))
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _in_order(here: pd.DataFrame) -> list[_Tenure]:
    numbered = _operators(here)
    found: list[_Tenure] = []
    met: dict[str, int] = {}
    for row, operator in zip(here.itertuples(), numbered, strict=True):
        number = row.company_number if isinstance(row.company_number, str) else ""
        now = found[-1] if found else None
        if now is None or (operator != now.operator and _has_changed(now, row, number, met)):
            now = _Tenure(operator, str(row.name), row.seen, row.seen)
            found.append(now)
        now.last = max(now.last, row.seen)
        now.organisations.add(str(row.partner_org))
        now.traders.add(str(row.trader))
        now.records.add(str(row.record_id))
        if number:
            now.numbers.add(number)
        met[str(row.partner_org)] = operator
    return found


def _in_turn(found: list[_Tenure]) -> list[_Tenure]:
    """Two names that come and go in turns for one business, of no two companies, are names of one operator: owners do not."""
    at = 0
    while at < len(found):
        one = found[at]
        back = max(place for place, other in enumerate(found) if other.operator == one.operator)
        between = {other.operator for other in found[at:back]}
        end = max((place for place, other in enumerate(found) if other.operator in between), default=at)
        turns = found[at : end + 1]
        if end > back and all(one.traders & other.traders for other in turns) and len(_companies(turns)) < 2:
            found[at : end + 1] = [_together(turns)]
            aliases = {other.operator for other in turns}
            for other in found:
                other.operator = one.operator if other.operator in aliases else other.operator
        else:
            at += 1
    return found


def _companies(turns: list[_Tenure]) -> set[str]:
    return set().union(*(one.numbers for one in turns))


def _together(turns: list[_Tenure]) -> _Tenure:
    """One tenure of several, under the name that was met longest."""
    name = max(turns, key=lambda one: one.last - one.first).name
    whole = _Tenure(turns[0].operator, name, turns[0].first, max(one.last for one in turns))
    for one in turns:
        whole.organisations |= one.organisations
        whole.numbers |= one.numbers
        whole.traders |= one.traders
        whole.records |= one.records
    return whole


def _lasting(found: list[_Tenure]) -> list[_Tenure]:
    """Without those that were over at once, after which the operator before was back: a slip of the pen, no tenure."""
    kept: list[_Tenure] = []
    for place, one in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        back = after is not None and kept and kept[-1].operator == after.operator
        if kept and (
            kept[-1].operator == one.operator or (back and after is not None and after.first - one.first < SHORTEST)
        ):
            kept[-1].last = max(kept[-1].last, one.last)
            kept[-1].organisations |= one.organisations
            kept[-1].traders |= one.traders
            kept[-1].records |= one.records
            kept[-1].numbers |= one.numbers if kept[-1].operator == one.operator else set()
        else:
            kept.append(one)
    return kept


def _has_changed(now: _Tenure, row: object, number: str, met: dict[str, int]) -> bool:
    if number and now.numbers:
        return number not in now.numbers
    return met.get(str(row.partner_org)) == now.operator or str(row.trader) not in now.traders  # type: ignore[attr-defined]


def _operators(here: pd.DataFrame) -> list[int]:
    """A number for each row: the same for one company, or one name however spelt where no two companies differ."""
    known: list[tuple[set[str], list[str]]] = []
    by_pair: dict[tuple[str, str], int] = {}
    found = []
    for name, company in zip(here["name"], here["company_number"], strict=True):
        number = company if isinstance(company, str) else ""
        plain = " ".join(LEGAL.sub(" ", TRADING_AS.sub("", str(name)).lower()).split())
        if (plain, number) not in by_pair:
            same = (place for place, one in enumerate(known) if _same(plain, number, *one))
            place = next(same, len(known))
            if place == len(known):
                known.append((set(), []))
            known[place][1].append(plain)
            if number:
                known[place][0].add(number)
            by_pair[plain, number] = place
        found.append(by_pair[plain, number])
    return found


def _same(name: str, number: str, numbers: set[str], names: list[str]) -> bool:
    if number and numbers:
        return number in numbers
    return any(fuzz.token_sort_ratio(name, other) >= ALIKE for other in names)
