"""One business over time: a lane for each organisation, and below them a band for each operator's time at the premises."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts import theme
from charts.timeline import business_timeline, lanes, lanes_layout

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
    if touch_points.empty or tenures.empty:
        return business_timeline(touch_points, as_of=as_of)
    shown = tenures.tail(MOST_BANDS)
    organisations = touch_points["partner_org"].unique()
    top, bottom = 96 + LANE * len(organisations), 26 + BAND * len(shown)
    share = bottom / (top + bottom)
    labels = [f"{number}. {shortened(name)}" for number, name in enumerate(shown["operator"], start=1)]
    first = min(pd.Timestamp(shown["first_seen"].min()), pd.Timestamp(touch_points["event_date"].min()))
    longest = max(len(str(name)) for name in [*organisations, *labels])
    room = max((as_of - first) * max(0.16, 0.0072 * longest), pd.Timedelta(days=60))
    layout = lanes_layout(touch_points, as_of)
    names = {"ticklabelposition": "inside top", "fixedrange": True, "title": None}
    layout["yaxis"] |= {"domain": [share + 0.04, 1], **names}
    layout["yaxis2"] = {
        "domain": [0, share - 0.02], "anchor": "x", "categoryorder": "array", "categoryarray": labels[::-1], "showgrid": False,
        "range": [-0.5, len(shown) - 0.3], **names,
    }  # fmt: skip
    days = [f"{first - room:%Y-%m-%d}", f"{as_of + pd.Timedelta(days=30):%Y-%m-%d}"]
    layout["xaxis"] |= {"anchor": "y2", "range": days}
    # names stand inside: what room is needed is known, and need not be measured by drawing
    layout |= {"height": top + bottom, "margin": {"l": 4, "r": 8, "t": 26, "b": 34, "autoexpand": False}}
    return go.Figure([lanes(touch_points), _bands(labels, shown)], layout)


def _bands(labels: list[str], tenures: pd.DataFrame) -> dict[str, Any]:
    """One trace for all bands, with a gap between them."""
    days: list[str | None] = []
    names: list[str | None] = []
    for label, first, last in zip(labels, tenures["first_seen"], tenures["last_seen"], strict=True):
        start = pd.Timestamp(first)
        end = max(pd.Timestamp(last), start + pd.Timedelta(days=20))
        days += [f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}", None]
        names += [label, label, None]
    return {
        "type": "scatter", "x": days, "y": names, "yaxis": "y2", "mode": "lines", "showlegend": False, "opacity": 0.75, "connectgaps": False,
        "line": {"width": 9, "color": theme.ACCENT}, "hovertemplate": "%{y}: seen %{x|%d %b %Y}<extra></extra>",
    }  # fmt: skip


def shortened(name: str) -> str:
    """A name that fits beside a lane."""
    plain = str(name).replace("<", "‹").replace(">", "›").strip()
    return plain if len(plain) <= MOST_LETTERS else plain[: MOST_LETTERS - 1].rstrip() + "…"
