"""Where do contacts gather?"""

import streamlit as st

from charts import maps
from pages.shared import cached, filters, layout, legend, messages, navigation, offline, state

COLOURS = {"severity": "worst outcome", "sector": "sector"}
LAYERS = ("Heat", "Businesses", "Both")

scope = state.scope()
register = layout.register_or_stop("Hotspots")
wanted = filters.wanted()
layout.header(
    "Hotspots",
    "The warmer the colour, the more contacts. Much contact is not concern: filter by outcome, or by what the business was. Click a dot to see who it is.",
    wanted,
)
figures = cached.totals(scope, register.path, wanted, register.as_of)
left, right = st.columns([3, 1], gap="medium")
with left:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = st.segmented_control(
            "Show", LAYERS, default="Both", key="hotspots.layer", required=True, persist_state="session"
        )
        colour = st.segmented_control(
            "Dots by", tuple(COLOURS), default="severity", format_func=lambda code: COLOURS[code],
            key="hotspots.colour", required=True, persist_state="session", disabled=shown == "Heat",
        )  # fmt: skip
    listed = cached.businesses(scope, register.path, wanted)
    layers = []
    if shown != "Businesses":
        layers.append(maps.heat_layer(cached.heat_cells(scope, register.path, wanted)))
    if shown != "Heat":
        layers.append(maps.business_layer(listed, colour_by=colour, mode=state.mode()))
    base = maps.base_map(offline.outlines(), bounds=register.bounds or maps.ESSEX, mode=state.mode())
    clicked = offline.show_map(base, layers, key="hotspots.map", height=600, returned=("last_active_drawing",))
    legend.show(shown, colour, listed)
    layout.source_note(
        f"{figures['located']:,.0f} of {figures['touch_points']:,.0f} touch-points have a position, "
        f"{figures['at_postcode']:,.0f} of these only a postcode's. "
        + (
            f"Dots: the {maps.MOST_DOTS:,} businesses with most contacts."
            if len(listed) >= maps.MOST_DOTS
            else f"{len(listed):,} businesses."
        )
    )
with right:
    if not figures["touch_points"]:
        messages.nothing_found(wanted)
    chosen = ((clicked.get("last_active_drawing") or {}).get("properties") or {}).get("business_id")
    found = (
        cached.businesses_only(scope, register.path, wanted, (chosen,)) if isinstance(chosen, str) else listed.head(0)
    )
    if not found.empty:
        layout.business_card(found.iloc[0])
    st.subheader("Most contacts", anchor=False)
    for row in listed.head(10).itertuples():
        navigation.link(
            "profile", f"{messages.plain(row.name)}  ·  {row.touch_points:,}", {"business": row.business_id}
        )
    navigation.link("businesses", "All of them as a list", icon=":material/list:")
layout.footer()
