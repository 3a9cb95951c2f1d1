"""Touch-points over time: for the county by month, for one business by day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

import codes
from charts import theme
from tables import MONTHLY_COUNTS, check

OTHERS = "Not in our list"


def touch_points_per_month(counts: pd.DataFrame, *, by: str, height: int = 420) -> go.Figure:
    """Stacked columns, one for each calendar month, divided by partner, class, severity, sector or district.

    Each group is one stepped area and not a bar for every month: a browser draws ten years of them in a tenth of the time.

    Args:
        counts: MONTHLY_COUNTS; months without any are drawn as gaps, not left out.
        by: what `group` holds; decides labels, colours and the order of the stack.
        height: pixels.
    """
    check(counts, MONTHLY_COUNTS)
    if counts.empty:
        return theme.empty_figure("No touch-points under these filters", height=height)
    months = pd.date_range(counts["month"].min(), counts["month"].max(), freq="MS")
    first = first_month_shown(counts)
    wide = (
        counts.pivot_table(index="month", columns="group", values="touch_points", aggfunc="sum")
        .reindex(months)
        .fillna(0)
    )
    labels, colours = theme.labels_of(by), theme.colours_of(by)
    unlisted = [code for code in wide.columns if code not in labels]
    if unlisted:
        wide = wide.drop(columns=unlisted).assign(**{OTHERS: wide[unlisted].sum(axis=1)})
    across = step_days(months)
    figure = go.Figure(
        [
            go.Scatter(
                **steps(across, wide[group], colours.get(group, theme.MUTED)),
                name=labels[group],
                stackgroup="all",
                hovertemplate="%{y:,.0f}<extra>" + labels[group] + "</extra>",
            )
            for group in [code for code in [*labels, OTHERS] if code in wide.columns]
        ]
    )
    figure.update_yaxes(title=MONTHLY_COUNTS["touch_points"].label + " a month", rangemode="tozero", tickformat=",d")
    figure.update_xaxes(
        title=None,
        tickformat="%b\n%Y",
        ticklabelmode="period",
        hoverformat="%B %Y",
        range=[first - pd.Timedelta(days=6), pd.Timestamp(across[-1]) + pd.Timedelta(days=6)],
    )
    return theme.framed(figure, height=height).update_layout(hovermode="x unified", legend_traceorder="normal")


def step_days(months: pd.DatetimeIndex) -> list[str]:
    """Where the values of `steps` stand, as ISO dates: the middle of each month, and the first and the last day of all, so that
    both ends have their width."""
    ends = months + pd.offsets.MonthEnd(0)
    return [str(months[0].date()), *(months + (ends - months) / 2).strftime("%Y-%m-%d"), str(ends[-1].date())]


def steps(across: list[str], values: pd.Series, colour: str) -> dict[str, Any]:
    """What makes a scatter trace look like columns without gaps.

    Args:
        across: of `step_days`.
        values: one for each month.
        colour: fills the columns.
    """
    line = {"shape": "hvh", "width": 0, "color": colour}
    up = values.tolist()  # plain numbers and texts: what plotly copies before it sends them, it copies one by one
    up = [up[0], *up, up[-1]]
    return {"x": across, "y": up, "mode": "lines", "line": line, "fillcolor": colour}


def first_month_shown(counts: pd.DataFrame) -> pd.Timestamp:
    """Where the axis begins: a few contacts of long ago (1 in 100) do not press the rest together."""
    total = counts.groupby("month")["touch_points"].sum().sort_index()
    return pd.Timestamp(total.index[(total.cumsum() > total.sum() / 100).argmax()])


def seasons(counts: pd.DataFrame, *, height: int = 300) -> go.Figure:
    """One line for each year over the months of the year, the latest year standing out: is there a season?

    Args:
        counts: MONTHLY_COUNTS; groups are added together.
        height: pixels.
    """
    check(counts, MONTHLY_COUNTS)
    if counts.empty:
        return theme.empty_figure("No touch-points under these filters", height=height)
    total = counts[counts["month"] >= first_month_shown(counts)].groupby("month")["touch_points"].sum()
    frame = pd.DataFrame({"year": total.index.year, "month": total.index.month, "n": total.to_numpy()})
    figure = go.Figure()
    latest = frame["year"].max()
    for year, part in frame.groupby("year"):
        is_latest = year == latest
        figure.add_scatter(
            x=[_MONTHS[m - 1] for m in part["month"]],
            y=part["n"],
            name=str(year),
            mode="lines+markers" if is_latest else "lines",
            line={"color": theme.ACCENT if is_latest else theme.MUTED, "width": 3 if is_latest else 1.2},
            opacity=1 if is_latest else 0.35 + 0.1 * max(0, 5 - (latest - year)),
            hovertemplate="%{x} " + str(year) + ": %{y:,}<extra></extra>",
        )
    last = frame[frame["year"] == latest].iloc[-1]
    figure.add_annotation(
        x=_MONTHS[int(last["month"]) - 1], y=float(last["n"]), text=f"<b>{latest}</b>", showarrow=False, yshift=14,
        font={"color": theme.SPARK},
    )  # fmt: skip
    figure.update_xaxes(categoryorder="array", categoryarray=list(_MONTHS))
    figure.update_yaxes(title="Touch-points a month", rangemode="tozero", tickformat=",d")
    return theme.framed(figure, height=height, legend=False, room=70)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def business_timeline(touch_points: pd.DataFrame, *, as_of: pd.Timestamp, gap_months: int = 24) -> go.Figure:
    """One business: a lane for each organisation, symbol by class, colour by severity, hollow where it was not the subject.

    Args:
        touch_points: contacts with event_date, partner_org, touch_point_class, type, role, severity, outcome_raw.
        as_of: where the time axis ends.
        gap_months: a stretch of at least so many months without any contact is called out.
    """
    if touch_points.empty:
        return theme.empty_figure("Nobody has recorded a contact with this business", height=220)
    lanes = list(touch_points.groupby("partner_org")["event_date"].min().sort_values(ascending=False).index)
    level = touch_points["severity"].astype("Int64").astype("str").fillna("none")
    drawn = touch_points.assign(level=level, order=level.where(level != "none", "")).sort_values("order", kind="stable")
    words, types, roles = theme.severity_labels(), codes.labels("touch_point_types"), codes.labels("roles")
    colours = [theme.SEVERITY[code] for code in drawn["level"]]
    # one trace, the gravest on top: a browser draws it in half the time of one for each kind and outcome
    figure = go.Figure(
        go.Scatter(
            x=drawn["event_date"],
            y=drawn["partner_org"],
            mode="markers",
            marker={
                "symbol": list(map(_symbol, drawn["touch_point_class"], drawn["role"])), "size": 13, "color": colours,
                "line": {"width": 1.6, "color": colours},
            },
            customdata=[
                (types[t], o if isinstance(o, str) else words[code], roles[r])
                for t, o, r, code in zip(
                    drawn["type"], drawn["outcome_raw"], drawn["role"], drawn["level"], strict=True
                )
            ],
            hovertemplate="<b>%{x|%d %b %Y}</b> %{y}<br>%{customdata[0]}: %{customdata[1]}<br>Business was: %{customdata[2]}<extra></extra>",
        )
    )  # fmt: skip
    _call_out_gaps(figure, touch_points["event_date"], as_of, gap_months)
    figure.update_yaxes(categoryorder="array", categoryarray=lanes, title=None, showgrid=True)
    figure.update_xaxes(
        title=None, range=[touch_points["event_date"].min() - pd.Timedelta(days=45), as_of + pd.Timedelta(days=20)]
    )
    theme.framed(figure, height=130 + 46 * len(lanes), legend=False)
    return figure.update_layout(margin={"t": 26})


def _symbol(kind: str, role: str) -> str:
    """What a contact of a class is drawn as; hollow where the business was not the subject."""
    filled = theme.SYMBOLS[kind]
    return filled if role == "SUBJECT" or filled.endswith("open") else f"{filled}-open"


def _call_out_gaps(figure: go.Figure, dates: pd.Series, as_of: pd.Timestamp, months: int) -> None:
    for start, end in _gaps(dates, as_of, months):
        length = round((end - start).days / 30.44)
        figure.add_vrect(x0=start, x1=end, fillcolor=theme.MUTED, opacity=0.13, line_width=0)
        figure.add_annotation(
            x=start + (end - start) / 2, y=1, yref="paper", yanchor="bottom", showarrow=False,
            text=f"no contact for {length} months", font={"size": 12, "color": theme.MUTED},
        )  # fmt: skip


def _gaps(dates: pd.Series, as_of: pd.Timestamp, months: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    days = [*sorted(pd.to_datetime(dates).unique()), as_of]
    return [(a, b) for a, b in pairwise(days) if (b - a).days >= months * 30.44]
