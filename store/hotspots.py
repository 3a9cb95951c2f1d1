"""What the map of hotspots may ask of the register. Every function takes the person's scope first and counts in SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from store import areas, grid
from store.access import Scope, businesses_as_seen
from store.db import cursor
from store.filters import Filters
from tables import DOTS, MAP_CELLS, conform

LEVELS = ("district", "ward", *(f"hex_{size}" for size in grid.HEX_SIZES_M))
MEASURES = {
    "touch_points": "count(*)",
    "severity": "coalesce(sum(severity), 0)",
    "subject": "count(*) filter (role = 'SUBJECT')",
}
"""What is counted: every contact; the sum of severities 0 to 4 (not assessed counts nothing); contacts as the subject only."""
MOST_HEAT_CELLS = 20_000
MOST_NAMED = 1_500


def size_of(level: str) -> int:
    """Metres across a hexagon of a level: `"hex_1000"` -> 1000; 0 for wards and districts."""
    return int(level.removeprefix("hex_")) if level.startswith("hex_") else 0


@lru_cache(maxsize=16)
def _columns(register: Path) -> frozenset[str]:
    rows = cursor(register).execute("select column_name from (describe touch_points)").fetchall()
    return frozenset(row[0] for row in rows)


def _place(register: Path, level: str) -> str:
    """The column of `touch_points` that names the cell, or what it is counted from in registers built before there was one."""
    if level in ("ward", "district") or level in _columns(register):
        return level
    if level in ("cell", "spot"):
        return grid.cell_sql() if level == "cell" else grid.spot_sql()
    return grid.hex_sql(size_of(level))


def _where(scope: Scope, wanted: Filters) -> tuple[str, list[object]]:
    allowed, values = scope.sql()
    asked, more = wanted.sql()
    return f"{allowed} and {asked}", [*values, *more]


def cells(scope: Scope, wanted: Filters, register: Path, *, level: str, measure: str = "touch_points") -> pd.DataFrame:
    """MAP_CELLS of contacts alone: `cell` and `count`; contacts without a position are in none."""
    where, values = _where(scope, wanted)
    sql = f"""select {_place(register, level)} as cell, ({MEASURES[measure]})::bigint as "count" from touch_points
        where {where} group by 1 having cell is not null and "count" > 0 order by 1"""
    found = cursor(register).execute(sql, values).df()
    return conform(found.assign(cell=found["cell"].astype("str")), MAP_CELLS)


def premises(scope: Scope, wanted: Filters, register: Path, *, level: str) -> pd.DataFrame:
    """`cell`, `premises`: premises in the rating list, of the sectors, districts and area asked for."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="name")
    asked, more = wanted.of_business().sql()
    size = size_of(level)
    cell = level if not size else grid.hex_sql(size, longitude="longitude::float", latitude="latitude::float")
    sql = f"""select {cell} as cell, count(distinct premises_id) as premises from businesses
        where is_listed and premises_id is not null and {allowed} and {asked} group by 1 having cell is not null order by 1"""
    found = cursor(register).execute(sql, [*values, *more]).df()
    return found.assign(cell=found["cell"].astype("str"), premises=found["premises"].astype("Int64"))


