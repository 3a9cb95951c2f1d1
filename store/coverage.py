"""Who has seen whom: premises of the rating list by sector and partner, and those nobody has seen. Scope first, always."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd

import codes
from store.access import Scope, businesses_as_seen
from store.conditions import contacts, frame, places
from store.filters import Filters
from tables import COVERAGE, EXPECTED_MISSING, OVERLAPS, UNSEEN

MOST_ROWS = 5_000

# A premises is listed once; where several businesses of one cluster claim the listing, the first in the alphabet speaks for it.
_LISTED = """place as (
    select premises_no, min(premises_id) as premises_id, min(sector) as sector, min(business_id) as business_id
    from businesses where is_listed and premises_no is not null and {area} group by 1
)"""


def _at_premises(scope: Scope, wanted: Filters, since: dt.date) -> tuple[str, list[object]]:
    """Contacts in the period, whoever trades at the premises: the sector asked for is the listed premises', not the trader's."""
    where, values = contacts(scope, replace(wanted, sectors=()))
    return f"premises_no is not null and event_date > ?::date and {where}", [since, *values]


def coverage(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """COVERAGE: listed premises with a contact after the day given, by sector and partner; ANY for any partner at all."""
    where, values = _at_premises(scope, wanted, since)
    area, area_values = places(scope, wanted)
    sql = f"""with {_LISTED.format(area=area)},
        contact as (select distinct premises_no, partner from touch_points where {where}),
        listed as (select sector, count(*) as listed from place group by 1),
        hit as (select sector, partner::varchar as partner, premises_no from place join contact using (premises_no)),
        counted as (select sector, coalesce(partner, 'ANY') as partner, count(distinct premises_no) as seen
            from hit group by grouping sets ((sector, partner), (sector)))
        select sector, coalesce(partner, 'ANY') as partner, listed, coalesce(seen, 0) as seen
        from listed left join counted using (sector) order by listed desc, 1, 2"""
    return frame(register, sql, [*area_values, *values], COVERAGE)


def unseen(scope: Scope, wanted: Filters, register: Path, *, since: dt.date, sectors: tuple[str, ...]) -> pd.DataFrame:
    """UNSEEN: listed premises without a contact by anybody in scope after the day given, in the sectors given or all where none is."""
    everybody, everybody_values = scope.sql()
    theirs, theirs_values = Scope(scope.user, scope.partners).sql(partner="r.partner")
    area, area_values = places(scope, replace(wanted, sectors=sectors or wanted.sectors))
    shown, shown_values = businesses_as_seen(scope)
    sql = f"""with {_LISTED.format(area=area)},
        ever as (select premises_no, max(event_date) as last_contact from touch_points semi join place using (premises_no)
            where {everybody} group by 1),
        named as ({shown}),
        silent as (select p.premises_id, n.business_id, n.name, n.sector, n.address, n.postcode, n.district, e.last_contact
            from place p join named n using (business_id) left join ever e on e.premises_no = p.premises_no
            where e.last_contact is null or e.last_contact <= ?::date
            order by e.last_contact nulls first, n.name, n.business_id limit {MOST_ROWS}),
        known as (select l.premises_id, string_agg(distinct r.partner, ' ' order by r.partner) as known_from
            from links l semi join silent using (premises_id) join records r using (record_id)
            where {theirs} group by 1)
        select s.* exclude (premises_id), k.known_from from silent s left join known k using (premises_id)
        order by s.last_contact nulls first, s.name, s.business_id"""
    parameters = [*area_values, *everybody_values, *shown_values, since, *theirs_values]
    return frame(register, sql, parameters, UNSEEN)


def can_tell(scope: Scope, register: Path) -> set[str]:
    """Partners who have sent anything: of the others nothing can be said to be missing."""
    allowed, values = Scope(scope.user, scope.partners).sql()
    return set(frame(register, f"select distinct partner from records where {allowed}", values)["partner"])


def expected_missing(scope: Scope, wanted: Filters, register: Path, *, rule: str) -> pd.DataFrame:
    """EXPECTED_MISSING: businesses of a rule's sectors without a record of its partners or a contact in its fields.

    Args:
        rule: a line of codes/expectations.csv.
    """
    row = codes.table("expectations").set_index("rule").loc[rule]
    sectors = tuple(code for code in row["sectors"].split() if not wanted.sectors or code in wanted.sectors)
    if not sectors:
        return frame(register, "select * from businesses where false", [], EXPECTED_MISSING)
    partners, functions = row["partners"].split(), row["functions"].split()
    area, area_values = places(scope, replace(wanted, sectors=sectors))
    allowed, allowed_values = scope.sql()
    theirs, theirs_values = Scope(scope.user, scope.partners).sql(partner="r.partner")
    shown, shown_values = businesses_as_seen(scope)
    sql = f"""with asked as (select business_id, premises_id from businesses where is_listed and {area}),
        contact as (select business_id, count(*) as touch_points, max(event_date) as last_contact,
                bool_or(list_contains(?::varchar[], partner::varchar) or list_contains(?::varchar[], function::varchar)) as is_known
            from touch_points semi join asked using (business_id) where {allowed} group by 1),
        registered as (select l.premises_id from links l join records r using (record_id)
            where l.premises_id is not null and list_contains(?::varchar[], r.partner) and {theirs}),
        named as ({shown})
        select n.business_id, n.name, n.sector, n.address, n.postcode, n.district, coalesce(c.touch_points, 0) as touch_points, c.last_contact
        from asked a join named n using (business_id) left join contact c using (business_id)
        where not coalesce(c.is_known, false) and (a.premises_id is null or a.premises_id not in (select premises_id from registered))
        order by touch_points desc, n.name, n.business_id limit {MOST_ROWS}"""
    parameters = [*area_values, partners, functions, *allowed_values, partners, *theirs_values, *shown_values]
    return frame(register, sql, parameters, EXPECTED_MISSING)


def listed_by_sector(scope: Scope, wanted: Filters, register: Path) -> dict[str, int]:
    """Businesses with a place in the rating list, by sector."""
    area, values = places(scope, wanted)
    found = frame(
        register, f"select sector, count(*) as n from businesses where is_listed and {area} group by 1", values
    )
    return dict(zip(found["sector"], found["n"].astype("int64"), strict=True))


def overlaps(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """OVERLAPS: businesses by exactly which partners were in contact with them after the day given."""
    where, values = contacts(scope, wanted)
    sql = f"""with per as (select business_no, partner, count(*) as n from touch_points where event_date > ?::date and {where} group by 1, 2),
        sets as (select business_no, string_agg(partner::varchar, ' ' order by partner::varchar) as partners, sum(n) as n from per group by 1)
        select partners, count(*) as businesses, sum(n) as touch_points from sets group by 1 order by 2 desc, 1"""
    return frame(register, sql, [since, *values], OVERLAPS)
