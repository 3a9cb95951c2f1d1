"""The histogram over the date slider: contacts by month, the months asked for in colour."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

from charts import theme

HEIGHT = 44


def histogram(months: pd.DataFrame, order: Sequence[str], first: str, last: str) -> str:
    """A picture with one bar for each month, in two strokes of the pen so that it is small; no text of a file is in it.

    Args:
        months: `month`, `touch_points`.
        order: every month on the slider, as 2024-03.
        first, last: months asked for.
    """
    counts = dict(zip(months["month"].dt.strftime("%Y-%m"), months["touch_points"], strict=True))
    most = max(counts.values(), default=0) or 1
    bars: dict[bool, list[str]] = {True: [], False: []}
    for place, month in enumerate(order):
        count = int(counts.get(month, 0))
        if count:
            bars[first <= month <= last].append(
                f"M{place},{HEIGHT}v-{max(round(count / most * HEIGHT), 1)}h.8V{HEIGHT}"
            )
    asked = sum(int(counts.get(month, 0)) for month in order if first <= month <= last)
    busiest = max(counts, key=lambda month: counts[month]) if counts else ""
    said = (
        f"{asked:,} touch-points from {first} to {last}; busiest month {busiest}: {most:,}"
        if counts
        else "No touch-points"
    )
    paths = "".join(
        f"<path d='{''.join(bars[is_asked])}' fill='{theme.ACCENT if is_asked else theme.MUTED}' opacity='{1 if is_asked else 0.45}'/>"
        for is_asked in (True, False) if bars[is_asked]
    )  # fmt: skip
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {len(order)} {HEIGHT}' preserveAspectRatio='none'>{paths}</svg>"
    address = "data:image/svg+xml," + quote(svg, safe=" /:=',.;-")
    return f'<img alt="{said}" title="{said}" style="display:block;width:100%;height:{HEIGHT}px" src="{address}">'
