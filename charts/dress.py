"""The colours of a figure that follow the page's light or dark ground, said outright: a template would have it drawn twice.

The page's component hands each figure to the chart library a second time as it appears, with its own template anew. The library
looks into no template: another one, however equal, has everything drawn again, which took a third of its time (decision 0135).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

FAMILY = "Source Sans, Source Sans Pro, sans-serif"
SMALL, MIDDLE, PAD = 12, 13, 7
COLOURS = {
    "light": {"text": "#5A6B75", "strong": "#16242D", "grid": "#E3E8EE", "paper": "#FFFFFF", "edge": "#D6E0E5"},
    "dark": {"text": "#C9D4DB", "strong": "#E4ECF1", "grid": "#2A3843", "paper": "#0F1A22", "edge": "#2B404E"},
}
PALETTE = {
    "light": ["#0072B2", "#D98200", "#009E73", "#C75B9B", "#56B4E9", "#B8471B", "#7F6DB4", "#8C8B00"],
    "dark": ["#56B4E9", "#E8A33D", "#2FBF97", "#DE86BA", "#8FD0F0", "#E07A4E", "#A99BDB", "#C4C23A"],
}


def dressed(figure: go.Figure, mode: str) -> go.Figure:
    """The same figure without a template; whatever it says of its own colours and sizes counts.

    Args:
        figure: made by one of the functions beside this.
        mode: `light` or `dark`.
    """
    colours = COLOURS[mode]
    layout = figure.layout
    layout.template = None
    said = layout.to_plotly_json()
    for name, usual in _usual(colours, mode).items():
        layout[name] = _under(usual, said.get(name))
    for name in _axes(figure, said):
        layout[name] = _under(_axis(name[0], colours), said.get(name))
    layout.datarevision = 1  # the data of the second time are those of the first
    return figure


def _usual(colours: Mapping[str, str], mode: str) -> dict[str, Any]:
    small = {"color": colours["text"], "size": SMALL}
    return {
        "font": {"color": colours["text"], "family": FAMILY, "size": SMALL},
        "colorway": PALETTE[mode],
        "legend": {"font": {"color": colours["strong"], "size": SMALL}, "title": {"font": small}, "borderwidth": 0},
        "margin": {"pad": PAD},
        "hoverlabel": {
            "bgcolor": colours["paper"],
            "bordercolor": colours["edge"],
            "font": {**small, "family": FAMILY},
        },
    }


def _axis(which: str, colours: Mapping[str, str]) -> dict[str, Any]:
    grid = colours["grid"]
    looks = {
        "gridcolor": grid, "zerolinecolor": grid, "tickcolor": grid, "automargin": True,
        "tickfont": {"color": colours["text"], "size": SMALL},
        "title": {"font": {"color": colours["text"], "size": MIDDLE}, "standoff": 22 if which == "y" else 18},
    }  # fmt: skip
    return looks if which == "y" else {**looks, "showgrid": False, "zeroline": False}


def _axes(figure: go.Figure, said: Mapping[str, Any]) -> list[str]:
    """Every axis: those the layout speaks of and those a trace is drawn against."""
    used = {name for name in said if name.startswith(("xaxis", "yaxis"))}
    for trace in figure.data:
        for which in "xy":
            if f"{which}axis" in trace:
                used.add(f"{which}axis{(trace[f'{which}axis'] or which).removeprefix(which)}")
    return sorted(used)


def _under(usual: Any, said: Any) -> Any:  # noqa: ANN401 - a value of a layout, of any kind
    """What is usual, with what was said in its place: `({"a": 1, "b": {"c": 2}}, {"b": {"d": 3}})` -> both of b's."""
    if not isinstance(usual, Mapping) or not isinstance(said, Mapping):
        return usual if said is None else said
    return {name: _under(usual.get(name), said.get(name)) for name in {**usual, **said}}
