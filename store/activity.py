"""Who records how much, and when: contacts by month, organisation, sector and district, under scope and filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from store.access import Scope
from store.cells import EPOCH, UNDATED, businesses_within, held
from store.filters import Filters
from store.seen import Seen, met, seen
from tables import CHANGES, MONTHLY_COUNTS, PARTNER_FRESHNESS, conform

GROUPS = {
    "partner": "partner",
    "class": "touch_point_class",
    "severity": "severity",
    "sector": "sector",
    "district": "district",
}
"""What contacts can be divided by, and the column that says it."""
_SEVERITIES = ("0", "1", "2", "3", "4", "none")
_FORMAL, _UNASSESSED = 3, 5


def monthly_counts(scope: Scope, wanted: Filters, register: Path, *, by: str) -> pd.DataFrame:
    """MONTHLY_COUNTS by `partner`, `class`, `severity`, `sector` or `district`; what has none is the group "none"."""
    contacts = seen(scope, wanted, register)
    if by == "severity":
        codes, words = contacts.severity, list(_SEVERITIES)
    else:
        codes, words = contacts.code(GROUPS[by]), [*contacts.columns.words[GROUPS[by]], "none"]
    return conform(_by_month(contacts, codes, words, "group"), MONTHLY_COUNTS)


def contacts_by_month(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """`partner_org`, `month`, `touch_points`: for the small line beside each organisation."""
    contacts = seen(scope, wanted, register)
    words = [*contacts.columns.words["partner_org"], None]
    found = _by_month(contacts, contacts.code("partner_org"), words, "partner_org")
    return found.sort_values(["partner_org", "month"], ignore_index=True)[["partner_org", "month", "touch_points"]]


def _by_month(contacts: Seen, codes: np.ndarray, words: Sequence[str | None], name: str) -> pd.DataFrame:
    """`month`, a column of the words, `touch_points`: in this order, without those there are none of."""
    starts, month = contacts.months()
    count = np.bincount((month + 1) * len(words) + codes, minlength=1)
    there = np.flatnonzero(count)
    months = np.array([np.datetime64("NaT"), *starts], dtype="datetime64[s]")[there // len(words)]
    text = pd.Series(words, dtype="str").to_numpy()[there % len(words)]
    found = pd.DataFrame({"month": months, name: pd.Series(text, dtype="str"), "touch_points": count[there]})
    return found.sort_values(["month", name], ignore_index=True)


def freshness(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """PARTNER_FRESHNESS: how far each organisation's contacts reach and how long it has been silent."""
    contacts = seen(scope, wanted, register)
    size = contacts.size("partner_org")
    body, day, partner = contacts.code("partner_org"), contacts.day, contacts.code("partner")
    count = np.bincount(body, minlength=size)
    businesses = met(body, size, contacts.business, len(contacts.columns.is_there)).sum(axis=1)
    kinds = contacts.size("partner")
    of_kind = np.bincount(body.astype("int64") * kinds + partner, minlength=size * kinds).reshape(size, kinds)
    dated = day > UNDATED
    origin = int(day[dated].min(initial=0))
    on_day = met(body[dated], size, day[dated] - origin, int(day[dated].max(initial=origin)) - origin + 1)
    names, partners = [*contacts.columns.words["partner_org"], None], [*contacts.columns.words["partner"], None]
    rows = []
    for number in np.flatnonzero(count):
        days = np.flatnonzero(on_day[number]) + origin
        first, last = (
            pd.Timestamp(EPOCH) + pd.Timedelta(days=int(days[at])) if len(days) else pd.NaT for at in (0, -1)
        )
        rows.append(
            {"partner_org": names[number], "partner": partners[kinds - 1 - int(of_kind[number, ::-1].argmax())],
             "touch_points": count[number], "businesses": businesses[number], "first_contact": first, "last_contact": last,
             "usual_gap_days": np.quantile(np.diff(days), 0.95) if len(days) > 1 else None,
             "silent_days": (as_of - EPOCH).days - int(days[-1]) if len(days) else None}
        )  # fmt: skip
    found = conform(pd.DataFrame(rows, columns=PARTNER_FRESHNESS.names), PARTNER_FRESHNESS)
    return found.sort_values(["touch_points", "partner_org"], ascending=[False, True], ignore_index=True)


