"""Context on the map: files somebody drops, and the background map that is configured."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from charts.one_line import one_line
from pages.shared import filters, map_parts, offline, state
from pages.shared.plain import plain
from store import audit, context_layers, grid, tiles
from store.access import Scope
from store.home import StoreError

CHOSEN = "layers"
"""Its name in the address bar too, so that a link shows the layers its sender saw."""
FILE, NAME, ATTRIBUTION = "hotspots.layersfile", "hotspots.layersname", "hotspots.layersattribution"
SAID = "hotspots.layerssaid"
MOST_AT_ONCE = 8
"""Layers of one file that are read in one go."""
COLOURS = ("#8C2D8C", "#00695C", "#5D4037", "#37474F", "#AD5A00")


def choose(scope: Scope) -> None:
    """The popover where layers are dropped, switched on and taken away."""
    names = called(context_layers.kept(state.place()))
    with st.popover("Layers", icon=":material/layers:", key="hotspots.layersmenu"):
        on = st.multiselect(
            "On the map", list(names), format_func=lambda key: names[key], key=CHOSEN, placeholder="None",
            persist_state="session", bind="query-params", on_change=filters.draw, args=(map_parts.BY_CHOICE,),
        )  # fmt: skip
        if scope.partners is None and scope.districts is None:
            _drop(scope)
            if on:
                st.button(
                    "Take away what is switched on", key="hotspots.layersaway", icon=":material/delete:",
                    on_click=_away, args=(scope, on),
                )  # fmt: skip


def called(layers: Sequence[context_layers.ContextLayer]) -> dict[str, str]:
    """Key to what a layer is called in the list and in a link: its name, with the beginning of the key where two have the same."""
    often = Counter(layer.name for layer in layers)
    return {layer.key: f"{layer.name} · {layer.key[:4]}" if often[layer.name] > 1 else layer.name for layer in layers}


def sent() -> list[dict[str, str]]:
    """What the map is sent of the layers that are switched on."""
    found = []
    for layer, colour in switched_on():
        path = context_layers.serve(state.place(), offline.served(), layer.key)
        if path:
            found.append({"url": offline.static_url(path), "name": layer.name, "colour": colour})
    return found


def legend() -> list[dict[str, Any]]:
    """The part of a legend that names the context layers, with what their licences ask for; none where none is on."""
    on = switched_on()
    if not on:
        return []
    rows = [(colour, f"{one_line(held.name)} ({held.features:,})", "ring") for held, colour in on]
    return [
        {
            "title": "Layers",
            "rows": rows,
            "note": " ".join(dict.fromkeys(held.attribution for held, _ in on if held.attribution)),
        }
    ]


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def switched_on() -> list[tuple[context_layers.ContextLayer, str]]:
    """The layers on the map now, and the colour of each."""
    held = {layer.key: layer for layer in context_layers.kept(state.place())}
    on = state.widget_values([CHOSEN])[CHOSEN] or []
    return [(held[key], _colour(number)) for number, key in enumerate(on) if key in held]


def _drop(scope: Scope) -> None:
    with st.form("hotspots.layersform", clear_on_submit=True, border=False):
        st.file_uploader(
            "Drop a GeoJSON or GeoPackage", type=["geojson", "json", "gpkg"], key=FILE,
            max_upload_size=context_layers.MOST_MB, help="Police beats, schools, stations. It is about places: rows about businesses are loaded under Data.",
        )  # fmt: skip
        st.caption(
            f"A file of more than {context_layers.MOST_MB} MB is not taken: cut it to the county in a GIS first."
        )
        st.text_input("Called", key=NAME, max_chars=60)
        st.text_input("Attribution its licence asks for", key=ATTRIBUTION, max_chars=200)
        st.form_submit_button("Keep this layer", icon=":material/add:", on_click=_keep, args=(scope,))
    for is_kept, text in state.widget_values([SAID])[SAID] or ():
        (st.success if is_kept else st.error)(plain(text))


def _keep(scope: Scope) -> None:
    """Keep the layers of the file that was dropped, put them on the map, and say what became of each; the callback of the form. All is
    drawn anew: what a callback switched on stands in the address only then."""
    held = state.widget_values([FILE, NAME, ATTRIBUTION, CHOSEN])
    file, name = held[FILE], str(held[NAME] or "").strip()
    if file is None:
        state.set_widget(SAID, [(False, "Choose a file first.")])
        return
    content, said, on = file.getvalue(), [], list(held[CHOSEN] or [])
    try:
        names = context_layers.names_in(content, file.name)
    except StoreError as error:
        state.set_widget(SAID, [(False, str(error))])
        return
    for layer in names[:MOST_AT_ONCE]:
        begun = time.monotonic()
        is_one = len(names) == 1
        try:
            made = context_layers.keep(
                state.place(), content, file_name=file.name, name=name if is_one else f"{name or file.name}: {layer}",
                attribution=str(held[ATTRIBUTION] or ""), by=scope.user, at=dt.datetime.now(dt.UTC), layer="" if is_one else layer,
            )  # fmt: skip
        except StoreError as error:
            said.append((False, str(error)))
            continue
        audit.record(state.place(), scope.user, "context layer kept", name=made.name, features=made.features)
        said.append((True, f"{made.said} {time.monotonic() - begun:.1f} s."))
        on += [made.key] if made.key not in on else []
    if len(names) > MOST_AT_ONCE:
        said.append((False, f"{file.name} has {len(names)} layers with shapes; the first {MOST_AT_ONCE} were read."))
    state.set_widget(SAID, said)
    state.set_widget(CHOSEN, on)
    st.rerun()


def _away(scope: Scope, keys: list[str]) -> None:
    """Take layers away, and out of the link; the callback of the button."""
    for key in keys:
        context_layers.remove(state.place(), key, offline.served())
        audit.record(state.place(), scope.user, "context layer taken away", key=key)
    state.set_widget(CHOSEN, [])
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
    return {**found, "url": offline.static_url(found["path"]), "within": grid.WITHIN} if found else None


def background_note() -> None:
    """Why a background map that is there is not drawn."""
    path = tiles.find(state.place())
    why = tiles.fault(path, offline.served()) if path and not os.environ.get("TOUCHPOINT_TILES_URL") else ""
    if why:
        st.caption(f":material/warning: No background map: {plain(why)} The county is drawn from its own outlines.")
