"""What stands around one business or several: their companies, who traded at their premises, neighbours, what is shared.

Every function takes the person's scope first, then the businesses' ids.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from store.access import Scope
from store.conditions import frame
from store.filters import Filters
from store.read import businesses

MOST_OF_A_GROUP = 40
METRES_PER_DEGREE = 111_320.0


def _marks(ids: tuple[str, ...]) -> str:
    return ", ".join("?" * len(ids)) or "null"


def _own(scope: Scope, record_ids: tuple[str, ...]) -> tuple[str, list[object]]:
    """`own`: records with where each was linked, those the person may see, as the beginning of a statement.

    Records are taken by their ids first and scope is asked of them afterwards: a condition on the partner beside the ids makes
    DuckDB read all records instead of finding a few by index (1 ms becomes 40).
    """
    allowed, values = scope.sql(partner="partner", district="district")
    some = _marks(record_ids)
    sql = f"""with picked as materialized (
            select r.record_id, r.partner, r.partner_org, r.name, r.legal_name, r.company_number, r.phone, r.email_domain, r.first_seen,
                l.business_id, l.premises_id, b.district, b.address, b.sector, b.longitude, b.latitude
            from records r join links l using (record_id) join businesses b on b.business_id = l.business_id
            where r.record_id in ({some}) and l.record_id in ({some})),
        own as (select * from picked where {allowed})"""
    return sql, [*record_ids, *record_ids, *values]


def own(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Records of the businesses that the person may see, as far as others are found by them: business_id, premises_id, partner,
    partner_org, company_number, phone, email_domain, first_seen."""
    found = frame(register, f"select record_id from links where business_id in ({_marks(ids)})", [*ids])
    theirs, values = _own(scope, tuple(found["record_id"]))
    return frame(register, f"{theirs} select {', '.join(_OWN)} from own order by record_id", values)


_OWN = ("business_id", "premises_id", "partner", "partner_org", "company_number", "phone", "email_domain", "first_seen")


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


