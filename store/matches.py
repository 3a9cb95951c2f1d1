"""What people decided about pairs of records: append-only; what is withdrawn stays, with who withdrew it and why."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Boolean, Column, String, Table, select

from store import decisions
from store.decisions import append, engine, entries, everything, now
from store.home import Home
from tables import DECISIONS, conform

_DECISIONS = entries(
    "match_decisions",
    Column("record_id_l", String, nullable=False, index=True),
    Column("record_id_r", String, nullable=False, index=True),
    Column("answer", String, nullable=False),
    Column("since", String),
    Column("reason", String),
    Column("case_id", String, index=True),
    Column("act", String, nullable=False),
    Column("stratum", String),
    Column("was_joined", Boolean, nullable=False),
    Column("described", String),
)
_WITHDRAWALS = entries("match_withdrawals", Column("act", String, nullable=False, index=True), Column("reason", String))
_PLACES = entries(
    "record_places",
    Column("record_id", String, nullable=False),
    Column("address", String),
    Column("postcode", String),
    Column("reason", String),
    Column("act", String, nullable=False),
)
_SPLITS = entries(
    "record_splits",
    Column("record_id", String, nullable=False),
    Column("since", String, nullable=False),
    Column("reason", String),
    Column("act", String, nullable=False),
)


@dataclass(frozen=True)
class Answer:
    """What a person says of two records.

    Attributes:
        left, right: record ids; of a succession the earlier owner first.
        answer: one of tables.ANSWERS.
        since: day from which a new owner was there.
        was_joined: whether the two were one business when the person was asked.
        described: the two records in words, so that the decision can be told when they are gone.
    """

    left: str
    right: str
    answer: str
    since: dt.date | None = None
    was_joined: bool = False
    described: Mapping[str, object] | None = None


def new_act() -> str:
    """A name for what one press of a button decides, so that it can be withdrawn as one."""
    return uuid.uuid4().hex


def decide(
    place: Home,
    by: str,
    answers: Sequence[Answer],
    *,
    reason: str = "",
    case_id: str | None = None,
    stratum: str | None = None,
    act: str | None = None,
) -> str:
    """Append what a person decided, all of it or nothing; returns the name of the act."""
    named, at = act or new_act(), now()
    rows = [
        {
            "at": at,
            "by": by,
            "record_id_l": one.left,
            "record_id_r": one.right,
            "answer": one.answer,
            "since": one.since.isoformat() if one.since else None,
            "reason": reason or None,
            "case_id": case_id,
            "act": named,
            "stratum": stratum,
            "was_joined": one.was_joined,
            "described": json.dumps(one.described, default=str) if one.described else None,
        }
        for one in answers
    ]
    if rows:
        with engine(place).begin() as connection:
            connection.execute(_DECISIONS.insert(), rows)
    return named


def correct_place(place: Home, by: str, record_id: str, address: str, postcode: str, *, reason: str, act: str) -> None:
    """The address a record should have had; counts for this description wherever it comes back."""
    values = {"record_id": record_id, "address": address, "postcode": postcode}
    append(place, _PLACES, by, **values, reason=reason or None, act=act)


def split_record(place: Home, by: str, record_id: str, since: dt.date, *, reason: str, act: str) -> None:
    """One description that two owners shared: what happened from a day on is about the second."""
    append(place, _SPLITS, by, record_id=record_id, since=since.isoformat(), reason=reason or None, act=act)


def withdraw(place: Home, by: str, act: str, *, reason: str = "") -> None:
    """Take back what was decided by one act."""
    append(place, _WITHDRAWALS, by, act=act, reason=reason or None)


def _standing(place: Home, table: Table, until: dt.datetime | None) -> pd.DataFrame:
    """Entries that are not withdrawn; until a moment, as they stood then."""
    rows, gone = everything(place, table), everything(place, _WITHDRAWALS)
    if until is not None:
        end = until.astimezone(dt.UTC).isoformat(timespec="milliseconds")
        rows, gone = rows[rows["at"] <= end], gone[gone["at"] <= end]
    return rows[~rows["act"].isin(gone["act"])].reset_index(drop=True)


def standing(place: Home, *, until: dt.datetime | None = None) -> pd.DataFrame:
    """DECISIONS that were not withdrawn, oldest first; `until`: as they stood at that moment."""
    return conform(_standing(place, _DECISIONS, until).rename(columns={"id": "decision_id"}), DECISIONS)


def places(place: Home, *, until: dt.datetime | None = None) -> pd.DataFrame:
    """Corrected addresses, the last for each record: `record_id`, `address`, `postcode`."""
    found = _standing(place, _PLACES, until).drop_duplicates("record_id", keep="last")
    return found[["record_id", "address", "postcode", "by", "at", "act"]].reset_index(drop=True)


def splits(place: Home, *, until: dt.datetime | None = None) -> pd.DataFrame:
    """Records that two owners shared: `record_id`, `since` (datetime), each pair once, earliest first."""
    found = _standing(place, _SPLITS, until).drop_duplicates(["record_id", "since"], keep="last")
    found = found.sort_values(["record_id", "since"], kind="stable")[["record_id", "since", "by", "at", "act"]]
    return found.assign(since=pd.to_datetime(found["since"])).reset_index(drop=True)


def history(place: Home) -> pd.DataFrame:
    """Every decision ever made, newest first, with `withdrawn_by`, `withdrawn_at` and `withdrawn_why`."""
    rows = conform(everything(place, _DECISIONS).rename(columns={"id": "decision_id"}), DECISIONS)
    gone = everything(place, _WITHDRAWALS).drop_duplicates("act").drop(columns="id")
    gone = gone.rename(columns={"by": "withdrawn_by", "at": "withdrawn_at", "reason": "withdrawn_why"})
    return rows.merge(gone, on="act", how="left").sort_values("decision_id", ascending=False, ignore_index=True)


def answered(place: Home) -> dict[str, set[str]]:
    """Cases that have an answer, with who answered: one light query, asked before every case."""
    sql = (
        select(_DECISIONS.c.case_id, _DECISIONS.c.by)
        .where(_DECISIONS.c.case_id.is_not(None), _DECISIONS.c.act.not_in(select(_WITHDRAWALS.c.act)))
        .distinct()
    )
    found: dict[str, set[str]] = {}
    with engine(place).connect() as connection:
        for case_id, by in connection.execute(sql):
            found.setdefault(case_id, set()).add(by)
    return found


def last_act(place: Home, by: str) -> tuple[str, str] | None:
    """The last case this person answered and did not take back: act and case."""
    sql = (
        select(_DECISIONS.c.act, _DECISIONS.c.case_id)
        .where(_DECISIONS.c.by == by, _DECISIONS.c.case_id.is_not(None))
        .where(_DECISIONS.c.act.not_in(select(_WITHDRAWALS.c.act)))
        .order_by(_DECISIONS.c.id.desc())
        .limit(1)
    )
    with engine(place).connect() as connection:
        row = connection.execute(sql).first()
    return (str(row.act), str(row.case_id)) if row else None


def last_correction(place: Home, by: str) -> str | None:
    """The act of this person's last correction from a profile that was not taken back."""
    last: tuple[str, str] | None = None
    with engine(place).connect() as connection:
        for table in (_DECISIONS, _PLACES, _SPLITS):
            sql = select(table.c.at, table.c.act).where(table.c.by == by)
            sql = sql.where(table.c.act.not_in(select(_WITHDRAWALS.c.act)))
            if table is _DECISIONS:
                sql = sql.where(_DECISIONS.c.case_id.is_(None))
            row = connection.execute(sql.order_by(table.c.id.desc()).limit(1)).first()
            if row is not None and (last is None or row.at > last[0]):
                last = (str(row.at), str(row.act))
    return last[1] if last else None


