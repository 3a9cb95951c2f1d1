"""What the map of hotspots shows: the layer, what is counted, how it is judged, and what lies over it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from charts.maps_classes import UNITS, VIEWS
from pages.shared import map_layers, state
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

    @property
    def is_cells(self) -> bool:
        return self.layer in ("hex", "ward", "district")


def choose(scope: Scope) -> tuple[MapChoice, list[dict[str, str]]]:
    """Draw the choices; those that say nothing about what is shown are put away, and keep their value."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer = str(
            st.segmented_control(
                "Show", tuple(LAYERS), default="heat", format_func=lambda code: LAYERS[code], key="layer",
                required=True, bind="query-params",
            )
        )  # fmt: skip
        measure = _pick("Counting", UNITS, "hotspots.measure", 190)
        is_cells = layer in ("hex", "ward", "district")
        view = _pick("As", VIEWS, "hotspots.view", 190) if is_cells else "count"
        level = _pick("Across", SIZES, "hotspots.size", 110, at=1) if layer == "hex" else layer
        against = _pick("Against", AGAINST, "hotspots.against", 210) if is_cells and view == "change" else "before"
        over = _pick("Over it", {code: name for code, name in OVER.items() if code != layer}, "hotspots.over", 150)
        has_dots = "dots" in (layer, over)
        colour = _pick("Dots by", COLOURS, "hotspots.colour", 150) if has_dots else "severity"
        clusters = not has_dots or st.toggle("Group", True, key="hotspots.clusters", help="Many businesses close together as one counted ring while the map is far out", persist_state="session")  # fmt: skip
        can_play = layer != "dots" and view == "count"
        played = st.toggle("Month by month", key="hotspots.play", disabled=not can_play, help="Plays the count of each month; there is a slider below the map", persist_state="session")  # fmt: skip
        context = map_layers.choose(scope)
    if layer in ("heat", "dots"):
        level = "hex_500"
    return MapChoice(layer, level, measure, view, over, colour, against, clusters, bool(played and can_play)), context


def _pick(label: str, options: dict[str, str], key: str, width: int, *, at: int = 0) -> str:
    held = state.widget_values([key])[key]
    if held is not None and held not in options:
        state.set_widget(key, next(iter(options)))
    return str(
        st.selectbox(label, tuple(options), at, format_func=lambda code: options[code], key=key, width=width, persist_state="session")
    )  # fmt: skip


def periods(wanted: Filters, as_of: dt.date, against: str) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """The period asked for, the last twelve months where none is, and the one it is compared with."""
    last = wanted.date_to or as_of
    first = wanted.date_from or last - YEAR + dt.timedelta(days=1)
    if first > last:
        first = last
    back = YEAR if against == "year" else last - first + dt.timedelta(days=1)
    return (first, last), (first - back, last - back)
