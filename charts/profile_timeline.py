"""One business over time: a lane for each organisation, and below them a band for each operator's time at the premises."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts import theme
from charts.timeline import business_timeline

LANE, BAND = 46, 30
MOST_BANDS = 10
MOST_LETTERS = 38


def profile_timeline(touch_points: pd.DataFrame, tenures: pd.DataFrame, *, as_of: pd.Timestamp) -> go.Figure:
    """Contacts above, tenures below, on one axis of time.

    Args:
        touch_points: contacts with event_date, partner_org, touch_point_class, type, role, severity, outcome_raw.
        tenures: operator, first_seen, last_seen of everybody who traded at the premises, in order.
        as_of: where the axis ends.
    """
    figure = business_timeline(touch_points, as_of=as_of)
    if touch_points.empty or tenures.empty:
        return figure
    shown = tenures.tail(MOST_BANDS)
    lanes = touch_points["partner_org"].nunique()
    top, bottom = 96 + LANE * lanes, 26 + BAND * len(shown)
    share = bottom / (top + bottom)
    labels = [f"{number}. {shortened(name)}" for number, name in enumerate(shown["operator"], start=1)]
    _bands(figure, labels, shown)
    first = min(pd.Timestamp(shown["first_seen"].min()), pd.Timestamp(touch_points["event_date"].min()))
    figure.update_layout(
        yaxis={"domain": [share + 0.04, 1]},
        yaxis2={
            "domain": [0, share - 0.02], "anchor": "x", "categoryorder": "array", "categoryarray": labels[::-1], "showgrid": False,
            "fixedrange": True, "title": None, "ticklabelposition": "inside top", "range": [-0.5, len(shown) - 0.3],
        },
        height=top + bottom,
    )  # fmt: skip
    figure.update_yaxes(ticklabelposition="inside top", selector={"anchor": "x"})
    figure.update_yaxes(ticklabelposition="inside top", fixedrange=True)
    longest = max(len(str(name)) for name in [*touch_points["partner_org"].unique(), *labels])
    room = max((as_of - first) * max(0.16, 0.0072 * longest), pd.Timedelta(days=60))
    figure.update_xaxes(anchor="y2", range=[first - room, as_of + pd.Timedelta(days=30)])
    return figure.update_layout(margin={"t": 26, "l": 4})


def _bands(figure: go.Figure, labels: list[str], tenures: pd.DataFrame) -> None:
    """One trace for all bands, with a gap between them."""
    days: list[pd.Timestamp | None] = []
    names: list[str | None] = []
    for label, first, last in zip(labels, tenures["first_seen"], tenures["last_seen"], strict=True):
        start = pd.Timestamp(first)
        days += [start, max(pd.Timestamp(last), start + pd.Timedelta(days=20)), None]
        names += [label, label, None]
    figure.add_scatter(
        x=days, y=names, yaxis="y2", mode="lines", showlegend=False, opacity=0.75, connectgaps=False,
        line={"width": 9, "color": theme.ACCENT}, hovertemplate="%{y}: seen %{x|%d %b %Y}<extra></extra>",
    )  # fmt: skip


def shortened(name: str) -> str:
    """A name that fits beside a lane."""
    plain = str(name).replace("<", "‹").replace(">", "›").strip()
    return plain if len(plain) <= MOST_LETTERS else plain[: MOST_LETTERS - 1].rstrip() + "…"
