"""What the map of hotspots shows: the layer, what is counted, how it is judged, and what lies over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from charts.maps_classes import UNITS, VIEWS
from pages.shared import filters, map_layers, map_parts, state
from store.access import Scope
from store.filters import Filters

LAYERS = {"heat": "Heat", "hex": "Hexagons", "ward": "Wards", "district": "Districts", "dots": "Businesses"}
SIZES = {"hex_500": "500 m", "hex_1000": "1 km", "hex_2000": "2 km"}
OVER = {"": "Nothing", "dots": "Businesses", "heat": "Heat", "ward": "Wards", "crime": "Recorded crime"}
COLOURS = {"severity": "worst outcome", "sector": "sector", "partner": "partner"}
AGAINST = {"before": "the period before", "year": "the same days a year before"}
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class MapChoice:
    """What is shown.

    Attributes:
        layer: a key of LAYERS.
        level: of the cells: district, ward, or hex_ and metres; for other layers what would be played.
        measure, view: keys of UNITS and VIEWS.
        over: a key of OVER, another than the layer.
        colour_by: a key of COLOURS.
        against: a key of AGAINST.
        clusters: counted rings while far out.
        is_played: month by month.
        mode: `light` or `dark`, the ground it is drawn on.
    """

    layer: str
    level: str
    measure: str
    view: str
    over: str
    colour_by: str
    against: str
    clusters: bool
    is_played: bool
    mode: str = "light"

    @property
    def is_cells(self) -> bool:
        return self.layer in ("hex", "ward", "district")


ROW, MORE = "hotspots-choices", "hotspots-more"
"""What is chosen first, and beside it all else; on a telephone that is one row which is moved sideways, so that the map is seen (`layout`)."""
PICKED = {
    "counting": ("Counting", 190, 0),
    "as": ("As", 190, 0),
    "across": ("Across", 110, 1),
    "against": ("Against", 210, 0),
    "over": ("Over it", 150, 0),
    "dots_by": ("Dots by", 150, 0),
}
"""Key of a list, which is its name in the address bar, to its label, how wide it is, and which of its options it begins with."""
SWITCHED = {
    "group": ("Group", True, "Many businesses close together as one counted ring while the map is far out"),
    "play": ("Month by month", False, "Plays the count of each month; there is a slider below the map"),
}
"""Key of a switch to its label, how it begins, and what it does."""


def choose(scope: Scope) -> tuple[MapChoice, list[dict[str, str]]]:
    """Draw the choices; those that say nothing about what is shown are put away, and keep their value."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=ROW):
        layer = _drawn("layer", LAYERS)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=MORE):
            shown = _chosen(layer, _drawn, _switched)
            map_layers.choose(scope)
    return shown, map_layers.sent()


def are_drawn() -> bool:
    """Whether the choices have been drawn since the page was opened; before, they may say what its address asks for."""
    return _value("layer") is not None


def held() -> tuple[MapChoice, list[dict[str, str]]]:
    """What `choose` said when it last drew the choices."""

    def told(key: str, options: dict[str, str]) -> str:
        at = PICKED[key][2] if key in PICKED and _value(key) is None else 0
        return str(value) if (value := _value(key)) in options else list(options)[at]

    return _chosen(told("layer", LAYERS), told, lambda key, _: bool(_value(key, SWITCHED[key][1]))), map_layers.sent()


def _chosen(layer: str, pick: Callable[[str, dict[str, str]], str], switch: Callable[[str, bool], bool]) -> MapChoice:
    """Which choices there are depends on what is shown; `pick` and `switch` draw them or say what they hold."""
    measure = pick("counting", UNITS)
    is_cells = layer in ("hex", "ward", "district")
    view = pick("as", VIEWS) if is_cells else "count"
    level = pick("across", SIZES) if layer == "hex" else layer
    against = pick("against", AGAINST) if is_cells and view == "change" else "before"
    over = pick("over", {code: name for code, name in OVER.items() if code != layer})
    has_dots = "dots" in (layer, over)
    colour = pick("dots_by", COLOURS) if has_dots else "severity"
    clusters = not has_dots or switch("group", True)
    can_play = layer != "dots" and view == "count"
    played = switch("play", can_play)
    if layer in ("heat", "dots"):
        level = "hex_500"
    return MapChoice(
        layer, level, measure, view, over, colour, against, clusters, bool(played and can_play), state.mode()
    )


def _value(key: str, otherwise: Any = None) -> Any:  # noqa: ANN401 - what a widget holds
    value = state.widget_values([key])[key]
    return otherwise if value is None else value


def _drawn(key: str, options: dict[str, str]) -> str:
    if key == "layer":
        return str(
            st.segmented_control(
                "Show", tuple(LAYERS), default="heat", format_func=lambda code: LAYERS[code], key="layer",
                required=True, bind="query-params", on_change=filters.draw, args=(map_parts.BY_CHOICE,),
            )
        )  # fmt: skip
    label, width, at = PICKED[key]
    value = state.widget_values([key])[key]
    if value is not None and value not in options:
        state.set_widget(key, next(iter(options)))
    return str(
        st.selectbox(
            label, tuple(options), at, format_func=lambda code: options[code], key=key, width=width, bind="query-params",
            on_change=filters.draw, args=(map_parts.BY_CHOICE,),
        )
    )  # fmt: skip


def _switched(key: str, can_be: bool) -> bool:
    label, begins, told = SWITCHED[key]
    return st.toggle(
        label, begins, key=key, help=told, disabled=not can_be, bind="query-params",
        on_change=filters.draw, args=(map_parts.BY_CHOICE,),
    )  # fmt: skip


def periods(wanted: Filters, as_of: dt.date, against: str) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """The period asked for, the last twelve months where none is, and the one it is compared with."""
    last = wanted.date_to or as_of
    first = wanted.date_from or last - YEAR + dt.timedelta(days=1)
    if first > last:
        first = last
    back = YEAR if against == "year" else last - first + dt.timedelta(days=1)
    return (first, last), (first - back, last - back)


def periods_in_words(wanted: Filters, as_of: dt.date, against: str) -> str:
    """`"01/10/2025 to 30/09/2026, before: 01/10/2024 to 30/09/2025"`."""
    (first, last), (old, end) = periods(wanted, as_of, against)
    return f"{first:%d/%m/%Y} to {last:%d/%m/%Y}, before: {old:%d/%m/%Y} to {end:%d/%m/%Y}"
