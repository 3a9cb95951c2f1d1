"""Maps without the internet: every file a map asks for is served from here, and a file that is not stops the page."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any

import folium
import streamlit as st
import streamlit_folium

from charts.maps import Script
from pages.shared import cached, delivery, state
from pipeline.assets import STATIC, map_scripts

LEAFLET_CSS = dict(folium.Map.default_css)["leaflet_css"]
"""What folium writes for the looks of Leaflet: only the key to our own copy in the manifest, never asked for."""
FONT = "SourceSansVF-Upright*.woff2"
"""Of the files that Streamlit hands out itself, the letters its pages are written in."""


class NotServedHereError(RuntimeError):
    """A map would ask an outside server; better no map than a request that leaves the network."""


def _address(path: str) -> str:
    """Address of something on this server, also behind a reverse proxy with a path prefix."""
    prefix = st.get_option("server.baseUrlPath").strip("/")
    return "/" + "/".join(part for part in (prefix, path) if part)


def static_url(path: str) -> str:
    """Address of a file below static/."""
    return _address(f"app/static/{path}")


def served() -> Path:
    """Where files are put that browsers fetch: with the installation, from where `delivery` hands them out; under Streamlit's own server static/."""
    return state.place().served if delivery.is_there() else STATIC


def outlines() -> dict[str, str]:
    """Addresses of the outlines of the geography installed: `districts`, `wards`."""
    return {name: static_url(path) for name, path in cached.outlines(state.place(), served()).items()}


@cache
def _manifest() -> dict[str, str]:
    names = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf8"))
    return {address: static_url(f"vendor/{name}") for address, name in names.items()}


def _ours(addresses: list[str]) -> list[str]:
    known = _manifest()
    outside = [address for address in addresses if address.startswith("http") and address not in known]
    if outside:
        raise NotServedHereError(f"not self-hosted: {', '.join(outside)}; run: make setup")
    return [known.get(address, address) for address in addresses]


_component = streamlit_folium._component_func
_asking = threading.local()
_bases: dict[Hashable, dict[str, Any]] = {}
"""What the component was handed for a base map that never changes: folium need not write the same text for every click."""
MOST_BASES = 32


def _self_hosted(**arguments: Any) -> Any:  # noqa: ANN401 - the component's own signature
    """The component with our addresses; old layers are let go, which streamlit-folium 0.27.4 forgets to do."""
    arguments["js_links"] = _ours(arguments["js_links"])
    arguments["css_links"] = _ours(arguments["css_links"])
    icons = _manifest()[LEAFLET_CSS].rsplit("/", 1)[0] + "/images/"
    arguments["script"] = f"L.Icon.Default.imagePath={json.dumps(icons)};\n" + arguments["script"]
    lasting = getattr(_asking, "lasting", None)
    if lasting is not None:
        base, arguments["feature_group"] = lasting
        _bases[base] = {name: value for name, value in arguments.items() if name not in ("feature_group", "on_change")}
    elif arguments.get("feature_group"):
        arguments["feature_group"] = "window.feature_group=[];\n" + arguments["feature_group"]
    return _component(**arguments)


@cache
def painter() -> dict[str, list[str]]:
    """All that the map of hotspots loads: Leaflet and our painter, and the looks of both; set-up has put the scripts in one file.
    `told` is the address it asks for, with its name, when a picture is there; `font` the page's own letters."""
    looks = hashlib.sha256((STATIC / "map" / "map.css").read_bytes()).hexdigest()[:8]
    return {
        "js": [static_url(path.relative_to(STATIC).as_posix()) for path in map_scripts()],
        "css": [_manifest()[LEAFLET_CSS], f"{static_url('map/map.css')}?{looks}"],
        "told": [static_url("drawn")] if delivery.is_there() else [],
        "font": [
            _address(f"static/media/{path.name}") for path in sorted(delivery.FOLDERS["/static/media/"].glob(FONT))
        ],
    }


def map_name() -> str:
    """The name under which this session's map says that a picture is there; empty where nobody would hear it."""
    return state.map_name() if delivery.is_there() else ""


def show_map(
    chart: folium.Map,
    layers: list[folium.FeatureGroup],
    *,
    key: str,
    height: int,
    returned: tuple[str, ...] = (),
    on_change: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Draw a map whose base stays and whose layers are swapped; what was clicked, where `returned` asks for it."""
    streamlit_folium._component_func = _self_hosted
    found = streamlit_folium.st_folium(
        chart,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=list(returned),
        feature_group_to_add=layers,
        on_change=on_change,
    )
    return found or {}


def show_lasting_map(
    make: Callable[[], folium.Map],
    base: Hashable,
    picture: folium.FeatureGroup,
    *,
    key: str,
    height: int,
    on_change: Callable[[], None],
) -> None:
    """A map whose base is written by folium once and then remembered; every later run hands over the picture alone.

    Args:
        make: the base map.
        base: everything `make` depends on.
        picture: a feature group that holds one script.
        key, height: of the component.
        on_change: called when the map hands something back, which then lies in the state under `key`.
    """
    known = _bases.get(base)
    script = next(child.text(None) for child in picture._children.values() if isinstance(child, Script))
    if known is None:
        if len(_bases) >= MOST_BASES:
            _bases.clear()
        _asking.lasting = base, script
        try:
            show_map(make(), [picture], key=key, height=height, returned=("last_active_drawing",), on_change=on_change)
        finally:
            _asking.lasting = None
        return

    def handed() -> None:
        state.set_widget(key, state.widget_values([known["key"]])[known["key"]] or {})
        on_change()

    _component(**known, feature_group=script, on_change=handed)
