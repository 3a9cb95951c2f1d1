"""Maps without the internet: every file a map asks for is served from here, and a file that is not stops the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import folium
import streamlit as st
import streamlit_folium

from pages.shared import cached, state

STATIC = Path(__file__).resolve().parents[2] / "static"
LEAFLET_CSS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"


class NotServedHereError(RuntimeError):
    """A map would ask an outside server; better no map than a request that leaves the network."""


def static_url(path: str) -> str:
    """Address of a file below static/, also behind a reverse proxy with a path prefix."""
    prefix = st.get_option("server.baseUrlPath").strip("/")
    return "/" + "/".join(part for part in (prefix, "app/static", path) if part)


def outlines() -> dict[str, str]:
    """Addresses of the outlines of the geography installed: `districts`, `wards`."""
    return {name: static_url(path) for name, path in cached.outlines(state.place(), STATIC).items()}


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


def _self_hosted(**arguments: Any) -> Any:  # noqa: ANN401 - the component's own signature
    """The component with our addresses; old layers are let go, which streamlit-folium 0.27.4 forgets to do."""
    arguments["js_links"] = _ours(arguments["js_links"])
    arguments["css_links"] = _ours(arguments["css_links"])
    icons = _manifest()[LEAFLET_CSS].rsplit("/", 1)[0] + "/images/"
    arguments["script"] = f"L.Icon.Default.imagePath={json.dumps(icons)};\n" + arguments["script"]
    if arguments.get("feature_group"):
        arguments["feature_group"] = "window.feature_group=[];\n" + arguments["feature_group"]
    return _component(**arguments)


@cache
def painter() -> dict[str, list[str]]:
    """All that the map of hotspots loads: Leaflet, what fetches outlines, and our painter, each named by what is in it."""
    known = _manifest()
    leaflet = LEAFLET_CSS.removesuffix(".css")
    jquery = next(address for address in known if address.endswith("/jquery-3.7.1.min.js"))

    def named(name: str) -> str:
        digest = hashlib.sha256((STATIC / "map" / name).read_bytes()).hexdigest()[:8]
        return f"{static_url(f'map/{name}')}?{digest}"

    own = [named(f"{name}.js") for name in ("engine", "show", "player", "tools")]
    return {"js": [known[jquery], known[f"{leaflet}.js"], *own], "css": [known[LEAFLET_CSS], named("map.css")]}


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
