"""Touch-points over time: for the county by month, for one business by day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

import codes
from charts import theme
from codes.spans import full_months
from tables import MONTHLY_COUNTS, check

OTHERS = "Not in our list"
MOST_GROUPS = 12
"""More than so many nobody can tell apart by colour, nor read beside the pointer."""
FEW_GROUPS = 5
"""So many stand in two lines above the figure on the narrowest screen."""


def touch_points_per_month(counts: pd.DataFrame, *, by: str, height: int = 420) -> go.Figure:
    """Stacked columns, one for each calendar month, divided by partner, class, severity, sector or district.

    Each group is one stepped area and not a bar for every month: a browser draws ten years of them in a tenth of the time.

    Args:
        counts: MONTHLY_COUNTS; months without any are drawn as gaps, not left out. Beyond the twelve largest groups the others
            are one.
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
    drawn = _few(wide, [code for code in wide.columns if code not in labels])
    across = step_days(months)
    traces = [
        {
            **steps(across, drawn[group], colours.get(group, theme.MUTED)),
            "name": labels.get(group, group),
            "stackgroup": "all",
            "hovertemplate": "%{y:,.0f}<extra>" + labels.get(group, group) + "</extra>",
        }
        for group in dict.fromkeys([*(code for code in labels if code in drawn.columns), *drawn.columns])
    ]
    is_few = len(traces) <= FEW_GROUPS
    frame = theme.frame(height=height, legend_rows=2 if is_few else 0, room=66 if is_few else 0)
    frame["legend"] = {**frame["legend"], "traceorder": "normal"}
    count = {"title": MONTHLY_COUNTS["touch_points"].label + " a month", "rangemode": "tozero", "tickformat": ",d"}
    shown = [f"{first - pd.Timedelta(days=6):%Y-%m-%d}", f"{pd.Timestamp(across[-1]) + pd.Timedelta(days=6):%Y-%m-%d}"]
    time = {"title": None, "tickformat": "%b\n%Y", "ticklabelmode": "period", "hoverformat": "%B %Y", "range": shown}
    return go.Figure(traces, {**frame, "hovermode": "x unified", "yaxis": count, "xaxis": time})


def _few(wide: pd.DataFrame, unlisted: list[str]) -> pd.DataFrame:
    """The largest groups in columns of their own, the rest added together in the last, which says how many they are.

    Args:
        wide: months down, groups across.
        unlisted: groups that have no name of their own.
    """
    if unlisted:
        wide = wide.drop(columns=unlisted).assign(**{OTHERS: wide[unlisted].sum(axis=1)})
    if wide.shape[1] <= MOST_GROUPS + 1:
        return wide
    small = list(wide.sum().sort_values(ascending=False, kind="stable").index[MOST_GROUPS:])
    return wide.drop(columns=small).assign(**{f"{len(small)} smaller groups": wide[small].sum(axis=1)})


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
    return {"type": "scatter", "x": across, "y": up, "mode": "lines", "line": line, "fillcolor": colour}


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
    latest, traces = frame["year"].max(), []
    for year, part in frame.groupby("year"):
        is_latest = year == latest
        line = {"color": theme.ACCENT if is_latest else theme.MUTED, "width": 3 if is_latest else 1.2}
        traces.append(
            {
                "type": "scatter", "x": [_MONTHS[m - 1] for m in part["month"]], "y": part["n"].tolist(), "name": str(year),
                "mode": "lines+markers" if is_latest else "lines", "line": line,
                "opacity": 1 if is_latest else float(0.35 + 0.1 * max(0, 5 - (latest - year))),
                "hovertemplate": "%{x} " + str(year) + ": %{y:,}<extra></extra>",
            }
        )  # fmt: skip
    last = frame[frame["year"] == latest].iloc[-1]
    said = {
        "x": _MONTHS[int(last["month"]) - 1], "y": float(last["n"]), "text": f"<b>{latest}</b>", "showarrow": False,
        "xanchor": "left" if last["month"] < 11 else "right", "xshift": 8 if last["month"] < 11 else -8, "yshift": 12,
        "font": {"color": theme.SPARK},
    }  # fmt: skip
    months = {"categoryorder": "array", "categoryarray": list(_MONTHS)}
    count = {"title": "Touch-points a month", "rangemode": "tozero", "tickformat": ",d"}
    looks = theme.frame(height=height, legend=False, room=70)
    return go.Figure(traces, {**looks, "annotations": [said], "xaxis": months, "yaxis": count})


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
    return go.Figure([lanes(touch_points)], lanes_layout(touch_points, as_of, gap_months))


