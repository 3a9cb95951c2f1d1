"""Builds a register aside and publishes it by naming it in `current`; a register is never changed once in place."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from store.home import Home

KEEP = 3

_TOUCH_POINTS = """
create table touch_points as
with latest as (
    select * from every
    qualify row_number() over (partition by touch_point_id order by sequence desc, source_row desc) = 1
)
select
    t.* exclude (sequence, partner, partner_org, type, touch_point_class, function, role, outcome, severity, event_date),
    t.event_date::date as event_date,
    date_trunc('month', t.event_date)::date as month,
    t.severity::tinyint as severity,
    l.business_id, l.premises_id, b.sector, b.district, b.ward,
    b.longitude::float as longitude, b.latitude::float as latitude, b.coordinate_precision,
    t.partner, t.partner_org, t.type, t.touch_point_class, t.function, t.role, t.outcome
from latest t join links l using (record_id) join businesses b using (business_id)
order by event_date, touch_point_id
"""
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


def publish(
    place: Home,
    tables: Mapping[str, pd.DataFrame],
    touch_point_files: Iterable[Path],
    about: Mapping[str, object],
    *,
    built_at: dt.datetime,
) -> Path:
    """Build a register from frames and loaded Parquet, name it in `current`, and drop the oldest.

    Args:
        place: the installation.
        tables: table name to frame; must hold records, links, pairs, businesses, premises and sources.
        touch_point_files: touch_points.parquet of each loaded file, oldest first; the latest version of one counts.
        about: facts about the build, kept in the table `about`; `fingerprint` names its inputs.
        built_at: moment of the build, part of the file's name.
    Returns:
        The new register's path.
    """
    name = f"register-{built_at:%Y%m%dT%H%M%S%f}-{str(about['fingerprint'])[:8]}.duckdb"
    part = place.path / f".part-{name}"
    part.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(part)) as connection:
            _fill(connection, tables, touch_point_files)
            facts = {**about, "built_at": built_at.isoformat(timespec="seconds")}
            connection.execute("create table about as select ?::json as facts", [json.dumps(facts, default=str)])
            connection.execute("checkpoint")
        target = place.path / name
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)
    point_to(place, target)
    _drop_old(place, target)
    return target


def _fill(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame], files: Iterable[Path]) -> None:
    for name, frame in tables.items():
        connection.register("given", frame)
        connection.execute(f'create table "{name}" as select * from given')
        connection.unregister("given")
    first, *others = [str(path) for path in files]
    connection.execute("create temp table every as select *, 0 as sequence from read_parquet(?)", [first])
    for sequence, path in enumerate(others, start=1):
        connection.execute("insert into every select *, ? from read_parquet(?)", [sequence, path])
    connection.execute(_TOUCH_POINTS)
    connection.execute("drop table every")
    for column in ENUMS:
        _as_enum(connection, column)


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


def _drop_old(place: Home, newest: Path) -> None:
    registers = sorted(place.path.glob("register-*.duckdb"))
    for old in [path for path in registers if path != newest][: -(KEEP - 1)]:
        old.unlink(missing_ok=True)
