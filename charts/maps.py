"""Maps that are drawn once: a base whose script never changes, and layers that are swapped on it.

All positions in tables are longitude, latitude; only this module turns them round, as Leaflet wants them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.plugins import HeatMap
from folium.template import Template

from charts import theme
from tables import BUSINESS_LIST, HEAT_CELLS, check

ESSEX = (-0.02, 51.44, 1.30, 52.10)
MOST_DOTS = 5_000


class Outlines(folium.GeoJson):
    """Areas the browser fetches once by URL and keeps; they never travel with a filter change."""

    def __init__(self, url: str, style: Mapping[str, object], **options: Any) -> None:  # noqa: ANN401
        given = folium.JsCode(f"function(feature){{return {json.dumps(dict(style))};}}")
        super().__init__({"type": "FeatureCollection", "features": []}, style=given, **options)
        self.embed, self.embed_link = False, url

    def _get_self_bounds(self) -> list[list[float | None]]:
        return [[None, None], [None, None]]


class Script(MacroElement):
    """JavaScript run with the map, or each time a layer changes; MAP and LAYER in it stand for what it was added to."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.text(kwargs) }}{% endmacro %}")

    def __init__(self, code: str, value: object = None) -> None:
        super().__init__()
        self._name = "Script"
        self._code, self._value = code, value

    def text(self, _: object) -> str:
        parent = self._parent.get_name() if self._parent is not None else "map_div"
        code = self._code.replace("LAYER", parent).replace("MAP", parent)
        return code if self._value is None else code % as_script(self._value)

    def get_bounds(self) -> list[list[float | None]]:
        return [[None, None], [None, None]]


def base_map(
    outlines: Mapping[str, str], *, bounds: Sequence[float] = ESSEX, mode: str = "light", zoom: int = 9
) -> folium.Map:
    """Land, sea and district lines; the same text on every run, so that the browser never draws it twice.

    Args:
        outlines: `districts` to the URL of their GeoJSON; empty where no geography is installed.
        bounds: west, south, east, north, degrees.
        mode: `light` or `dark`.
        zoom: where it opens.
    """
    west, south, east, north = bounds
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2], zoom_start=zoom, tiles=None, prefer_canvas=True,
        control_scale=True, attribution_control=False, zoom_snap=0.5,
    )  # fmt: skip
    whole = folium.FitBounds([[south, west], [north, east]], padding=(4, 4))
    whole.options["animate"] = False  # an animation that is still running would undo where somebody looks meanwhile
    whole.add_to(chart)
    chart.options["maxZoom"] = 18
    chart.options["minZoom"] = 7
    folium.map.CustomPane("land", z_index=200, pointer_events=False).add_to(chart)
    folium.map.CustomPane("lines", z_index=450, pointer_events=False).add_to(chart)
    if "districts" in outlines:
        land = {"stroke": False, "fillColor": theme.LAND[mode], "fillOpacity": 1}
        line = {"color": theme.LINE[mode], "weight": 1, "fill": False, "opacity": 0.8}
        Outlines(outlines["districts"], land, interactive=False, pane="land").add_to(chart)
        Outlines(outlines["districts"], line, interactive=False, pane="lines", on_each_feature=_NAME_ON_MAP).add_to(
            chart
        )
    colour = "#33424C" if mode == "light" else "#C7D3DA"
    halo = theme.LAND[mode]
    css = (
        f".leaflet-container{{background:{theme.SEA[mode]}!important;font-family:'Source Sans',sans-serif}}"
        f".place{{background:none;border:0;box-shadow:none;color:{colour};font-weight:600;font-size:11px;opacity:.8;"
        f"text-shadow:0 0 3px {halo},0 0 3px {halo},0 0 3px {halo}}}.place:before{{display:none}}.crowded .place{{display:none}}"
    )
    chart.get_root().header.add_child(  # type: ignore[attr-defined]
        folium.Element(f"<style>{css}</style>")
    )
    Script(_PLACES).add_to(chart)
    return chart


# Names of districts would lie on top of each other on a small map, so they show from the zoom at which they fit.
_PLACES = """
(function(){
  var map = MAP;
  function fit(){ map.getContainer().classList.toggle('crowded', map.getZoom() < (map.getSize().x < 600 ? 9.5 : 8.5)); }
  map.on('zoomend resize', fit); fit();
})();
"""

_NAME_ON_MAP = folium.JsCode(
    """function(feature, layer){
    var name = document.createElement('span'), p = feature.properties; name.textContent = p.name;
    var label = L.tooltip({permanent: true, direction: 'center', className: 'place', interactive: false});
    label.setLatLng([p.y, p.x]).setContent(name);
    layer.on('add', function(){ label.addTo(layer._map); });}"""
)


