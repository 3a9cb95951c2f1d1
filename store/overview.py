"""The seven headline figures and how they went, under scope and filters.

Source: the figures Essex published about its own tool ("Safer Businesses", essexfuture.org.uk); definitions in decision 0050.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from store.access import Scope
from store.conditions import contacts, frame, organisations, places
from store.db import cursor
from store.filters import Filters

RETAIL = (
    "RETAIL", "CONVENIENCE", "TAKEAWAY", "RESTAURANT", "PUB", "BARBER", "NAIL_BEAUTY", "MASSAGE", "GAMING_MONEY",
)  # fmt: skip
RETAIL_SHARE = 0.6
RETAIL_LEAST = 5
TOP_SHARE = 0.05
COMPLAINT = "(touch_point_class = 'ENFORCEMENT' or type in ('COMPLAINT', 'SERVICE_REQUEST'))"
SUPPORT = "touch_point_class in ('REACTIVE', 'ENFORCEMENT')"
MONTHS = 24

RETAIL_AREAS = f"""place as (
    select premises_no, min(postcode) as area, bool_or(sector in ({", ".join(f"'{code}'" for code in RETAIL)})) as is_shop
    from businesses where is_listed and premises_no is not null and {{area}} group by 1
), areas as (
    select area, count(*) as premises, avg(is_shop::int) as shop_share,
        area is not null and count(*) >= {RETAIL_LEAST} and avg(is_shop::int) >= {RETAIL_SHARE} as is_retail
    from place group by 1
)"""


@dataclass(frozen=True)
class Figures:
    """The seven figures and what each is made of.

    Attributes:
        businesses: on our list, under what the filters say about the business itself.
        touch_points: recorded contacts.
        contacted: businesses with at least one of them.
        organisations, partners: bodies, and kinds of body, that recorded them.
        window_contacts, window_days: contacts between the dates asked for, or in the twelve months to `as_of`.
        known: businesses known to more than `more_than` organisations.
        multi: businesses known to at least two.
        complaints: complaint and enforcement contacts.
        top_multi, top_all: of these, at the busiest 5% of multi-agency businesses, and of all businesses with a contact.
        top_multi_businesses, top_all_businesses: how many businesses that is.
        retail_premises, retail_contacts, other_premises, other_contacts: listed premises in retail areas and elsewhere, and the
            complaints, incidents and enforcement at them.
    """

    businesses: int
    touch_points: int
    contacted: int
    organisations: int
    partners: int
    window_contacts: int
    window_days: int
    known: int
    multi: int
    complaints: int
    top_multi: int
    top_multi_businesses: int
    top_all: int
    top_all_businesses: int
    retail_premises: int
    retail_contacts: int
    other_premises: int
    other_contacts: int

    @property
    def contacted_share(self) -> float | None:
        return _ratio(self.contacted, self.businesses)

    @property
    def per_day(self) -> float | None:
        return _ratio(self.window_contacts, self.window_days)

    @property
    def known_share(self) -> float | None:
        return _ratio(self.known, self.contacted)

    @property
    def top_multi_share(self) -> float | None:
        return _ratio(self.top_multi, self.complaints)

    @property
    def top_all_share(self) -> float | None:
        return _ratio(self.top_all, self.complaints)

    @property
    def retail_ratio(self) -> float | None:
        retail, other = (
            _ratio(self.retail_contacts, self.retail_premises),
            _ratio(self.other_contacts, self.other_premises),
        )
        return None if retail is None or not other else retail / other


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def window(wanted: Filters, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """The days "a day" is counted over: those asked for, else the twelve months to the last day any partner reaches."""
    end = wanted.date_to or as_of
    return wanted.date_from or (pd.Timestamp(end) - pd.DateOffset(years=1) + pd.Timedelta(days=1)).date(), end


def figures(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, more_than: int = 3) -> Figures:
    """The seven figures under the filters; `more_than` is the number of organisations of the fifth."""
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    start, end = window(wanted, as_of)
    sql = _FIGURES.format(
        where=where, area=area, retail=RETAIL_AREAS.format(area=area), organisations=organisations(register)
    )
    parameters = [start, end, more_than, *values, *area_values, *area_values]
    row = cursor(register).execute(sql, parameters).fetchone()
    names = [field.name for field in fields(Figures) if field.name != "window_days"]
    counts = {name: int(value or 0) for name, value in zip(names, row or (0,) * len(names), strict=True)}
    return Figures(window_days=max(0, (end - start).days + 1), **counts)


_FIGURES = f"""
with bounds as (select ?::date as start_day, ?::date as end_day, ?::int as more_than),
seen as not materialized (select * from touch_points where {{where}}),
per as (select business_no, {{organisations}} as organisations, count(*) as n, sum(({COMPLAINT})::int) as complaints from seen group by 1),
totals as (select count(*) as contacted, count(*) filter (organisations >= 2) as multi, count(*) filter (organisations > more_than) as known,
    sum(n) as n, sum(complaints) as complaints from per, bounds),
levels as (select complaints, count(*) as businesses, count(*) filter (organisations >= 2) as multi from per where complaints > 0 group by 1),
ranked as (select complaints, businesses, multi, sum(businesses) over (order by complaints desc) - businesses as above,
    sum(multi) over (order by complaints desc) - multi as multi_above from levels),
