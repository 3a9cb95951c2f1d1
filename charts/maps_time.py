"""The histogram over the date slider: contacts by month, the months asked for in colour."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from charts import theme

HEIGHT = 44


def histogram(months: pd.DataFrame, order: Sequence[str], first: str, last: str) -> str:
    """HTML with one bar for each month; no text of a file is in it.

    Args:
        months: `month`, `touch_points`.
        order: every month on the slider, as 2024-03.
        first, last: months asked for.
    """
    counts = dict(zip(months["month"].dt.strftime("%Y-%m"), months["touch_points"], strict=True))
    most = max(counts.values(), default=0) or 1
    bars = []
    for month in order:
        count = int(counts.get(month, 0))
        height = max(round(count / most * HEIGHT), 1 if count else 0)
        is_asked = first <= month <= last
        look = f"height:{height}px;background:{theme.ACCENT if is_asked else theme.MUTED};opacity:{1 if is_asked else 0.45}"
        bars.append(f'<div style="flex:1;{look}" title="{month}: {count:,} touch-points"></div>')
    return (
        f'<div role="img" aria-label="Touch-points by month, at most {most:,}" '
        f'style="display:flex;align-items:flex-end;gap:1px;height:{HEIGHT}px">{"".join(bars)}</div>'
    )
