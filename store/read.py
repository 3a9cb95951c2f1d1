"""What pages may ask of the register. Every function takes the person's scope first and filters in SQL."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

import codes
from store.access import Scope, businesses_as_seen
from store.activity import GROUPS
from store.conditions import contacts, frame, organisations, places
from store.db import cursor
from store.filters import Filters
from tables import BUSINESS_LIST, conform


def totals(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date) -> dict[str, float]:
    """Headline figures under the filters.

    Returns:
        touch_points, businesses, organisations, days (span of the contacts), located and at_postcode (contacts with a
        position, and with no better than a postcode's), year and year_before (contacts in the 12 months to `as_of` and
        the 12 before), formal and formal_before (of these, severity 3 or 4), known_to_2, known_to_3 (businesses known to
        at least two, three organisations).
    """
    where, values = contacts(scope, wanted)
    row = (
        cursor(register)
        .execute(_TOTALS.format(where=where, organisations=organisations(register)), [as_of, *values])
        .fetchone()
        or ()
    )
    names = (
        "touch_points", "businesses", "organisations", "days", "located", "at_postcode", "year", "year_before",
        "formal", "formal_before", "known_to_2", "known_to_3",
    )  # fmt: skip
    return dict(zip(names, (value or 0 for value in row), strict=True))


_TOTALS = """
with today as (select ?::date as day),
seen as not materialized (select * from touch_points where {where}),
per as (select business_no, {organisations} as organisations from seen group by 1)
select count(*), (select count(*) from per), count(distinct org_no), datediff('day', min(event_date), max(event_date)) + 1,
    count(longitude), count(*) filter (coordinate_precision = 'POSTCODE'),
    count(*) filter (event_date > day - interval 1 year and event_date <= day),
    count(*) filter (event_date > day - interval 2 year and event_date <= day - interval 1 year),
    count(*) filter (severity >= 3 and event_date > day - interval 1 year and event_date <= day),
    count(*) filter (severity >= 3 and event_date > day - interval 2 year and event_date <= day - interval 1 year),
    (select count(*) from per where organisations >= 2), (select count(*) from per where organisations >= 3)
