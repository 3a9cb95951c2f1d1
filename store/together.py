"""Where partners meet: the same premises visited by several, and partners who came to opposite results. Scope first, always."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from store.access import Scope, businesses_as_seen
from store.conditions import contacts, frame
from store.filters import Filters
from tables import DISAGREEMENTS, VISITED_TOGETHER

WITHIN_DAYS = 90
APART_DAYS = 365
MOST_ROWS = 2_000
# A rating is published from an inspection that the council reports itself: counted as a visit it would meet itself.
VISITS = "touch_point_class = 'PROACTIVE' and type <> 'RATING'"

_PAIRS = """visits as (
    select distinct premises_id, business_id, sector, partner, partner_org, event_date from touch_points
    where premises_id is not null and {visits} and event_date > ?::date and {where}
), pairs as (
    select a.premises_id, b.business_id, b.sector, a.partner as first_partner, a.partner_org as first_org, a.event_date as first_date,
        b.partner as second_partner, b.partner_org as second_org, b.event_date as second_date
    from visits a join visits b on a.premises_id = b.premises_id and a.partner_org <> b.partner_org
        and b.event_date between a.event_date and a.event_date + {days}
        and (a.event_date < b.event_date or a.partner_org::varchar < b.partner_org::varchar)
)"""


def visited_counts(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """`first`, `second` (partners, in the alphabet's order), `premises`, `pairs`: who visits the same premises within 90 days."""
    where, values = contacts(scope, wanted)
    pairs = _PAIRS.format(visits=VISITS, where=where, days=WITHIN_DAYS)
    sql = f"""with {pairs}
        select least(first_partner::varchar, second_partner::varchar) as first, greatest(first_partner::varchar, second_partner::varchar) as second,
            count(distinct premises_id) as premises, count(*) as pairs
        from pairs group by 1, 2 order by 3 desc, 1, 2"""
    return frame(register, sql, [since, *values])


def visited_together(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """VISITED_TOGETHER: of each premises the latest two visits by different organisations within 90 days; newest first."""
    where, values = contacts(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    pairs = _PAIRS.format(visits=VISITS, where=where, days=WITHIN_DAYS)
    sql = f"""with {pairs},
        latest as (select * from pairs qualify row_number() over (
            partition by premises_id order by second_date desc, first_date desc, first_org::varchar, second_org::varchar) = 1),
        named as ({shown})
        select p.* replace (p.sector::varchar as sector), n.name, n.address, datediff('day', first_date, second_date) as days_between
        from latest p join named n using (business_id) order by second_date desc, n.name, p.business_id limit {MOST_ROWS}"""
    return frame(register, sql, [since, *values, *shown_values], VISITED_TOGETHER)


def disagreements(scope: Scope, wanted: Filters, register: Path, *, since: dt.date, least: int = 4) -> pd.DataFrame:
    """DISAGREEMENTS: satisfactory for one organisation, severity `least` or worse for another, within a year of each other.

    Only contacts in which the business was the subject count; the later of the two is after the day given.
    """
    where, values = contacts(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    sql = f"""with judged as (
            select business_id, sector, partner_org, function, event_date, severity, outcome_raw, touch_point_id from touch_points
            where severity is not null and role = 'SUBJECT' and event_date > ?::date - {APART_DAYS} and {where}),
        pairs as (
            select c.business_id, c.sector::varchar as sector, s.partner_org as content_org, s.event_date as content_date,
                s.function as content_function, c.partner_org as critical_org, c.event_date as critical_date,
                c.function as critical_function, c.outcome_raw as critical_outcome, c.severity
            from judged c join judged s on s.business_id = c.business_id and s.partner_org <> c.partner_org
                and abs(datediff('day', s.event_date, c.event_date)) <= {APART_DAYS}
            where c.severity >= ? and s.severity = 0 and greatest(c.event_date, s.event_date) > ?::date
            qualify row_number() over (partition by c.business_id order by greatest(c.event_date, s.event_date) desc, c.severity desc,
                least(c.event_date, s.event_date) desc, c.touch_point_id, s.touch_point_id) = 1),
        named as ({shown})
        select p.*, n.name, n.address from pairs p join named n using (business_id)
        order by p.severity desc, greatest(p.critical_date, p.content_date) desc, p.business_id limit {MOST_ROWS}"""
    return frame(register, sql, [since, *values, least, since, *shown_values], DISAGREEMENTS)
