"""What stands around one business or several: their companies, who traded at their premises, neighbours, what is shared.

Every function takes the person's scope first, then the businesses' ids.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from store.access import Scope
from store.conditions import frame
from store.filters import Filters
from store.read import businesses

MOST_OF_A_GROUP = 40
METRES_PER_DEGREE = 111_320.0


def _marks(ids: tuple[str, ...]) -> str:
    return ", ".join("?" * len(ids)) or "null"


def _records(scope: Scope, ids: tuple[str, ...], register: Path) -> tuple[str, list[object]]:
    """Records of the businesses that the person may see, with where each was linked; found by their ids, not by reading all records."""
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    own = _record_ids(ids, register)
    sql = f"""select r.*, l.business_id, l.premises_id from records r join links l using (record_id)
        join businesses b on b.business_id = l.business_id
        where r.record_id in ({_marks(own)}) and l.record_id in ({_marks(own)}) and {allowed}"""
    return sql, [*own, *own, *values]


def _record_ids(ids: tuple[str, ...], register: Path) -> tuple[str, ...]:
    found = frame(register, f"select record_id from links where business_id in ({_marks(ids)})", [*ids])
    return tuple(found["record_id"])


def contacts(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Every contact with the businesses: business_id, touch_point_id, event_date, type, function, role, severity, partner, partner_org, flags."""
    allowed, values = scope.sql()
    sql = f"""select business_id, touch_point_id, event_date::timestamp as event_date, type::varchar as type, function::varchar as function,
        role::varchar as role, severity::integer as severity, partner::varchar as partner, partner_org::varchar as partner_org, flags
        from touch_points where business_id in ({_marks(ids)}) and {allowed} order by event_date, touch_point_id"""
    return frame(register, sql, [*ids, *values])


