"""The timeline and the map of a briefing as vector drawings, for a page that is printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import pandas as pd
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from charts import theme
from charts.briefing_letters import FONT, printable
from codes.spans import full_months

INK, SOFT, FAINT = HexColor("#16242D"), HexColor("#5C6F7B"), HexColor("#D6E0E5")
LANE, BAND, LEFT = 20.0, 13.0, 132.0
GAP_MONTHS = 24
MOST_MARKS = 600
Ring = Sequence[tuple[float, float]]


def timeline(touch_points: pd.DataFrame, tenures: pd.DataFrame, *, as_of: pd.Timestamp, width: float) -> Drawing:
    """A lane for each organisation, symbols by class, colour by severity, hollow where it was not the subject; tenures below."""
    lanes = list(touch_points.groupby("partner_org")["event_date"].min().sort_values().index)[:16]
    bands = tenures.tail(8)
    height = 34 + LANE * len(lanes) + BAND * len(bands) + (8 if len(bands) else 0)
    drawing = Drawing(width, height)
    dates = pd.to_datetime(touch_points["event_date"])
    first = min([dates.min(), *pd.to_datetime(bands["first_seen"])]) if len(dates) else as_of - pd.DateOffset(years=5)
    span = max((as_of - first).days, 30)

    def across(day: pd.Timestamp) -> float:
        return LEFT + (width - LEFT - 10) * max((day - first).days, 0) / span

    bottom = 18.0
    _years(drawing, first, as_of, across, (bottom, height - 12))
    _gaps(drawing, dates, as_of, across, (bottom, height))
    for number, row in enumerate(bands[::-1].itertuples()):
        y = bottom + 4 + BAND * number
        start, end = across(pd.Timestamp(row.first_seen)), across(pd.Timestamp(row.last_seen))
        drawing.add(Rect(start, y, max(end - start, 2.5), 6, fillColor=HexColor(theme.ACCENT), strokeColor=None))
        drawing.add(_label(row.operator, y))
    base = bottom + BAND * len(bands) + (8 if len(bands) else 0)
    for number, lane in enumerate(lanes):
        y = base + LANE * (len(lanes) - 1 - number) + LANE / 2
        drawing.add(Line(LEFT, y, width - 10, y, strokeColor=FAINT, strokeWidth=0.6))
        drawing.add(_label(lane, y - 3))
        for row in touch_points[touch_points["partner_org"] == lane].head(MOST_MARKS).itertuples():
            drawing.add(_mark(row, across(pd.Timestamp(row.event_date)), y))
    return drawing


def _label(text: object, y: float) -> String:
    said = printable(str(text))
    return String(0, y, said if len(said) <= 27 else said[:26] + "…", fontName=FONT, fontSize=7.2, fillColor=INK)


def _years(
    drawing: Drawing,
    first: pd.Timestamp,
    last: pd.Timestamp,
    across: Callable[[pd.Timestamp], float],
    ends: tuple[float, float],
) -> None:
    step = max(1, math.ceil((last.year - first.year) / 12))
    for year in range(first.year + 1, last.year + 1, step):
        x = across(pd.Timestamp(year, 1, 1))
        drawing.add(Line(x, ends[0], x, ends[1], strokeColor=FAINT, strokeWidth=0.5))
        drawing.add(String(x, 6, str(year), fontName=FONT, fontSize=7, fillColor=SOFT, textAnchor="middle"))


def _gaps(
    drawing: Drawing,
    dates: pd.Series,
    as_of: pd.Timestamp,
    across: Callable[[pd.Timestamp], float],
    ends: tuple[float, float],
) -> None:
    for start, end in pairwise([*sorted(dates.unique()), as_of]):
        months = full_months(pd.Timestamp(start), pd.Timestamp(end))
        if months < GAP_MONTHS:
            continue
        x, right = across(pd.Timestamp(start)), across(pd.Timestamp(end))
        drawing.add(
            Rect(
                x,
                ends[0],
                right - x,
                ends[1] - 12 - ends[0],
                fillColor=Color(0.54, 0.59, 0.63, alpha=0.15),
                strokeColor=None,
            )
        )
        drawing.add(
            String(
                (x + right) / 2,
                ends[1] - 9,
                f"no contact for {months} months",
                fontName=FONT,
                fontSize=6.6,
                fillColor=SOFT,
                textAnchor="middle",
            )
        )


def _mark(row: object, x: float, y: float) -> Group:
    level = "none" if pd.isna(row.severity) else str(int(row.severity))  # type: ignore[attr-defined]
    colour = HexColor(theme.SEVERITY[level])
    fill = colour if row.role == "SUBJECT" else white  # type: ignore[attr-defined]
    look = {"fillColor": fill, "strokeColor": colour, "strokeWidth": 1.1}
    kind = row.touch_point_class  # type: ignore[attr-defined]
    size = 3.4
    if kind == "REACTIVE":
        return Group(Polygon([x, y + size + 1, x + size + 1, y, x, y - size - 1, x - size - 1, y], **look))
    if kind == "ENFORCEMENT":
        return Group(Rect(x - size, y - size, 2 * size, 2 * size, **look))
    if kind == "ADMINISTRATIVE":
        return Group(Line(x, y - size - 1, x, y + size + 1, strokeColor=colour, strokeWidth=1.6))
    if kind == "INTELLIGENCE":
        return Group(Polygon([x, y + size + 1, x + size, y - size, x - size, y - size], **look))
    return Group(Circle(x, y, size, **look))


def where(
    longitude: float,
    latitude: float,
    outlines: Sequence[Ring],
    others: Sequence[tuple[float, float]],
    *,
    width: float,
    height: float,
    reach_km: float = 6.0,
) -> Drawing:
    """The business in the middle, outlines of areas around it, smaller dots for others of its sector, and a scale.

    Args:
        outlines: rings of longitude and latitude.
        others: longitude and latitude of others of the sector nearby.
        reach_km: from the middle to the nearer edge.
    """
    drawing = Drawing(width, height)
    drawing.add(Rect(0, 0, width, height, fillColor=HexColor(theme.LAND["light"]), strokeColor=FAINT))
    per_km = min(width, height) / 2 / reach_km
    squeeze = math.cos(math.radians(latitude))

    def at(x: float, y: float) -> tuple[float, float]:
        return width / 2 + (x - longitude) * 111.32 * squeeze * per_km, height / 2 + (y - latitude) * 111.32 * per_km

    for ring in outlines:
        for part in _inside([at(x, y) for x, y in ring], width, height):
            drawing.add(
                PolyLine(
                    [value for point in part for value in point],
                    strokeColor=HexColor(theme.LINE["light"]),
                    strokeWidth=0.6,
                )
            )
    for x, y in others:
        px, py = at(x, y)
        if 0 <= px <= width and 0 <= py <= height:
            drawing.add(Circle(px, py, 2.4, fillColor=HexColor(theme.MUTED), strokeColor=white, strokeWidth=0.5))
    drawing.add(
        Circle(width / 2, height / 2, 5.5, fillColor=HexColor(theme.SEVERITY["4"]), strokeColor=white, strokeWidth=1.5)
    )
    length = max(one for one in (1, 2, 5, 10) if one == 1 or one <= reach_km / 4)
    drawing.add(Rect(6, 7, length * per_km + 8, 18, fillColor=HexColor(theme.LAND["light"]), strokeColor=None))
    drawing.add(Line(10, 12, 10 + length * per_km, 12, strokeColor=INK, strokeWidth=1.5))
    drawing.add(String(10, 16, f"{length} km", fontName=FONT, fontSize=7, fillColor=INK))
    drawing.add(String(width - 8, 10, "North is up", fontName=FONT, fontSize=6.5, fillColor=SOFT, textAnchor="end"))
    return drawing


def _inside(points: list[tuple[float, float]], width: float, height: float) -> list[list[tuple[float, float]]]:
    """The parts of a line that run inside the frame, each piece cut at the edge (Liang and Barsky)."""
    parts: list[list[tuple[float, float]]] = []
    for a, b in pairwise(points):
        cut = _cut(a, b, width, height)
        if cut is None:
            continue
        if parts and parts[-1][-1] == cut[0]:
            parts[-1].append(cut[1])
        else:
            parts.append([*cut])
    return parts


def _cut(
    a: tuple[float, float], b: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    enter, leave = 0.0, 1.0
    for step, room in ((-dx, a[0]), (dx, width - a[0]), (-dy, a[1]), (dy, height - a[1])):
        if step == 0:
            if room < 0:
                return None
            continue
        share = room / step
        if step < 0:
            enter = max(enter, share)
        else:
            leave = min(leave, share)
    if enter > leave:
        return None
    start = a if enter == 0 else (a[0] + enter * dx, a[1] + enter * dy)
    return start, b if leave == 1 else (a[0] + leave * dx, a[1] + leave * dy)