def heat_layer(cells: pd.DataFrame) -> folium.FeatureGroup:
    """Density of touch-points; the scale is set by the busiest half per cent, so that one shop does not hide a county.

    Args:
        cells: HEAT_CELLS.
    """
    check(cells, HEAT_CELLS)
    group = folium.FeatureGroup("heat")
    if not cells.empty:
        weights = cells["touch_points"].astype("float64")
        rows = pd.DataFrame({"y": cells["latitude"].round(4), "x": cells["longitude"].round(4), "n": weights})
        most = max(float(weights.quantile(0.98)) * 2.5, 3.0)
        HeatMap(
            rows.to_numpy().tolist(), radius=16, blur=14, max_zoom=11, min_opacity=0.12, gradient=theme.HEAT, max=most
        ).add_to(group)
    return group


def business_layer(
    businesses: pd.DataFrame, *, colour_by: str = "severity", mode: str = "light"
) -> folium.FeatureGroup:
    """A dot for each business, sized by its touch-points; a click hands its id back.

    Args:
        businesses: BUSINESS_LIST; rows without a position are skipped, at most MOST_DOTS are drawn.
        colour_by: `severity` (worst outcome) or `sector`.
        mode: `light` or `dark`, for the dots' edges.
    """
    check(businesses, BUSINESS_LIST)
    group = folium.FeatureGroup("businesses")
    placed = businesses.dropna(subset=["longitude", "latitude"]).head(MOST_DOTS)
    if placed.empty:
        return group
    codes_ = placed["worst"].astype("str").fillna("none") if colour_by == "severity" else placed["sector"]
    colours = theme.colours_of(colour_by)
    used = list(dict.fromkeys(codes_))
    rows = [
        [round(y, 5), round(x, 5), int(n), used.index(code), key, name]
        for y, x, n, code, key, name in zip(
            placed["latitude"],
            placed["longitude"],
            placed["touch_points"],
            codes_,
            placed["business_id"],
            placed["name"],
            strict=True,
        )
    ]
    values = {"rows": rows, "colours": [colours.get(code, theme.MUTED) for code in used], "edge": theme.LAND[mode]}
    Script(_DOTS, values).add_to(group)
    return group


def as_script(value: object) -> str:
    """JSON that can stand inside any script: text from files can neither close it nor become markup."""
    text = json.dumps(value, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("{{", "{\\u007b")
        .replace("{%", "{\\u0025")
        .replace("{#", "{\\u0023")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


# Smaller dots last, so that they lie on top of larger ones; the name is put in as text, never as markup.
_DOTS = """
(function(data){
  var small = data.rows.length > 1500 ? 1.6 : 3;
  data.rows.forEach(function(r){
    var dot = L.circleMarker([r[0], r[1]], {radius: Math.min(12, small + Math.sqrt(r[2]) * 0.55), weight: 0.7, color: data.edge,
      opacity: 0.9, fillColor: data.colours[r[3]], fillOpacity: 0.85, fill: true});
    dot.feature = {type: 'Feature', properties: {business_id: r[4]}};
    dot.bindTooltip(function(){
      var box = document.createElement('div'), name = document.createElement('strong');
      name.textContent = r[5]; box.appendChild(name);
      box.appendChild(document.createTextNode(' \\u00b7 ' + r[2].toLocaleString('en-GB') + (r[2] === 1 ? ' touch-point' : ' touch-points')));
      return box; });
    dot.addTo(LAYER);
  });
})(%s);
"""


def pin_layer(longitude: float, latitude: float, text: str) -> folium.FeatureGroup:
    """One place, named; for the small map of a profile."""
    group = folium.FeatureGroup("pin")
    Script(_PIN, {"y": latitude, "x": longitude, "text": text, "colour": theme.SEVERITY["4"]}).add_to(group)
    return group


_PIN = """
(function(d){
  var dot = L.circleMarker([d.y, d.x], {radius: 9, weight: 3, color: '#ffffff', fillColor: d.colour, fillOpacity: 1, fill: true});
  var name = document.createElement('span'); name.textContent = d.text;
  dot.bindTooltip(name, {permanent: true, direction: 'top', offset: [0, -8]});
  dot.on('add', function () {
    var map = dot._map, again = function () { if (dot._map) { dot.closeTooltip(); dot.openTooltip(); } };
    map.on('resize', again); map.whenReady(function () { setTimeout(again, 200); });
    dot.once('remove', function () { map.off('resize', again); });
  });
  dot.addTo(LAYER);
})(%s);
"""
