"""A person's own corrections at once: a copy of the register with them in it, for that person alone until the next publish."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from store import db
from store.home import Home

COPIES = "patched"
_AS_BUSINESS = ("sector", "district", "ward", "longitude", "latitude", "coordinate_precision")


@dataclass(frozen=True)
class Change:
    """What is different in a copy.

    Attributes:
        records: RECORDS that are new or say something else.
        links: LINKS rows that are new or changed.
        businesses: BUSINESSES of every business concerned.
        gone: business ids that no longer have a record, to where they lead.
        later: descriptions divided at a day: `record_id`, `since`, `later_id`.
        tenure: new owner's business, earlier owner's business and the day, where a change of owner is told.
    """

    records: pd.DataFrame
    links: pd.DataFrame
    businesses: pd.DataFrame
    gone: dict[str, str]
    later: pd.DataFrame
    tenure: tuple[str, str, pd.Timestamp] | None = None


def _mark(user: str) -> str:
    return hashlib.sha256(user.encode()).hexdigest()[:16]


def copies(place: Home, user: str) -> list[Path]:
    """The copies of the published register with this person's corrections, oldest first."""
    current = db.current_register(place)
    if current is None:
        return []
    found = (place.path / COPIES).glob(f"{_mark(user)}-{current.stem}-*.duckdb")
    return sorted(found, key=lambda path: int(re.findall(r"\d+", path.stem)[-1]))


def register_for(place: Home, user: str) -> Path | None:
    """The register this person reads: the published one, with their own corrections since then."""
    own = copies(place, user)
    return own[-1] if own else db.current_register(place)


def undo(place: Home, user: str) -> bool:
    """Let the last copy go; the one before, or the published register, is read again."""
    own = copies(place, user)
    if own:
        own[-1].unlink(missing_ok=True)
    return bool(own)


def apply(place: Home, user: str, base: Path, change: Change) -> Path:
    """Make the next copy; it is named only when it is whole, so that a crash leaves what was there."""
    folder = place.path / COPIES
    folder.mkdir(exist_ok=True)
    current = db.current_register(place)
    stem = f"{_mark(user)}-{current.stem if current else base.stem}"
    own = copies(place, user)
    number = int(re.findall(r"\d+", own[-1].stem)[-1]) + 1 if own else 1
    target = folder / f"{stem}-{number}.duckdb"
    part = folder / f".part-{target.name}"
    shutil.copyfile(base, part)
    try:
        with duckdb.connect(str(part), config={"threads": "2", "memory_limit": "1500MB"}) as connection:
            _write(connection, change)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)
    for old in folder.glob(f"{_mark(user)}-*.duckdb"):
        if not old.name.startswith(stem):
            old.unlink(missing_ok=True)
    return target


def _write(connection: duckdb.DuckDBPyConnection, change: Change) -> None:
    connection.begin()
    for table, key, rows in (
        ("records", "record_id", change.records),
        ("links", "record_id", change.links),
        ("businesses", "business_id", change.businesses),
    ):
        _replace(connection, table, key, rows)
    if change.gone:
        gone = list(change.gone)
        connection.execute("delete from businesses where business_id in (select unnest(?::varchar[]))", [gone])
        leads = pd.DataFrame(
            {
                "business_id": gone,
                "into_business_id": list(change.gone.values()),
                "since": "your correction",
                "records": 1,
            }
        )
        _replace(connection, "redirects", "business_id", leads)
    for row in change.later.itertuples():
        connection.execute(
            "update touch_points set record_id = ? where record_id = ? and event_date >= ?",
            [row.later_id, row.record_id, row.since.date()],
        )
    _move(connection, change.links)
    if change.tenure is not None:
        _tenure(connection, *change.tenure)
    for table in ("search_texts", "search_pieces"):
        connection.execute(f"drop table if exists {table}")  # of the register as it was
    facts = json.loads(connection.execute("select facts::varchar from about").fetchall()[0][0])
    facts["own_corrections"] = int(facts.get("own_corrections", 0)) + 1
    connection.execute("update about set facts = ?::json", [json.dumps(facts)])
    connection.commit()


