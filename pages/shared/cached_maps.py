"""Reads for maps that are remembered, under the same rules as those of `cached`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from charts import maps_classes, maps_layers
from pages.shared.cached import BY_WORDS
from risk import hotspots as judged
from store import geography, grid, hotspots, places, reach
from store.access import Scope
from store.filters import Filters
from store.home import Home

_keep = st.cache_data(ttl=3600, max_entries=200, show_spinner=False, hash_funcs=BY_WORDS)
_keep_few = st.cache_data(ttl=3600, max_entries=24, show_spinner=False, hash_funcs=BY_WORDS)
Period = tuple[dt.date, dt.date]


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def area_names(place: Home) -> dict[str, str]:
    """Ward and district codes to names; the same for everybody."""
    return geography.area_names(place)


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def touching(place: Home, level: str) -> dict[str, list[str]]:
    """Which wards or districts touch."""
    return judged.contiguity(geography.areas(place, level))


@_keep
def positions(scope: Scope, register: Path, wanted: Filters) -> dict[str, int]:
    return hotspots.positions(scope, wanted, register)


@_keep
def premises(scope: Scope, register: Path, wanted: Filters, level: str) -> pd.DataFrame:
    """`wanted` holds only what is about the business, so that every date and partner finds the same answer."""
    return hotspots.premises(scope, wanted, register, level=level)


@_keep
def counted(scope: Scope, register: Path, wanted: Filters, level: str, measure: str) -> pd.DataFrame:
    """MAP_CELLS with counts, rates and intervals."""
    found = hotspots.cells(scope, wanted, register, level=level, measure=measure)
    return judged.rated(found, premises(scope, register, wanted.of_business(), level))


@_keep
def surprising(scope: Scope, register: Path, wanted: Filters, level: str, measure: str, place: Home) -> pd.DataFrame:
    """MAP_CELLS with Gi* and what of it is more than chance."""
    found = counted(scope, register, wanted, level, measure)
    is_hex = level.startswith("hex_")
    near = judged.hexagons_touching(found["cell"].tolist(), grid.ROW) if is_hex else touching(place, level)
    return judged.surprising(found, near)


@_keep
def changed(
    scope: Scope, register: Path, wanted: Filters, level: str, measure: str, periods: tuple[Period, Period]
) -> pd.DataFrame:
    """MAP_CELLS of two periods, and which changes are more than chance."""
    (now, before) = (hotspots.between(wanted, *period) for period in periods)
    days = tuple((last - first).days + 1 for first, last in periods)
    return judged.changed(
        hotspots.cells(scope, now, register, level=level, measure=measure),
        hotspots.cells(scope, before, register, level=level, measure=measure),
        days=(days[0], days[1]),
    )


@_keep_few
def heat(scope: Scope, register: Path, wanted: Filters, measure: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    return maps_layers.heat_part(hotspots.heat(scope, wanted, register, measure=measure), measure=measure)


@_keep_few
def dots(
    scope: Scope, register: Path, wanted: Filters, colour_by: str, clusters: bool
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    found = hotspots.dots(scope, wanted, register, colour_by=colour_by)
    return maps_layers.dots_part(found, colour_by=colour_by, clusters=clusters)


@_keep_few
def played(
    scope: Scope, register: Path, wanted: Filters, level: str, measure: str, order: tuple[str, ...]
) -> dict[str, Any] | None:
    """Frames of an animation over cells in the order given, or over heat where none is."""
    frames = hotspots.frames(scope, wanted, register, level=level, measure=measure)
    breaks = maps_classes.breaks_of(frames["count"].astype("float64"))
    return maps_layers.frames_part(frames, order, level=level, breaks=breaks)


@_keep
def months(scope: Scope, register: Path, wanted: Filters) -> pd.DataFrame:
    """`wanted` without dates, so that moving the slider asks nothing."""
    return hotspots.months(scope, wanted, register)


@_keep
def inside(scope: Scope, register: Path, wanted: Filters) -> dict[str, pd.DataFrame]:
    return hotspots.inside(scope, wanted, register)


@_keep
def tops(scope: Scope, register: Path, wanted: Filters, by: str, periods: tuple[Period, Period]) -> pd.DataFrame:
    return hotspots.tops(scope, wanted, register, by=by, now=periods[0], before=periods[1])


@_keep
def crime(register: Path, first: dt.date | None, last: dt.date | None) -> pd.DataFrame:
    """What the police publish about areas; the same for everybody who may use the product."""
    return hotspots.crime(register, (first, last))


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def ward_codes(place: Home) -> frozenset[str]:
    """Which codes are wards."""
    return frozenset(geography.areas(place, "ward")["code"])


@_keep
def streets(scope: Scope, register: Path, typed: str) -> pd.DataFrame:
    return hotspots.streets(scope, typed, register)


@_keep
def around(scope: Scope, register: Path, code: str) -> str:
    """The line around the businesses of a street or postcode."""
    return reach.around(scope, code, register)


@_keep
def exchanged(scope: Scope, register: Path) -> int:
    """How many records had the numbers of their position in each other's place."""
    return places.exchanged(scope, register)
