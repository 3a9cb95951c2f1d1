"""How long something took, as people say it."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta


def full_months(start: dt.date, end: dt.date) -> int:
    """Months that have gone by in full between two days.

    >>> full_months(dt.date(2020, 9, 28), dt.date(2024, 3, 15))
    41
    """
    span = relativedelta(end, start)
    return 12 * span.years + span.months
