"""Two things side by side on the same axes, as counts and as rates with their intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import theme
from charts.timeline import first_month_shown
from tables import MONTHLY_COUNTS, SIDES, check, conform

FEW = 8
COLOURS = ("#0F7FA8", "#D98200")
_PALE = ("rgba(15,127,168,.18)", "rgba(217,130,0,.18)")


def sides(
    names: tuple[str, str],
    counts: tuple[pd.DataFrame, pd.DataFrame],
    premises: tuple[int, int],
    *,
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]] | None = None,
    step: str = "MS",
) -> pd.DataFrame:
    """SIDES of two MONTHLY_COUNTS, groups added together, with a row for months (or quarters) without any.

    Args:
        names, counts, premises: of each side.
        periods: first and last day of each side; without them every month from where the axis of either begins to the
            last; what lies before (1 contact in 100) is not in the rows.
        step: `MS` for months, `QS` for quarters.
    """
    every = pd.concat([check(part, MONTHLY_COUNTS) for part in counts])
    if every.empty:
        return conform(pd.DataFrame(columns=SIDES.names), SIDES)
    parts = []
    for number, name in enumerate(names):
        first, last = periods[number] if periods else (first_month_shown(every), every["month"].max())
        months = pd.date_range(pd.Timestamp(first).replace(day=1), last, freq="MS")
        total = counts[number].groupby("month")["touch_points"].sum().reindex(months).fillna(0)
        total = total.resample(step).sum() if step != "MS" else total
        side = {"side": name, "month": total.index, "touch_points": total.to_numpy(), "premises": premises[number]}
        parts.append(pd.DataFrame(side))
    return check(conform(pd.concat(parts, ignore_index=True), SIDES), SIDES)


def step_for(counts: tuple[pd.DataFrame, pd.DataFrame]) -> str:
    """Months, or quarters where a side has fewer than eight contacts in the usual month: smaller counts are mostly chance."""
    usual = [part.groupby("month")["touch_points"].sum().median() for part in counts if not part.empty]
    return "QS" if usual and min(usual) < FEW else "MS"


def side_by_side(
    found: pd.DataFrame, intervals: pd.DataFrame, *, unit: str, aligned: bool, period: str = "Month", height: int = 320
) -> go.Figure:
    """Two lines with the band of their intervals.

    Args:
        found: SIDES.
        intervals: for each row of `found`, in its order: value, low, high.
        unit: what the vertical axis counts.
        aligned: the sides are periods: month 1 of one stands above month 1 of the other.
        period: what one point is, `Month` or `Quarter`.
        height: pixels.
    """
    check(found, SIDES)
    if found.empty:
        return theme.empty_figure("No touch-points on either side", height=height)
    traces = []
    for number, (name, part) in enumerate(found.groupby("side", sort=False)):
        values = intervals.loc[part.index]
        low, high = values["low"].tolist(), values["high"].tolist()
        across = list(range(1, len(part) + 1)) if aligned else part["month"].dt.strftime("%Y-%m-%d").tolist()
        traces.append(
            {
                "type": "scatter", "x": [*across, *across[::-1]], "y": [*high, *low[::-1]], "fill": "toself", "fillcolor": _PALE[number],
                "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False, "name": f"{name}, interval",
            }
        )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "x": across, "y": values["value"].tolist(), "name": str(name), "mode": "lines+markers",
                "line": {"color": COLOURS[number], "width": 2.5, "dash": "solid" if number == 0 else "dot"}, "marker": {"size": 5},
                "customdata": list(zip(part["month"].dt.strftime("%B %Y"), low, high, strict=True)),
                "hovertemplate": "%{customdata[0]}: %{y:,.1f} (%{customdata[1]:,.1f} to %{customdata[2]:,.1f})<extra>" + str(name) + "</extra>",
            }
        )  # fmt: skip
    time = {"title": f"{period} of the period"} if aligned else {"title": None, "tickformat": "%b\n%Y"}
    frame = theme.frame(height=height, legend_rows=2, room=58)
    return go.Figure(traces, {**frame, "yaxis": {"title": unit, "rangemode": "tozero"}, "xaxis": time})


def shares(
    names: tuple[str, str], divided: tuple[pd.DataFrame, pd.DataFrame], *, by: Mapping[str, str], height: int = 280
) -> go.Figure:
    """How each side's contacts divide, in per cent of its own total, bar beside bar; a panel below the other for each grouping.

    One figure for several panels: what a figure costs a browser before anything is in it is half of the whole.

    Args:
        divided: `by`, `group`, `touch_points` of each side.
        by: the groupings that are drawn, with their titles.
    """
    if not any(part["by"].isin(by).any() for part in divided):
        return theme.empty_figure("No touch-points on either side", height=height)
    shown = {grouping: _largest(divided, grouping) for grouping in by}
    heights = [BAR * max(1, len(rows)) for rows in shown.values()]
    whole = sum(heights) + PANEL_GAP * (len(heights) - 1)
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    titles: list[dict[str, Any]] = []
    top = whole
    for number, ((grouping, title), rows, tall) in enumerate(zip(by.items(), shown.values(), heights, strict=True)):
        axis = str(number + 1) if number else ""
        traces += _bars(names, divided, grouping, rows, axis)
        axes[f"yaxis{axis}"] = {"domain": [(top - tall) / whole, top / whole], "anchor": f"x{axis}"}
        axes[f"xaxis{axis}"] = {"anchor": f"y{axis}", "tickformat": ".0%", "rangemode": "tozero"}
        titles.append(
            {
                "text": f"<b>{title}</b>", "x": 0, "xref": "paper", "xanchor": "left", "y": top / whole, "yref": "paper", "yanchor": "bottom",
                "yshift": 4, "showarrow": False, "font": {"size": 15},
            }
        )  # fmt: skip
        top -= tall + PANEL_GAP
    labels = [label for grouping, rows in shown.items() for label in map(theme.labels_of(grouping).__getitem__, rows)]
    room = min(210, 16 + 7 * max(map(len, labels)))
    frame = theme.frame(height=whole + 152, legend_rows=3, room=room)
    frame["margin"] = {**frame["margin"], "b": 66}
    frame["legend"] = {**frame["legend"], "traceorder": "reversed", "y": 1 + 30 / whole}
    axes[f"xaxis{axis}"]["title"] = "Share of the side's own contacts"
    return go.Figure(traces, {**frame, "barmode": "group", "bargap": 0.25, "annotations": titles, **axes})


BAR, PANEL_GAP, MOST_BARS = 40, 74, 10


def _largest(divided: tuple[pd.DataFrame, pd.DataFrame], grouping: str) -> list[str]:
    """The codes of the ten largest groups of both sides together, in the order of the list, the last one first."""
    both = pd.concat([part[part["by"] == grouping] for part in divided])
    total = both.groupby("group")["touch_points"].sum()
    most = set(total.sort_values(ascending=False, kind="stable").index[:MOST_BARS])
    known = [code for code in theme.labels_of(grouping) if code in most]
    return [*known, *sorted(most - set(known))][::-1]


def _bars(
    names: tuple[str, str], divided: tuple[pd.DataFrame, pd.DataFrame], grouping: str, rows: list[str], axis: str
) -> list[dict[str, Any]]:
    labels = theme.labels_of(grouping)
    found = []
    for number in (1, 0):
        total = divided[number].loc[divided[number]["by"] == grouping].set_index("group")["touch_points"]
        whole = float(total.sum()) or 1.0
        counts = [int(total.get(code, 0)) for code in rows]
        found.append(
            {
                "type": "bar", "orientation": "h", "y": [labels[code] for code in rows], "x": [count / whole for count in counts],
                "xaxis": f"x{axis}", "yaxis": f"y{axis}", "name": names[number], "legendgroup": names[number], "showlegend": not axis,
                "marker": {"color": COLOURS[number], "pattern": {"shape": "" if number == 0 else "/"}}, "customdata": counts,
                "hovertemplate": "%{y}: %{x:.1%} (%{customdata:,})<extra>" + names[number] + "</extra>",
            }
        )  # fmt: skip
    return found