def changes(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """CHANGES: formal action by sector and district, the last twelve months against the twelve before."""
    today, year, two = (_number((pd.Timestamp(as_of) - pd.DateOffset(years=years)).date()) for years in range(3))
    formal = _formal(seen(scope, wanted, register).after(two, today))
    formal = formal.where(formal.code("district") < formal.size("district") - 1)
    found = _now_and_before(formal, year, "sector", "district")
    found = found.sort_values(["now", "sector", "district"], ascending=[False, True, True], ignore_index=True)
    return conform(found, CHANGES)


def recent_severe(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, days: int = 30) -> pd.DataFrame:
    """Formal action and worse in the last days any partner reaches, by sector: `sector`, `now`, `businesses`, `usual` (the
    same number of days, on average over the two years before)."""
    today = _number(as_of)
    formal = _formal(seen(scope, wanted, register).after(today - days - 730, today))
    found = _now_and_before(formal, today - days, "sector")
    found["usual"] = found["before"] * days / 730.0
    found = found.sort_values(["now", "sector"], ascending=[False, True], ignore_index=True)
    return found[["sector", "now", "businesses", "usual"]]


def _now_and_before(contacts: Seen, edge: int, *names: str) -> pd.DataFrame:
    """The words named, `now` and `before` (contacts after a day and until then), `businesses` (those of now)."""
    sizes = [contacts.size(name) for name in names]
    group = np.ravel_multi_index([contacts.code(name).astype("int64") for name in names], sizes)
    is_now, every = contacts.day > edge, int(np.prod(sizes))
    now, before = (np.bincount(group[which], minlength=every) for which in (is_now, ~is_now))
    size = len(contacts.columns.is_there)
    pairs = np.unique(group[is_now] * size + contacts.business[is_now])
    there = np.flatnonzero(now + before)
    words = {
        name: pd.Series([*contacts.columns.words[name], None], dtype="str").to_numpy()[code]
        for name, code in zip(names, np.unravel_index(there, sizes), strict=True)
    }
    businesses = np.bincount(pairs // max(size, 1), minlength=every)
    return pd.DataFrame(
        {**{name: pd.Series(word, dtype="str") for name, word in words.items()},
         "now": now[there], "before": before[there], "businesses": businesses[there]}
    )  # fmt: skip


def _number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def _formal(contacts: Seen) -> Seen:
    """Those with formal action or worse."""
    severity = contacts.severity
    return contacts.where((severity >= _FORMAL) & (severity < _UNASSESSED))


def unseen(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """Listed premises by sector: `sector`, `listed`, `unseen` (no contact by anybody since the day given)."""
    columns = held(register)
    contacts = seen(scope, Filters(date_from=since + dt.timedelta(days=1)), register)
    size = int(max(columns.premises.max(initial=0), columns.at.max(initial=0))) + 1
    is_recent = np.zeros(size, dtype=bool)
    is_recent[contacts.of(columns.at)] = True
    rows = businesses_within(Scope(scope.user, None, scope.districts), wanted.of_business(), register) & (
        columns.premises > 0
    )
    words = pd.Series([*columns.words["sector"], None], dtype="str")
    place = met(columns.codes["sector"][rows], len(words), columns.premises[rows], size)
    found = pd.DataFrame({"sector": words, "listed": place.sum(axis=1), "unseen": (place & ~is_recent).sum(axis=1)})
    found = found[found["listed"] > 0]
    return found.sort_values(["unseen", "sector"], ascending=[False, True], ignore_index=True)
