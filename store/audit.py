"""Who did what, when: an append-only log whose every entry carries the hash of the one before."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from sqlalchemy import Column, Integer, String, Table, select

from store.decisions import METADATA, engine
from store.home import Home

EVENTS = Table(
    "audit_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
FIRST = "0" * 64


def _hash(at: str, user: str, action: str, detail: str, previous: str) -> str:
    return hashlib.sha256("\x1f".join((at, user, action, detail, previous)).encode()).hexdigest()


def record(place: Home, user: str, action: str, **detail: object) -> None:
    """Append one event; `detail` is kept as JSON."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    described = json.dumps(detail, sort_keys=True, default=str)
    with engine(place).begin() as connection:
        previous = connection.execute(select(EVENTS.c.hash).order_by(EVENTS.c.id.desc()).limit(1)).scalar() or FIRST
        row = {"at": at, "user": user, "action": action, "detail": described, "previous": previous}
        connection.execute(EVENTS.insert().values(**row, hash=_hash(**row)))


def broken_at(place: Home) -> int | None:
    """The id of the first entry that does not follow from the one before, or None when the chain is whole."""
    previous = FIRST
    with engine(place).connect() as connection:
        for row in connection.execute(select(EVENTS).order_by(EVENTS.c.id)):
            if row.previous != previous or row.hash != _hash(row.at, row.user, row.action, row.detail, row.previous):
                return int(row.id)
            previous = row.hash
    return None
