"""The histogram over the date slider: contacts by month, the months asked for in colour."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from charts import theme

WIDTH, HEIGHT = 1000, 44


def histogram(months: pd.DataFrame, order: Sequence[str], first: str, last: str) -> str:
    """SVG with one bar for each month; no text of a file is in it.

    Args:
        months: `month`, `touch_points`.
        order: every month on the slider, as 2024-03.
        first, last: months asked for.
    """
    counts = dict(zip(months["month"].dt.strftime("%Y-%m"), months["touch_points"], strict=True))
    most = max(counts.values(), default=0) or 1
    step = WIDTH / max(len(order), 1)
    bars = []
    for number, month in enumerate(order):
        count = int(counts.get(month, 0))
        height = max(round(count / most * (HEIGHT - 2), 1), 1.0 if count else 0)
        colour = theme.ACCENT if first <= month <= last else theme.MUTED
        opacity = 1 if first <= month <= last else 0.45
        bars.append(
            f'<rect x="{number * step:.1f}" y="{HEIGHT - height}" width="{max(step - 1, 0.6):.1f}" height="{height}" fill="{colour}" '
            f'opacity="{opacity}"><title>{month}: {count:,} touch-points</title></rect>'
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="Touch-points by month, at most {most:,}" style="width:100%;height:{HEIGHT}px;display:block">{"".join(bars)}</svg>'
    )
