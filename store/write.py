"""Builds a register aside and publishes it by naming it in `current`; a register is never changed once in place."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from store.events import add_register_events
from store.grid import grid_columns
from store.home import Home

KEEP = 3
Building = duckdb.DuckDBPyConnection
"""A register while it is built."""

_TOUCH_POINTS = """
create table touch_points as
with latest as (
    select e.* replace (
        case when k.is_count_only then 'WITHHELD' else e.type end as type,
        case when k.is_count_only then 'WITHHELD' else e.touch_point_class end as touch_point_class,
        case when k.is_count_only then 'UNKNOWN' else e.role end as role,
        case when k.is_count_only then null else e.status end as status,
        case when k.is_count_only then null else e.flags end as flags,
        coalesce(s.later_id, e.record_id) as record_id,
        case when k.is_count_only then null else e.outcome_raw end as outcome_raw,
        case when k.is_count_only then null else e.summary end as summary,
        case when k.is_count_only then null else e.value_gbp end as value_gbp,
        case when k.is_count_only then null else e.touch_point_ref end as touch_point_ref,
        case when k.is_count_only then null else e.severity end as severity,
        case when k.is_count_only then 'NOT_ASSESSED' else e.outcome end as outcome
    )
    from every e left join terms k using (source)
        left join splits s on s.record_id = e.record_id and e.event_date >= s.since and e.event_date < s.until
    where k.keep_from is null or e.event_date >= k.keep_from
    qualify row_number() over (partition by touch_point_id order by sequence desc, source_row desc) = 1
),
-- numbers beside the names: grouping a million contacts by a number takes a third of the time
business_numbers as (select business_id, row_number() over (order by business_id)::integer as business_no from businesses),
premises_numbers as (select premises_id, row_number() over (order by premises_id)::integer as premises_no from premises),
organisation_numbers as (select partner_org, (row_number() over (order by partner_org) - 1)::smallint as org_no
    from (select distinct partner_org from latest))
select
    t.* exclude (sequence, partner, partner_org, type, touch_point_class, function, role, outcome, severity, event_date),
    t.event_date::date as event_date,
    date_trunc('month', t.event_date)::date as month,
    t.severity::tinyint as severity,
    l.business_id, l.premises_id, b.sector, b.district, b.ward,
    b.longitude::float as longitude, b.latitude::float as latitude, b.coordinate_precision,
    {grid}, business_no, premises_no, org_no,
    t.partner, t.partner_org, t.type, t.touch_point_class, t.function, t.role, t.outcome
from latest t join links l using (record_id) join businesses b using (business_id)
    join business_numbers using (business_id) left join premises_numbers on premises_numbers.premises_id = l.premises_id
    left join organisation_numbers using (partner_org)
order by event_date, touch_point_id
"""
_PREMISES_NUMBERS = """
create or replace table businesses as select b.*, premises_no from businesses b
left join (select premises_id, row_number() over (order by premises_id)::integer as premises_no from premises) using (premises_id)
order by business_id
"""
# What count-only sources say of their contacts: for the partner's own people alone.
_WITHHELD = """
create table withheld as
select e.touch_point_id, e.partner, e.type, e.touch_point_class, e.role, e.outcome_raw, e.outcome, e.severity::tinyint as severity,
    e.status, e.value_gbp, e.summary, e.flags, e.touch_point_ref
from every e join terms k using (source) join touch_points t using (touch_point_id) where k.is_count_only
qualify row_number() over (partition by e.touch_point_id order by e.sequence desc, e.source_row desc) = 1
"""
# What a contact said in earlier files, where a later one says something else.
_VERSIONS = """
create table touch_point_versions as
select e.touch_point_id, e.event_date::date as event_date, e.type, e.outcome_raw, e.outcome, e.severity::tinyint as severity,
    e.source_file, e.source_row, e.sequence
from every e join touch_points t using (touch_point_id) left join terms k on k.source = e.source
where not coalesce(k.is_count_only, false)
    and (e.event_date::date, coalesce(e.outcome_raw, ''), e.type) is distinct from (t.event_date, coalesce(t.outcome_raw, ''), t.type::varchar)
