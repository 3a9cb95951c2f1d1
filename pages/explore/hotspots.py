"""Where do contacts gather, and is it more than chance?"""

import streamlit as st

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

GRID = {"origin": grid.ORIGIN, "metres": grid.METRES_PER_DEGREE}
layout.register_or_stop("Hotspots")


@st.fragment(key="hotspots")
def everything() -> None:
    """The whole page, so that a filter or a click draws it without what stands around it; the map's message goes first."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Hotspots"), filters.wanted()
    layout.header(
        "Hotspots",
        "Much contact is not concern: filter by outcome, by what the business was, or ask what is more than chance.",
        wanted,
    )
    shown, context = map_choices.choose(scope)
    chosen = selection.now()
    left, right = st.columns([2.45, 1.25], gap="medium")
    bounds, mode, tiles = register.bounds or ESSEX, state.mode(), map_layers.background()
    with left, turns.picture():
        outlines, served = offline.outlines(), offline.painter()
        offline.show_lasting_map(
            lambda: live_map(outlines, served, GRID, bounds=bounds, mode=mode, tiles=tiles),
            (*outlines.items(), *served["js"], *served["css"], bounds, mode, str(tiles)),
            layer(**map_picture.parts(scope, register, wanted, shown, chosen, context)),
            key=selection.MAP, height=570, on_change=selection.from_map,
        )  # fmt: skip
    if state.has_just_arrived():
        turns.drawn_first()
    turns.others_first()
    with right:
        map_panel.show(scope, register, wanted, chosen)
    with left:
        map_time.slider(scope, register, wanted)
        map_time.positions_note(scope, register, wanted)
        map_out.show(scope, register, wanted, shown, chosen, bounds)
    with right:
        map_lists.show(scope, register, wanted, shown, chosen)
    layout.footer()


everything()
