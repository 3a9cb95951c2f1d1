"""Where do contacts gather, and is it more than chance?"""

import streamlit as st

from charts.maps import ESSEX
from charts.maps_live import layer, live_map
from pages.shared import (
    cached_maps,
    filters,
    layout,
    map_choices,
    map_layers,
    map_lists,
    map_out,
    map_panel,
    map_picture,
    map_time,
    messages,
    offline,
    selection,
    state,
)  # fmt: skip
from store import grid

scope = state.scope()
register = layout.register_or_stop("Hotspots")
wanted = filters.wanted()
layout.header(
    "Hotspots",
    "Much contact is not concern: filter by outcome, by what the business was, or ask what is more than chance.",
    wanted,
)
shown, context = map_choices.choose(scope)
chosen = selection.now()
left, right = st.columns([2.7, 1.15], gap="medium")
with left:
    bounds = register.bounds or ESSEX
    base = live_map(
        offline.outlines(), offline.painter(), {"origin": grid.ORIGIN, "metres": grid.METRES_PER_DEGREE},
        bounds=bounds, mode=state.mode(), tiles=map_layers.background(),
    )  # fmt: skip
    sent = map_picture.parts(scope, register, wanted, shown, chosen, context)
    offline.show_map(
        base, [layer(**sent)], key=selection.MAP, height=570, returned=("last_active_drawing",),
        on_change=selection.from_map,
    )  # fmt: skip
with right:
    map_panel.show(scope, register, wanted, chosen)
with left:
    map_time.slider(scope, register, wanted)
    held = cached_maps.positions(scope, register.path, wanted)
    layout.source_note(
        f"{held['located']:,} of {held['touch_points']:,} touch-points have coordinates, {held['at_postcode']:,} of them only a postcode."
        + (f" {held['far']:,} lie outside the county's surroundings and are not drawn." if held["far"] else "")
    )
    if not held["touch_points"]:
        messages.nothing_found(wanted)
    map_out.show(scope, register, wanted, shown, chosen, bounds)
with right:
    map_lists.show(scope, register, wanted, shown, chosen)
layout.footer()