from seen, today
"""


def premises_seen(scope: Scope, wanted: Filters, register: Path) -> tuple[int, int]:
    """Premises in the rating list, and how many of them have at least one contact, under scope and filters."""
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    row = cursor(register).execute(
        f"""with listed as (select distinct premises_no from businesses where is_listed and premises_no is not null and {area})
        select count(*), count(*) filter (premises_no in (select premises_no from touch_points where {where})) from listed""",
        [*area_values, *values],
    )
    found = row.fetchone() or (0, 0)
    return int(found[0]), int(found[1])


def divided(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """`by`, `group`, `touch_points`: how the contacts divide by each of the groupings of `monthly_counts`, whatever their month."""
    where, values = contacts(scope, wanted)
    names = ", ".join(f"{column} as by_{name}" for name, column in GROUPS.items())
    sets = ", ".join(f"(by_{name})" for name in GROUPS)
    which = " ".join(f"when grouping(by_{name}) = 0 then '{name}'" for name in GROUPS)
    group = " ".join(f"when grouping(by_{name}) = 0 then by_{name}::varchar" for name in GROUPS)
    sql = f"""select case {which} end as "by", coalesce(case {group} end, 'none') as "group", count(*) as touch_points
        from (select {names} from touch_points where {where}) group by grouping sets ({sets}) order by 1, 2"""
    return frame(register, sql, values)


def businesses(
    scope: Scope,
    wanted: Filters,
    register: Path,
    *,
    only: tuple[str, ...] = (),
    most: int = 5_000,
    uncontacted: bool = False,
) -> pd.DataFrame:
    """BUSINESS_LIST, most contacts first.

    Args:
        only: business ids to look at; empty for all.
        most: at most so many rows.
        uncontacted: also businesses without a contact, which is so whenever `only` names them.
    """
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    chosen = f"business_id in ({', '.join('?' * len(only))})" if only else "true"
    join = "left join" if uncontacted or only else "join"
    shown, shown_values = businesses_as_seen(scope, only, _linked(scope, only, register))
    partners = list(codes.labels("partners"))
    bits = " ".join(f"when '{code}' then {1 << number}" for number, code in enumerate(partners))
    how = "materialized" if only else "not materialized"  # by index first, then in scope: both at once read everything
    sql = _BUSINESSES.format(
        how=how,
        where=where,
        area=area,
        chosen=chosen,
        join=join,
        named=shown,
        bits=bits,
        organisations=organisations(register),
    )
    found = frame(register, sql, [*only, *values, *shown_values, *area_values, *only, most])
    found["partners"] = found["partners"].map(
        {bit: _of_bits(bit, partners) for bit in found["partners"].dropna().unique()}
    )
    return conform(found, BUSINESS_LIST).fillna({"touch_points": 0, "organisations": 0})


def _linked(scope: Scope, only: tuple[str, ...], register: Path) -> tuple[str, ...]:
    """Ids of the records linked to some businesses, where a person may see only some of them."""
    if scope.partners is None or not only:
        return ()
    marks = ", ".join("?" * len(only))
    return tuple(frame(register, f"select record_id from links where business_id in ({marks})", [*only])["record_id"])


def addressed(scope: Scope, only: tuple[str, ...], register: Path) -> pd.DataFrame:
    """`business_id`, `name`, `address`, `postcode` of some businesses, as the person may see them; the others are left out."""
    shown, values = businesses_as_seen(scope, only, _linked(scope, only, register))
    area, more = places(scope, Filters())
    sql = f"select business_id, name, address, postcode from ({shown}) where name is not null and {area}"
    return frame(register, sql, [*values, *more])


def _of_bits(bits: float, partners: list[str]) -> str:
    """`5` -> the first and the third code, `"POLICE TS"`."""
    return " ".join(sorted(code for number, code in enumerate(partners) if int(bits) >> number & 1))


_BUSINESSES = """
with met as {how} (select * from touch_points where {chosen}),
contact as (
    select business_no, any_value(business_id) as business_id, count(*) as touch_points, {organisations} as organisations,
        bit_or(case partner {bits} else 0 end) as partners,
        max(severity) as worst, max(event_date) as last_contact, min(event_date) as first_contact
    from met where {where} group by 1
), named as ({named})
select b.business_id, b.name, b.other_names, b.sector, b.address, b.postcode, b.district, b.longitude, b.latitude,
    coalesce(c.touch_points, 0) as touch_points, coalesce(c.organisations, 0) as organisations, c.partners, c.worst,
    c.last_contact, c.first_contact
from named b {join} contact c using (business_id)
where b.name is not null and {area} and {chosen}
order by touch_points desc, b.name, b.business_id limit ?
"""


def choices(scope: Scope, register: Path) -> dict[str, list[str]]:
    """The codes that occur, for each shared filter, so that no filter offers what nobody has."""
    allowed, values = scope.sql()
    found = {}
    for name, column in (
        ("sectors", "sector"), ("partners", "partner"), ("districts", "district"), ("classes", "touch_point_class"),
        ("severities", "coalesce(severity::varchar, 'none')"), ("roles", "role"),
    ):  # fmt: skip
        sql = f"select distinct {column}::varchar from touch_points where {column} is not null and {allowed} order by 1"
        found[name] = [row[0] for row in cursor(register).execute(sql, values).fetchall()]
    return found


def span(scope: Scope, register: Path) -> tuple[dt.date, dt.date] | None:
    """First and last day of any contact in scope, or None where there is none."""
    allowed, values = scope.sql()
    row = (
        cursor(register)
        .execute(f"select min(event_date), max(event_date) from touch_points where {allowed}", values)
        .fetchone()
    )
    return None if row is None or row[0] is None else (row[0], row[1])
