"""Context on the map: files somebody drops, and the background map that is configured."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import streamlit as st

from pages.shared import offline, state
from pages.shared.plain import plain
from store import audit, context_layers, tiles
from store.access import Scope
from store.home import StoreError

CHOSEN = "hotspots.layers"
COLOURS = ("#8C2D8C", "#00695C", "#5D4037", "#37474F", "#AD5A00")


def choose(scope: Scope) -> None:
    """The popover where layers are dropped, switched on and taken away."""
    held = {layer.key: layer for layer in context_layers.kept(state.place())}
    with st.popover("Layers", icon=":material/layers:", key="hotspots.layersmenu"):
        on = st.multiselect(
            "On the map", list(held), format_func=lambda key: f"{held[key].name} ({held[key].features:,})", key=CHOSEN,
            placeholder="None", persist_state="session",
        )  # fmt: skip
        for key in on:
            if held[key].attribution:
                st.caption(plain(f"{held[key].name}: {held[key].attribution}"))
        if scope.partners is None and scope.districts is None:
            _drop(scope)
            if on and st.button("Take away what is switched on", key="hotspots.layersaway", icon=":material/delete:"):
                _away(scope, on)


def sent() -> list[dict[str, str]]:
    """What the map is sent of the layers that are switched on."""
    found = []
    for layer, colour in switched_on():
        path = context_layers.serve(state.place(), offline.served(), layer.key)
        if path:
            found.append({"url": offline.static_url(path), "name": layer.name, "colour": colour})
    return found


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def switched_on() -> list[tuple[context_layers.ContextLayer, str]]:
    """The layers on the map now, and the colour of each."""
    held = {layer.key: layer for layer in context_layers.kept(state.place())}
    on = state.widget_values([CHOSEN])[CHOSEN] or []
    return [(held[key], _colour(number)) for number, key in enumerate(on) if key in held]


def _drop(scope: Scope) -> None:
    with st.form("hotspots.layersform", clear_on_submit=True, border=False):
        given = st.file_uploader(
            "Drop a GeoJSON or GeoPackage", type=["geojson", "json", "gpkg"], key="hotspots.layersfile",
            max_upload_size=context_layers.MOST_MB, help="Police beats, schools, stations. It is about places: rows about businesses are loaded under Data.",
        )  # fmt: skip
        name = st.text_input("Called", key="hotspots.layersname", max_chars=60)
        attribution = st.text_input("Attribution its licence asks for", key="hotspots.layersattribution", max_chars=200)
        if st.form_submit_button("Keep this layer", icon=":material/add:") and given is not None:
            try:
                made = context_layers.keep(
                    state.place(), given.getvalue(), file_name=given.name, name=name, attribution=attribution, by=scope.user,
                    at=dt.datetime.now(dt.UTC),
                )  # fmt: skip
            except StoreError as error:
                st.error(plain(str(error)))
                return
            audit.record(state.place(), scope.user, "context layer kept", name=made.name, features=made.features)
            st.rerun()


def _away(scope: Scope, keys: list[str]) -> None:
    for key in keys:
        context_layers.remove(state.place(), key, offline.served())
        audit.record(state.place(), scope.user, "context layer taken away", key=key)
    st.rerun()


def background() -> dict[str, Any] | None:
    """The background map: TOUCHPOINT_TILES_URL first, else an unpacked file of the installation, else none."""
    url = os.environ.get("TOUCHPOINT_TILES_URL", "")
    if url:
        key = os.environ.get("TOUCHPOINT_TILES_KEY", "")
        attribution = os.environ.get("TOUCHPOINT_TILES_ATTRIBUTION", "")
        return {"url": url.replace("{key}", key), "attribution": attribution, "least": 0, "most": 18}
    path = tiles.find(state.place())
    found = tiles.unpacked(path, offline.served()) if path else None
    return {**found, "url": offline.static_url(found["path"])} if found else None
