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
    map_parts,
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


def asked() -> tuple[Scope, state.Register, Filters]:
    """Who asks, of which register, under which filters."""
    return state.scope(), layout.register_or_stop("Hotspots"), filters.wanted()


@st.fragment(key=map_parts.SAID)
def said() -> None:
    """The title, and the filters in words."""
    layout.header(
        "Hotspots",
        "Much contact is not concern: filter by outcome, or ask what is more than chance.",
        filters.wanted(),
    )


@st.fragment(key=map_parts.CHOICES)
def choices() -> None:
    """What is shown, and how."""
    map_choices.choose(state.scope())


@st.fragment(key=map_parts.PICTURE)
def picture() -> None:
    """The map; what else is drawn waits a moment, so that a browser draws the map first."""
    (scope, register, wanted), chosen = asked(), selection.now()
    shown, context = map_choices.held()
    bounds, mode, tiles = register.bounds or ESSEX, state.mode(), map_layers.background()
    is_opened = state.has_just_arrived()
    with turns.picture():
        outlines, served = offline.outlines(), offline.painter()
        parts, name = map_picture.parts(scope, register, wanted, shown, chosen, context), offline.map_name()
        is_other, is_clicked = state.has_changed("hotspots.parts", parts), state.has_changed("hotspots.chosen", chosen)
        if is_other or is_opened:
            turns.sent(name, is_opening=is_opened)
        offline.show_lasting_map(
            lambda: live_map(outlines, served, GRID, bounds=bounds, mode=mode, tiles=tiles),
            (*outlines.items(), *served["js"], *served["css"], bounds, mode, str(tiles)),
            layer(**parts, told=name),
            key=selection.MAP, height=570, on_change=selection.from_map,
        )  # fmt: skip
    turns.others_first()
    if is_opened or (is_other and not is_clicked):  # who clicked on the map waits for what is there
        turns.drawn_first(name)
        turns.all_drawn()


@st.fragment(key=map_parts.PLACE)
def place() -> None:
    """What is there."""
    map_panel.show(*asked(), selection.now())


@st.fragment(key=map_parts.BELOW)
def below() -> None:
    """When, of what there is a position, and the way out."""
    scope, register, wanted = asked()
    map_time.slider(scope, register, wanted)
    map_time.positions_note(scope, register, wanted)
    map_layers.background_note()
    shown, _ = map_choices.held()
    map_out.show(scope, register, wanted, shown, selection.now(), register.bounds or ESSEX)


@st.fragment(key=map_parts.LISTS)
def lists() -> None:
    """The busiest places."""
    map_lists.show(*asked(), map_choices.held()[0], selection.now())


above, (left, right) = st.container(), st.columns([2.45, 1.25], gap="medium")
is_known = map_choices.are_drawn() and not state.has_arrived()
if not is_known:  # what the address asks for is only known to what is drawn
    with above:
        said()
        choices()
with left:
    picture()
if is_known:
    with above:
        said()
        choices()
with right:
    place()
with left:
    below()
with right:
    lists()
layout.footer()
