"""How good the links are, as figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from charts import theme

COLOURS = {"precision": "#0072B2", "recall": "#D98200"}
WORDS = {"precision": "Of pairs joined, right", "recall": "Of true pairs, found"}


def quality_intervals(found: pd.DataFrame, labels: Mapping[str, str], *, height: int = 0) -> go.Figure:
    """A point and its 95% interval for precision and recall of each partner, sector or district.

    Args:
        found: `value`, `answers`, precision and recall with `_low` and `_high`.
        labels: code to words.
    """
    if found.empty:
        return theme.empty_figure("Nothing to estimate", height=220)
    frame = found.sort_values("precision", kind="stable")
    names = [f"{labels.get(value, value)} ({n})" for value, n in zip(frame["value"], frame["answers"], strict=True)]
    figure = go.Figure()
    for name, colour in COLOURS.items():
        figure.add_scatter(
            y=names, x=frame[name], mode="markers", name=WORDS[name], marker={"color": colour, "size": 9},
            error_x={"array": frame[f"{name}_high"] - frame[name], "arrayminus": frame[name] - frame[f"{name}_low"], "color": colour, "thickness": 1.5},
            customdata=frame[[f"{name}_low", f"{name}_high"]],
            hovertemplate="%{y}: %{x:.1%} (%{customdata[0]:.1%} to %{customdata[1]:.1%})<extra></extra>",
        )  # fmt: skip
    figure.update_layout(scattermode="group", scattergap=0.6)
    figure.update_xaxes(
        tickformat=".0%",
        range=[min(0.7, float(frame["precision_low"].min()), float(frame["recall_low"].min())) - 0.02, 1.01],
    )
    figure.update_yaxes(automargin=True)
    return theme.framed(figure, height=height or 110 + 36 * len(frame))


def threshold_effect(found: pd.DataFrame, chosen: float, in_force: float, *, height: int = 300) -> go.Figure:
    """Matches gained and lost over the threshold.

    Args:
        found: THRESHOLDS.
        chosen: threshold to mark; in_force: the one the register was made with.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=found["threshold"], y=found["gained"], mode="lines+markers", name="Matches gained", line={"color": "#009E73"}
    )
    figure.add_scatter(
        x=found["threshold"], y=found["lost"], mode="lines+markers", name="Matches lost", line={"color": "#B8471B"}
    )
    figure.add_vline(
        x=in_force, line={"color": theme.MUTED, "dash": "dot"}, annotation_text="in force", annotation_position="top"
    )
    if chosen != in_force:
        figure.add_vline(x=chosen, line={"color": theme.ACCENT}, annotation_text="chosen", annotation_position="top")
    figure.update_xaxes(title="Match probability from which records are joined", tickformat=".0%")
    figure.update_yaxes(title="Pairs of records", rangemode="tozero", tickformat=",d")
    return theme.framed(figure, height=height)


def unmatched_bars(found: pd.DataFrame, *, height: int = 0) -> go.Figure:
    """Share of each organisation's records that no other organisation knows, and how many of these tell no place.

    Args:
        found: `partner_org`, `records`, `unmatched`, `placeless`.
    """
    if found.empty:
        return theme.empty_figure("No records", height=220)
    frame = found.assign(
        share=found["unmatched"] / found["records"], bare=found["placeless"] / found["records"]
    ).sort_values("share")
    told = frame["unmatched"].map("{:,}".format) + " of " + frame["records"].map("{:,}".format)
    figure = go.Figure()
    figure.add_bar(
        y=frame["partner_org"],
        x=frame["bare"],
        orientation="h",
        name="Without postcode, UPRN or position",
        marker={"color": theme.MUTED},
    )
    figure.add_bar(
        y=frame["partner_org"], x=frame["share"] - frame["bare"], orientation="h", name="With a place, known to nobody else",
        marker={"color": theme.ACCENT}, text=told, textposition="outside", cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.3)
    figure.update_xaxes(tickformat=".0%", range=[0, min(1.0, float(frame["share"].max()) * 1.3 + 0.05)])
    figure.update_yaxes(automargin=True)
    return theme.framed(figure, height=height or 120 + 30 * len(frame))
