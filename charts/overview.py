"""Pictures of the overview: how far each organisation's contacts reach."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

import codes
from charts import theme
from charts.spark import bars
from tables import PARTNER_FRESHNESS, check

MONTHS_SHOWN = 36
FRESHNESS_BARS = "Last three years"
FRESHNESS_NUMBERS = ("Touch-points", "Businesses", "First contact", "Last contact", "Days silent")


def freshness_table(freshness: pd.DataFrame, months: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """A line for each organisation, in words, with a small picture (HTML) of its last three years.

    Args:
        freshness: PARTNER_FRESHNESS.
        months: `partner_org`, `month`, `touch_points`.
        as_of: last month of the small picture.
    """
    check(freshness, PARTNER_FRESHNESS)
    span = pd.date_range(end=pd.Timestamp(as_of).replace(day=1), periods=MONTHS_SHOWN, freq="MS")
    wide = (
        months.pivot_table(index="partner_org", columns="month", values="touch_points", aggfunc="sum")
        .reindex(columns=span)
        .fillna(0)
    )
    nothing = [0.0] * MONTHS_SHOWN
    each = [wide.loc[name].tolist() if name in wide.index else nothing for name in freshness["partner_org"]]
    return pd.DataFrame(
        {
            "Organisation": freshness["partner_org"]
            + "\n"
            + freshness["partner"].map(codes.labels("partners")).fillna(""),
            "Touch-points": freshness["touch_points"].map("{:,}".format),
            "Businesses": freshness["businesses"].map("{:,}".format),
            FRESHNESS_BARS: [bars(counts, label=_said(counts)) for counts in each],
            "First contact": freshness["first_contact"].map(_day),
            "Last contact": freshness["last_contact"].map(_day),
            "Days silent": freshness["silent_days"].map(_days),
        }
    )


def _said(counts: list[float]) -> str:
    return f"Contacts each month of three years: {counts[0]:,.0f} in the first, {counts[-1]:,.0f} in the last, at most {max(counts):,.0f}"


def _day(moment: object) -> str:
    return "–" if pd.isna(moment) else f"{moment:%-d %b %Y}"


def _days(count: object) -> str:
    return "–" if pd.isna(count) else f"{count:,}"


def figure_over_time(trend: pd.Series, *, words: str, is_share: bool, height: int = 240) -> go.Figure:
    """One headline figure as a line.

    Args:
        trend: its value by month or year; missing where there was nothing to divide by.
        words: what one point is.
        is_share: between 0 and 1, shown in per cent.
        height: pixels.
    """
    known = trend.dropna()
    if known.empty:
        return theme.empty_figure("Too little to draw a line", height=height)
    shape = ".0%" if is_share else ",.3~r" if known.max() < 100 else ",d"
    figure = go.Figure()
    figure.add_scatter(
        x=known.index,
        y=known.to_numpy(),
        mode="lines+markers",
        line={"color": theme.ACCENT, "width": 2.5},
        marker={"size": 6},
        hovertemplate="%{x|%B %Y}: %{y:" + shape + "}<extra></extra>"
        if isinstance(known.index, pd.DatetimeIndex)
        else "%{x}: %{y:" + shape + "}<extra></extra>",
    )
    figure.update_yaxes(title=words, tickformat=shape, title_font_size=12)
    figure.update_xaxes(title=None)
    if len(known) == 1:  # there is no range to take from the values
        figure.update_yaxes(range=[0, max(1.0, 1.5 * float(known.iloc[0]))])
        figure.update_xaxes(tickmode="array", tickvals=list(known.index), tickformat="%b\n%Y")
    return theme.framed(figure, height=height, legend=False)