def lanes(touch_points: pd.DataFrame) -> dict[str, Any]:
    """The contacts as one trace, the gravest on top: a browser draws it in half the time of one for each kind and outcome."""
    level = touch_points["severity"].astype("Int64").astype("str").fillna("none")
    drawn = touch_points.assign(level=level, order=level.where(level != "none", "")).sort_values("order", kind="stable")
    words, types, roles = theme.severity_labels(), codes.labels("touch_point_types"), codes.labels("roles")
    colours = [theme.SEVERITY[code] for code in drawn["level"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawn["event_date"].dt.strftime("%Y-%m-%d").tolist(),
        "y": drawn["partner_org"].tolist(),
        "marker": {
            "symbol": list(map(_symbol, drawn["touch_point_class"], drawn["role"])), "size": 13, "color": colours,
            "line": {"width": 1.6, "color": colours},
        },
        "customdata": [
            (types[t], o if isinstance(o, str) else words[code], roles[r])
            for t, o, r, code in zip(drawn["type"], drawn["outcome_raw"], drawn["role"], drawn["level"], strict=True)
        ],
        "hovertemplate": "<b>%{x|%d %b %Y}</b> %{y}<br>%{customdata[0]}: %{customdata[1]}<br>Business was: %{customdata[2]}<extra></extra>",
    }  # fmt: skip


def lanes_layout(touch_points: pd.DataFrame, as_of: pd.Timestamp, gap_months: int = 24) -> dict[str, Any]:
    """Axes and frame of `lanes`, the organisation that came first on top, and the stretches without any contact."""
    order = list(touch_points.groupby("partner_org")["event_date"].min().sort_values(ascending=False).index)
    bands, words = [], []
    for start, end in _gaps(touch_points["event_date"], as_of, gap_months):
        bands.append(
            {
                "type": "rect", "xref": "x", "yref": "y domain", "x0": f"{start:%Y-%m-%d}", "x1": f"{end:%Y-%m-%d}", "y0": 0, "y1": 1,
                "fillcolor": theme.MUTED, "opacity": 0.13, "line": {"width": 0},
            }
        )  # fmt: skip
        words.append(
            {
                "x": f"{start + (end - start) / 2:%Y-%m-%d}", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
                "text": f"no contact for {full_months(start, end)} months", "font": {"size": 12, "color": theme.MUTED},
            }
        )  # fmt: skip
    first = touch_points["event_date"].min() - pd.Timedelta(days=45)
    return {
        **theme.frame(height=130 + 46 * len(order), legend=False),
        "margin": {"l": 8, "r": 8, "t": 26, "b": 8},
        "shapes": bands,
        "annotations": words,
        "yaxis": {"categoryorder": "array", "categoryarray": order, "title": None, "showgrid": True},
        "xaxis": {"title": None, "range": [f"{first:%Y-%m-%d}", f"{as_of + pd.Timedelta(days=20):%Y-%m-%d}"]},
    }


def _symbol(kind: str, role: str) -> str:
    """What a contact of a class is drawn as; hollow where the business was not the subject."""
    filled = theme.SYMBOLS[kind]
    return filled if role == "SUBJECT" or filled.endswith("open") else f"{filled}-open"


def _gaps(dates: pd.Series, as_of: pd.Timestamp, months: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    days = [*sorted(pd.to_datetime(dates).unique()), as_of]
    return [(a, b) for a, b in pairwise(days) if full_months(a, b) >= months]
