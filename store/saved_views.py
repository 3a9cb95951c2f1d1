"""What people keep of the picture: views under a name, and dates marked on the timeline. Append-only, as all decisions."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Column, Integer, MetaData, String, Table, inspect, select

from store.decisions import engine
from store.home import Home

_METADATA = MetaData()
_COMMON = (("at", String), ("by", String))
VIEWS = Table(
    "saved_views",
    _METADATA,
    Column("id", Integer, primary_key=True),
    *(Column(name, kind, nullable=False) for name, kind in _COMMON),
    Column("name", String, nullable=False),
    Column("page", String),
    Column("query", String),
    Column("withdraws", Integer),
)
MARKS = Table(
    "timeline_marks",
    _METADATA,
    Column("id", Integer, primary_key=True),
    *(Column(name, kind, nullable=False) for name, kind in _COMMON),
    Column("day", String),
    Column("label", String, nullable=False),
    Column("withdraws", Integer),
)
MOST_LETTERS = 80


@dataclass(frozen=True)
class View:
    """A page with filters, kept under a name; `query` is as the address bar has it."""

    id: int
    name: str
    page: str
    query: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Mark:
    """A day marked on every timeline: a policy, a release, a change in how a partner records."""

    id: int
    day: dt.date
    label: str
    by: str


def save_view(place: Home, by: str, *, name: str, page: str, query: str) -> None:
    """Keep a view.

    Raises:
        ValueError: the name is empty.
    """
    _append(place, VIEWS, by, name=_tidy(name), page=page, query=query)


def withdraw_view(place: Home, by: str, view: View) -> None:
    """Take a view off the list; the entry stays."""
    _append(place, VIEWS, by, name=view.name, withdraws=view.id)


def views(place: Home) -> list[View]:
    """The views that count, newest first."""
    rows = _standing(place, VIEWS)
    return [
        View(int(row.id), row.name, row.page, row.query, row.by, dt.datetime.fromisoformat(row.at))
        for row in rows.iloc[::-1].itertuples()
    ]


def mark(place: Home, by: str, *, day: dt.date, label: str) -> None:
    """Mark a day on every timeline.

    Raises:
        ValueError: the label is empty.
    """
    _append(place, MARKS, by, day=day.isoformat(), label=_tidy(label))


def unmark(place: Home, by: str, found: Mark) -> None:
    """Take a mark off the timelines; the entry stays."""
    _append(place, MARKS, by, label=found.label, withdraws=found.id)


def marks(place: Home) -> list[Mark]:
    """The marks that count, by day."""
    rows = _standing(place, MARKS)
    found = [Mark(int(row.id), dt.date.fromisoformat(row.day), row.label, row.by) for row in rows.itertuples()]
    return sorted(found, key=lambda item: (item.day, item.id))


def _tidy(text: str) -> str:
    words = " ".join(text.split())[:MOST_LETTERS]
    if not words:
        raise ValueError("A name is needed.")
    return words


def _append(place: Home, table: Table, by: str, **values: object) -> None:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    found = engine(place)
    _METADATA.create_all(found)
    with found.begin() as connection:
        connection.execute(table.insert().values(at=at, by=by, **values))


def _standing(place: Home, table: Table) -> pd.DataFrame:
    """Entries that no later one withdraws; reading makes no database and no table."""
    names = [column.name for column in table.columns]
    if "TOUCHPOINT_DECISIONS" not in os.environ and not place.decisions.exists():
        return pd.DataFrame(columns=names)
    found = engine(place)
    if not inspect(found).has_table(table.name):
        return pd.DataFrame(columns=names)
    with found.connect() as connection:
        rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
    frame = pd.DataFrame([dict(row) for row in rows], columns=names)
    gone = set(frame["withdraws"].dropna())
    return frame[frame["withdraws"].isna() & ~frame["id"].isin(gone)]
