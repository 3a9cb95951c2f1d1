"""Colours, symbols and the frame every figure shares. Colours are safe for red-green and blue-yellow blindness."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go

import codes

# Apart for every kind of colour blindness; in grey alone 0 and 3, and 1 and 2, are alike, so words always stand beside them.
SEVERITY = {"0": "#4C9BD1", "1": "#9CCBE6", "2": "#F2B134", "3": "#E06A1B", "4": "#A3123F", "none": "#A9B4BC"}
# Okabe and Ito's palette, darkened where text has to be read on white.
_PALETTE = (
    "#0072B2",
    "#D98200",
    "#009E73",
    "#C75B9B",
    "#56B4E9",
    "#B8471B",
    "#7F6DB4",
    "#8C8B00",
    "#5C6F7B",
    "#2F4B5C",
)
CLASS = {
    "PROACTIVE": "#4C9BD1",
    "REACTIVE": "#F2B134",
    "ENFORCEMENT": "#A3123F",
    "ADMINISTRATIVE": "#A9B4BC",
    "INTELLIGENCE": "#7F6DB4",
    "WITHHELD": "#5C6F7B",
}
SYMBOLS = {
    "PROACTIVE": "circle",
    "REACTIVE": "diamond",
    "ENFORCEMENT": "square",
    "ADMINISTRATIVE": "line-ns-open",
    "INTELLIGENCE": "star",
    "WITHHELD": "circle-dot",
}
HEAT = {"0.15": "#2c7fb8", "0.4": "#41b6c4", "0.6": "#fed976", "0.8": "#fd8d3c", "1.0": "#a3123f"}
ACCENT = "#0F6E8C"
MUTED = "#8A97A0"
SPARK = "#2E8FB0"  # three times as bright or dark as either ground
SEA = {"light": "#DCE8EE", "dark": "#0B141B"}
LAND = {"light": "#F8F8F4", "dark": "#1C2A35"}
LINE = {"light": "#7A8A94", "dark": "#5D7280"}


def severity_labels() -> dict[str, str]:
    """`"0"` to `"4"` and `"none"` to the words people read."""
    rows = codes.table("severities")
    words = {row.severity: row.label for row in rows.itertuples() if row.severity}
    return codes.Labels({**words, "none": "Not assessed"})


def labels_of(group: str) -> dict[str, str]:
    """Code to label for a grouping: partner, class, severity, sector or district."""
    if group == "severity":
        return severity_labels()
    named = codes.labels(
        {"partner": "partners", "class": "classes", "sector": "sectors", "district": "districts"}[group]
    )
    return codes.Labels({**named, "none": "Not known"})


def colours_of(group: str) -> dict[str, str]:
    """Code to colour; the same code has the same colour on every page, whatever else is shown."""
    if group == "severity":
        return SEVERITY
    if group == "class":
        return {**CLASS, "none": MUTED}
    return {code: _colour(number) for number, code in enumerate(labels_of(group))} | {"none": MUTED}


def other_colours(used: Iterable[str]) -> list[str]:
    """Colours of the palette for codes no list knows, those nobody uses first."""
    taken = set(used)
    every = [_colour(number) for number in range(3 * len(_PALETTE))]
    return sorted(every, key=lambda colour: colour in taken)


def _colour(number: int) -> str:
    """The colours of the palette in turn; then lighter ones of them, then darker ones, so that no two codes share one."""
    turn, place = divmod(number, len(_PALETTE))
    red, green, blue = (int(_PALETTE[place][at : at + 2], 16) for at in (1, 3, 5))
    target, share = ((0, 0.0), (255, 0.5), (0, 0.45))[turn % 3]
    return "#" + "".join(f"{round(part + (target - part) * share):02X}" for part in (red, green, blue))


def ink_on(grounds: Iterable[str]) -> list[str]:
    """Black or white for words on each ground, whichever stands out more (WCAG 2 contrast).

    Args:
        grounds: colours as Plotly samples them, `rgb(1, 2, 3)`.
    """
    inks = []
    for ground in grounds:
        parts = [float(part) / 255 for part in re.findall(r"[\d.]+", ground)[:3]]
        light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        inks.append("#000000" if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else "#FFFFFF")
    return inks


def frame(*, height: int, legend: bool = True, legend_rows: int = 0, room: int = 0) -> dict[str, Any]:
    """The look every figure shares, as a layout; text and grid colours follow the page's light or dark theme.

    Args:
        height: pixels.
        legend: whether there is one, above the figure.
        legend_rows, room: lines the legend needs, and pixels the labels on the left need. Where they are known, the browser need not
            draw the axes once to measure them and once more to make room, which takes it twice the time.
    """
    margin: dict[str, Any] = {"l": 8, "r": 8, "t": 8, "b": 8}
    if room:
        margin = {"l": room, "r": 12, "t": 14 + 24 * legend_rows, "b": 52, "autoexpand": False}
    return {
        "height": height,
        "margin": margin,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": legend,
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "title": None},
        "hovermode": "closest",
        "separators": ".,",
        "font": {"family": "Source Sans, Source Sans Pro, sans-serif", "size": 14},
    }


def framed(figure: go.Figure, *, height: int, legend: bool = True) -> go.Figure:
    """The same figure with the look of `frame`."""
    return figure.update_layout(frame(height=height, legend=legend))


def empty_figure(text: str, *, height: int) -> go.Figure:
    """A figure that says why there is nothing to see."""
    figure = go.Figure()
    figure.add_annotation(
        text=text, showarrow=False, font={"size": 15, "color": MUTED}, x=0.5, y=0.5, xref="paper", yref="paper"
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return framed(figure, height=height, legend=False)
