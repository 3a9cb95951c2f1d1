"""Remembered reads of the pages that show the county as a whole; the rules of cached.py hold here too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.shared.cached import BY_WORDS
from store import activity, changes, coverage, days, here, overview, read, rows_behind, together
from store.access import Scope
from store.filters import Filters

_keep = st.cache_data(ttl=3600, max_entries=200, show_spinner=False, hash_funcs=BY_WORDS)


@_keep
def figures(scope: Scope, register: Path, wanted: Filters, as_of: dt.date, more_than: int) -> overview.Figures:
    return overview.figures(scope, wanted, register, as_of=as_of, more_than=more_than)


@_keep
def trends(scope: Scope, register: Path, wanted: Filters, as_of: dt.date, more_than: int) -> pd.DataFrame:
    return overview.trends(scope, wanted, register, as_of=as_of, more_than=more_than)


@_keep
def top_by_year(scope: Scope, register: Path, wanted: Filters, as_of: dt.date) -> pd.DataFrame:
    return overview.top_by_year(scope, wanted, register, as_of=as_of)


@_keep
def rows_of_figure(
    scope: Scope, register: Path, wanted: Filters, as_of: dt.date, more_than: int, figure: str
) -> pd.DataFrame:
    return rows_behind.rows(scope, wanted, register, as_of=as_of, more_than=more_than, figure=figure)


@_keep
def last_load(scope: Scope, register: Path, wanted: Filters, earlier: Path) -> changes.Load:
    return changes.last_load(scope, wanted, register, earlier)


@_keep
def load_by_organisation(scope: Scope, register: Path, wanted: Filters, earlier: Path) -> pd.DataFrame:
    return changes.by_organisation(scope, wanted, register, earlier)


@_keep
def severe_of_load(scope: Scope, register: Path, wanted: Filters, earlier: Path) -> pd.DataFrame:
    return changes.severe_rows(scope, wanted, register, earlier)


@_keep
def new_businesses(scope: Scope, register: Path, wanted: Filters, earlier: Path) -> tuple[str, ...]:
    return changes.new_businesses(scope, wanted, register, earlier)


@_keep
def named(scope: Scope, register: Path, only: tuple[str, ...]) -> pd.DataFrame:
    return read.businesses(scope, Filters(), register, only=only)


@_keep
def recent_severe(scope: Scope, register: Path, wanted: Filters, as_of: dt.date) -> pd.DataFrame:
    return activity.recent_severe(scope, wanted, register, as_of=as_of)


@_keep
def seen_by_sector(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return coverage.coverage(scope, wanted, register, since=since)


@_keep
def unseen_premises(
    scope: Scope, register: Path, wanted: Filters, since: dt.date, sectors: tuple[str, ...]
) -> pd.DataFrame:
    return coverage.unseen(scope, wanted, register, since=since, sectors=sectors)


@_keep
def partners_that_can_tell(scope: Scope, register: Path) -> set[str]:
    return coverage.can_tell(scope, register)


@_keep
def expected_missing(scope: Scope, register: Path, wanted: Filters, rule: str) -> pd.DataFrame:
    return coverage.expected_missing(scope, wanted, register, rule=rule)


@_keep
def listed_by_sector(scope: Scope, register: Path, wanted: Filters) -> dict[str, int]:
    return coverage.listed_by_sector(scope, wanted, register)


@_keep
def overlaps(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return coverage.overlaps(scope, wanted, register, since=since)


@_keep
def visited_counts(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return together.visited_counts(scope, wanted, register, since=since)


@_keep
def visited_together(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return together.visited_together(scope, wanted, register, since=since)


@_keep
def disagreements(scope: Scope, register: Path, wanted: Filters, since: dt.date, least: int) -> pd.DataFrame:
    return together.disagreements(scope, wanted, register, since=since, least=least)


@_keep
def daily_counts(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return days.daily_counts(scope, wanted, register, since=since)


@_keep
def centre_of(scope: Scope, register: Path, postcode: str) -> tuple[float, float] | None:
    return here.centre_of(scope, register, postcode)
