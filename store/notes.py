"""What people keep about a business: notes, a list of businesses they watch, and the briefings they took. Append-only, audited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import pandas as pd
from sqlalchemy import Boolean, Column, Engine, Integer, String, Table, select

from store import audit
from store.access import Scope
from store.decisions import METADATA, engine
from store.home import Home, StoreError

MOST_LETTERS = 2_000
EVERYBODY = "*"


def _entries(name: str, *columns: Column) -> Table:
    shared = (
        Column("id", Integer, primary_key=True),
        Column("at", String, nullable=False),
        Column("by", String, nullable=False),
    )
    return Table(name, METADATA, *shared, Column("business_id", String, nullable=False, index=True), *columns)


_NOTES = _entries(
    "notes",
    Column("text", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("withdraws", Integer),
)
_WATCHED = _entries("watched", Column("is_watched", Boolean, nullable=False))
_BRIEFINGS = _entries("briefings", Column("register", String, nullable=False), Column("pages", Integer, nullable=False))


@cache
def _prepared(of: Engine) -> Engine:
    METADATA.create_all(of, tables=[_NOTES, _WATCHED, _BRIEFINGS])
    return of


def _engine(place: Home) -> Engine:
    """The database of decisions with these tables in it, also where it was opened before this module was known."""
    return _prepared(engine(place))


@dataclass(frozen=True)
class Note:
    """A note: who wrote it when, about which business, and who may read it ("*" for everybody who may see the business)."""

    id: int
    at: str
    by: str
    text: str
    audience: str


def _append(place: Home, table: Table, scope: Scope, business_id: str, **values: object) -> int:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with _engine(place).begin() as connection:
        done = connection.execute(table.insert().values(at=at, by=scope.user, business_id=business_id, **values))
        return int((done.inserted_primary_key or (0,))[0])


def add(place: Home, scope: Scope, business_id: str, text: str, *, for_everybody: bool = False) -> None:
    """Keep a note. Unless it is for everybody, only people who see at least the partners its writer sees may read it.

    Raises:
        StoreError: the note is empty or too long.
    """
    said = text.strip()
    if not said or len(said) > MOST_LETTERS:
        raise StoreError(f"A note has 1 to {MOST_LETTERS:,} letters; this one has {len(said):,}. Nothing was kept.")
    audience = EVERYBODY if for_everybody else " ".join(scope.partners) if scope.partners is not None else "ALL"
    number = _append(place, _NOTES, scope, business_id, text=said, audience=audience)
    audit.record(place, scope.user, "note", business=business_id, note=number)


def withdraw(place: Home, scope: Scope, business_id: str, note_id: int) -> None:
    """Take one's own note back: it is shown no more, and stays in the records.

    Raises:
        StoreError: it is somebody else's, or not there.
    """
    mine = [note for note in notes(place, scope, business_id) if note.id == note_id and note.by == scope.user]
    if not mine:
        raise StoreError("Only who wrote a note can take it back. Nothing was changed.")
    _append(place, _NOTES, scope, business_id, text="", audience="", withdraws=note_id)
    audit.record(place, scope.user, "note withdrawn", business=business_id, note=note_id)


def notes(place: Home, scope: Scope, business_id: str) -> list[Note]:
    """The notes about a business that the person may read, newest first."""
    with _engine(place).connect() as connection:
        rows = connection.execute(
            select(_NOTES).where(_NOTES.c.business_id == business_id).order_by(_NOTES.c.id.desc())
        ).all()
    gone = {row.withdraws for row in rows if row.withdraws is not None}
    kept = [
        row for row in rows if row.withdraws is None and row.id not in gone and _may_read(scope, row.audience, row.by)
    ]
    return [Note(row.id, row.at, row.by, row.text, row.audience) for row in kept]


def _may_read(scope: Scope, audience: str, by: str) -> bool:
    if audience == EVERYBODY or scope.partners is None or by == scope.user:
        return True
    return audience != "ALL" and set(audience.split()) <= set(scope.partners)


def watch(place: Home, scope: Scope, business_id: str, *, is_watched: bool) -> None:
    """Put a business on the person's own list, or take it off."""
    _append(place, _WATCHED, scope, business_id, is_watched=is_watched)
    audit.record(place, scope.user, "watch" if is_watched else "watch ended", business=business_id)


def watched(place: Home, scope: Scope) -> tuple[str, ...]:
    """Ids of the businesses the person watches."""
    with _engine(place).connect() as connection:
        rows = connection.execute(select(_WATCHED).where(_WATCHED.c.by == scope.user).order_by(_WATCHED.c.id)).all()
    last = {row.business_id: row.is_watched for row in rows}
    return tuple(sorted(key for key, is_on in last.items() if is_on))


def number_briefing(place: Home, scope: Scope, business_id: str, register: str) -> str:
    """Enter a briefing in the book and return its number: `"TP-2026-00012"`."""
    number = _append(place, _BRIEFINGS, scope, business_id, register=register, pages=0)
    name = f"TP-{dt.datetime.now(dt.UTC):%Y}-{number:05d}"
    audit.record(place, scope.user, "briefing", business=business_id, number=name)
    return name


def briefings(place: Home, business_id: str) -> pd.DataFrame:
    """Who took a briefing about a business, and when."""
    with _engine(place).connect() as connection:
        rows = connection.execute(
            select(_BRIEFINGS).where(_BRIEFINGS.c.business_id == business_id).order_by(_BRIEFINGS.c.id)
        ).all()
    return pd.DataFrame([(row.id, row.at, row.by) for row in rows], columns=["id", "at", "by"])
