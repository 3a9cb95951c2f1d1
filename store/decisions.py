"""What people decided, append-only: nothing is changed, a later entry counts instead of an earlier one.

SQLite in the installation's folder, or the database TOUCHPOINT_DECISIONS names (PostgreSQL), where several servers share it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, create_engine, event, select

from store.home import Home

METADATA = MetaData()


def entries(name: str, *columns: Column) -> Table:
    """A table of entries: what, when and by whom; nothing but `append` writes to it."""
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("at", String, nullable=False),
        Column("by", String, nullable=False),
        *columns,
    )


_WITHDRAWALS = entries(
    "withdrawals",
    Column("sha256", String, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("reason", String, nullable=False),
)
_TERMS = entries(
    "source_terms",
    Column("source", String, nullable=False),
    Column("owner", String),
    Column("agreement", String),
    Column("agreement_expires", String),
    Column("legal_regime", String),
    Column("retain_years", Integer),
    Column("sensitivity", String),
    Column("is_count_only", Boolean),
)
_CORRECTIONS = entries(
    "corrections",
    Column("source", String, nullable=False),
    Column("column", String, nullable=False),
    Column("from_value", String),
    Column("to_value", String),
    Column("reason", String, nullable=False),
    Column("sha256", String),
    Column("row", Integer),
)


@dataclass(frozen=True)
class Terms:
    """Under what terms a source's rows are held.

    Attributes:
        source: name of the layout.
        owner: who answers for the data at the partner.
        agreement: reference of the sharing agreement; `agreement_expires` is a date, ISO 8601.
        legal_regime: UK_GDPR, DPA_PART3 or NOT_PERSONAL.
        retain_years: contacts older than this are left out and files with nothing younger disposed of.
        sensitivity: OPEN, OFFICIAL or OFFICIAL_SENSITIVE.
        is_count_only: others may see that there was a contact, not what it was.
    """

    source: str
    owner: str | None = None
    agreement: str | None = None
    agreement_expires: str | None = None
    legal_regime: str | None = None
    retain_years: int | None = None
    sensitivity: str | None = None
    is_count_only: bool = False


@dataclass(frozen=True)
class Correction:
    """A value put right: in one row of one file, or wherever a source's column says it.

    Attributes:
        column: heading in the partner's words.
        from_value: what stands there; None for a single row.
        to_value: what it should be.
        sha256, row: of a single row.
    """

    source: str
    column: str
    to_value: str
    reason: str
    from_value: str | None = None
    sha256: str | None = None
    row: int | None = None


@cache
def _engine(url: str, _tables: int) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("begin immediate"))
    METADATA.create_all(engine)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Readers beside one writer, and transactions that take the write lock when they begin, so that no two read the
    same last entry."""
    connection.isolation_level = None
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma busy_timeout=10000")


def engine(place: Home) -> Engine:
    """The database of an installation's decisions; made when it is first asked for."""
    place.path.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("TOUCHPOINT_DECISIONS") or f"sqlite:///{place.decisions}"
    return _engine(url, len(METADATA.tables))  # modules bring their tables with them: one that came later makes its own


def now() -> str:
    """This moment as entries tell it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def append(place: Home, table: Table, by: str, **values: object) -> None:
    """One entry more."""
    at = now()
    with engine(place).begin() as connection:
        connection.execute(table.insert().values(at=at, by=by, **values))


def everything(place: Home, table: Table) -> pd.DataFrame:
    """All entries, oldest first."""
    if "TOUCHPOINT_DECISIONS" not in os.environ and not place.decisions.exists():
        return pd.DataFrame(columns=[column.name for column in table.columns])
    with engine(place).connect() as connection:
        rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
    return pd.DataFrame([dict(row) for row in rows], columns=[column.name for column in table.columns])


def withdraw(place: Home, by: str, sha256: str, *, reason: str, is_withdrawn: bool = True) -> None:
    """Take a file out of every register built from now on, or put it back."""
    append(place, _WITHDRAWALS, by, sha256=sha256, is_withdrawn=is_withdrawn, reason=reason)


@dataclass(frozen=True)
class Withdrawal:
    """A file that no longer counts: since when, by whom, why."""

    sha256: str
    at: str
    by: str
    reason: str


def withdrawals(place: Home) -> list[Withdrawal]:
    """The files that are withdrawn now, in the order in which they were."""
    last = everything(place, _WITHDRAWALS).drop_duplicates("sha256", keep="last")
    return [Withdrawal(row.sha256, row.at, row.by, row.reason or "") for row in last.itertuples() if row.is_withdrawn]


def withdrawn(place: Home, *, until: dt.datetime | None = None) -> dict[str, str]:
    """SHA-256 of the files that are withdrawn, to the reason; `until`: as it was at that moment."""
    every = everything(place, _WITHDRAWALS)
    if until is not None:
        every = every[every["at"] <= until.astimezone(dt.UTC).isoformat(timespec="milliseconds")]
    last = every.drop_duplicates("sha256", keep="last")
    return {row.sha256: row.reason for row in last.itertuples() if row.is_withdrawn}


def set_terms(place: Home, by: str, terms: Terms) -> None:
    """Terms that count from now on for a source."""
    append(place, _TERMS, by, **asdict(terms))


def terms(place: Home) -> dict[str, Terms]:
    """The terms that count, by source."""
    last = everything(place, _TERMS).drop_duplicates("source", keep="last").astype("object")
    found = {}
    for row in last.to_dict("records"):
        values: dict[str, Any] = {
            field.name: None if pd.isna(row[field.name]) else row[field.name] for field in fields(Terms)
        }
        if values["retain_years"] is not None:
            values["retain_years"] = int(values["retain_years"])
        found[str(row["source"])] = Terms(**values)
    return found


def terms_history(place: Home, source: str) -> pd.DataFrame:
    """Everything that was ever said about a source's terms, newest first: `at`, `by` and the fields of Terms."""
    every = everything(place, _TERMS)
    mine = every[every["source"] == source].drop(columns=["id", "source"]).iloc[::-1].reset_index(drop=True)
    return mine.assign(retain_years=mine["retain_years"].astype("Int64"))


def correct(place: Home, by: str, correction: Correction) -> None:
    """A correction that counts whenever the source is loaded from now on."""
    append(place, _CORRECTIONS, by, **asdict(correction))


def corrections(place: Home) -> pd.DataFrame:
    """Every correction, oldest first: source, column, from_value, to_value, reason, by, at, sha256, row."""
    return everything(place, _CORRECTIONS).drop(columns="id")
