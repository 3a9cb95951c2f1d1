"""When: the slider of months under the map, with a histogram; it moves the dates every page shares. And of what there is a position."""

from __future__ import annotations

import calendar
import datetime as dt

import pandas as pd
import streamlit as st

from charts.maps_time import histogram
from pages.shared import cached, cached_maps, filters, layout, messages, state
from store.access import Scope
from store.filters import Filters
from store.hotspots import undated

KEY = "hotspots.when"
MOST_MONTHS = 180
FEWEST_SHARE = 0.02
"""Of the busiest month's: what a month must have to be the first on the slider."""
FEWEST_AT_ONE_SPOT = 10
"""Businesses that share a position before it is doubted: a market hall or a retail park may hold a few."""


def slider(scope: Scope, register: state.Register, wanted: Filters) -> None:
    """Draw it; nothing where there are no dates."""
    span = cached.span(scope, register.path)
    if span is None or span[0] >= span[1]:
        return
    every = [str(month) for month in pd.period_range(span[0], span[1], freq="M")]
    order = every[-max(_worth_showing(cached_maps.months(scope, register.path, Filters()), every), 2) :]
    if len(order) < 2:
        return
    first = min(max(f"{wanted.date_from or span[0]:%Y-%m}", order[0]), order[-1])
    last = min(max(f"{wanted.date_to or span[1]:%Y-%m}", first), order[-1])
    st.html(histogram(cached_maps.months(scope, register.path, undated(wanted)), order, first, last))
    key = f"{KEY}.{first}.{last}"  # dates may have been changed in the sidebar: then it is another slider
    st.select_slider(
        "When",
        order,
        (first, last),
        format_func=lambda month: _said(month) + (" or before" if month == order[0] != every[0] else ""),
        key=key,
        on_change=_moved,
        args=(key, order),
        label_visibility="collapsed",
    )


def _said(month: str) -> str:
    return f"{calendar.month_abbr[int(month[5:])]} {month[:4]}"


def _worth_showing(months: pd.DataFrame, every: list[str]) -> int:
    """How many of the last months the slider has: those before are so few contacts that they would only take its room."""
    busiest = months["touch_points"].max()
    first = months["month"][months["touch_points"] >= busiest * FEWEST_SHARE].min()
    return min(len(every) - every.index(f"{first:%Y-%m}"), MOST_MONTHS) if f"{first:%Y-%m}" in every else len(every)


def positions_note(scope: Scope, register: state.Register, wanted: Filters) -> None:
    """How many of the touch-points a map can show, and how exactly."""
    held = cached_maps.positions(scope, register.path, wanted)
    far = f" {held['far']:,} lie outside the county's surroundings and are not drawn." if held["far"] else ""
    said = f"{held['located']:,} of {held['touch_points']:,} touch-points have coordinates, {held['at_postcode']:,} of them only a postcode."
    exchanged = cached_maps.exchanged(scope, register.path)
    turned = f" Of {exchanged:,} records, whatever the filters, longitude and latitude came in each other's place and were put right." if exchanged else ""  # fmt: skip
    layout.source_note(said + far + of_one_spot(held) + turned)
    if not held["touch_points"]:
        messages.nothing_found(wanted)


def of_one_spot(held: dict[str, int]) -> str:
    """That many businesses have one and the same position, which is rarely where they all are."""
    if held["sharing"] < FEWEST_AT_ONE_SPOT or held["at_one_spot"] < held["located"] / 2:
        return ""
    all_of = "All" if held["at_one_spot"] == held["located"] else f"{held['at_one_spot']:,}"
    return f" {all_of} of these lie at one and the same spot, that of {held['sharing']:,} businesses: was it filled in where none was known?"


def _moved(key: str, order: list[str]) -> None:
    first, last = state.widget_values([key])[key]
    year, month = int(last[:4]), int(last[5:])
    end = dt.date(year, month, calendar.monthrange(year, month)[1])
    start = dt.date(int(first[:4]), int(first[5:]), 1)
    filters.keep_dates(None if first == order[0] else start, None if last == order[-1] else end)
