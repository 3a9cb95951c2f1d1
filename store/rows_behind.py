"""The rows behind each headline figure, newest or largest first. Scope first, always."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from store.access import Scope, businesses_as_seen
from store.cells import COMPLAINT
from store.conditions import contacts, frame, places
from store.filters import Filters
from store.overview import RETAIL, RETAIL_LEAST, RETAIL_SHARE, SUPPORT, TOP_SHARE, window

MOST_ROWS = 2_000
EVERY_ROW = 2**31
RETAIL_AREAS = f"""place as (
    select premises_no, min(postcode) as area, bool_or(sector in ({", ".join(f"'{code}'" for code in RETAIL)})) as is_shop
    from businesses where is_listed and premises_no is not null and {{area}} group by 1
), areas as (
    select area, count(*) as premises, avg(is_shop::int) as shop_share,
        area is not null and count(*) >= {RETAIL_LEAST} and avg(is_shop::int) >= {RETAIL_SHARE} as is_retail
    from place group by 1
)"""
FIGURES = ("businesses", "records", "partners", "per_day", "known", "top", "retail")


def rows(
    scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, more_than: int, figure: str, most: int = MOST_ROWS
) -> pd.DataFrame:
    """The first `most` of the rows that a figure counts; columns differ by figure, business_id is among them where rows are businesses
    or contacts."""
    if figure == "businesses":
        return _businesses(scope, wanted, register, most)
    if figure in ("records", "per_day"):
        return _contacts(scope, wanted, register, window(wanted, as_of) if figure == "per_day" else None, most)
    if figure == "partners":
        return _partners(scope, wanted, register)
    if figure == "retail":
        return _areas(scope, wanted, register, most)
    return _known(scope, wanted, register, more_than, figure, most)


def _businesses(scope: Scope, wanted: Filters, register: Path, most: int) -> pd.DataFrame:
    area, values = places(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    sql = f"""with named as ({shown}) select business_id, name, sector, address, postcode, district, is_listed, first_seen
        from named where {area} order by first_seen desc, name, business_id limit {most}"""
    return frame(register, sql, [*shown_values, *values])


def _contacts(
    scope: Scope, wanted: Filters, register: Path, between: tuple[dt.date, dt.date] | None, most: int
) -> pd.DataFrame:
    where, values = contacts(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    in_window, days = ("event_date between ? and ?", list(between)) if between else ("true", [])
    sql = f"""with latest as (select * from touch_points where {where} and {in_window}
            order by event_date desc, touch_point_id limit {most}), named as ({shown})
        select t.business_id, n.name, t.event_date, t.partner_org::varchar as partner_org, t.type::varchar as type, t.role::varchar as role,
            t.outcome_raw, t.severity, s.file_name, t.source_row
        from latest t join named n using (business_id) left join sources s using (source_file) order by t.event_date desc, t.touch_point_id"""
    return frame(register, sql, [*values, *days, *shown_values])


def _partners(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    where, values = contacts(scope, wanted)
    sql = f"""select partner::varchar as partner, partner_org::varchar as partner_org, count(*) as touch_points,
        count(distinct business_id) as businesses, min(event_date) as first_contact, max(event_date) as last_contact
        from touch_points where {where} group by all order by 3 desc, 1, 2"""
    return frame(register, sql, values)


def _known(scope: Scope, wanted: Filters, register: Path, more_than: int, figure: str, most: int) -> pd.DataFrame:
    where, values = contacts(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    chosen = (
        "organisations > ?"
        if figure == "known"
        else f"organisations >= 2 and nth <= ceil(multi * {TOP_SHARE}) and ? is not null"
    )
    order = "organisations desc, touch_points desc" if figure == "known" else "complaints desc"
    sql = f"""with per as (
            select business_id, count(distinct partner_org) as organisations, count(*) as touch_points,
                count(*) filter ({COMPLAINT}) as complaints, max(event_date) as last_contact from touch_points where {where} group by 1),
        ranked as (select *, row_number() over (partition by organisations >= 2 order by complaints desc, business_id) as nth,
            count(*) over (partition by organisations >= 2) as multi from per),
        top as (select * from ranked where {chosen} order by {order}, business_id limit {most}),
        named as ({shown})
        select n.business_id, n.name, n.sector, n.address, n.district, t.organisations, t.touch_points, t.complaints, t.last_contact
        from top t join named n using (business_id) order by {order}, n.business_id"""
    return frame(register, sql, [*values, more_than, *shown_values])


def _areas(scope: Scope, wanted: Filters, register: Path, most: int) -> pd.DataFrame:
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    sql = f"""with {RETAIL_AREAS.format(area=area)},
        support as (select premises_no, count(*) as n from touch_points where premises_no is not null and {SUPPORT} and {where} group by 1)
        select coalesce(place.area, 'not known') as postcode, coalesce(any_value(is_retail), false) as is_retail, count(*) as premises, any_value(shop_share) as shop_share,
            coalesce(sum(n), 0) as contacts, coalesce(sum(n), 0) / count(*) as per_premises
        from place left join areas using (area) left join support using (premises_no) group by 1
        order by 2 desc, 5 desc, 1 limit {most}"""
    return frame(register, sql, [*area_values, *values])