def _move(connection: duckdb.DuckDBPyConnection, links: pd.DataFrame) -> None:
    """Contacts follow their records to the business these now belong to."""
    connection.register("moved", links[["record_id", "business_id", "premises_id"]])
    connection.execute(
        "update touch_points set business_id = m.business_id, premises_id = m.premises_id from moved m where m.record_id = touch_points.record_id"
    )
    connection.execute(_BUSINESS_NUMBERS)
    connection.execute(_PREMISES_NUMBERS)
    for table in ("touch_points", "businesses"):
        connection.execute(
            f"update {table} set premises_no = n.premises_no from premises_renumbered n where n.premises_id = {table}.premises_id"
        )
    connection.execute("drop table premises_renumbered")
    columns = ", ".join(f"{name} = b.{name}" for name in _AS_BUSINESS)
    connection.execute(
        f"update touch_points set {columns} from businesses b where b.business_id = touch_points.business_id and touch_points.record_id in (select record_id from moved)"
    )


# Contacts that came to a business may carry another's number: all of such a business's get a new one.
_BUSINESS_NUMBERS = """
update touch_points set business_no = n.no from (
    select business_id, ((select coalesce(max(business_no), 0) from touch_points) + row_number() over (order by business_id))::integer as no
    from (select distinct business_id from moved)
) n where n.business_id = touch_points.business_id
"""
# The same of premises, and of those of businesses that were written anew and have no number yet.
_PREMISES_NUMBERS = """
create temp table premises_renumbered as
select premises_id, (row_number() over (order by premises_id) + greatest((select coalesce(max(premises_no), 0) from touch_points),
    (select coalesce(max(premises_no), 0) from businesses)))::integer as premises_no
from (select premises_id from moved union select premises_id from businesses where premises_no is null) where premises_id is not null
"""


def _replace(connection: duckdb.DuckDBPyConnection, table: str, key: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    connection.register("given", rows)
    connection.execute(f"delete from {table} where {key} in (select {key} from given)")
    connection.execute(f"insert into {table} by name select * from given")
    connection.unregister("given")


def _tenure(connection: duckdb.DuckDBPyConnection, after: str, before: str, since: pd.Timestamp) -> None:
    connection.execute("delete from tenures where business_id = ?", [after])
    connection.execute(
        """insert into tenures (business_id, premises_id, tenure_from, predecessor_business_id, evidence, match_probability, is_decided, is_phoenix)
        select business_id, coalesce(premises_id, ''), ?, ?, 'a person said so', 1.0, true, false from businesses where business_id = ?""",
        [since, before, after],
    )
    connection.execute("update tenures set tenure_to = ? where business_id = ?", [since, before])


def records_of(register: Path, business_ids: Iterable[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """RECORDS and LINKS of some businesses, whole: for working out a correction, never for showing."""
    ids = list(business_ids)
    where = "where l.business_id in (select unnest(?::varchar[]))"
    connection = db.cursor(register)
    records = connection.execute(
        f"select r.* from records r join links l using (record_id) {where} order by r.record_id", [ids]
    )
    found = records.df()
    links = connection.execute(f"select l.* from links l {where} order by l.record_id", [ids])
    return found, links.df()


def best_pair(register: Path, one: str, other: str) -> tuple[str, str] | None:
    """The two records of two businesses that are most alike, or None where no two were compared."""
    sql = """select record_id_l, record_id_r from pairs join links a on a.record_id = record_id_l join links b on b.record_id = record_id_r
        where (a.business_id = ? and b.business_id = ?) or (a.business_id = ? and b.business_id = ?) order by pairs.match_weight desc limit 1"""
    row = db.cursor(register).execute(sql, [one, other, other, one]).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def business_of(register: Path, record_id: str) -> str | None:
    """The business a record is in."""
    row = db.cursor(register).execute("select business_id from links where record_id = ?", [record_id]).fetchone()
    return str(row[0]) if row else None
