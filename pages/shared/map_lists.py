"""The busiest streets, postcodes, wards and hexagons beside the map; the list and the map point at each other."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import area_words, cached_maps, selection, state
from pages.shared.map_choices import MapChoice, periods, periods_in_words
from pages.shared.selection import Chosen
from store import areas
from store.access import Scope
from store.filters import Filters

LISTS = {"street": "Streets", "postcode": "Postcodes", "ward": "Wards", "hex_1000": "Hexes"}
COLUMNS = {
    "#": st.column_config.NumberColumn("#", width=26),
    "Moved": st.column_config.TextColumn("±", width=38, help="Places up or down since the period before"),
    "Place": st.column_config.TextColumn("Place", width=122, help="◀ is what is chosen on the map"),
    "Now": st.column_config.NumberColumn("Now", format="localized", width=44),
    "Before": st.column_config.NumberColumn("Before", format="localized", width=52),
}


def show(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice, chosen: Chosen) -> None:
    """The list chosen; a row chosen moves the map there."""
    by = str(
        st.segmented_control(
            "Busiest", tuple(LISTS), default="street", format_func=lambda code: LISTS[code], key="hotspots.list",
            required=True, persist_state="session",
        )
    )  # fmt: skip
    both = periods(wanted, register.as_of, shown.against)
    found = cached_maps.tops(scope, register.path, wanted, by, both)
    if found.empty:
        (first, last), _ = both
        st.caption(
            f"No contact with a place from {first:%-d %B %Y} to {last:%-d %B %Y}. Other dates: the slider below the map."
        )
        return
    held = chosen.area.code if chosen.area else ""
    key = f"hotspots.table.{by}"
    st.dataframe(
        _table(found, held),
        key=key,
        column_config=COLUMNS,
        hide_index=True,
        height=388,
        on_select=lambda: _row(key, found["code"].tolist()),
        selection_mode="single-row",
    )
    said = periods_in_words(wanted, register.as_of, shown.against)
    st.caption(f"{said}. A street is one within an outward postcode.")


def _table(found: pd.DataFrame, held: str) -> pd.DataFrame:
    names = cached_maps.area_names(state.place())
    return pd.DataFrame(
        {
            "#": found["rank"],
            "Moved": [moved(now, before) for now, before in zip(found["rank"], found["rank_before"], strict=True)],
            "Place": [("◀ " if code == held else "") + _name(code, names) for code in found["code"]],
            "Now": found["now"],
            "Before": found["before"],
        }
    )


def moved(now: int, before: float | None) -> str:
    """Rank change in words that need no colour: `"▲ 2"`, `"▼ 1"`, `"="`, `"new"`."""
    if before is None or pd.isna(before):
        return "new"
    steps = int(before) - int(now)
    return "=" if not steps else f"▲ {steps}" if steps > 0 else f"▼ {-steps}"


def _name(code: str, names: dict[str, str]) -> str:
    try:
        area = areas.read(code)
    except areas.AreaError:
        return code
    if area is None:
        return code
    if area.kind == "h":
        return f"Hexagon {area.parts[0][0]}, {area.parts[0][1]}"
    said = area_words.said(area, names)
    return said.removeprefix("postcode ").removeprefix("ward ")


def _row(key: str, codes: list[str]) -> None:
    table = state.widget_values([key])[key] or {}
    rows = (table.get("selection") or {}).get("rows") or []
    if rows and rows[0] < len(codes):
        selection.choose(codes[rows[0]], go=True)
