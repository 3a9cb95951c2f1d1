"""The map of hotspots: the base every map has, and the painter that shows whatever numbers arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import folium

from charts import theme
from charts.maps import ESSEX, Script
from charts.maps_layers import layer

INK = {"light": "#1E2B33", "dark": "#E4ECF1"}
PLACE = {"light": "#33424C", "dark": "#C7D3DA"}
ACCENT = {"light": "#0F6E8C", "dark": "#3FA6C6"}
FONT_FACE = '@font-face{font-family:"Source Sans";font-weight:200 900;font-display:swap;src:url("%s") format("woff2")}'
__all__ = ["layer", "live_map"]


def live_map(
    outlines: Mapping[str, str],
    served: Mapping[str, Sequence[str]],
    grid: Mapping[str, Sequence[float]],
    *,
    bounds: Sequence[float] = ESSEX,
    mode: str = "light",
    tiles: Mapping[str, object] | None = None,
) -> folium.Map:
    """A map that is the same text whatever is shown on it, so that the browser draws it once.

    Args:
        outlines: `districts` and `wards` to the URL of their GeoJSON.
        served: `js` and `css`: addresses of Leaflet and of static/map/, all that this map loads; `told`: an address to ask for
            when a picture is there, if any; `font`: where the letters of the page around it lie, if anywhere.
        grid: `origin` and `metres` of the hexagons, as `store.grid` has them.
        bounds: west, south, east, north, degrees.
        mode: `light` or `dark`.
        tiles: `url`, `attribution`, `least` and `most` zoom of a background map, or None for the county's own outlines.
    """
    west, south, east, north = bounds
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2], zoom_start=9, tiles=None, prefer_canvas=True,
        control_scale=True, attribution_control=False, zoom_snap=0.25,
    )  # fmt: skip
    chart.options.update({"maxZoom": 18, "minZoom": 7})
    whole = folium.FitBounds([[south, west], [north, east]], padding=(4, 4))
    whole.options["animate"] = False  # an animation that is still running would undo where somebody looks meanwhile
    whole.add_to(chart)
    chart.default_js = [(f"js{number}", url) for number, url in enumerate(served["js"])]
    chart.default_css = [(f"css{number}", url) for number, url in enumerate(served["css"])]
    colours = {"land": theme.LAND, "sea": theme.SEA, "place": PLACE, "ink": INK, "accent": ACCENT}
    said = ";".join(f"--tp-{name}:{of[mode]}" for name, of in colours.items())
    letters = "".join(FONT_FACE % url for url in served.get("font", ())[:1])
    chart.get_root().header.add_child(folium.Element(f"<style>{letters}:root{{{said}}}</style>"))  # type: ignore[attr-defined]
    options = {
        "grid": {name: list(values) for name, values in grid.items()},
        "outlines": {name: outlines.get(name, "") for name in ("districts", "wards")},
        "bounds": [[south, west], [north, east]],
        "land": theme.LAND[mode],
        "border": theme.LINE[mode],
        "line": "rgba(90,100,110,.45)" if mode == "light" else "rgba(10,20,27,.6)",
        "ink": INK[mode],
        "accent": ACCENT[mode],
        "tiles": dict(tiles) if tiles else None,
        "told": next(iter(served.get("told", ())), ""),
    }
    Script("TP.start(MAP, %s);", options).add_to(chart)
    return chart
