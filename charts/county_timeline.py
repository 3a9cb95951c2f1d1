"""The county over time in other pictures than a stack: a panel for each group, a calendar of days, marks of dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charts import theme
from charts.timeline import first_month_shown, step_days, steps
from tables import DAILY_COUNTS, MONTHLY_COUNTS, check

MOST_PANELS = 24
PANEL_HEIGHT = 118
YEARS_OF_DAYS = 3
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RAMP = {
    "light": ((0.0, "#EEF3F5"), (0.01, "#CFE3EC"), (0.35, "#6FB3CC"), (0.7, "#1F7F9E"), (1.0, "#0B3F52")),
    "dark": ((0.0, "#1C2A35"), (0.01, "#21495B"), (0.35, "#2A7793"), (0.7, "#5FB6D3"), (1.0, "#D5F0FA")),
}


def small_multiples(counts: pd.DataFrame, *, by: str, columns: int = 3) -> go.Figure:
    """A panel of monthly columns for each group, all on the same axes, most contacts first.

    Args:
        counts: MONTHLY_COUNTS.
        by: what `group` holds.
        columns: panels side by side.
    """
    check(counts, MONTHLY_COUNTS)
    if counts.empty:
        return theme.empty_figure("No touch-points under these filters", height=300)
    first = first_month_shown(counts)
    months = pd.date_range(first, counts["month"].max(), freq="MS")
    wide = (
        counts.pivot_table(index="month", columns="group", values="touch_points", aggfunc="sum")
        .reindex(months)
        .fillna(0)
    )
    groups = list(wide.sum().sort_values(ascending=False, kind="stable").index)[:MOST_PANELS]
    labels, colours = theme.labels_of(by), theme.colours_of(by)
    rows, across = -(-len(groups) // columns), step_days(months)
    titles = [f"{labels.get(code, code)}  ({wide[code].sum():,.0f})" for code in groups]
    figure = make_subplots(
        rows, columns, shared_xaxes="all", shared_yaxes="all", subplot_titles=titles,
        horizontal_spacing=0.03, vertical_spacing=min(0.3 / rows, 0.16),
    )  # fmt: skip
    for place, code in enumerate(groups):
        name = labels.get(code, code)
        figure.add_scatter(
            **steps(across, wide[code], colours.get(code, theme.MUTED)), fill="tozeroy", name=name,
            hovertemplate="%{y:,.0f}<extra>" + name + "</extra>", row=place // columns + 1, col=place % columns + 1,
        )  # fmt: skip
    figure.update_annotations(font_size=12.5, xanchor="left", x=None)
    for place, title in enumerate(figure.layout.annotations):
        title.x = figure.layout["xaxis" + (str(place + 1) if place else "")].domain[0]
    figure.update_yaxes(rangemode="tozero", tickformat=",d", nticks=4)
    figure.update_xaxes(tickformat="%Y", dtick="M12", hoverformat="%B %Y")
    framed = theme.framed(figure, height=40 + PANEL_HEIGHT * rows + 20, legend=False)
    return framed.update_layout(margin={"t": 28}, hovermode="x")


def calendar(days: pd.DataFrame, *, as_of: dt.date, mode: str) -> go.Figure:
    """One square for each day of the last three years, a strip for each year: weekday down, week across.

    Args:
        days: DAILY_COUNTS; days that are absent have none.
        as_of: the last day shown.
        mode: `light` or `dark`.
    """
    check(days, DAILY_COUNTS)
    known = days.set_index("day")["touch_points"]
    if known.empty:
        return theme.empty_figure("No touch-points in the last three years under these filters", height=300)
    years = list(range(as_of.year - YEARS_OF_DAYS + 1, as_of.year + 1))
    figure = make_subplots(
        len(years), 1, shared_xaxes=True, subplot_titles=[str(year) for year in years], vertical_spacing=0.1
    )
    most = max(1.0, float(known.quantile(0.99)))
    for row, year in enumerate(years, start=1):
        span = pd.date_range(f"{year}-01-01", min(pd.Timestamp(year, 12, 31), pd.Timestamp(as_of)))
        counts = known.reindex(span).fillna(0)
        week = (span.day_of_year - 1 + pd.Timestamp(year, 1, 1).weekday()) // 7
        cells = pd.DataFrame(
            {"week": week, "weekday": span.day_of_week, "n": counts.to_numpy(), "day": span.strftime("%-d %B %Y")}
        )
        grid = cells.pivot_table(index="weekday", columns="week", values="n", aggfunc="sum")
        words = cells.pivot_table(index="weekday", columns="week", values="day", aggfunc="first")
        figure.add_heatmap(
            z=grid, x=grid.columns, y=[_WEEKDAYS[day] for day in grid.index], text=words, zmin=0, zmax=most,
            colorscale=[list(step) for step in RAMP[mode]], xgap=2, ygap=2, showscale=row == 1, hoverongaps=False,
            hovertemplate="%{text}: %{z:,.0f} touch-points<extra></extra>",
            colorbar={"title": "a day", "thickness": 10, "len": 0.5, "tickformat": ",d"}, row=row, col=1,
        )  # fmt: skip
    starts = [(pd.Timestamp(2025, month, 15).day_of_year + 2) // 7 for month in range(1, 13)]
    figure.update_xaxes(
        tickvals=starts, ticktext=[f"{pd.Timestamp(2025, m, 1):%b}" for m in range(1, 13)], showgrid=False
    )
    figure.update_yaxes(autorange="reversed", tickvals=["Mon", "Wed", "Fri", "Sun"], showgrid=False)
    figure.update_annotations(font_size=13, xanchor="left", x=0)
    return theme.framed(figure, height=60 + 150 * len(years), legend=False).update_layout(margin={"t": 28})


def marked(figure: go.Figure, marks: Sequence[tuple[dt.date, str]]) -> go.Figure:
    """The same figure with a dashed line and its words at each date; words of dates close together stand on different heights."""
    for number, (day, label) in enumerate(marks):
        figure.add_vline(x=pd.Timestamp(day), line={"color": theme.MUTED, "width": 1.5, "dash": "dash"})
        figure.add_annotation(
            x=pd.Timestamp(day), y=0.98 - 0.075 * (number % 4), yref="paper", xanchor="left", yanchor="top", showarrow=False,
            text=_escaped(label), font={"size": 12, "color": theme.MUTED}, xshift=3,
        )  # fmt: skip
    return figure


def marked_panels(figure: go.Figure, marks: Sequence[tuple[dt.date, str]]) -> go.Figure:
    """The same for small multiples: a line in each panel, with the number of the mark."""
    panels = [axis.plotly_name.removeprefix("xaxis") for axis in figure.select_xaxes()]
    for number, (day, _) in enumerate(marks, start=1):
        for panel in panels:
            at = {"xref": f"x{panel}", "yref": f"y{panel} domain"}
            line = {"color": theme.MUTED, "width": 1.2, "dash": "dash"}
            figure.add_shape(type="line", x0=pd.Timestamp(day), x1=pd.Timestamp(day), y0=0, y1=1, line=line, **at)
            figure.add_annotation(
                x=pd.Timestamp(day), y=1, text=str(number), showarrow=False, xanchor="left", yanchor="top", xshift=2,
                font={"size": 11, "color": theme.MUTED}, **at,
            )  # fmt: skip
    return figure


def selectable(figure: go.Figure) -> go.Figure:
    """The same figure, where dragging across it marks a stretch of time."""
    return figure.update_layout(dragmode="select", selectdirection="h")


def _escaped(text: str) -> str:
    """Plotly reads some HTML in texts; what a person typed is only letters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
