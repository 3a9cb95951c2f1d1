"""Opens the register, read-only. A register's file name changes with every build, so an open handle never goes stale."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from store.home import Home


def current_register(place: Home) -> Path | None:
    """The register that is published, or None before the first."""
    try:
        path = place.path / place.current.read_text("utf8").strip()
    except FileNotFoundError:
        return None
    return path if path.exists() else None


_CONFIG: dict[str, str | bool | int | float | list[str]] = {"threads": "2", "memory_limit": "1GB"}


@lru_cache(maxsize=4)
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True, config=_CONFIG)


def cursor(register: Path) -> duckdb.DuckDBPyConnection:
    """A cursor on a register; the handle behind it is shared by all sessions of this process."""
    return _connection(str(register)).cursor()


@contextmanager
def once(register: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A register for reading whole tables of it once: what DuckDB keeps of them in memory is given back at the end."""
    with duckdb.connect(":memory:", config=_CONFIG) as reader:
        reader.execute(f"attach '{str(register).replace(chr(39), chr(39) * 2)}' as register (read_only)")
        reader.execute("use register")
        yield reader


def about(register: Path) -> dict[str, Any]:
    """Facts about the build: fingerprint, built_at, as_of, attribution."""
    row = cursor(register).execute("select facts::varchar from about").fetchone()
    return json.loads(row[0]) if row else {}


def counts(register: Path) -> dict[str, int]:
    """How many rows the main tables have."""
    names = ("records", "touch_points", "businesses", "premises", "sources")
    return {name: cursor(register).execute(f"select count(*) from {name}").fetchall()[0][0] for name in names}


def coverage(register: Path) -> list[dict[str, Any]]:
    """For each source: records, touch-points, first and last date, share of records with postcode, UPRN, position, match."""
    rows = cursor(register).execute(_COVERAGE)
    names = [column[0] for column in rows.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


_COVERAGE = """
with shared as (select business_id from links group by 1 having count(*) > 1),
contact as (select source, count(*) as touch_points, min(event_date)::varchar as first_date, max(event_date)::varchar as last_date
            from touch_points group by 1)
select r.source, count(*) as records, coalesce(any_value(c.touch_points), 0) as touch_points,
       any_value(c.first_date) as first_date, any_value(c.last_date) as last_date,
       round(100.0 * count(r.postcode) / count(*), 1) as postcode_pct,
       round(100.0 * count(r.uprn) / count(*), 1) as uprn_pct,
       round(100.0 * count(r.longitude) / count(*), 1) as position_pct,
       round(100.0 * count(s.business_id) / count(*), 1) as matched_pct
from records r join links l using (record_id) left join shared s using (business_id) left join contact c on c.source = r.source
group by 1 order by 1
"""


def agreements(register: Path) -> set[str]:
    """The sharing agreements that the files in the register came under."""
    return {
        row[0] for row in cursor(register).execute("select distinct coalesce(agreement, '') from sources").fetchall()
    }
