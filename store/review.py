"""What the review desk may ask of the register. Every function takes the person's scope first and filters in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from store.access import Scope, businesses_as_seen
from store.db import cursor

FAIR_EVERY = 5
"""Every so many-th case comes from the fair sample, so that an estimate grows beside the work."""


@dataclass(frozen=True)
class Wanted:
    """Which cases a person wants: codes, empty for all; `kinds` of REVIEW_CASES; `only` these cases."""

    partners: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    is_sample: bool | None = None


def _where(scope: Scope, wanted: Wanted) -> tuple[str, list[object]]:
    """Both records must be the person's to see; one of them must be what they want."""
    conditions, values = ["true"], []
    for side in ("l", "r"):
        allowed, some = scope.sql(partner=f"partner_{side}", district=f"district_{side}")
        conditions.append(f"({allowed})")
        values += some
    for column, codes in (("partner", wanted.partners), ("sector", wanted.sectors), ("district", wanted.districts)):
        if codes:
            marks = ", ".join("?" * len(codes))
            conditions.append(f"({column}_l in ({marks}) or {column}_r in ({marks}))")
            values += [*codes, *codes]
    if wanted.kinds:
        conditions.append(f"kind in ({', '.join('?' * len(wanted.kinds))})")
        values += wanted.kinds
    if wanted.is_sample is not None:
        conditions.append("stratum is not null" if wanted.is_sample else "kind <> 'sample'")
    return " and ".join(conditions), values


def has_queue(register: Path) -> bool:
    """False for registers made before there was a review queue."""
    row = cursor(register).execute("select count(*) from duckdb_tables() where table_name = 'review_cases'").fetchone()
    return bool(row and row[0])


def waiting(scope: Scope, register: Path, wanted: Wanted) -> list[str]:
    """Ids of all cases a person may be asked, answered or not, most telling first; those of the fair sample in the order of their lot."""
    where, values = _where(scope, wanted)
    order = "case_id" if wanted.is_sample else "gain desc, case_id"
    sql = f"select case_id from review_cases where {where} order by {order}"
    return [row[0] for row in cursor(register).execute(sql, values).fetchall()]


def how_many(scope: Scope, register: Path, wanted: Wanted) -> int:
    """Cases a person may be asked, answered or not."""
    return len(waiting(scope, register, wanted))


def case(scope: Scope, register: Path, case_id: str) -> dict[str, Any] | None:
    """One case with its two records, or None where it is not there or not the person's to see."""
    where, values = _where(scope, Wanted())
    found = (
        cursor(register).execute(f"select * from review_cases where case_id = ? and {where}", [case_id, *values]).df()
    )
    return None if found.empty else found.iloc[0].to_dict()


def case_of(scope: Scope, register: Path, record_id: str) -> str:
    """The case with most to gain about any record of the business this record is in; empty where there is none."""
    where, values = _where(scope, Wanted())
    sql = f"""with own as (select record_id from links where business_id = (select business_id from links where record_id = ?))
        select case_id from review_cases where (record_id_l in (from own) or record_id_r in (from own)) and {where}
        order by gain desc, case_id limit 1"""
    row = cursor(register).execute(sql, [record_id, *values]).fetchone()
    return str(row[0]) if row else ""


def records(scope: Scope, register: Path, ids: Collection[str]) -> pd.DataFrame:
    """Records by id with the business each is in and the file and row they came from."""
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    sql = f"""with r as ({_rows("*", "records", "record_id", ids)}), l as ({_rows("*", "links", "record_id", ids)}),
            b as (select * from businesses where business_id in (select business_id from l))
        select r.*, l.business_id, l.premises_id, b.name as business_name, b.records as business_records, s.file_name
        from r join l using (record_id) join b using (business_id) left join sources s using (source_file) where {allowed}"""
    return cursor(register).execute(sql, [*ids, *ids, *values]).df()


def _rows(columns: str, table: str, key: str, ids: Collection[str]) -> str:
    """The few rows of a large table that have one of these ids: found first, and only then read (in a list or joined they cost three
    times as much)."""
    found = " or ".join([f"{key} = ?"] * len(ids)) or "false"
    return f"select {columns} from {table} where rowid in (select rowid from {table} where {found})"


def evidence(scope: Scope, register: Path, case_id: str) -> pd.DataFrame:
    """EVIDENCE of one case."""
    if case(scope, register, case_id) is None:
        return pd.DataFrame(columns=["case_id", "step", "group", "comparison", "match_weight"])
    sql = 'select case_id, step, "group", comparison, match_weight from review_evidence where case_id = ? order by step'
    return cursor(register).execute(sql, [case_id]).df()


def candidates(scope: Scope, register: Path, one: str, other: str, *, most: int = 6) -> pd.DataFrame:
    """Records that either of two might belong to instead, strongest first: `about` (which of the two), name, address, business."""
    allowed, values = scope.sql(partner="r.partner", district="b.district")
    told = "match_weight, match_probability, method"
    # pairs lie in the order of their first record, so one id at a time is read from a few blocks
    first = f"select record_id_l as about, record_id_r as record_id, {told} from pairs where record_id_l = ?"
    second = _rows(f"record_id_r, record_id_l, {told}", "pairs", "record_id_r", (one, other))
    sql = f"""with near as materialized ({first} union all {first} union all {second}),
            l as materialized (select record_id, business_id from links where record_id in (select record_id from near union all select about from near)),
            r as (select * from records where rowid in (select rowid from records where record_id in (select record_id from near))),
            b as (select * from businesses where business_id in (select business_id from l))
        select n.about, r.name, r.legal_name, r.address, r.postcode, r.partner_org, l.business_id, n.match_probability, n.method,
            l.business_id = own.business_id as is_joined
        from near n join r using (record_id) join l using (record_id) join b using (business_id) join l own on own.record_id = n.about
        where n.record_id not in (?, ?) and {allowed}
        qualify row_number() over (partition by n.about, l.business_id order by n.match_weight desc) = 1
        order by n.match_weight desc limit ?"""
    return cursor(register).execute(sql, [one, other, one, other, one, other, *values, most]).df()