qualify row_number() over (partition by e.touch_point_id, e.event_date, e.outcome_raw, e.type order by e.sequence) = 1
order by 1, sequence
"""
_ENTITIES = """
create table legal_entities as
select * exclude (sequence) from entities
where company_number in (select company_number from records where company_number is not null)
qualify row_number() over (partition by company_number order by sequence desc, source_row desc) = 1 order by company_number
"""
_CONTEXT = """
create table context as select * exclude (sequence) from area
qualify row_number() over (partition by layer, month, category, outcome, longitude, latitude, source_row order by sequence desc) = 1
order by layer, month
"""
LOOKED_UP = {
    "touch_points": ("business_id", "touch_point_ref"),
    "links": ("business_id", "premises_id", "record_id"),
    "records": ("record_id", "record_ref", "uprn", "phone", "email_domain", "company_number"),
    "businesses": ("business_id", "premises_id"),
}
"""What one business is found by; without an index every question of a profile or a search for a number reads all rows."""
ENUMS = (
    "partner",
    "partner_org",
    "type",
    "touch_point_class",
    "function",
    "role",
    "outcome",
    "sector",
    "district",
    "ward",
)


@dataclass(frozen=True)
class Snapshot:
    """One loaded file: its folder, the day its system wrote it, and whether it is a snapshot of a register."""

    folder: Path
    extracted: str
    is_register: bool


def publish(
    place: Home,
    tables: Mapping[str, pd.DataFrame],
    loaded: Sequence[Snapshot],
    about: Mapping[str, object],
    *,
    built_at: dt.datetime,
    keep: int = KEEP,
    add: Callable[[Building], None] | None = None,
) -> Path:
    """Build a register from frames and loaded Parquet, name it in `current`, and drop the oldest.

    Args:
        place: the installation.
        tables: table name to frame; must hold records, links, pairs, businesses, premises, sources and terms (`source`,
            `keep_from`, `is_count_only`).
        loaded: the files that count, oldest first; of several versions of a contact the latest counts.
        about: facts about the build, kept in the table `about`; `fingerprint` names its inputs.
        built_at: moment of the build, part of the file's name.
        keep: how many registers stay, this one among them; 1 where an older one holds what must go.
        add: puts tables in that are made of the others.
    Returns:
        The new register's path.
    """
    target = build(place, tables, loaded, about, built_at=built_at, add=add)
    point_to(place, target)
    _drop_old(place, target, keep)
    return target


def build(
    place: Home,
    tables: Mapping[str, pd.DataFrame],
    loaded: Sequence[Snapshot],
    about: Mapping[str, object],
    *,
    built_at: dt.datetime,
    kind: str = "register",
    add: Callable[[Building], None] | None = None,
) -> Path:
    """Build a register without publishing it; the arguments are those of `publish`, `kind` begins its file name."""
    name = f"{kind}-{built_at:%Y%m%dT%H%M%S%f}-{str(about['fingerprint'])[:8]}.duckdb"
    part = place.path / f".part-{name}"
    part.unlink(missing_ok=True)
    try:
        with _new(part) as connection:
            _fill(connection, tables, loaded)
            if add is not None:
                add(connection)
            facts = {**about, "built_at": built_at.isoformat(timespec="seconds")}
            connection.execute("create table about as select ?::json as facts", [json.dumps(facts, default=str)])
            connection.execute("checkpoint")
        target = place.path / name
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)
    return target


def _new(part: Path) -> Building:
    """A database without a log of what is written: half of the time, and of a build that is interrupted nothing is kept."""
    connection = duckdb.connect(
        ":memory:", config={"threads": "2", "memory_limit": "1GB", "temp_directory": f"{part}.tmp"}
    )
    try:
        connection.execute(f"attach {_quoted(part)} as register (recovery_mode no_wal_writes)")
        connection.execute("use register")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _fill(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame], loaded: Sequence[Snapshot]
) -> None:
    for name, frame in tables.items():
        connection.register("given", pa.Table.from_pandas(frame, preserve_index=False))  # half the time of a frame
        connection.execute(f'create table "{name}" as select * from given')
        connection.unregister("given")
    connection.execute(
        "create table if not exists splits (record_id varchar, since timestamp, until timestamp, later_id varchar)"
    )
    for name, kind in (("every", "touch_points"), ("entities", "legal_entities"), ("area", "context")):
        _gather(connection, name, [snapshot.folder / f"{kind}.parquet" for snapshot in loaded])
    connection.execute(_TOUCH_POINTS.format(grid=grid_columns()))
    for column in ENUMS:
        _as_enum(connection, column)
    for statement in (_PREMISES_NUMBERS, _WITHHELD, _VERSIONS, _ENTITIES, _CONTEXT):
        connection.execute(statement)
    registers = [(snapshot.extracted, snapshot.folder / "rows.parquet") for snapshot in loaded if snapshot.is_register]
    registers.sort(key=lambda one: one[0])  # an older snapshot may be sent after a newer one
    add_register_events(connection, registers)
    for name in ("every", "entities", "area"):
        connection.execute(f"drop table {name}")
    for table, columns in LOOKED_UP.items():
        for column in columns:
            connection.execute(f"create index {table}_by_{column} on {table}({column})")


def _gather(connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> None:
    """Rows of several Parquet files one under the other, with the number of the file."""
    connection.execute(f"create temp table {name} as select *, 0 as sequence from read_parquet(?)", [str(paths[0])])
    for sequence, path in enumerate(paths[1:], start=1):
        connection.execute(f"insert into {name} select *, ? from read_parquet(?)", [sequence, str(path)])


def _as_enum(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """A column of few words as an enumeration: a tenth of the size, and faster to filter."""
    words = f"select distinct {column}::varchar from touch_points where {column} is not null order by 1"
    if connection.execute(words).fetchone() is not None:
        connection.execute(f"create type {column}_code as enum ({words})")
        connection.execute(f"alter table touch_points alter {column} type {column}_code")


def point_to(place: Home, register: Path) -> None:
    """Make `current` name a register; one rename, so that a crash leaves either the old or the new."""
    part = place.path / ".part-current"
    part.write_text(register.name, "utf8")
    part.replace(place.current)


def take_down(place: Home) -> None:
    """Remove every register."""
    place.current.unlink(missing_ok=True)
    for register in place.path.glob("register-*.duckdb"):
        register.unlink(missing_ok=True)


def _drop_old(place: Home, newest: Path, keep: int) -> None:
    others = [path for path in sorted(place.path.glob("register-*.duckdb")) if path != newest]
    for old in others[: len(others) - (keep - 1)]:
        old.unlink(missing_ok=True)
