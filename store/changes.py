"""What the last load brought: the register that is published against the one before it, under scope and filters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from store.access import Scope, businesses_as_seen
from store.conditions import contacts, places
from store.db import cursor
from store.filters import Filters

MOST_ROWS = 1_000


@dataclass(frozen=True)
class Load:
    """What changed from one register to the next.

    Attributes:
        at: when the register before was built.
        files: files that are new; files_gone: that were taken back.
        touch_points: contacts nobody had recorded before.
        severe: contacts with formal action or worse that are new, or were less before.
        businesses: businesses that no earlier file named.
    """

    at: dt.datetime
    files: int
    files_gone: int
    touch_points: int
    severe: int
    businesses: int


def before(register: Path) -> Path | None:
    """The register that was built before this one, is still kept, and can be asked the same; or None."""
    earlier = [path for path in sorted(register.parent.glob("register-*.duckdb")) if path.name < register.name]
    return earlier[-1] if earlier and _can_be_asked(earlier[-1]) else None


@lru_cache(maxsize=8)
def _can_be_asked(register: Path) -> bool:
    """Whether it has what registers have today: one that older code made may not."""
    found = (
        cursor(register)
        .execute("select count(*) from (describe businesses) where column_name = 'premises_no'")
        .fetchone()
    )
    return bool(found and found[0])


def _beside(register: Path, earlier: Path) -> duckdb.DuckDBPyConnection:
    """A cursor on a register that sees the earlier one as the schema `earlier`."""
    found = cursor(register)
    name = "earlier_" + earlier.stem.replace("-", "_")
    found.execute(f"attach if not exists '{str(earlier).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
    return found


@lru_cache(maxsize=4)
def _opened(register: Path, earlier: Path) -> pd.DataFrame:
    """`business_id` of every business that no earlier file named: the same under all filters."""
    return _beside(register, earlier).execute(_sql(_NEW_BUSINESSES, earlier)).df()


def _sql(text: str, earlier: Path, **parts: str) -> str:
    return text.format(earlier="earlier_" + earlier.stem.replace("-", "_"), **parts)


# Only rows of files that the earlier register did not have can be new.
_NEW = """
with fresh as (select source_file from sources where source_file not in (select source_file from {earlier}.sources)),
candidates as (select * from touch_points where source_file in (select source_file from fresh) and {where}),
was as (select touch_point_id, severity as severity_before from {earlier}.touch_points semi join candidates using (touch_point_id)),
new as (select c.*, w.touch_point_id is null as is_new, coalesce(c.severity >= 3, false) and coalesce(w.severity_before, 0) < 3 as is_severe
    from candidates c left join was w using (touch_point_id))
"""
_NEW_BUSINESSES = """
    with fresh as (select source_file from sources where source_file not in (select source_file from {earlier}.sources))
    select distinct l.business_id from links l join records r using (record_id)
    where r.source_file in (select source_file from fresh) and l.business_id not in (
        select l2.business_id from links l2 join {earlier}.records e using (record_id))
"""


def last_load(scope: Scope, wanted: Filters, register: Path, earlier: Path) -> Load:
    """What the load that led to `register` brought, in counts."""
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    sql = _sql(
        _NEW
        + """
        select (select facts->>'built_at' from {earlier}.about), (select count(*) from fresh),
            (select count(*) from {earlier}.sources where source_file not in (select source_file from sources)),
            (select count(*) from new where is_new), (select count(*) from new where is_severe),
            (select count(*) from businesses where business_id in (select business_id from opened) and {area})""",
        earlier,
        where=where,
        area=area,
    )
    asked = _beside(register, earlier).register("opened", _opened(register, earlier))
    row = asked.execute(sql, [*values, *area_values]).fetchone()
    at, *counts = row or ("1970-01-01", 0, 0, 0, 0, 0)
    return Load(dt.datetime.fromisoformat(at), *(int(count) for count in counts))


def by_organisation(scope: Scope, wanted: Filters, register: Path, earlier: Path) -> pd.DataFrame:
    """`partner_org`, `touch_points`, `severe`: what of the last load is whose."""
    where, values = contacts(scope, wanted)
    sql = _sql(
        _NEW
        + """select partner_org::varchar as partner_org, count(*) filter (is_new) as touch_points, count(*) filter (is_severe) as severe
        from new group by 1 having count(*) filter (is_new or is_severe) > 0 order by 2 desc, 1""",
        earlier,
        where=where,
    )
    return _beside(register, earlier).execute(sql, values).df()


def severe_rows(scope: Scope, wanted: Filters, register: Path, earlier: Path) -> pd.DataFrame:
    """The new severe outcomes: business_id, name, sector, event_date, partner_org, outcome_raw, severity, severity_before."""
    where, values = contacts(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    sql = _sql(
        _NEW
        + """, named as ({shown})
        select n.business_id, b.name, n.sector::varchar as sector, n.event_date, n.partner_org::varchar as partner_org, n.outcome_raw,
            n.severity, b.address, b.postcode
        from new n join named b using (business_id) where n.is_severe
        order by n.severity desc, n.event_date desc, n.touch_point_id limit {most}""",
        earlier,
        where=where,
        shown=shown,
        most=str(MOST_ROWS),
    )
    return _beside(register, earlier).execute(sql, [*values, *shown_values]).df()


def new_businesses(scope: Scope, wanted: Filters, register: Path, earlier: Path) -> tuple[str, ...]:
    """Ids of the businesses that no earlier file named, at most 1,000 of them."""
    area, values = places(scope, wanted)
    sql = f"select business_id from businesses where business_id in (select business_id from opened) and {area} order by 1 limit {MOST_ROWS}"
    asked = cursor(register).register("opened", _opened(register, earlier))
    return tuple(row[0] for row in asked.execute(sql, values).fetchall())
