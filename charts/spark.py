"""Lines and bars as small as a word: the course of a figure beside its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

import pandas as pd

from charts import theme

WIDTH, HEIGHT, EDGE = 200, 36, 3


def sparkline(trend: pd.Series, *, label: str, shown: Callable[[float], str]) -> str:
    """One line as an HTML image that fills the width it is given; empty where there are not two points to join.

    A drawing of 1 kB: a page with seven of them need not wait for a chart library.

    Args:
        trend: the value by month (timestamps) or year; missing where there was nothing to divide by.
        label: what one point is.
        shown: a value as people read it.
    """
    known = trend.dropna().astype("float64")
    if len(known) < 2:
        return ""
    low, high = float(known.min()), float(known.max())
    across = [WIDTH * place / (len(known) - 1) for place in range(len(known))]
    span = (high - low) or 1.0
    up = [HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / span if high > low else 0.5) for value in known]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
    said = f"{label}: {shown(float(known.iloc[0]))} in {_when(known.index[0])}, {shown(float(known.iloc[-1]))} in {_when(known.index[-1])}, between {shown(low)} and {shown(high)}"
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="{theme.SPARK}" stroke-width="2" stroke-linejoin="round" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
    words = escape(said)
    return f'<img src="data:image/svg+xml,{quote(drawn)}" alt="{words}" title="{words}" style="display:block;width:100%;height:{HEIGHT}px">'


def bars(counts: Sequence[float], *, label: str) -> str:
    """A bar for each of some counts, in their order, as an HTML image that fills the width it is given.

    Args:
        counts: none below nothing.
        label: what the bars are, for those who hear the page.
    """
    high, width = max([*counts, 1]), WIDTH / max(len(counts), 1)
    path = "".join(
        f"M{place * width:.1f} {HEIGHT}v{-max(1.5, (HEIGHT - 1) * count / high):.1f}h{width * 0.78:.1f}V{HEIGHT}z"
        for place, count in enumerate(counts)
        if count
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{path}" fill="{theme.SPARK}"/></svg>'
    )
    words = escape(label)
    return f'<img src="data:image/svg+xml,{quote(drawn)}" alt="{words}" title="{words}" style="display:block;width:100%;min-width:72px;height:22px">'


def _when(moment: object) -> str:
    return f"{moment:%B %Y}" if isinstance(moment, pd.Timestamp) else str(moment)
