"""What is chosen on the map of hotspots: an area, the place of a dot, or a view to print. Kept for the session as codes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pages.shared import filters, map_parts, state
from store import areas

MAP = "hotspots.map"
CHOSEN, GO, PRINT = "hotspots.chosen", "hotspots.go", "hotspots.print"
DOT_RADIUS_M = 6


@dataclass(frozen=True)
class Chosen:
    """What a person has in hand.

    Attributes:
        area: the area chosen, or None.
        go: code of an area the map should move to; empty to stay where it is.
        view: west, south, east, north to print, or None.
    """

    area: areas.Area | None
    go: str
    view: tuple[float, float, float, float] | None


def now() -> Chosen:
    """What is chosen at the moment."""
    kept = state.widget_values([CHOSEN, GO, PRINT])
    return Chosen(_read(kept[CHOSEN]), str(kept[GO] or ""), kept[PRINT])


def from_map() -> None:
    """Take what the map handed over; the callback of the map. Nothing of it is trusted: it comes from a browser."""
    handed = (state.widget_values([MAP])[MAP] or {}).get("last_active_drawing") or {}
    kind = handed.get("kind") if isinstance(handed, dict) else None
    if kind == "print":
        state.set_widget(PRINT, _bounds(handed.get("bounds")))
        filters.draw(map_parts.BY_PRINTER)
    elif kind == "area":
        choose(str(handed.get("code", "")))
    elif kind == "dot":
        choose(f"c:{handed.get('longitude')},{handed.get('latitude')},{DOT_RADIUS_M}")
    elif kind == "none":
        choose("")


def choose(code: str, *, go: bool = False) -> None:
    """Take an area in hand, and move the map to it where asked; the last thing a callback does."""
    state.set_widget(CHOSEN, code if _read(code) is not None else "")
    state.set_widget(GO, code if go and _read(code) is not None else "")
    filters.draw(map_parts.BY_PLACE)


def keep(code: str) -> None:
    """Make an area the filter of every page; the callback of a button."""
    state.set_widget(GO, code)
    filters.keep_area(code)


def forget_print() -> None:
    """Put the print view away; the callback of a button."""
    state.set_widget(PRINT, None)


def print_whole(bounds: tuple[float, float, float, float]) -> None:
    """Take the whole county as the view to print; the callback of a button."""
    state.set_widget(PRINT, bounds)


def _read(code: object) -> areas.Area | None:
    try:
        return areas.read(code) if isinstance(code, str) else None
    except areas.AreaError:
        return None


def _bounds(given: object) -> tuple[float, float, float, float] | None:
    if not isinstance(given, list) or len(given) != 4 or not all(isinstance(n, int | float) for n in given):
        return None
    west, south, east, north = (float(n) for n in given)
    is_place = all(math.isfinite(n) for n in given) and -180 <= west < east <= 180 and -85 <= south < north <= 85
    return (west, south, east, north) if is_place else None