def heat(scope: Scope, wanted: Filters, register: Path, *, measure: str = "touch_points") -> pd.DataFrame:
    """`longitude`, `latitude`, `weight` of small cells, at most 20,000: beyond that, four are taken together."""
    where, values = _where(scope, wanted)
    sql = f"""select {_place(register, "cell")} as cell, ({MEASURES[measure]})::bigint as weight from touch_points
        where {where} group by 1 having cell is not null and weight > 0"""
    found = cursor(register).execute(sql, values).fetchnumpy()
    number, weight = np.asarray(found["cell"], "int64"), np.asarray(found["weight"], "int64")
    side = 1
    while len(number) > MOST_HEAT_CELLS and side < 64:
        side *= 2
        joined = (number // 4096 // side * side) * 4096 + number % 4096 // side * side
        number, place = np.unique(joined, return_inverse=True)
        weight = np.bincount(place, weights=weight).astype("int64")
    longitude = grid.WITHIN[0] + (number // 4096 + side / 2) * grid.CELL_DEGREES[0]
    latitude = grid.WITHIN[1] + (number % 4096 + side / 2) * grid.CELL_DEGREES[1]
    return pd.DataFrame({"longitude": longitude, "latitude": latitude, "weight": weight.astype("float64")})


def dots(scope: Scope, wanted: Filters, register: Path, *, colour_by: str = "severity") -> pd.DataFrame:
    """DOTS: one for each place with contacts; named while there are no more than 1,500."""
    where, values = _where(scope, wanted)
    group = {"severity": "max(severity)", "sector": "min(sector)", "partner": "mode(partner)"}[colour_by]
    sql = f"""select {_place(register, "spot")} as spot, count(*) as touch_points, {group} as "group" {{key}} from touch_points
        where {where} group by 1 having spot is not null"""
    found = _as_dots(cursor(register).execute(sql.format(key=""), values).df())
    if found.empty or len(found) > MOST_NAMED:
        return found
    found = _as_dots(cursor(register).execute(sql.format(key=", min(business_id) as business_id"), values).df())
    shown, more = businesses_as_seen(scope)
    names = cursor(register).execute(
        f"select business_id, name from ({shown}) where business_id in (select unnest(?::varchar[]))",
        [*more, found["business_id"].tolist()],
    ).df()  # fmt: skip
    return conform(found.drop(columns="name").merge(names, on="business_id", how="left"), DOTS)


def _as_dots(found: pd.DataFrame) -> pd.DataFrame:
    """DOTS from west to east, with numbers turned to words only once for each word there is."""
    found = found.iloc[np.argsort(found["spot"].to_numpy("int64"), kind="stable")].reset_index(drop=True)
    words = found["group"].astype("category")
    if pd.api.types.is_numeric_dtype(words.cat.categories):
        words = words.cat.rename_categories([str(int(number)) for number in words.cat.categories])
    spot = found["spot"].to_numpy("int64")
    longitude, latitude = (spot // grid.SPOT_ROW / 1e5 + grid.WITHIN[0], spot % grid.SPOT_ROW / 1e5 + grid.WITHIN[1])
    named = found.assign(longitude=longitude, latitude=latitude, group=words.astype("str").fillna("none"))
    return conform(named, DOTS)


def months(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """`month`, `touch_points`, whatever dates are asked for: the histogram behind the slider."""
    where, values = _where(scope, undated(wanted))
    sql = f"select month, count(*) as touch_points from touch_points where {where} group by 1 order by 1"
    return cursor(register).execute(sql, values).df()


def undated(wanted: Filters) -> Filters:
    """The same filters without dates."""
    return replace(wanted, date_from=None, date_to=None)


def between(wanted: Filters, first: dt.date, last: dt.date) -> Filters:
    """The same filters with other dates."""
    return replace(wanted, date_from=first, date_to=last)


def frames(scope: Scope, wanted: Filters, register: Path, *, level: str, measure: str) -> pd.DataFrame:
    """`month`, `cell`, `count`: what is played month by month."""
    where, values = _where(scope, wanted)
    sql = f"""select month, {_place(register, level)} as cell, ({MEASURES[measure]})::bigint as "count" from touch_points
        where {where} group by 1, 2 having cell is not null and "count" > 0 order by 1, 2"""
    found = cursor(register).execute(sql, values).df()
    return found.assign(cell=found["cell"].astype("str"))


def positions(scope: Scope, wanted: Filters, register: Path) -> dict[str, int]:
    """touch_points; located (with a position); at_postcode (no better than a postcode's); far (a position outside the county's
    surroundings, which no map draws)."""
    where, values = _where(scope, wanted)
    west, south, east, north = grid.WITHIN
    row = cursor(register).execute(
        f"""select count(*), count(longitude), count(*) filter (coordinate_precision = 'POSTCODE'),
        count(*) filter (longitude is not null and not (longitude between {west} and {east} and latitude between {south} and {north}))
        from touch_points where {where}""",
        values,
    )
    names = ("touch_points", "located", "at_postcode", "far")
    return dict(zip(names, row.fetchone() or (0, 0, 0, 0), strict=True))


def inside(scope: Scope, wanted: Filters, register: Path) -> dict[str, pd.DataFrame]:
    """What is there: `sectors`, `partners` and `outcomes`, each `code`, `touch_points`, `businesses`, most first."""
    where, values = _where(scope, wanted)
    sql = f"""with seen as materialized (
            select sector::varchar as sector, partner::varchar as partner, coalesce(severity::varchar, 'none') as level, business_id
            from touch_points where {where})
        select grouping(sector, partner, level) as kind, coalesce(sector, partner, level) as code, count(*) as touch_points,
            count(distinct business_id) as businesses
        from seen group by grouping sets ((sector), (partner), (level)) order by 3 desc, 2"""
    found = cursor(register).execute(sql, values).df()
    kinds = {"sectors": 0b011, "partners": 0b101, "outcomes": 0b110}
    return {
        name: found[found["kind"] == kind].drop(columns="kind").reset_index(drop=True) for name, kind in kinds.items()
    }


_TOPS = {
    "postcode": ("b.postcode", "'pc:' || b.postcode"),
    "street": (
        areas.STREET_SQL.format(address="b.address"),
        f"'s:' || {areas.STREET_SQL.format(address='b.address')} || '@' || {areas.OUTWARD_SQL.format(postcode='b.postcode')}",
    ),
}


def tops(
    scope: Scope,
    wanted: Filters,
    register: Path,
    *,
    by: str,
    now: tuple[dt.date, dt.date],
    before: tuple[dt.date, dt.date],
) -> pd.DataFrame:
    """The places with most contacts in a period, and their rank in the period before.

    Args:
        by: postcode, street, ward, or a level of hexagons.
        now, before: first and last day of each period.
    Returns:
        `code` (of an area), `now`, `before`, `rank`, `rank_before` (missing where it had none); at most 50.
    """
    where, values = _where(scope, undated(wanted))
    if by in _TOPS:
        shown, more = businesses_as_seen(scope)
        source = f"""select {_TOPS[by][1]} as code, c.now, c."before" from per_business c join ({shown}) b using (business_id)"""
        key = "business_id"
    else:
        source, more, key = 'select cell::varchar as code, now, "before" from per_business', [], "cell"
        where += f" and {_place(register, by)} is not null"
    place = "business_id" if key == "business_id" else f"{_place(register, by)} as cell"
    sql = f"""with per_business as (
        select {place}, count(*) filter (event_date between ?::date and ?::date) as now,
            count(*) filter (event_date between ?::date and ?::date) as "before"
        from touch_points where event_date between ?::date and ?::date and {where} group by 1),
    places as (select code, sum(now)::bigint as now, sum("before")::bigint as "before" from ({source}) where code is not null group by 1)
    select *, rank() over (order by now desc) as rank, case when "before" > 0 then rank() over (order by "before" desc) end as rank_before
    from places where now > 0 or "before" > 0 order by now desc, code limit 50"""
    bounds = [*now, *before, min(now[0], before[0]), max(now[1], before[1])]
    found = cursor(register).execute(sql, [*bounds, *values, *more]).df()
    found = found[found["now"] > 0]
    size = size_of(by)
    if size:
        found["code"] = [f"h{size}:{q}.{r}" for q, r in (grid.unpack(int(n)) for n in found["code"])]
    elif by == "ward":
        found["code"] = "w:" + found["code"].astype("str")
    return found.reset_index(drop=True)


def crime(register: Path, months_of: tuple[dt.date | None, dt.date | None]) -> pd.DataFrame:
    """`longitude`, `latitude`, `count` by hexagon of a kilometre: what the police publish, at points moved on purpose."""
    first, last = months_of
    number = grid.hex_sql(1000)
    sql = f"""select {number} as cell, count(*) as "count" from context
        where (? is null or month >= ?::date) and (? is null or month <= ?::date) group by 1 having cell is not null"""
    found = cursor(register).execute(sql, [first, first, last, last]).df()
    places = [grid.centre(*grid.unpack(int(n)), 1000) for n in found["cell"]]
    return pd.DataFrame(places, columns=["longitude", "latitude"]).assign(count=found["count"].astype("int64"))


def streets(scope: Scope, typed: str, register: Path, *, most: int = 6) -> pd.DataFrame:
    """`code`, `street`, `outward`, `businesses`: streets of businesses in scope that begin with a text."""
    allowed, values = Scope(scope.user, None, scope.districts).sql(partner="name")
    shown, more = businesses_as_seen(scope)
    sql = f"""select 's:' || street || '@' || outward as code, street, outward, count(*) as businesses from (
            select {areas.STREET_SQL.format(address="address")} as street, {areas.OUTWARD_SQL.format(postcode="postcode")} as outward
            from ({shown}) where postcode is not null and {allowed})
        where starts_with(street, ?) group by all order by businesses desc, 1 limit ?"""
    return cursor(register).execute(sql, [*more, *values, typed.upper(), most]).df()
