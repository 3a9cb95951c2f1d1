"""A map's classes: which cell has which colour, and the words and counts of the legend."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tables import MAP_CELLS, check

SEQUENTIAL = ("#FFF3C4", "#FDD27B", "#F79B55", "#DE5F4B", "#A8324E", "#5C1A4A")
DIVERGING = ("#2166AC", "#67A9CF", "#D1E5F0", "#F4F1EA", "#FDD9B5", "#E08214", "#9A4A04")
"""Blue to orange: apart for every kind of colour blindness, and in grey by lightness from the middle."""
NIGHT = ("#A5D6F7", "#5FA3CF", "#41708D", "#3C4B57", "#7D6040", "#DB8A2A", "#FFCB85")
"""The same on a dark ground: what differs from the usual is the brighter the more it differs, and the usual lies near the ground."""
BOTH_WAYS = {"light": DIVERGING, "dark": NIGHT}
FEW = {"light": "#C9CDD0", "dark": "#2B3945"}
HEAT_RAMP = ("#2C7FB8", "#41B6C4", "#FED976", "#FD8D3C", "#A3123F")
RATIOS = (0.5, 0.8, 1.25, 2.0, 4.0)
FINDINGS = {
    "cold_sure": (0, "fewer, false discovery below 1 %", "line"),
    "cold": (1, "fewer, below 5 %", "line"),
    "": (3, "no more than chance", ""),
    "hot": (5, "more, below 5 %", "line"),
    "hot_sure": (6, "more, false discovery below 1 %", "line"),
}
CHANGES = {
    "down": (0, "fewer, more than chance", "line"),
    "less": (2, "fewer", ""),
    "same": (3, "within a tenth", ""),
    "more": (4, "more", ""),
    "up": (6, "more, more than chance", "line"),
}
UNITS = {"touch_points": "touch-points", "severity": "severity points", "subject": "touch-points as subject"}
VIEWS = {
    "count": "Count",
    "rate": "Per 1,000 premises",
    "smoothed": "Per 1,000, smoothed",
    "ratio": "Ratio to the county",
    "surprise": "More than chance",
    "change": "Change",
}
FEW_TEXT = "Too little data to say (under 10 premises, or under 1 contact expected)"
FEW_CHANGE_TEXT = "Too little data to say (under 5 in both periods)"


def breaks_of(values: pd.Series, *, most: int = 6) -> list[float]:
    """Upper ends of classes, in round numbers, about as many cells in each: `[2, 5, 12, 40, 200]`; the last class has none."""
    known = values.to_numpy(dtype="float64", na_value=np.nan)
    known = known[known > 0]
    if not len(known):
        return []
    found = {_rounded(float(value)) for value in np.quantile(known, (0.3, 0.55, 0.75, 0.9, 0.98)[: most - 1])}
    return sorted(value for value in found if value < float(known.max()))


def _rounded(value: float) -> float:
    if value <= 0:
        return 0.0
    step = 10 ** (math.floor(math.log10(value)) - 1)
    return max(round(value / step) * step, 1.0) if value >= 1 else round(value, 2)


def classified(cells: pd.DataFrame, view: str, mode: str = "light") -> tuple[np.ndarray, list[tuple[str, str, str]]]:
    """The class of every cell (255: not drawn), and colour, label and line mark of each class.

    Args:
        cells: MAP_CELLS.
        view: a key of VIEWS.
        mode: `light` or `dark`, the ground it is drawn on.
    """
    check(cells, MAP_CELLS)
    few = (cells["finding"] == "few").fillna(False).to_numpy(bool)
    if view in ("surprise", "change"):
        return _found(cells, view, few, mode)
    if view == "ratio":
        edges, colours = list(RATIOS), BOTH_WAYS[mode][1:]
        values, labels = cells["ratio"], _ranges(edges, "×", first="under ")
    else:
        values = cells["count" if view == "count" else view].astype("float64")
        edges = breaks_of(values[~few] if view != "count" else values)
        colours, labels = SEQUENTIAL, _ranges(edges, "")
    drawn = values.astype("float64").to_numpy(na_value=np.nan)
    classes = np.searchsorted(edges, np.nan_to_num(drawn), side="left").astype("int64")
    spread = [colours[round(k * (len(colours) - 1) / max(len(edges), 1))] for k in range(len(edges) + 1)]
    parts = [(spread[k], labels[k], "") for k in range(len(edges) + 1)]
    nothing = np.isnan(drawn) | ((drawn <= 0) & (view == "count"))
    if view != "count":
        classes[few] = len(parts)
        nothing &= ~few
        parts.append((FEW[mode], FEW_TEXT, "few"))
    classes[nothing] = 255
    return classes, parts


def looks_of(edges: Sequence[float]) -> list[tuple[str, str]]:
    """Colour and label of each class between upper ends, light to dark."""
    labels = _ranges(edges, "")
    steps = len(labels) - 1
    return [(SEQUENTIAL[round(k * (len(SEQUENTIAL) - 1) / max(steps, 1))], label) for k, label in enumerate(labels)]


def _found(cells: pd.DataFrame, view: str, few: np.ndarray, mode: str) -> tuple[np.ndarray, list[tuple[str, str, str]]]:
    names = cells["finding"].fillna("").astype("str")
    if view == "change":
        ratio = cells["ratio"].fillna(np.inf)
        plain = pd.Series(np.select([ratio < 0.9, ratio > 1.1], ["less", "more"], "same"), index=cells.index)
        names = names.where(names.isin(["up", "down"]), plain)
    kinds = CHANGES if view == "change" else FINDINGS
    order = {name: number for number, name in enumerate(kinds)}
    classes = (
        names.where(names.isin(list(kinds)), "" if view == "surprise" else "same").map(order).to_numpy("int64").copy()
    )
    classes[few] = len(kinds)
    drawn = cells["count"].fillna(0) + cells["before"].fillna(0) + cells["premises"].fillna(0)
    classes[(drawn == 0).to_numpy(bool)] = 255
    parts = [(BOTH_WAYS[mode][colour], label, mark) for colour, label, mark in kinds.values()]
    return classes, [*parts, (FEW[mode], FEW_CHANGE_TEXT if view == "change" else FEW_TEXT, "few")]


def _ranges(edges: Sequence[float], sign: str, *, first: str = "to ") -> list[str]:
    def said(value: float) -> str:
        return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:,.2f}".rstrip("0")

    if not edges:
        return ["all alike"]
    middle = [f"{said(a)} to {said(b)}{sign}" for a, b in itertools.pairwise(edges)]
    return [f"{first}{said(edges[0])}{sign}", *middle, f"over {said(edges[-1])}{sign}"]


def legend_of(
    cells: pd.DataFrame, classes: np.ndarray, parts: list[tuple[str, str, str]], level: str, view: str, measure: str
) -> dict[str, Any]:
    counts = np.bincount(classes[classes != 255], minlength=len(parts))
    things = {"ward": "wards", "district": "districts"}.get(level, "hexagons")
    what = {
        "count": UNITS[measure].capitalize(),
        "rate": f"{UNITS[measure].capitalize()} per 1,000 premises",
        "smoothed": f"{UNITS[measure].capitalize()} per 1,000 premises, smoothed (empirical Bayes)",
        "ratio": f"{UNITS[measure].capitalize()} per premises, to the county's",
        "surprise": "Getis-Ord Gi*: with its neighbours",
        "change": f"{UNITS[measure].capitalize()}, against before",
    }[view]
    rows = [(colour, f"{label} ({counts[k]:,})", "box") for k, (colour, label, _) in enumerate(parts) if counts[k]]
    note = f"n = {int(cells['count'].fillna(0).sum()):,} {UNITS[measure]}; in brackets: {things}"
    return {"title": what, "rows": rows if len(cells) else [], "note": note}
