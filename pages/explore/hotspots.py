"""Where do contacts gather, and is it more than chance?"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.maps import ESSEX
from charts.maps_live import layer, live_map
from pages.shared import (
    filters,
    layout,
    map_choices,
    map_layers,
    map_lists,
    map_out,
    map_panel,
    map_picture,
    map_time,
    offline,
    selection,
    state,
    turns,
)  # fmt: skip
from store import grid
from store.access import Scope
from store.filters import Filters

GRID = {"origin": grid.ORIGIN, "metres": grid.METRES_PER_DEGREE}
layout.register_or_stop("Hotspots")


@st.fragment(key="hotspots")
def everything() -> None:
    """The whole page, so that a filter or a click draws it without what stands around it; the map's message goes first."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Hotspots"), filters.wanted()
    chosen, known = selection.now(), map_choices.held()
    above = st.container()
    left, right = st.columns([2.45, 1.25], gap="medium")
    shown, context = known or _above(above, scope, wanted)
    bounds, mode, tiles = register.bounds or ESSEX, state.mode(), map_layers.background()
    with left, turns.picture():
        outlines, served = offline.outlines(), offline.painter()
        parts = map_picture.parts(scope, register, wanted, shown, chosen, context)
        offline.show_lasting_map(
            lambda: live_map(outlines, served, GRID, bounds=bounds, mode=mode, tiles=tiles),
            (*outlines.items(), *served["js"], *served["css"], bounds, mode, str(tiles)),
            layer(**parts),
            key=selection.MAP, height=570, on_change=selection.from_map,
        )  # fmt: skip
    is_other, is_clicked = state.has_changed("hotspots.parts", parts), state.has_changed("hotspots.chosen", chosen)
    if state.has_just_arrived():
        turns.opened_first(state.browser())
    elif is_other and not is_clicked:  # who clicked on the map waits for what is there
        turns.drawn_first(turns.CHANGED_S)
    turns.others_first()
    if known:
        _above(above, scope, wanted)
    with right:
        map_panel.show(scope, register, wanted, chosen)
    with left:
        map_time.slider(scope, register, wanted)
        map_time.positions_note(scope, register, wanted)
        map_layers.background_note()
        map_out.show(scope, register, wanted, shown, chosen, bounds)
    with right:
        map_lists.show(scope, register, wanted, shown, chosen)
    layout.footer()


def _above(place: DeltaGenerator, scope: Scope, wanted: Filters) -> tuple[map_choices.MapChoice, list[dict[str, str]]]:
    """Title and choices; after the picture where it is known beforehand what they will say."""
    with place:
        layout.header(
            "Hotspots",
            "Much contact is not concern: filter by outcome, or ask what is more than chance.",
            wanted,
        )
        return map_choices.choose(scope)


everything()
