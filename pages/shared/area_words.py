"""An area in words: `"Ward Billericay East"`, `"within 500 m of 0.4612, 51.5703"`."""

from __future__ import annotations

from collections.abc import Mapping

from pages.shared import cached_maps, state
from store import areas

SHOWN = 3


def said(area: areas.Area, names: Mapping[str, str] | None = None) -> str:
    """An area as people say it, in a few words; `names` of wards and districts, where many areas are said one after the other."""
    names = cached_maps.area_names(state.place()) if names is None else names
    if area.kind in ("w", "d"):
        known = [names.get(code, code) for code in area.parts]
        return _listed("ward" if area.kind == "w" else "district", known)
    if area.kind == "h":
        count = len(area.parts)
        return f"{count} hexagon{'s' if count > 1 else ''} of {area.size_m:,} m"
    if area.kind == "c":
        longitude, latitude, radius = area.parts
        return f"within {radius:,.0f} m of {latitude:.4f} N, {longitude:.4f} E"
    if area.kind == "p":
        return f"area drawn with {len(area.parts)} corners" + (", which crosses itself" if area.is_crossed else "")
    if area.kind == "s":
        street, _, outward = area.parts[0].partition("@")
        return f"{street.title()}, {outward}"
    return f"postcode {area.parts[0]}" + ("" if len(area.parts[0].partition(" ")[2]) == 3 else " …")


def _listed(kind: str, names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names[:SHOWN])}{more}"