busiest as (select sum(r.complaints * greatest(0, least(r.multi, ceil(t.multi * {TOP_SHARE}) - multi_above))) as of_multi,
    sum(r.complaints * greatest(0, least(r.businesses, ceil(contacted * {TOP_SHARE}) - above))) as of_all from ranked r, totals t),
{{retail}},
support as (select premises_no, count(*) as n from seen where {SUPPORT} group by 1),
bodies as (select count(distinct org_no) as organisations, count(distinct partner) as partners,
    count(*) filter (event_date between start_day and end_day) as in_window from seen, bounds),
rates as (select is_retail, count(*) as premises, sum(coalesce(n, 0)) as n
    from place left join areas using (area) left join support using (premises_no) group by 1)
select (select count(*) from businesses where {{area}}), t.n, contacted, b.organisations, b.partners, b.in_window,
    known, multi, complaints, of_multi, ceil(multi * {TOP_SHARE}), of_all, ceil(contacted * {TOP_SHARE}),
    (select sum(premises) from rates where is_retail), (select sum(n) from rates where is_retail),
    (select sum(premises) from rates where is_retail is not true), (select sum(n) from rates where is_retail is not true)
from totals t, busiest, bodies b
"""


def trends(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date, more_than: int = 3) -> pd.DataFrame:
    """How the figures went: one row for each of the last 24 months.

    Returns:
        month, businesses, touch_points, organisations, per_day (of the month), known_share (of all contact up to the month's
        end), retail_ratio (of the twelve months to its end); missing where there is nothing to divide by.
    """
    where, values = contacts(scope, wanted)
    area, area_values = places(scope, wanted)
    retail, counted = RETAIL_AREAS.format(area=area), organisations(register)
    sql = _TRENDS.format(where=where, area=area, retail=retail, organisations=counted, widely=int(more_than) + 1)
    return frame(register, sql, [as_of, *values, *area_values, *area_values, *area_values])


_TRENDS = f"""
with today as (select date_trunc('month', ?::date)::date as last_month),
months as (select unnest(generate_series(last_month - interval {MONTHS - 1} month, last_month, interval 1 month))::date as month from today),
seen as not materialized (select * from touch_points where {{where}}),
by_month as (select month, count(*) as n, {{organisations}} as organisations from seen group by 1),
first_of as (select business_no, org_no, min(month) as month from seen group by 1, 2),
firsts as (select min(month, {{widely}}) as months from first_of group by business_no),
steps as (select month, sum(first_known) as first_known, sum(widely_known) as widely_known from (
    select months[1] as month, 1 as first_known, 0 as widely_known from firsts
    union all select months[{{widely}}], 0, 1 from firsts where len(months) >= {{widely}}) group by 1),
known as (select m.month, (select sum(widely_known) from steps s where s.month <= m.month)
    / nullif((select sum(first_known) from steps s where s.month <= m.month), 0) as share from months m),
{{retail}},
zone as (select premises_no, coalesce(is_retail, false) as is_retail from place left join areas using (area)),
sizes as (select count(*) filter (is_retail) as retail, count(*) filter (not is_retail) as other from zone),
by_premises as (select month, premises_no, count(*) as n from seen, today
    where {SUPPORT} and month > last_month - interval {MONTHS + 12} month group by 1, 2),
support as (select month, sum(n) filter (is_retail) as retail, sum(n) filter (not is_retail) as other
    from by_premises join zone using (premises_no) group by 1),
rolling as (select m.month, sum(s.retail) as retail, sum(s.other) as other from months m
    left join support s on s.month > m.month - interval 12 month and s.month <= m.month group by 1),
opened as (select date_trunc('month', first_seen)::date as month, count(*) as n from businesses, today
    where {{area}} and first_seen < last_month + interval 1 month group by 1)
select m.month,
    (select count(*) from businesses where {{area}}) - coalesce((select sum(n) from opened o where o.month > m.month), 0) as businesses,
    coalesce(n, 0) as touch_points, coalesce(organisations, 0) as organisations, coalesce(n, 0) / day(last_day(m.month)) as per_day,
    known.share as known_share, (r.retail / nullif(sizes.retail, 0)) / nullif(r.other / nullif(sizes.other, 0), 0) as retail_ratio
from months m left join by_month using (month) left join known using (month) left join rolling r using (month), sizes
order by 1
"""


def top_by_year(scope: Scope, wanted: Filters, register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """`year`, `top_share`: in each of the last six twelvemonths to `as_of`, the share of complaint and enforcement contact that
    the busiest 5% of the year's multi-agency businesses had."""
    where, values = contacts(scope, wanted)
    sql = _TOP_BY_YEAR.format(where=where, organisations=organisations(register))
    return frame(register, sql, [as_of, *values])


_TOP_BY_YEAR = f"""
with today as (select ?::date as day),
per as (select datesub('year', event_date, day) as age, business_no, {{organisations}} as organisations, sum(({COMPLAINT})::int) as n
    from touch_points, today where event_date > day - interval 6 year and event_date <= day and {{where}} group by 1, 2),
sizes as (select age, count(*) filter (organisations >= 2) as multi, sum(n) as complaints from per group by 1),
ranked as (select age, n, row_number() over (partition by age order by n desc, business_no) as nth from per where organisations >= 2 and n > 0),
busiest as (select age, sum(n) as n from ranked join sizes using (age) where nth <= ceil(multi * {TOP_SHARE}) group by 1)
select year(day) - age as year, case when multi > 0 then coalesce(n, 0) / nullif(complaints, 0) end as top_share
from sizes left join busiest using (age), today order by 1
"""
