"""What the page of one business may ask of the register. Every function takes the person's scope first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from store.access import Scope, businesses_as_seen
from store.db import cursor
from store.filters import Filters
from store.read import businesses


def business(scope: Scope, business_id: str, register: Path) -> dict[str, Any] | None:
    """The BUSINESS_LIST row of one business with its company number, wards and listing, or None out of scope or gone."""
    found = businesses(scope, Filters(), register, only=(business_id,))
    if found.empty:
        return None
    own = cursor(register).execute("select record_id from links where business_id = ?", [business_id]).fetchall()
    shown, values = businesses_as_seen(scope, (business_id,), tuple(record for (record,) in own))
    row = cursor(register).execute(
        f"select b.company_number, b.premises_id, b.is_listed or coalesce(p.is_listed, false), b.coordinate_source, "
        f"b.coordinate_precision, b.ward, b.records from ({shown}) b left join premises p using (premises_id) where business_id = ?",
        [*values, business_id],
    )
    more = row.fetchone() or (None,) * 7
    names = (
        "company_number",
        "premises_id",
        "is_listed",
        "coordinate_source",
        "coordinate_precision",
        "ward",
        "records",
    )
    return {**found.iloc[0].to_dict(), **dict(zip(names, more, strict=True))}


def touch_points(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """Every contact with one business, newest first, with the file and row it came from.

    Of a source that may only be counted, what a contact was is said to people of its partner alone.
    """
    allowed, values = scope.sql()
    own = ", ".join("?" * len(scope.partners or ())) or "null"
    columns = ", ".join(_or_withheld(name) for name in WITHHELD)
    sql = f"""with met as materialized (select * from touch_points where business_id = ?), allowed as (select * from met where {allowed})
        select t.touch_point_id, t.event_date, t.partner::varchar as partner, t.partner_org::varchar as partner_org, t.function::varchar as function,
        {columns}, s.file_name, t.source_row
        from allowed t left join sources s using (source_file)
        left join withheld w on w.touch_point_id = t.touch_point_id and w.partner in ({own})
        order by t.event_date desc, t.touch_point_id"""
    found = cursor(register).execute(sql, [business_id, *values, *(scope.partners or ())]).df()
    return found[list(CONTACT)]


WITHHELD = (
    "type", "touch_point_class", "role", "outcome_raw", "outcome", "severity", "status", "value_gbp", "summary", "flags", "touch_point_ref",
)  # fmt: skip
CONTACT = (
    "touch_point_id", "event_date", "partner", "partner_org", "type", "touch_point_class", "function", "role", "outcome_raw", "outcome", "severity",
    "status", "value_gbp", "summary", "flags", "touch_point_ref", "file_name", "source_row",
)  # fmt: skip
_CODED = frozenset({"type", "touch_point_class", "role", "outcome"})


def _or_withheld(name: str) -> str:
    """A column of a contact, or what is withheld of it where the join found that."""
    plain = f"t.{name}::varchar" if name in _CODED else f"t.{name}"
    return f"case when w.touch_point_id is null then {plain} else w.{name} end as {name}"


def records(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """Every record that was linked to one business: the partner's words, why it was linked, and file and row."""
    allowed, values = scope.sql(partner="r.partner", district="r.district")
    sql = f"""with own as materialized (
            select r.*, l.match_probability, l.method, b.district from links l join records r using (record_id) join businesses b using (business_id)
            where l.business_id = ?)
        select r.record_id, r.partner, r.partner_org, r.name, r.legal_name, r.address, r.postcode, r.uprn, r.company_number, r.phone, r.email_domain,
            r.record_ref, r.category, r.first_seen, r.last_seen, r.flags, r.match_probability, r.method, s.file_name, r.source_row
        from own r left join sources s using (source_file) where {allowed} order by r.first_seen, r.record_id"""
    return cursor(register).execute(sql, [business_id, *values]).df()


def said_before(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """Of the contacts that a later file corrected what the earlier ones said, and beside it what counts now: `event_date`, `type` and
    `outcome_raw` with `now_` before each, `partner_org`, `touch_point_ref`, and `file_name` and `source_row` of the earlier file."""
    allowed, values = scope.sql()
    sql = f"""with met as materialized (select * from touch_points where business_id = ?), allowed as (select * from met where {allowed})
        select v.event_date, v.type::varchar as type, v.outcome_raw, t.event_date as now_event_date, t.type::varchar as now_type,
            t.outcome_raw as now_outcome_raw, t.partner_org::varchar as partner_org, t.touch_point_ref, s.file_name, v.source_row
        from touch_point_versions v join allowed t using (touch_point_id) left join sources s on s.source_file = v.source_file
        order by t.event_date desc, touch_point_id, v.sequence"""
    return cursor(register).execute(sql, [business_id, *values]).df()


def others_here(scope: Scope, business_id: str, premises_id: str, register: Path) -> pd.DataFrame:
    """BUSINESS_LIST of the other businesses at the same premises, before, after or beside."""
    rows = cursor(register).execute(
        "select business_id from businesses where premises_id = ? and business_id <> ? order by first_seen, business_id",
        [premises_id, business_id],
    )
    ids = tuple(row[0] for row in rows.fetchall())[:50]
    return businesses(scope, Filters(), register, only=ids) if ids else businesses(scope, Filters(), register, most=0)