def companies(scope: Scope, ids: tuple[str, ...], register: Path, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """The companies that records in scope name, as the register of companies has them; numbers it lacks come without a name.

    Args:
        known: the answer of `own`, where it has been asked for already.
    """
    mine = own(scope, ids, register) if known is None else known
    said: dict[tuple[str, str], list[tuple[str, pd.Timestamp]]] = {}
    for row in mine[mine["company_number"].notna()].itertuples():
        said.setdefault((row.business_id, row.company_number), []).append((row.partner_org, row.first_seen))
    named = [
        (
            *key,
            ", ".join(sorted({who for who, _ in each})),
            min((day for _, day in each if pd.notna(day)), default=pd.NaT),
        )
        for key, each in said.items()
    ]
    numbers = tuple({number for _, number in said})
    sql = f"""select e.company_number, e.name, e.status, e.category, e.incorporated, e.dissolved, e.sic, e.previous_name, e.accounts_due,
        e.address, e.postcode, s.file_name, e.source_row from legal_entities e left join sources s using (source_file)
        where e.company_number in ({_marks(numbers)})"""
    who = pd.DataFrame(named, columns=["business_id", "company_number", "said_by", "since"])
    told = who.merge(frame(register, sql, [*numbers]), on="company_number", how="left")
    return told.sort_values(["business_id", "since", "company_number"], kind="stable").reset_index(drop=True)


def traders(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Who was seen trading at the premises of the businesses, day by day: `about` is the business asked about, `trader` the one seen.

    Columns: about, trader, record_id, name, company_number, partner_org, seen. A record without a contact counts on the day it
    first was there. The rating list is left out: it keeps the name of whoever paid first.
    """
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
    there = tuple(near["business_id"].unique())
    own, values = _own(scope, tuple(near["record_id"]))
    sql = f"""{own},
        place as materialized (select business_id, premises_id from businesses where business_id in ({_marks(ids)})),
        here as (select p.business_id as about, o.* from place p join own o using (business_id)
            union select p.business_id, o.* from place p join own o using (premises_id)),
        day as materialized (select distinct record_id, event_date from touch_points where business_id in ({_marks(there)}) and {seen})
        select h.about, h.business_id as trader, h.record_id, coalesce(h.name, h.legal_name) as name, h.company_number, h.partner_org,
            coalesce(d.event_date::timestamp, h.first_seen) as seen from here h left join day d using (record_id)
        where coalesce(h.name, h.legal_name) is not null and h.partner <> 'VOA' and seen is not null order by about, seen, h.record_id"""
    return frame(register, sql, [*values, *ids, *there, *more])


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


def positions(
    scope: Scope, frame_of: tuple[float, float, float, float], register: Path, *, most: int = 800
) -> np.ndarray:
    """Where other businesses lie between west, south, east, north (degrees, WGS 84): longitude and latitude to some 10 m, shape (n, 2)."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="name", district="district")
    sql = f"""select distinct round(longitude, 4) as x, round(latitude, 4) as y from businesses
        where longitude between ? and ? and latitude between ? and ? and {allowed} order by hash(x, y) limit {most}"""
    west, south, east, north = frame_of
    return frame(register, sql, [west, east, south, north, *values]).to_numpy(dtype="float64")


def doubtful_cases(business_id: str, register: Path, *, most: int = 10) -> list[str]:
    """Ids of the cases at the review desk about the business's records; whether a person may see one, the desk says."""
    own = "(select record_id from links where business_id = ?)"
    sql = f"select case_id from review_cases where record_id_l in {own} or record_id_r in {own} order by 1 limit {most}"
    return list(frame(register, sql, [business_id, business_id])["case_id"])


def shared_details(
    scope: Scope, ids: tuple[str, ...], register: Path, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Who shares a detail with the businesses: kind, value, business_id, name, sector, businesses (how many share it),
    longitude, latitude.

    Kinds: telephone, email domain, company, registered office, premises. No person and no person's name is looked at. Of a
    detail that very many share, some forty are told, with how many there are.

    Args:
        known: the answer of `own`, where it has been asked for already.
    """
    mine = own(scope, ids, register) if known is None else known
    numbers = tuple(mine["company_number"].dropna().unique())
    offices = frame(register, f"select office from {_OFFICE} where company_number in ({_marks(numbers)})", [*numbers])
    parts, asked = [], []
    for kind, (column, source) in _HOLDS.items():
        held = tuple((offices["office"] if column == "office" else mine[column]).dropna().unique())
        if held:
            parts.append(_HOLDERS.format(kind=kind, column=column, source=source, marks=_marks(held)))
            asked += list(held)
    hits = " union ".join(parts) or _NO_HIT
    found = tuple(frame(register, hits, asked)["record_id"].unique())
    theirs, values = _own(scope, found)
    return frame(register, theirs + _MEMBERS.format(hits=hits), [*values, *asked])


_OFFICE = "(select company_number, upper(concat_ws(', ', address, postcode)) as office from legal_entities where address is not null)"
_HOLDS = {
    "telephone": ("phone", "records"),
    "email domain": ("email_domain", "records"),
    "company": ("company_number", "records"),
    "registered office": ("office", f"records join {_OFFICE} o using (company_number)"),
    "premises": ("premises_id", "links"),
}
"""Each kind of detail: its column, and where those who hold it are looked up."""
_HOLDERS = "select '{kind}' as kind, {column} as value, record_id from {source} where {column} in ({marks})"
_NO_HIT = "select null::varchar as kind, null::varchar as value, null::varchar as record_id where false"
_MEMBERS = f""",
hit as materialized ({{hits}}),
member as (
    select h.kind, h.value, o.business_id, coalesce(min(o.name), min(o.legal_name), any_value(o.address), '(no name)') as name,
        any_value(o.sector) as sector, any_value(o.longitude)::double as longitude, any_value(o.latitude)::double as latitude
    from hit h join own o using (record_id) group by all
),
counted as (
    select *, count(*) over (partition by kind, value)::integer as businesses, row_number() over (partition by kind, value order by business_id) as nth
    from member
)
select kind, value, business_id, name, sector, businesses, longitude, latitude from counted
where businesses > 1 and nth <= {MOST_OF_A_GROUP} order by kind, value, business_id
"""
