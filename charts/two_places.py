"""Where two records are, drawn in metres, without any background map."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from charts import theme

METRES_PER_DEGREE = 111_320.0
COLOURS = ("#0072B2", "#D98200")
ROUGH = {"POSTCODE": 60.0, "STREET": 80.0, "AREA": 600.0}
"""How far the true place may be from the position given, metres. Source: half the usual spread of a postcode in a town."""


def distance_m(one: pd.Series, other: pd.Series) -> float | None:
    """Metres between two records with longitude and latitude, None where one has no position."""
    values = [one["longitude"], one["latitude"], other["longitude"], other["latitude"]]
    if any(pd.isna(value) for value in values):
        return None
    east = (values[2] - values[0]) * METRES_PER_DEGREE * math.cos(math.radians(values[1]))
    return math.hypot(east, (values[3] - values[1]) * METRES_PER_DEGREE)


def distance_words(metres: float | None) -> str:
    """`"38 m apart"`, `"2.4 km apart"`, `"at the same spot"`."""
    if metres is None:
        return "distance not known: one has no position"
    if metres < 3:
        return "at the same spot"
    return f"{metres:,.0f} m apart" if metres < 1000 else f"{metres / 1000:,.1f} km apart"


def two_places(records: pd.DataFrame, around: pd.DataFrame, *, height: int = 220) -> go.Figure:
    """Two records and the businesses around them, north up, with a circle for how rough a position is.

    Args:
        records: `longitude`, `latitude`, `coordinate_precision`; the first is A, the second B.
        around: `name`, `longitude`, `latitude` of businesses nearby.
        height: pixels.
    """
    placed = records[records["longitude"].notna()]
    if placed.empty:
        return theme.empty_figure("Neither record has a position", height=height)
    lon0, lat0 = float(placed["longitude"].mean()), float(placed["latitude"].mean())
    scale = METRES_PER_DEGREE * math.cos(math.radians(lat0))

    def metres(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        return (frame["longitude"] - lon0) * scale, (frame["latitude"] - lat0) * METRES_PER_DEGREE

    figure = go.Figure()
    x, y = metres(around)
    figure.add_scatter(
        x=x, y=y, mode="markers", marker={"color": theme.MUTED, "size": 6, "opacity": 0.5},
        text=around["name"], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    x, y = metres(records)
    reach = 60.0
    for number, (_, row) in enumerate(records.iterrows()):
        if pd.isna(row["longitude"]):
            continue
        px, py = float(x.iloc[number]), float(y.iloc[number])
        rough = ROUGH.get(str(row["coordinate_precision"]), 0.0)
        if rough:
            shape = {"x0": px - rough, "x1": px + rough, "y0": py - rough, "y1": py + rough}
            figure.add_shape(type="circle", **shape, line={"color": COLOURS[number], "width": 1, "dash": "dot"})
        figure.add_scatter(
            x=[px], y=[py], mode="markers+text", text=["AB"[number]], textposition="middle center",
            textfont={"color": "white", "size": 12},
            marker={"color": COLOURS[number], "size": 22 - 4 * number, "line": {"color": "white", "width": 1.5}},
            hovertemplate="AB"[number] + "<extra></extra>",
        )  # fmt: skip
        reach = max(reach, abs(px) * 1.35 + rough * 0.5, abs(py) * 1.35 + rough * 0.5)
    _scale_bar(figure, reach)
    figure.update_xaxes(visible=False, range=[-reach * 1.5, reach * 1.5])
    figure.update_yaxes(visible=False, range=[-reach, reach], scaleanchor="x", scaleratio=1)
    return theme.framed(figure, height=height, legend=False)


def _scale_bar(figure: go.Figure, reach: float) -> None:
    """A line of a round number of metres below the places."""
    bar, left, below = 10 ** math.floor(math.log10(reach)), -reach * 1.4, -reach * 0.93
    line = {"color": theme.MUTED, "width": 2}
    figure.add_shape(type="line", x0=left, x1=left + bar, y0=below, y1=below, line=line)
    figure.add_annotation(
        x=left + bar, y=below, text=f" {bar:,.0f} m", showarrow=False, xanchor="left", font={"size": 12}
    )


def two_histories(contacts: pd.DataFrame, ids: tuple[str, str], *, height: int = 150) -> go.Figure:
    """Contacts that name each of two records, over time: do they follow each other, or run side by side?

    Args:
        contacts: `record_id`, `event_date`, `partner_org`, `type`, `outcome_raw`, `severity`.
        ids: record A and record B.
        height: pixels.
    """
    if contacts.empty:
        return theme.empty_figure("No dated contact names either record", height=height)
    figure = go.Figure()
    for number, record in enumerate(ids):
        mine = contacts[contacts["record_id"] == record]
        said = mine["partner_org"] + ": " + mine["type"].str.replace("_", " ").str.lower()
        figure.add_scatter(
            x=mine["event_date"], y=["AB"[number]] * len(mine), mode="markers", text=said,
            customdata=mine["outcome_raw"].fillna(""),
            marker={"size": 11, "color": COLOURS[number], "symbol": "line-ns-open", "line": {"width": 2.5}},
            hovertemplate="%{x|%d %b %Y} %{text} %{customdata}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(title=None, categoryorder="array", categoryarray=["B", "A"], showgrid=False)
    figure.update_xaxes(title=None)
    return theme.framed(figure, height=height, legend=False)
