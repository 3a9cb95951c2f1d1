"""The seven headline figures and how they went, under scope and filters.

Source: the figures Essex published about its own tool ("Safer Businesses", essexfuture.org.uk); definitions in decision 0050.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from store.access import Scope
from store.cells import EPOCH, UNDATED, businesses_within, held
from store.filters import Filters
from store.seen import Seen, met, seen

RETAIL = (
    "RETAIL", "CONVENIENCE", "TAKEAWAY", "RESTAURANT", "PUB", "BARBER", "NAIL_BEAUTY", "MASSAGE", "GAMING_MONEY",
)  # fmt: skip
RETAIL_SHARE = 0.6
RETAIL_LEAST = 5
TOP_SHARE = 0.05
SUPPORTING = ("REACTIVE", "ENFORCEMENT")
SUPPORT = f"touch_point_class in {SUPPORTING}"
MONTHS, YEARS = 24, 6
_ORGANISATION = "partner_org"


@dataclass(frozen=True)
class Figures:
    """The seven figures and what each is made of.

    Attributes:
        businesses: on our list, under what the filters say about the business itself.
        touch_points: recorded contacts.
        contacted: businesses with at least one of them.
        organisations, partners: bodies, and kinds of body, that recorded them.
        window_contacts, window_days: contacts between the dates asked for, or in the twelve months to `as_of`.
        known: businesses known to more than `more_than` organisations.
        multi: businesses known to at least two.
        complaints: complaint and enforcement contacts.
        top_multi, top_all: of these, at the busiest 5% of multi-agency businesses, and of all businesses with a contact.
        top_multi_businesses, top_all_businesses: how many businesses that is.
        retail_premises, retail_contacts, other_premises, other_contacts: listed premises in retail areas and elsewhere, and the
            complaints, incidents and enforcement at them.
    """

    businesses: int
    touch_points: int
    contacted: int
    organisations: int
    partners: int
    window_contacts: int
    window_days: int
    known: int
    multi: int
    complaints: int
    top_multi: int
    top_multi_businesses: int
    top_all: int
    top_all_businesses: int
    retail_premises: int
    retail_contacts: int
    other_premises: int
    other_contacts: int

    @property
    def contacted_share(self) -> float | None:
        return _ratio(self.contacted, self.businesses)

    @property
    def per_day(self) -> float | None:
        return _ratio(self.window_contacts, self.window_days)

    @property
    def known_share(self) -> float | None:
        return _ratio(self.known, self.contacted)

    @property
    def top_multi_share(self) -> float | None:
        return _ratio(self.top_multi, self.complaints)

    @property
    def top_all_share(self) -> float | None:
        return _ratio(self.top_all, self.complaints)

    @property
    def retail_ratio(self) -> float | None:
        retail, other = (
            _ratio(self.retail_contacts, self.retail_premises),
            _ratio(self.other_contacts, self.other_premises),
        )
        return None if retail is None or not other else retail / other


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def window(wanted: Filters, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """The days "a day" is counted over: those asked for, else the twelve months to the last day any partner reaches."""
    end = wanted.date_to or as_of
    return wanted.date_from or (pd.Timestamp(end) - pd.DateOffset(years=1) + pd.Timedelta(days=1)).date(), end


def figures(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, more_than: int = 3) -> Figures:
    """The seven figures under the filters; `more_than` is the number of organisations of the fifth."""
    contacts = seen(scope, wanted, register)
    start, end = window(wanted, as_of)
    businesses = len(contacts.columns.is_there)
    count = np.bincount(contacts.business, minlength=businesses)
    pairs = _known_to(contacts)
    known_to = pairs.sum(axis=0)
    complaints = np.bincount(contacts.business[contacts.of(contacts.columns.is_complaint)], minlength=businesses)
    listed = _listed(scope, wanted, register)
    zone, support = _zones(scope, wanted, register), _support(contacts)
    retail = np.bincount(zone[contacts.of(contacts.columns.at)[support]], minlength=3)
    premises = np.bincount(zone, minlength=3)
    multi, contacted = int((known_to >= 2).sum()), int((count > 0).sum())
    top_multi, top_all = (int(np.ceil(n * TOP_SHARE)) for n in (multi, contacted))
    return Figures(
        businesses=int(listed.sum()), touch_points=int(count.sum()), contacted=contacted,
        organisations=int(pairs.any(axis=1).sum()), partners=len(np.unique(contacts.code("partner"))),
        window_contacts=int(np.diff(np.searchsorted(contacts.day, [_number(start), _number(end) + 1]))[0]),
        window_days=max(0, (end - start).days + 1), known=int((known_to > more_than).sum()), multi=multi, complaints=int(complaints.sum()),
        top_multi=_busiest(complaints[known_to >= 2], top_multi), top_multi_businesses=top_multi,
        top_all=_busiest(complaints, top_all), top_all_businesses=top_all,
        retail_premises=int(premises[RETAIL_ZONE]), retail_contacts=int(retail[RETAIL_ZONE]),
        other_premises=int(premises[OTHER_ZONE]), other_contacts=int(retail[OTHER_ZONE]),
    )  # fmt: skip


def _number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def _known_to(contacts: Seen) -> np.ndarray:
    """Which organisations (rows) have been in contact with which businesses (columns)."""
    size = contacts.size(_ORGANISATION)
    return met(contacts.code(_ORGANISATION), size, contacts.business, len(contacts.columns.is_there))[: size - 1]


def _busiest(counts: np.ndarray, most: int) -> int:
    """The sum of the highest counts."""
    return int(np.sort(counts)[::-1][:most].sum())


def _listed(scope: Scope, wanted: Filters, register: Path) -> np.ndarray:
    """Businesses under what scope and filters say about the business itself, whoever knows them."""
    return businesses_within(Scope(scope.user, None, scope.districts), wanted, register)


NO_ZONE, OTHER_ZONE, RETAIL_ZONE = range(3)


def _zones(scope: Scope, wanted: Filters, register: Path) -> np.ndarray:
    """For each number of premises: whether it is in the rating list under the filters, and in a retail area."""
    columns = held(register)
    rows = np.flatnonzero(_listed(scope, wanted, register) & (columns.premises > 0))
    at, sector, words = columns.premises[rows], columns.codes["sector"][rows], columns.words["sector"].tolist()
    size = int(max(columns.premises.max(initial=0), columns.at.max(initial=0))) + 1
    is_shop = np.zeros(size, dtype=bool)
    is_shop[at[np.isin(sector, [words.index(code) for code in RETAIL if code in words])]] = True
    nowhere = len(columns.words["postcode"])
    area = np.full(size, nowhere, dtype="int64")
    np.minimum.at(area, at, columns.codes["postcode"][rows].astype("int64"))
    place = np.unique(at)
    premises = np.bincount(area[place], minlength=nowhere + 1)
    shops = np.bincount(area[place], weights=is_shop[place], minlength=nowhere + 1)
    is_retail = (premises >= RETAIL_LEAST) & (shops >= RETAIL_SHARE * premises)
    is_retail[nowhere] = False
    zone = np.full(size, NO_ZONE, dtype="int8")
    zone[place] = np.where(is_retail[area[place]], RETAIL_ZONE, OTHER_ZONE)
    return zone


def _support(contacts: Seen) -> np.ndarray:
    """Which contacts are complaints, incidents and enforcement."""
    words = contacts.columns.words["touch_point_class"].tolist()
    return np.isin(contacts.code("touch_point_class"), [words.index(word) for word in SUPPORTING if word in words])


def trends(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, more_than: int = 3) -> pd.DataFrame:
    """How the figures went: one row for each of the last 24 months.

    Returns:
        month, businesses, touch_points, organisations, per_day (of the month), known_share (of all contact up to the month's
        end), retail_ratio (of the twelve months to its end); missing where there is nothing to divide by.
    """
    contacts = seen(scope, wanted, register)
    last = np.datetime64(as_of, "M")
    months = np.arange(last - (MONTHS - 1), last + 1)
    starts, month = contacts.months()
    month = (
        month + int((starts[0] - months[0]).astype("int64")) if len(starts) else month
    )  # 0 is the first of those shown
    shown = (month >= 0) & (month < MONTHS) & (contacts.day > UNDATED)
    count = np.bincount(month[shown], minlength=MONTHS)
    size = contacts.size(_ORGANISATION)
    bodies = met(month[shown], MONTHS, contacts.code(_ORGANISATION)[shown], size)[:, : size - 1].sum(axis=1)
    opened = held(register).opened[_listed(scope, wanted, register)]
    later = [
        int(((opened > number) & (opened <= int(last.astype("int64")))).sum()) for number in months.astype("int64")
    ]
    length = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
    return pd.DataFrame(
        {"month": months.astype("datetime64[s]"), "businesses": len(opened) - np.array(later), "touch_points": count,
         "organisations": bodies, "per_day": count / length.astype("int64"), "known_share": _known_share(contacts, month, more_than),
         "retail_ratio": _retail_ratio(scope, wanted, register, contacts, month)}
    )  # fmt: skip


def _known_share(contacts: Seen, month: np.ndarray, more_than: int) -> np.ndarray:
    """By the end of each month shown: of the businesses with a contact, the share that more than so many organisations know."""
    dated = contacts.day > UNDATED
    size, businesses = contacts.size(_ORGANISATION), len(contacts.columns.is_there)
    table = np.full(size * businesses, MONTHS, dtype="int8")
    pair = contacts.code(_ORGANISATION)[dated] * np.uint32(businesses) + contacts.business[dated]
    table[pair[::-1]] = np.clip(month[dated], 0, MONTHS)[::-1]  # by day, so the earliest is written last
    first = table.reshape(size, businesses)[: size - 1]  # the last is of contacts that nobody says whose they are
    since = np.sort(first[:, (first < MONTHS).any(axis=0)].T, axis=1)  # for each business, the first to know it first
    ever, widely = (_by_end(since[:, least] if least < size - 1 else np.zeros(0, "int8")) for least in (0, more_than))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(ever > 0, widely / ever, np.nan)


def _by_end(months: np.ndarray) -> np.ndarray:
    """How many of some months, counted from the first shown, are over at the end of each month shown."""
    return np.bincount(months, minlength=MONTHS + 1)[:MONTHS].cumsum()


def _retail_ratio(scope: Scope, wanted: Filters, register: Path, contacts: Seen, month: np.ndarray) -> np.ndarray:
    """Over the twelve months to each month shown: contacts for each premises in retail areas, divided by the same elsewhere."""
    zone = _zones(scope, wanted, register)
    sizes = np.bincount(zone, minlength=3)
    lately = _support(contacts) & (month > -12) & (month < MONTHS) & (contacts.day > UNDATED)
    place = zone[contacts.of(contacts.columns.at)[lately]].astype("int64")
    each = np.bincount((month[lately] + 11) * 3 + place, minlength=3 * (MONTHS + 11)).reshape(-1, 3)
    rolling = np.lib.stride_tricks.sliding_window_view(each, 12, axis=0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (rolling[:, RETAIL_ZONE] / sizes[RETAIL_ZONE]) / (rolling[:, OTHER_ZONE] / sizes[OTHER_ZONE])
    return np.where(np.isfinite(ratio), ratio, np.nan)


def top_by_year(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """`year`, `top_share`: in each of the last six twelvemonths to `as_of`, the share of complaint and enforcement contact that
    the busiest 5% of the year's multi-agency businesses had."""
    contacts = seen(scope, wanted, register)
    ends = [_number((pd.Timestamp(as_of) - pd.DateOffset(years=years)).date()) for years in range(YEARS + 1)]
    rows: list[tuple[int, float]] = []
    for age, (last, first) in enumerate(pairwise(ends)):
        year = contacts.after(first, last)
        if not len(year.day):
            continue
        known_to = _known_to(year).sum(axis=0)
        complaints = np.bincount(year.business[year.of(year.columns.is_complaint)], minlength=len(known_to))
        multi, every = int((known_to >= 2).sum()), int(complaints.sum())
        top = _busiest(complaints[known_to >= 2], int(np.ceil(multi * TOP_SHARE)))
        rows.append((as_of.year - age, top / every if multi and every else np.nan))
    return pd.DataFrame(sorted(rows), columns=["year", "top_share"])