def described(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """business_id, premises_id, sector, is_listed of the businesses in scope."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="b.name", district="b.district")
    sql = f"""select b.business_id, b.premises_id, b.sector, b.is_listed or coalesce(p.is_listed, false) as is_listed
        from businesses b left join premises p using (premises_id) where b.business_id in ({_marks(ids)}) and {allowed} order by 1"""
    return frame(register, sql, [*ids, *values])


def companies(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """The companies that records in scope name, as the register of companies has them; numbers it lacks come without a name."""
    own, values = _records(scope, ids, register)
    sql = f"""with own as ({own}), named as (
            select business_id, company_number, string_agg(distinct partner_org, ', ' order by partner_org) as said_by, min(first_seen) as since
            from own where company_number is not null and business_id in ({_marks(ids)}) group by 1, 2)
        select n.business_id, n.company_number, n.said_by, n.since, e.name, e.status, e.category, e.incorporated, e.dissolved, e.sic,
            e.previous_name, e.accounts_due, e.address, e.postcode, s.file_name, e.source_row
        from named n left join legal_entities e using (company_number) left join sources s using (source_file) order by 1, 4, 2"""
    return frame(register, sql, [*values, *ids])


def traders(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Who was seen trading at the premises of the businesses, day by day: `about` is the business asked about, `trader` the one seen.

    Columns: about, trader, record_id, name, company_number, partner_org, seen. A record without a contact counts on the day it
    first was there. The rating list is left out: it keeps the name of whoever paid first.
    """
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    seen, more = scope.sql()
    place = frame(
        register, f"select business_id, premises_id from businesses where business_id in ({_marks(ids)})", [*ids]
    )
    premises = tuple(place["premises_id"].dropna().unique())
    near = frame(
        register,
        f"select record_id, business_id from links where business_id in ({_marks(ids)}) "
        f"union select record_id, business_id from links where premises_id in ({_marks(premises)})",
        [*ids, *premises],
    )
    own, there = tuple(near["record_id"]), tuple(near["business_id"].unique())
    sql = f"""with own as (select r.record_id, coalesce(r.name, r.legal_name) as name, r.company_number, r.partner_org, r.first_seen,
            l.business_id, l.premises_id from records r join links l using (record_id) join businesses b on b.business_id = l.business_id
            where r.record_id in ({_marks(own)}) and l.record_id in ({_marks(own)}) and coalesce(r.name, r.legal_name) is not null
            and r.partner <> 'VOA' and {allowed}),
        place as (select business_id, premises_id from businesses where business_id in ({_marks(ids)})),
        here as (select p.business_id as about, o.* from place p join own o using (business_id)
            union select p.business_id, o.* from place p join own o using (premises_id)),
        day as (select distinct record_id, event_date from touch_points where business_id in ({_marks(there)}) and {seen})
        select h.about, h.business_id as trader, h.record_id, h.name, h.company_number, h.partner_org,
            coalesce(d.event_date::timestamp, h.first_seen) as seen from here h left join day d using (record_id)
        where seen is not null order by about, seen, record_id"""
    return frame(register, sql, [*own, *own, *values, *ids, *there, *more])


def known_to(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """business_id, partner, function: who has a record of, or a contact with, the businesses."""
    own, values = _records(scope, ids, register)
    allowed, more = scope.sql()
    sql = f"""with own as ({own})
        select distinct business_id, partner, null::varchar as function from own where business_id in ({_marks(ids)})
        union select distinct business_id, partner::varchar, function::varchar from touch_points where business_id in ({_marks(ids)}) and {allowed}
        order by 1, 2, 3"""
    return frame(register, sql, [*values, *ids, *ids, *more])


def loaded(scope: Scope, register: Path) -> tuple[str, ...]:
    """Partners of whom the person sees any record."""
    allowed, values = Scope(scope.user, scope.partners).sql(partner="partner")
    found = frame(register, f"select distinct partner from records where {allowed} order by 1", values)
    return tuple(found["partner"])


def changes(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """What successive snapshots of registers say happened to a business: event_date, partner_org, event, was, is_now."""
    allowed, values = scope.sql(partner="e.partner", district="b.district")
    sql = f"""select e.event_date, e.partner_org, e.event, e.was, e.is_now from register_events e join businesses b using (business_id)
        where e.business_id = ? and {allowed} order by 1, 2"""
    return frame(register, sql, [business_id, *values])


def neighbours(scope: Scope, business_id: str, register: Path, *, metres: int = 1_500, most: int = 12) -> pd.DataFrame:
    """BUSINESS_LIST of the nearest businesses of the same sector, with `distance_m`; empty where the business has no position."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="b.name", district="b.district")
    sql = f"""with here as (select business_id, sector, longitude as x, latitude as y from businesses where business_id = ? and longitude is not null)
        select b.business_id, {METRES_PER_DEGREE} * sqrt(pow(b.latitude - y, 2) + pow((b.longitude - x) * cos(radians(y)), 2)) as distance_m
        from businesses b, here where b.business_id <> here.business_id and b.sector = here.sector and b.sector <> 'UNKNOWN'
            and b.latitude between y - {metres / METRES_PER_DEGREE} and y + {metres / METRES_PER_DEGREE}
            and b.longitude between x - {2 * metres / METRES_PER_DEGREE} and x + {2 * metres / METRES_PER_DEGREE}
            and distance_m <= {metres} and {allowed} order by 2, 1 limit {most}"""
    near = frame(register, sql, [business_id, *values])
    listed = businesses(scope, Filters(), register, only=tuple(near["business_id"]) or ("",))
    return near.merge(listed, on="business_id").reset_index(drop=True)


def doubtful_cases(business_id: str, register: Path, *, most: int = 10) -> list[str]:
    """Ids of the cases at the review desk about the business's records; whether a person may see one, the desk says."""
    own = "(select record_id from links where business_id = ?)"
    sql = f"select case_id from review_cases where record_id_l in {own} or record_id_r in {own} order by 1 limit {most}"
    return list(frame(register, sql, [business_id, business_id])["case_id"])


def shared_details(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Who shares a detail with the businesses: kind, value, business_id, name, sector, businesses (how many share it),
    longitude, latitude.

    Kinds: telephone, email domain, company, registered office, premises. No person and no person's name is looked at. Of a
    detail that very many share, some forty are told, with how many there are.
    """
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    own = _record_ids(ids, register)
    details = frame(register, _DETAILS.format(own=_marks(own), allowed=allowed), [*own, *own, *values])
    parts, asked = [], []
    for kind, column in _COLUMN_OF.items():
        held = tuple(details.loc[details["kind"] == kind, "value"].unique())
        if held:
            source = _SOURCE_OF.get(kind, "records r")
            parts.append(_HOLDERS.format(kind=kind, column=column, source=source, marks=_marks(held)))
            asked += list(held)
    if not parts:
        return frame(register, _MEMBERS.format(hits=_NO_HIT, allowed=allowed, records="null", most=0), values)
    hits = frame(register, " union ".join(parts), asked)
    found = tuple(hits["record_id"].unique())
    sql = _MEMBERS.format(hits=" union ".join(parts), allowed=allowed, records=_marks(found), most=MOST_OF_A_GROUP)
    return frame(register, sql, [*asked, *found, *found, *values])


_COLUMN_OF = {
    "telephone": "r.phone", "email domain": "r.email_domain", "company": "r.company_number", "registered office": "o.office", "premises": "l.premises_id",
}  # fmt: skip
_OFFICE = "(select company_number, upper(concat_ws(', ', address, postcode)) as office from legal_entities where address is not null)"
_DETAILS = f"""with mine as (select r.phone, r.email_domain, r.company_number, l.premises_id from records r join links l using (record_id)
    join businesses b on b.business_id = l.business_id where r.record_id in ({{own}}) and l.record_id in ({{own}}) and {{allowed}})
select distinct 'telephone' as kind, phone as value from mine where phone is not null
union select distinct 'email domain', email_domain from mine where email_domain is not null
union select distinct 'company', company_number from mine where company_number is not null
union select distinct 'registered office', o.office from mine join {_OFFICE} o using (company_number)
union select distinct 'premises', premises_id from mine where premises_id is not null
"""
_SOURCE_OF = {"registered office": f"records r join {_OFFICE} o using (company_number)", "premises": "links l"}
_HOLDERS = "select '{kind}' as kind, {column} as value, record_id from {source} where {column} in ({marks})"
_NO_HIT = "select null::varchar as kind, null::varchar as value, null::varchar as record_id where false"
_MEMBERS = """
with hit as ({hits}),
member as (
    select h.kind, h.value, l.business_id, coalesce(min(r.name), min(r.legal_name), any_value(b.address), '(no name)') as name, any_value(b.sector) as sector,
        any_value(b.longitude)::double as longitude, any_value(b.latitude)::double as latitude
    from hit h join records r using (record_id) join links l using (record_id) join businesses b on b.business_id = l.business_id
    where r.record_id in ({records}) and l.record_id in ({records}) and {allowed} group by all
),
counted as (
    select *, count(*) over (partition by kind, value)::integer as businesses, row_number() over (partition by kind, value order by business_id) as nth
    from member
)
select kind, value, business_id, name, sector, businesses, longitude, latitude from counted where businesses > 1 and nth <= {most} order by kind, value, business_id
"""