def contacts(scope: Scope, register: Path, ids: Collection[str]) -> pd.DataFrame:
    """Contacts that name these records, newest first."""
    allowed, values = scope.sql()
    sql = f"""select record_id, event_date, partner::varchar as partner, partner_org::varchar as partner_org, type::varchar as type,
            role::varchar as role, outcome_raw, severity
        from ({_rows("*", "touch_points", "record_id", ids)}) where {allowed} order by event_date desc, touch_point_id"""
    return cursor(register).execute(sql, [*ids, *values]).df()


def around(scope: Scope, register: Path, longitude: float, latitude: float, *, most: int = 60) -> pd.DataFrame:
    """Businesses within about 250 m: `name`, `longitude`, `latitude`."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="name")
    sql = f"""select name, longitude, latitude from businesses
        where longitude between ? - 0.004 and ? + 0.004 and latitude between ? - 0.0025 and ? + 0.0025 and {allowed} limit ?"""
    hidden = scope.partners is not None
    found = cursor(register).execute(sql, [longitude, longitude, latitude, latitude, *values, most]).df()
    return found.assign(name="") if hidden else found


def choices(scope: Scope, register: Path) -> dict[str, list[str]]:
    """Codes that occur in the queue: partners, sectors, districts."""
    where, values = _where(scope, Wanted())
    found = {}
    for name, column in (("partners", "partner"), ("sectors", "sector"), ("districts", "district")):
        sql = f"""select distinct code from (select {column}_l as code from review_cases where {where}
            union select {column}_r from review_cases where {where}) where code is not null order by 1"""
        found[name] = [row[0] for row in cursor(register).execute(sql, [*values, *values]).fetchall()]
    return found


def redirect(register: Path, business_id: str) -> dict[str, Any] | None:
    """Where an id that is no longer in use leads, and since when; None for other ids."""
    if not _has(register, "redirects"):
        return None
    sql = "select into_business_id, since, records from redirects where business_id = ?"
    row = cursor(register).execute(sql, [business_id]).fetchone()
    return dict(zip(("into_business_id", "since", "records"), row, strict=True)) if row else None


def _has(register: Path, table: str) -> bool:
    row = cursor(register).execute("select count(*) from duckdb_tables() where table_name = ?", [table]).fetchone()
    return bool(row and row[0])


def tenure(scope: Scope, register: Path, business_id: str) -> dict[str, Any]:
    """A business's tenure with the names of those before and after; empty where there is none to tell."""
    if not _has(register, "tenures"):
        return {}
    connection = cursor(register)
    shown, values = businesses_as_seen(scope)
    found = connection.execute("select * from tenures where business_id = ?", [business_id]).df()
    if found.empty:
        return {}
    told: dict[str, Any] = found.iloc[0].to_dict()
    for key, sql in (
        ("before", "select b.business_id, b.name from tenures t join ({shown}) b on b.business_id = t.predecessor_business_id where b.name is not null and t.business_id = ?"),
        ("after", "select b.business_id, b.name from tenures t join ({shown}) b using (business_id) where b.name is not null and t.predecessor_business_id = ?"),
    ):  # fmt: skip
        row = connection.execute(sql.format(shown=shown), [*values, business_id]).fetchone()
        told[key] = {"business_id": row[0], "name": row[1]} if row else None
    length = connection.execute("select count(*) from tenures where chain = ?", [told["chain"]]).fetchone()
    told["chain_length"] = int(length[0]) if length and isinstance(told["chain"], str) else 0
    return told


def likely_same(scope: Scope, register: Path, business_id: str, *, most: int = 25) -> pd.DataFrame:
    """Other businesses it might be one with, most alike first, then those at the same premises: id, name, address, postcode."""
    shown, shown_values = businesses_as_seen(scope)
    area, values = Scope(scope.user, None, scope.districts).sql(partner="name")
    connection = cursor(register)
    own = connection.execute("select record_id, premises_id from links where business_id = ?", [business_id]).df()
    records, places = own["record_id"].tolist(), own["premises_id"].dropna().unique().tolist()
    sql = f"""with compared as (
            select record_id_r as record_id, match_weight from pairs where record_id_l in (select unnest(?::varchar[]))
            union all
            select record_id_l, match_weight from pairs where record_id_r in (select unnest(?::varchar[]))
        ),
        near as (
            select business_id, max(compared.match_weight) as weight from compared join links using (record_id) group by 1
            union all
            select business_id, -50 from links where premises_id in (select unnest(?::varchar[]))
        ),
        named as ({shown})
        select b.business_id, b.name, b.address, b.postcode from near n join named b using (business_id)
        where business_id <> ? and b.name is not null and {area} group by all order by max(n.weight) desc, 1 limit ?"""
    return connection.execute(sql, [records, records, places, *shown_values, business_id, *values, most]).df()
