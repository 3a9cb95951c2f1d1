"""When things happen: how likely each day of the period is, for each kind of contact, inland and at the seaside."""

from __future__ import annotations

import numpy as np

from sample_data.settings import LAST_DAY, PERIOD_DAYS, day_of, days_calendar

INSPECTION_DIP = {8: 0.62, 12: 0.55}
"""Fewer inspections in August and December."""
MONTHS = {
    "shoplifting": {11: 1.75, 12: 2.0, 1: 0.85, 2: 0.85},
    "evening": {7: 1.15, 8: 1.15, 12: 1.25},
    "late": {7: 1.2, 8: 1.2, 12: 1.4},
    "night": {11: 1.15, 12: 1.15, 1: 1.1},
    "complaints": {5: 1.15, 6: 1.15, 7: 1.1, 12: 0.75},
}
SEASIDE = {4: 1.05, 5: 1.3, 6: 1.8, 7: 2.5, 8: 2.8, 9: 1.4, 11: 0.75, 12: 0.75, 1: 0.7, 2: 0.75}
"""Summer at the seaside: people, and so calls for the police and complaints; shoplifting keeps its own season."""
WEEKDAYS = {
    "inspection": (1.05, 1.2, 1.2, 1.15, 0.85, 0.0, 0.0),
    "shoplifting": (0.95, 0.95, 1.0, 1.0, 1.1, 1.2, 0.8),
    "evening": (0.8, 0.8, 0.9, 1.0, 1.3, 1.4, 0.9),
    "late": (0.5, 0.5, 0.6, 0.8, 1.7, 2.2, 0.9),
    "night": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "day": (1.1, 1.1, 1.1, 1.1, 1.1, 0.6, 0.4),
    "complaints": (1.4, 1.2, 1.1, 1.1, 1.0, 0.15, 0.05),
}
YEARLY_GROWTH = {"complaints": 1.17, "trading_visits": 1.14, "shoplifting": 1.08}
LIKE = {"trading_visits": "inspection", "fire": "inspection", "council": "inspection"}
LOCKDOWN_ENDS = "2021-05-17"
"""Visits ran at two fifths until restrictions on going indoors ended."""


def day_chances(calendar: str, *, seaside: bool) -> np.ndarray:
    """Running total of how likely each day is, from 0 to 1; one entry more than there are days.

    Args:
        calendar: a key of WEEKDAYS or LIKE.
        seaside: whether summer visitors matter for this kind of contact and place.
    """
    months, weekdays, years = days_calendar()
    pattern = LIKE.get(calendar, calendar)
    chance = np.array(WEEKDAYS[pattern])[weekdays]
    chance = chance * _by_month(INSPECTION_DIP if pattern == "inspection" else MONTHS.get(pattern, {}), months)
    chance = chance * YEARLY_GROWTH.get(calendar, 1.0) ** years
    if pattern == "inspection":
        chance = np.where(np.arange(PERIOD_DAYS) < day_of(LOCKDOWN_ENDS), chance * 0.4, chance)
    elif seaside and calendar != "shoplifting":
        chance = chance * _by_month(SEASIDE, months)
    return np.concatenate([[0.0], np.cumsum(chance) / chance.sum()])


def _by_month(factors: dict[int, float], months: np.ndarray) -> np.ndarray:
    return np.array([0.0] + [factors.get(month, 1.0) for month in range(1, 13)])[months]


def share_open(chances: np.ndarray, opened: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Share of a calendar's contacts that fall between opening and closing, both included."""
    first, last = np.clip(opened, 0, PERIOD_DAYS), np.clip(closed, -1, LAST_DAY)
    return np.maximum(chances[np.maximum(last, first - 1) + 1] - chances[first], 0)


def draw_days(rng: np.random.Generator, chances: np.ndarray, opened: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """A day for each contact while its business was open, likelier on likely days."""
    low = chances[np.clip(opened, 0, LAST_DAY)]
    high = chances[np.clip(closed, 0, LAST_DAY) + 1]
    target = low + rng.random(len(opened)) * (high - low)
    days = np.searchsorted(chances, target, side="right") - 1
    return np.clip(days, np.clip(opened, 0, LAST_DAY), np.clip(closed, 0, LAST_DAY))


def to_working_day(days: np.ndarray) -> np.ndarray:
    """The day itself, or the Monday or Tuesday after a Saturday or Sunday."""
    weekday = (days + day_of("2020-10-01") + 3) % 7  # the period begins on a Thursday
    return np.where(weekday >= 5, days + 2, days)
