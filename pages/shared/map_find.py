"""Find a place on the map by its postcode, ward, district or street."""

from __future__ import annotations

import streamlit as st

from pages.shared import cached_maps, selection, state
from pages.shared.plain import plain
from store import areas, geography
from store.access import Scope

KEY = "hotspots.find"
RADIUS_M = 400
MOST = 6


def box(scope: Scope) -> None:
    """The search box and what it found."""
    typed = st.text_input(
        "Find a place", key=KEY, placeholder="Postcode, ward, district or street", max_chars=60, on_change=_go, args=(scope,),
        icon=":material/location_searching:",
    )  # fmt: skip
    if not typed or not typed.strip():
        return
    found = matches(scope, typed)
    if not found:
        st.caption("No postcode, ward, district or street is called this. Streets are those of businesses you may see.")
    for number, (label, code) in enumerate(found[:MOST] if len(found) > 1 else []):
        st.button(plain(label), key=f"hotspots.found.{number}", on_click=_choose, args=(code,), type="tertiary")


def matches(scope: Scope, typed: str) -> list[tuple[str, str]]:
    """Label and area code of each place a text may mean, the surest first."""
    text = " ".join(typed.upper().split())
    found = []
    try:
        area = areas.read(text)
    except areas.AreaError:
        area = None
    if area is not None and area.kind == "pc":
        at = geography.find_postcode(state.place(), area.parts[0])
        found.append((f"Postcode {area.parts[0]}", area.code if at is None else areas.circle(*at, RADIUS_M).code))
    names = cached_maps.area_names(state.place())
    wards = cached_maps.ward_codes(state.place())
    for start in (True, False):
        for code, name in names.items():
            fits = (
                name.upper().startswith(text) if start else text in name.upper() and not name.upper().startswith(text)
            )
            if fits and len(text) > 2:
                kind = "w" if code in wards else "d"
                found.append((f"{name} ({'ward' if kind == 'w' else 'district'})", f"{kind}:{code}"))
    register = state.register()
    if register is not None and len(text) > 3:
        streets = cached_maps.streets(scope, register.path, text)
        found += [
            (f"{row.street.title()}, {row.outward} ({row.businesses} businesses)", row.code)
            for row in streets.itertuples()
        ]
    return found


def _go(scope: Scope) -> None:
    found = matches(scope, str(state.widget_values([KEY])[KEY] or ""))
    if found and (len(found) == 1 or found[0][0].startswith("Postcode")):
        _choose(found[0][1])


def _choose(code: str) -> None:
    selection.choose(code, go=True)
