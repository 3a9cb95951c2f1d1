"""Pictures of the overview: how far each organisation's contacts reach."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

import codes
from charts import theme
from tables import PARTNER_FRESHNESS, check

MONTHS_SHOWN = 36


def freshness_table(freshness: pd.DataFrame, months: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """A line for each organisation with a small picture of its last three years.

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
    partners = codes.labels("partners")
    return pd.DataFrame(
        {
            "Organisation": freshness["partner_org"],
            "Partner": freshness["partner"].map(partners),
            "Touch-points": freshness["touch_points"],
            "Businesses": freshness["businesses"],
            "Last three years": [
                wide.loc[name].tolist() if name in wide.index else [] for name in freshness["partner_org"]
            ],
            "First contact": freshness["first_contact"],
            "Last contact": freshness["last_contact"],
            "Days silent": freshness["silent_days"],
        }
    )


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
    return theme.framed(figure, height=height, legend=False)
