"""Dates and shares that every part of the invented county agrees on. Nothing here looks at a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

PERIOD_START = date(2020, 10, 1)
PERIOD_END = date(2026, 9, 30)
PERIOD_DAYS = (PERIOD_END - PERIOD_START).days + 1
SNAPSHOTS = (date(2026, 3, 31), date(2026, 9, 30))
CREATED = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
OPEN_ENDED = 100_000
"""Day number that stands for "still trading"."""

NO_CONTACT_SHARE = 0.225
"""Share of rating-list premises without a touch-point in any file."""
SUCCESSOR_SHARE = 0.08
"""Share of businesses that took over premises from another business of the period."""
MOBILE_SHARE = 0.035
"""Share of businesses that trade from a van or a home kitchen and have no premises of their own."""
VOID_SHARE = 0.035
"""Share of premises that stand empty at the end."""
HYGIENE_SHARE = 0.38
"""At most this share of the touch-points asked for are food hygiene visits in council files."""
FILE_SHARES = {"police": 0.36, "fire": 0.17, "complaints": 0.11, "visits": 0.07, "council": 0.29}
"""How the touch-points that no rule fixes are shared out among the files."""


def day_of(when: date | str) -> int:
    """Days since the period began; a text is read as ISO."""
    return ((date.fromisoformat(when) if isinstance(when, str) else when) - PERIOD_START).days


LAST_DAY = day_of(PERIOD_END)


def date_texts(pattern: str, first: int = -9000, last: int = 3700) -> DateTexts:
    """Texts of all days from first to last, for looking up instead of formatting row by row."""
    return DateTexts(pattern, first, last)


class DateTexts:
    """Day number to text, by indexing; OPEN_ENDED gives an empty text.

    A class because it is indexed millions of times and must do nothing but look up.
    """

    def __init__(self, pattern: str, first: int, last: int) -> None:
        start = PERIOD_START.toordinal()
        self._first = first
        self._texts = [date.fromordinal(start + day).strftime(pattern) for day in range(first, last + 1)]

    def __getitem__(self, day: int) -> str:
        place = day - self._first
        return self._texts[place] if 0 <= place < len(self._texts) else ""


def days_calendar() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Month (1 to 12), weekday (Monday 0) and year since the start, of every day of the period."""
    days = np.datetime64(PERIOD_START) + np.arange(PERIOD_DAYS)
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    weekdays = (days.astype("datetime64[D]").astype(int) + 3) % 7
    return months, weekdays, np.arange(PERIOD_DAYS) / 365.25
