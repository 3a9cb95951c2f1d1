"""From what is asked to what the map is sent: fetch, judge, pack."""

from __future__ import annotations

from typing import Any

import pandas as pd

from charts import maps_layers
from pages.shared import cached_maps, map_layers, offline, state
from pages.shared.map_choices import MapChoice, periods, periods_in_words
from pages.shared.selection import Chosen
from store.access import Scope
from store.filters import Filters

WARD = "#5D7280"


def cells_of(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice) -> pd.DataFrame:
    """MAP_CELLS behind a layer of areas; for other layers those of hexagons of 500 m, so that there is something to hand out."""
    arguments = (scope, register.path, wanted, shown.level, shown.measure)
    if shown.is_cells and shown.view == "change":
        return cached_maps.changed(*arguments, periods(wanted, register.as_of, shown.against))
    if shown.is_cells and shown.view == "surprise":
        return cached_maps.surprising(*arguments, state.place())
    return cached_maps.counted(*arguments)


def parts(
    scope: Scope,
    register: state.Register,
    wanted: Filters,
    shown: MapChoice,
    chosen: Chosen,
    context: list[dict[str, str]],
) -> dict[str, Any]:
    """Everything the map is sent for one picture."""
    sent: dict[str, Any] = {"legend": [], "context": context}
    for kind in (shown.layer, shown.over):
        name, part, legend = _part(scope, register, wanted, shown, kind)
        if legend is not None:
            sent["legend"].append(legend)
        if part is not None:
            sent[name] = part
    sent["legend"] += map_layers.legend()
    if shown.over == "ward" and shown.is_cells:
        sent["context"] = [*context, {"url": offline.outlines().get("wards", ""), "name": "Ward", "colour": WARD}]
    if shown.is_played:
        order: tuple[str, ...] = ()
        if "cells" in sent:
            order = _order(scope, register, wanted, shown)
        sent["frames"] = cached_maps.played(scope, register.path, wanted, shown.level, shown.measure, order)
        if sent["frames"]:
            sent["legend"][0] = maps_layers.month_legend(sent["frames"], shown.measure)
    sent["outlined"] = [{"code": code, "dash": dash} for code, dash in outlined(scope, register, wanted, chosen)]
    sent["go"] = chosen.go
    return sent


def outlined(scope: Scope, register: state.Register, wanted: Filters, chosen: Chosen) -> list[tuple[str, list[int]]]:
    """Code and dashes of what is outlined: the area that is the filter, and the one in hand; a street by a line around its businesses."""
    found = []
    for code, dash in ((wanted.area, [6, 4]), (chosen.area.code if chosen.area else "", [])):
        is_shapeless = code.startswith(("s:", "pc:"))
        shape = cached_maps.around(scope, register.path, code) if is_shapeless else code
        found += [(shape, dash)] if shape else []
    return found


def _part(
    scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice, kind: str
) -> tuple[str, dict[str, Any] | None, dict[str, Any] | None]:
    if kind == "heat":
        return ("heat", *cached_maps.heat(scope, register.path, wanted, shown.measure))
    if kind == "dots":
        return ("dots", *cached_maps.dots(scope, register.path, wanted, shown.colour_by, shown.clusters))
    if kind == "crime":
        found = cached_maps.crime(register.path, wanted.date_from, wanted.date_to)
        return ("rings", *maps_layers.rings_part(found))
    if kind == shown.layer:
        cells = cells_of(scope, register, wanted, shown)
        url = "" if shown.layer == "hex" else offline.outlines().get(f"{shown.layer}s", "")
        part, legend = maps_layers.cells_part(
            cells, level=shown.level, view=shown.view, measure=shown.measure, url=url, mode=shown.mode
        )
        if shown.view == "change":
            legend["note"] += f"; {periods_in_words(wanted, register.as_of, shown.against)}"
        return "cells", part, legend
    return "", None, None


def _order(scope: Scope, register: state.Register, wanted: Filters, shown: MapChoice) -> tuple[str, ...]:
    return maps_layers.order_of(cells_of(scope, register, wanted, shown), level=shown.level, view=shown.view)
