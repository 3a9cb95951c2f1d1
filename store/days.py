"""Touch-points by day, for the calendar. Scope first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from store.access import Scope
from store.conditions import contacts, frame
from store.filters import Filters
from tables import DAILY_COUNTS


def daily_counts(scope: Scope, wanted: Filters, register: Path, *, since: dt.date) -> pd.DataFrame:
    """DAILY_COUNTS from the day given on; contacts whose date is only a month or a year are left out and counted apart."""
    where, values = contacts(scope, wanted)
    sql = f"""select event_date as day, count(*) filter (date_precision = 'day') as touch_points, count(*) filter (date_precision <> 'day') as not_to_the_day
        from touch_points where event_date >= ?::date and {where} group by 1 order by 1"""
    return frame(register, sql, [since, *values], DAILY_COUNTS)
