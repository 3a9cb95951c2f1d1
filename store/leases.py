"""Who has which case in hand, who passed one by, and for which a second opinion is asked. Append-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Column, Integer, String, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError

from store.decisions import append, engine, entries, now
from store.home import Home

MINUTES = 10
"""A case that nobody answered comes back to the queue after so long: a browser was closed, or somebody went to lunch."""
_LEASES = entries(
    "match_leases",
    Column("case_id", String, nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("until", String, nullable=False),
)
_LEASES.append_constraint(UniqueConstraint("case_id", "turn"))
_MARKS = entries(
    "match_marks",
    Column("case_id", String, nullable=False, index=True),
    Column("mark", String, nullable=False),
    Column("note", String),
)
SKIPPED, OPINION = "skipped", "second opinion"


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def held(place: Home) -> dict[str, str]:
    """Cases in somebody's hands now: case to person."""
    last = select(_LEASES.c.case_id, func.max(_LEASES.c.turn).label("turn")).group_by(_LEASES.c.case_id).subquery()
    sql = (
        select(_LEASES.c.case_id, _LEASES.c.by)
        .join(last, (last.c.case_id == _LEASES.c.case_id) & (last.c.turn == _LEASES.c.turn))
        .where(_LEASES.c.until > now())
    )
    with engine(place).connect() as connection:
        return {str(case): str(by) for case, by in connection.execute(sql)}


def take(place: Home, by: str, case_id: str, *, minutes: float = MINUTES) -> bool:
    """Take a case in hand, or keep it for longer; False when somebody else has it.

    Two people who reach for one case at the same moment write the same turn, which the table allows once.
    """
    at = dt.datetime.now(dt.UTC)
    with engine(place).connect() as connection:
        sql = select(_LEASES.c.turn, _LEASES.c.by, _LEASES.c.until).where(_LEASES.c.case_id == case_id)
        last = connection.execute(sql.order_by(_LEASES.c.turn.desc()).limit(1)).first()
    if last is not None and last.by != by and last.until > _moment(at):
        return False
    turn = 1 if last is None else last.turn + 1
    try:
        append(place, _LEASES, by, case_id=case_id, turn=turn, until=_moment(at + dt.timedelta(minutes=minutes)))
    except IntegrityError:
        return False
    return True


def let_go(place: Home, by: str, case_id: str) -> None:
    """Put a case back at once."""
    if held(place).get(case_id) == by:
        take(place, by, case_id, minutes=0)


def mark(place: Home, by: str, case_id: str, what: str, note: str = "") -> None:
    """Pass a case by, or ask somebody else to look at it too."""
    append(place, _MARKS, by, case_id=case_id, mark=what, note=note or None)


def skipped(place: Home, by: str, since: dt.datetime) -> set[str]:
    """Cases this person passed by since a moment."""
    sql = select(_MARKS.c.case_id).where(_MARKS.c.mark == SKIPPED, _MARKS.c.by == by, _MARKS.c.at >= _moment(since))
    with engine(place).connect() as connection:
        return set(connection.execute(sql).scalars())


def opinions_asked(place: Home) -> dict[str, list[tuple[str, str]]]:
    """Cases for which somebody asked a second opinion: who, and what they noted."""
    sql = select(_MARKS.c.case_id, _MARKS.c.by, _MARKS.c.note).where(_MARKS.c.mark == OPINION).order_by(_MARKS.c.id)
    found: dict[str, list[tuple[str, str]]] = {}
    with engine(place).connect() as connection:
        for case_id, by, note in connection.execute(sql):
            found.setdefault(str(case_id), []).append((str(by), note or ""))
    return found


def passed_over(cases: Iterable[str], asked: dict[str, list[tuple[str, str]]], by: str) -> set[str]:
    """Cases that wait for somebody else's opinion, of those given."""
    return {case for case in cases if case in asked and asked[case][-1][0] == by}
