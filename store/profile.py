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
    shown, values = businesses_as_seen(scope)
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
    """Every contact with one business, newest first, with the file and row it came from."""
    allowed, values = scope.sql(partner="t.partner", district="t.district")
    sql = f"""select t.event_date, t.partner::varchar as partner, t.partner_org::varchar as partner_org, t.type::varchar as type,
        t.touch_point_class::varchar as touch_point_class, t.function::varchar as function, t.role::varchar as role,
        t.outcome_raw, t.outcome::varchar as outcome, t.severity, t.status, t.value_gbp, t.summary, t.flags,
        t.touch_point_ref, s.file_name, t.source_row
        from touch_points t left join sources s using (source_file)
        where t.business_id = ? and {allowed} order by t.event_date desc, t.touch_point_id"""
    return cursor(register).execute(sql, [business_id, *values]).df()


def records(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """Every record that was linked to one business: the partner's words, why it was linked, and file and row."""
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    sql = f"""select r.partner, r.partner_org, r.name, r.legal_name, r.address, r.postcode, r.uprn, r.company_number, r.phone,
        r.record_ref, r.category, r.first_seen, r.last_seen, r.flags, l.match_probability, l.method, s.file_name, r.source_row
        from links l join records r using (record_id) join businesses b using (business_id) left join sources s using (source_file)
        where l.business_id = ? and ({allowed}) order by r.first_seen, r.record_id"""
    return cursor(register).execute(sql, [business_id, *values]).df()


def others_here(scope: Scope, business_id: str, premises_id: str, register: Path) -> pd.DataFrame:
    """BUSINESS_LIST of the other businesses at the same premises, before, after or beside."""
    rows = cursor(register).execute(
        "select business_id from businesses where premises_id = ? and business_id <> ? order by first_seen, business_id",
        [premises_id, business_id],
    )
    ids = tuple(row[0] for row in rows.fetchall())[:50]
    return businesses(scope, Filters(), register, only=ids) if ids else businesses(scope, Filters(), register, most=0)
