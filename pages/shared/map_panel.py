"""What is there: the panel beside the map for the area, hexagon, ward, pin or dot in hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from charts import theme
from pages.shared import area_words, cached, cached_maps, layout, map_find, navigation, selection, state
from pages.shared.plain import plain
from pages.shared.search import shortened
from pages.shared.selection import DOT_RADIUS_M, Chosen
from store.access import Scope
from store.filters import Filters

SHOWN = 8
HOW = (
    "Click a hexagon, a ward or a dot to see what is there. Draw an area, or drop a pin with a radius: the buttons are on the map. The "
    "list and the map point at each other. By keyboard: arrow keys move the map, Enter chooses what lies under the cross."
)


def show(scope: Scope, register: state.Register, wanted: Filters, chosen: Chosen) -> None:
    """The area in hand, or how to take one."""
    map_find.box(scope)
    if chosen.area is None:
        st.caption(HOW)
        return
    there = replace(wanted, area=chosen.area.code)
    listed = cached.businesses(scope, register.path, there)
    is_dot = chosen.area.kind == "c" and chosen.area.parts[2] <= DOT_RADIUS_M
    if is_dot and len(listed) == 1:
        layout.business_card(listed.iloc[0])
        _let_go()
        return
    with st.container(border=True):
        said = "One place" if is_dot else area_words.said(chosen.area)
        st.markdown(f"#### {plain(said[:1].upper() + said[1:])}")
        if chosen.area.is_crossed:
            st.caption(
                ":material/warning: The line crosses itself: what lies in its loops counts, what lies between does not."
            )
        if listed.empty:
            st.markdown("No contact under these filters.")
        else:
            _figures(cached_maps.inside(scope, register.path, there))
        if wanted.area != chosen.area.code and not is_dot:
            st.button(
                "Keep as filter on every page", on_click=selection.keep, args=(chosen.area.code,), key="hotspots.keep",
                icon=":material/filter_alt:", width="stretch", help="The address of the page then holds the area: send it to a colleague",
            )  # fmt: skip
        _let_go()
    if not listed.empty:
        count = int(cached_maps.inside(scope, register.path, there)["all"]["businesses"].iloc[0])
        st.markdown(f"**Businesses there** ({count:,})")
        for row in listed.head(SHOWN).itertuples():
            navigation.link(
                "profile", f"{plain(shortened(row.name))}  ·  {row.touch_points:,}", {"business": row.business_id}
            )
        if len(listed) > SHOWN:
            navigation.link("businesses", "All of them as a list", {"area": chosen.area.code}, icon=":material/list:")


def _figures(found: dict[str, pd.DataFrame]) -> None:
    whole = found["all"].iloc[0]
    st.markdown(f"**{whole['touch_points']:,}** touch-points with **{whole['businesses']:,}** businesses")
    for name, group in (("Sectors", "sector"), ("Partners", "partner"), ("Outcomes", "severity")):
        rows = found[name.lower()]
        labels = theme.labels_of(group)
        lines = [
            f"{plain(labels.get(str(row.code), str(row.code)))} **{row.touch_points:,}**"
            for row in rows.head(4).itertuples()
        ]
        more = f" · {len(rows) - 4} more" if len(rows) > 4 else ""
        st.caption(f"{name}: {' · '.join(lines)}{more}")


def _let_go() -> None:
    st.button(
        "Let go", on_click=selection.choose, args=("",), key="hotspots.letgo", icon=":material/close:", type="tertiary"
    )