def made_since(place: Home, by: str, since: dt.datetime) -> list[dt.datetime]:
    """When this person answered cases since a moment, oldest first: for progress and pace."""
    start = since.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    sql = (
        select(_DECISIONS.c.at)
        .where(_DECISIONS.c.by == by, _DECISIONS.c.at >= start, _DECISIONS.c.case_id.is_not(None))
        .where(_DECISIONS.c.act.not_in(select(_WITHDRAWALS.c.act)))
        .order_by(_DECISIONS.c.id)
    )
    with engine(place).connect() as connection:
        return [dt.datetime.fromisoformat(at) for at in connection.execute(sql).scalars()]


def mark(place: Home, until: dt.datetime | None = None) -> str:
    """A fingerprint of all that stands: another one means another register."""
    frames = (standing(place, until=until), places(place, until=until), splits(place, until=until))
    text = "\x1f".join(frame.to_csv(index=False) for frame in frames)
    return decisions.digest(text)


def seconds_per_case(place: Home) -> float | None:
    """Median time people take for a case, from answers that follow each other within five minutes; None before ten of them."""
    rows = _standing(place, _DECISIONS, None).dropna(subset=["case_id"]).drop_duplicates("act")
    gaps = pd.to_datetime(rows["at"]).groupby(rows["by"]).diff().dt.total_seconds()
    gaps = gaps[(gaps > 0) & (gaps <= LONGEST_THOUGHT_S)]
    return float(gaps.median()) if len(gaps) >= FEWEST_FOR_PACE else None


LONGEST_THOUGHT_S = 300.0
FEWEST_FOR_PACE = 10


def acts(place: Home, ids: Iterable[int]) -> list[str]:
    """The acts that made these decisions."""
    with engine(place).connect() as connection:
        sql = select(_DECISIONS.c.act).where(_DECISIONS.c.id.in_(list(ids))).distinct()
        return [str(act) for act in connection.execute(sql).scalars()]


__all__ = [
    "Answer", "acts", "answered", "correct_place", "decide", "history", "last_act", "made_since", "mark", "new_act", "places",
    "seconds_per_case", "split_record", "splits", "standing", "withdraw",
]  # fmt: skip
