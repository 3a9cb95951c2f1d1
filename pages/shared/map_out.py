"""Out of the map: the cells as a file, and the view as a picture or an A3 page. Made here, without a browser or the internet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from charts import maps_classes, maps_layers, theme
from pages.shared import area_words, download, filters, map_layers, map_picture, selection, state
from pages.shared.map_choices import LAYERS, MapChoice
from pages.shared.selection import Chosen
from store import areas, audit, context_layers, geography, hotspots, map_shapes
from store.access import Scope
from store.filters import Filters

if TYPE_CHECKING:
    from charts.maps_print import Ground

Bounds = tuple[float, float, float, float]


def show(
    scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice, chosen: Chosen, bounds: Bounds
) -> None:
    """What may be taken out."""
    if not scope.may_export:
        return
    with st.container(horizontal=True):
        count = len(map_picture.cells_of(scope, register, wanted, shown)) if shown.is_cells else None
        if count != 0:
            download.rows_when_asked(
                scope, count, partial(_named, scope, register, wanted, shown), wanted, name="hotspots-cells"
            )
            st.download_button(
                "Cells as GeoPackage", partial(_geopackage, scope, register, wanted, shown), key="hotspots.gpkg",
                file_name="touchpoint-hotspots-cells.gpkg", mime="application/geopackage+sqlite3", on_click="ignore",
                icon=":material/map:",
            )  # fmt: skip
        if chosen.view is None:
            st.button(
                "The whole county for print", on_click=selection.print_whole, args=(bounds,), key="hotspots.printwhole",
                icon=":material/print:", help="The printer on the map takes the view as it stands there",
            )  # fmt: skip
    if chosen.view is not None:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            is_whole = tuple(chosen.view) == tuple(bounds)
            st.markdown(f"**For print, A3**, {'the whole county' if is_whole else 'the view as it stood on the map'}")
            for form, mime in (("png", "image/png"), ("pdf", "application/pdf")):
                st.download_button(
                    form.upper(), partial(_printed, scope, register, wanted, shown, chosen, form), mime=mime, key=f"hotspots.{form}",
                    file_name=f"touchpoint-hotspots.{form}", on_click="ignore", type="primary", icon=":material/download:",
                )  # fmt: skip
            st.button("Put away", on_click=selection.forget_print, key="hotspots.putaway", type="tertiary")


def _named(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice) -> pd.DataFrame:
    return map_shapes.named(state.place(), map_picture.cells_of(scope, register, wanted, shown), shown.level)


def _geopackage(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice) -> bytes:
    cells = map_shapes.shaped(state.place(), map_picture.cells_of(scope, register, wanted, shown), shown.level)
    notes = {
        "marking": state.marking(register), "filters": filters.in_words(wanted) or "none", "taken_by": scope.user,
        "register": register.path.stem, "attribution": register.attribution,
    }  # fmt: skip
    content = map_shapes.as_geopackage(cells, notes)
    _record(scope, wanted, "gpkg", len(cells))
    return content


def _printed(
    scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice, chosen: Chosen, form: str
) -> bytes:
    from charts import maps_print  # a second of loading that only those who print wait for

    shown = replace(shown, is_played=False, mode="light")  # paper is white and has all months, and so has its key
    sent = map_picture.parts(scope, register, wanted, shown, chosen, [])
    words = maps_print.Words(
        title=f"Hotspots: {LAYERS[shown.layer].lower()}, {maps_classes.UNITS[shown.measure]}",
        filters=filters.in_words(wanted) or "Everything: no filter is set",
        source=f"Touchpoint register {register.path.stem}; contacts to {register.as_of:%d %B %Y}. Much contact is not concern."
        + (" The background map is not printed." if map_layers.background() else ""),
        marking=state.marking(register),
        attribution=register.attribution,
        made=f"Made {dt.datetime.now(dt.UTC):%d %B %Y %H:%M} UTC for {scope.user}",
        legend=[*sent["legend"], *_outlined_in_words(wanted, chosen)],
    )
    ground = _ground(scope, register, wanted, shown, chosen)
    content = maps_print.printed(ground, words, view=chosen.view or register.bounds or (0, 51.4, 1.3, 52.1), form=form)
    _record(scope, wanted, form, 1)
    return content


def _ground(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice, chosen: Chosen) -> Ground:
    from charts import maps_print

    place = state.place()
    parts: dict[str, Any] = {}
    if shown.is_cells:
        cells = map_picture.cells_of(scope, register, wanted, shown)
        classes, looks = maps_classes.classified(cells, shown.view)
        drawn = cells[classes != 255].assign(colour=[looks[k][0] for k in classes[classes != 255]])
        parts["cells"] = map_shapes.shaped(place, drawn, shown.level)
    if "heat" in (shown.layer, shown.over):
        parts["heat"] = hotspots.heat(scope, wanted, register.path, measure=shown.measure)
    if "dots" in (shown.layer, shown.over):
        dots = hotspots.dots(scope, wanted, register.path, colour_by=shown.colour_by)
        own = maps_layers.dot_looks(dots["group"].value_counts().to_dict(), shown.colour_by)
        parts["dots"] = dots.assign(colour=dots["group"].map(lambda code: own[code][0]))
    if "crime" in (shown.layer, shown.over):
        parts["rings"] = hotspots.crime(register.path, (wanted.date_from, wanted.date_to))
    parts["context"] = [(colour, context_layers.shapes(place, held.key)) for held, colour in map_layers.switched_on()]
    codes = [code for code, _ in map_picture.outlined(scope, register, wanted, chosen)]
    if codes:
        parts["outlined"] = pd.concat([map_shapes.outline(place, code) for code in codes], ignore_index=True)
    return maps_print.Ground(districts=geography.areas(place, "district"), **parts)


def _outlined_in_words(wanted: Filters, chosen: Chosen) -> list[dict[str, Any]]:
    """The part of a legend that says what is outlined: what is in hand, and the area that is the filter."""
    held = [area for area in (chosen.area, areas.read(wanted.area)) if area is not None]
    said = list(dict.fromkeys(area_words.said(area) for area in held))
    colour = theme.ACCENT
    return (
        [{"title": "Outlined", "rows": [(colour, words[:1].upper() + words[1:], "ring") for words in said]}]
        if said
        else []
    )


def _record(scope: Scope, wanted: Filters, form: str, rows: int) -> None:
    audit.record(
        state.place(),
        scope.user,
        "download",
        name="Touchpoint: hotspots",
        format=form,
        rows=rows,
        filters=wanted.described(),
    )
