"""Why two records may be one business, drawn: every comparison adds to or takes from the match weight."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import theme
from tables import EVIDENCE, check

FOR, AGAINST, TOTAL = "#009E73", "#B8471B", theme.ACCENT
SMALL = 0.35
"""Comparisons that weigh less are drawn together as one bar."""
MOST_BARS = 9
PHRASES = {
    "Before anything is compared": "Any two records",
    "Rivals in the two lists": "Better partners in the two lists",
}


def match_waterfall(evidence: pd.DataFrame, *, threshold: float = 0.0, height: int = 330) -> go.Figure:
    """A bar for each comparison from the one before, and the total: right of the line is more likely one business than not.

    Args:
        evidence: EVIDENCE of one case.
        threshold: match weight from which records are joined.
        height: pixels.
    """
    check(evidence, EVIDENCE)
    if evidence.empty:
        return theme.empty_figure(
            "These two were not compared: other records<br>or the partner's own reference joined them", height=height
        )
    bars = _bars(evidence)
    ends = np.cumsum([value for _, value in bars])
    starts = np.concatenate([[0.0], ends[:-1]])
    labels = [label for label, _ in bars]
    figure = go.Figure()
    figure.add_bar(
        y=[*labels, "<b>All together</b>"],
        x=[*(value for _, value in bars), ends[-1]],
        base=[*starts, 0.0],
        orientation="h",
        marker={"color": [FOR if value >= 0 else AGAINST for _, value in bars] + [TOTAL]},
        text=[f"{value:+.1f}" for _, value in bars] + [f"<b>{ends[-1]:+.1f}</b>"],
        textposition="outside",
        cliponaxis=False,
        customdata=[odds(value) for _, value in bars] + [likelihood(float(ends[-1]))],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    figure.add_vline(x=threshold, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    low, high = min(0.0, float(starts.min()), float(ends.min())), max(0.0, float(starts.max()), float(ends.max()))
    figure.update_yaxes(autorange="reversed", title=None, automargin=True, ticksuffix="  ")
    room = max(2.5, 0.4 * (high - low))  # for the words beside the bars, on a telephone too
    figure.update_xaxes(title="← apart · one →", range=[low - 2.5, high + room], zeroline=True)
    figure.update_layout(bargap=0.28)
    return theme.framed(figure, height=height, legend=False)


def _bars(evidence: pd.DataFrame) -> list[tuple[str, float]]:
    """Start, then the comparisons by what they weigh, then the small ones as one."""
    start = evidence[evidence["group"] == "start"]
    rest = evidence[evidence["group"] != "start"]
    rest = rest.groupby("comparison", sort=False)["match_weight"].sum()
    rest = rest[rest.abs().sort_values(ascending=False, kind="stable").index]
    large = rest[rest.abs() >= SMALL].head(MOST_BARS)
    small = float(rest.drop(large.index).sum())
    bars = [(PHRASES[str(row.comparison)], float(row.match_weight)) for row in start.itertuples()]
    bars += [(PHRASES.get(str(label), str(label)), float(value)) for label, value in large.items()]
    if abs(small) >= 0.05:
        bars.append((f"{len(rest) - len(large)} smaller points", small))
    return bars


def odds(weight: float) -> str:
    """A match weight in words.

    >>> odds(3.0)
    'makes it 8 times likelier that they are one business'
    >>> odds(-1.0)
    'makes it 2 times less likely'
    """
    if abs(weight) < 0.2:
        return "says little either way"
    times = 2 ** abs(weight)
    said = f"{times:,.0f}" if times >= 2.95 or abs(times - round(times)) < 0.05 else f"{times:.1f}"
    if weight > 0:
        return f"makes it {said} times likelier that they are one business"
    return f"makes it {said} times less likely"


def likelihood(weight: float) -> str:
    """A total weight in words.

    >>> likelihood(0.0)
    'as likely one business as two'
    >>> likelihood(4.0)
    '16 to 1 that they are one business'
    """
    if abs(weight) < 0.3:
        return "as likely one business as two"
    times = 2 ** min(abs(weight), 20.0)
    said = f"{times:,.0f}" if times >= 2.95 or abs(times - round(times)) < 0.05 else f"{times:.1f}"
    return f"{said} to 1 that they are {'one business' if weight > 0 else 'two businesses'}"


def in_words(evidence: pd.DataFrame) -> tuple[list[str], list[str]]:
    """What speaks most for one business, and what against: up to three comparisons each."""
    bars = [bar for bar in _bars(evidence)[1:] if not bar[0].endswith("smaller points")] if len(evidence) else []
    return [label for label, value in bars if value > 0][:3], [label for label, value in bars if value < 0][:3]
