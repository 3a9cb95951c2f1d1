"""The map as a picture or a page of paper, drawn without a browser: title, legend, filters, date, marking, attribution."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patches import Polygon as Shape
from scipy.ndimage import gaussian_filter

from charts import theme
from charts.maps_classes import HEAT_RAMP
from charts.maps_layers import CRIME
from charts.one_line import one_line

A3_INCHES = (16.54, 11.69)
"""A3, ISO 216: 420 by 297 millimetres, on its side."""
DOTS_PER_INCH = 150
LINE, SMALL_LINE = 165, 220
"""Letters that fit across the page at 11 and at 8.5 points."""
_SPREAD = 0.013
"""Standard deviation of the density's kernel as a share of the width, as on the screen."""


@dataclass(frozen=True)
class Words:
    """What stands around the map; text of any origin is printed as it is, never read as a formula.

    Attributes:
        title, filters, source, marking, attribution, made: one line each.
        legend: parts with `title`, `rows` (colour, label, shape), `note`, as the map on the screen has them.
    """

    title: str
    filters: str
    source: str
    marking: str
    attribution: str
    made: str
    legend: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class Ground:
    """What is drawn.

    Attributes:
        districts: `name`, geometry, EPSG:4326.
        cells: `colour`, geometry; empty for none.
        heat: `longitude`, `latitude`, `weight`; empty for none.
        dots: `longitude`, `latitude`, `touch_points`, `colour`; empty for none.
        outlined: geometry of the area chosen or kept; empty for none.
        rings: `longitude`, `latitude`, `count` of recorded crime; empty for none.
        context: colour and areas, lines or points, EPSG:4326, of each context layer that is on.
    """

    districts: gpd.GeoDataFrame
    cells: gpd.GeoDataFrame = field(
        default_factory=lambda: gpd.GeoDataFrame({"colour": []}, geometry=[], crs="EPSG:4326")
    )
    heat: pd.DataFrame = field(default_factory=pd.DataFrame)
    dots: pd.DataFrame = field(default_factory=pd.DataFrame)
    outlined: gpd.GeoDataFrame = field(default_factory=lambda: gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"))
    rings: pd.DataFrame = field(default_factory=pd.DataFrame)
    context: Sequence[tuple[str, gpd.GeoDataFrame]] = ()


def printed(ground: Ground, words: Words, *, view: Sequence[float], form: str) -> bytes:
    """A3 on its side as `png` or `pdf`.

    Args:
        ground: what is drawn.
        words: what is said around it.
        view: west, south, east, north, degrees: what is on the screen.
        form: png or pdf.
    """
    figure = Figure(figsize=A3_INCHES, dpi=DOTS_PER_INCH, facecolor="white")
    axes = figure.add_axes((0.025, 0.075, 0.745, 0.8))
    _map(axes, ground, view)
    _around(figure, words)
    made = io.BytesIO()
    if form == "pdf":
        FigureCanvasPdf(figure).print_pdf(
            made, metadata={"Title": words.title, "Subject": words.marking, "CreationDate": None}
        )
    else:
        FigureCanvasAgg(figure).print_png(made, metadata={"Title": words.title, "Description": words.marking})
    return made.getvalue()


def _map(axes: Axes, ground: Ground, view: Sequence[float]) -> None:
    west, south, east, north = _framed(view, axes)
    axes.set_facecolor(theme.SEA["light"])
    if len(ground.districts):
        _areas(axes, ground.districts, [theme.LAND["light"]] * len(ground.districts), "none", 1)
    if len(ground.cells):
        _areas(axes, ground.cells, ground.cells["colour"].tolist(), "#8A97A0", 2, alpha=0.85)
    if len(ground.heat):
        _heat(axes, ground.heat, (west, south, east, north))
    if len(ground.districts):
        _areas(axes, ground.districts, ["none"] * len(ground.districts), theme.LINE["light"], 4, width=0.9)
        for name, at in zip(ground.districts["name"], _middles(ground.districts), strict=True):
            if west < at.x < east and south < at.y < north:
                axes.text(
                    at.x,
                    at.y,
                    name,
                    ha="center",
                    fontsize=9,
                    color="#33424C",
                    zorder=6,
                    parse_math=False,
                    weight="bold",
                )
    _beside(axes, ground)
    if len(ground.dots):
        sizes = np.minimum(6 + ground.dots["touch_points"].to_numpy(float) * 1.5, 120)
        axes.scatter(ground.dots["longitude"], ground.dots["latitude"], s=sizes, c=ground.dots["colour"].tolist(), edgecolors="white", linewidths=0.4, zorder=5)  # fmt: skip
    if len(ground.outlined):
        _areas(axes, ground.outlined, ["none"] * len(ground.outlined), theme.ACCENT, 7, width=2.2)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_xticks([])
    axes.set_yticks([])
    _scale(axes, (west, south, east, north))


def _beside(axes: Axes, ground: Ground) -> None:
    """Context: rings of recorded crime, and what lies in the layers somebody dropped."""
    if len(ground.rings):
        count = ground.rings["count"].to_numpy(float)
        across = 4 + 30 * np.sqrt(count / max(count.max(), 1))  # points, as on the screen in pixels
        axes.scatter(ground.rings["longitude"], ground.rings["latitude"], s=across**2, facecolors="none", edgecolors=CRIME, linewidths=1.6, zorder=4.5)  # fmt: skip
    for colour, shapes in ground.context:
        kinds = shapes.geometry.geom_type
        areas, points = shapes[kinds.str.contains("Polygon")], shapes[kinds.str.contains("Point")].explode()
        _areas(axes, areas, ["none"] * len(areas), colour, 5, width=1.6)
        axes.scatter(
            points.geometry.x,
            points.geometry.y,
            s=34,
            facecolors="white",
            edgecolors=colour,
            linewidths=1.8,
            zorder=5.5,
        )
        for line in shapes[kinds.str.contains("Line")].explode().geometry:
            axes.plot(*np.asarray(line.coords)[:, :2].T, color=colour, lw=1.6, zorder=5)


def _framed(view: Sequence[float], axes: Axes) -> tuple[float, float, float, float]:
    """The view, widened on one side to the shape of the paper, with degrees of longitude as long as they are there."""
    west, south, east, north = view
    narrow = math.cos(math.radians((south + north) / 2))
    box = axes.get_position()
    shape = box.width * A3_INCHES[0] / (box.height * A3_INCHES[1])
    wide, high = max((east - west) * narrow, 1e-4), max(north - south, 1e-4)
    if wide / high < shape:
        more = (high * shape - wide) / narrow / 2
        return west - more, south, east + more, north
    more = (wide / shape - high) / 2
    return west, south - more, east, north + more


def _areas(
    axes: Axes,
    areas: gpd.GeoDataFrame,
    colours: list[str],
    edge: str,
    order: int,
    *,
    width: float = 0.3,
    alpha: float = 1,
) -> None:
    patches, fills = [], []
    for shape, colour in zip(areas.geometry, colours, strict=True):
        for part in getattr(shape, "geoms", [shape]):
            if part.geom_type == "Polygon" and not part.is_empty:
                patches.append(Shape(np.asarray(part.exterior.coords)[:, :2], closed=True))
                fills.append(colour)
    axes.add_collection(
        PatchCollection(patches, facecolors=fills, edgecolors=edge, linewidths=width, zorder=order, alpha=alpha)
    )


def _middles(districts: gpd.GeoDataFrame) -> list[shapely.Point]:
    """Where a name fits best, as on the screen: the middle of the largest circle in the largest part, never on an island."""
    largest = [max(shapely.get_parts(area), key=shapely.area) for area in districts.geometry]
    return [shapely.Point(shapely.maximum_inscribed_circle(part, 0.001).coords[0]) for part in largest]


def _heat(axes: Axes, heat: pd.DataFrame, view: tuple[float, float, float, float]) -> None:
    west, south, east, north = view
    columns = 500
    rows = max(int(columns * (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2)))), 2)
    grid, _, _ = np.histogram2d(
        heat["latitude"],
        heat["longitude"],
        bins=(rows, columns),
        range=((south, north), (west, east)),
        weights=heat["weight"],
    )
    density = gaussian_filter(grid, columns * _SPREAD)
    known = density[density > density.max() * 1e-4] if density.any() else density
    if not len(known) or not density.any():
        return
    share = np.sqrt(np.clip(density / np.quantile(known, 0.985), 0, 1))
    picture = LinearSegmentedColormap.from_list("heat", HEAT_RAMP)(share)
    picture[..., 3] = np.clip(share * 1.9 - 0.06, 0, 0.88)
    axes.imshow(
        picture, extent=(west, east, south, north), origin="lower", aspect="auto", zorder=3, interpolation="bilinear"
    )


def _scale(axes: Axes, view: tuple[float, float, float, float]) -> None:
    west, south, east, north = view
    kilometre = 1 / (111.32 * math.cos(math.radians(south)))
    length = next((n for n in (50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if n * kilometre < (east - west) / 4), 0.05)
    x, y = west + (east - west) * 0.03, south + (north - south) * 0.035
    axes.plot([x, x + length * kilometre], [y, y], color="#1E2B33", lw=3, zorder=8)
    axes.text(x, y + (north - south) * 0.012, f"{length:g} km", fontsize=9, color="#1E2B33", zorder=8)


def _around(figure: Figure, words: Words) -> None:
    colour = "#7A1230" if "SENSITIVE" in words.marking else "#0B4A5E"
    for y in (0.982, 0.018):
        figure.text(
            0.5, y, words.marking, ha="center", va="center", fontsize=11, weight="bold", color=colour, parse_math=False
        )
    figure.text(0.025, 0.94, words.title, fontsize=22, weight="bold", color="#16242D", va="center", parse_math=False)
    filters, size = _fitted(words.filters)
    figure.text(0.025, 0.903, filters, fontsize=size, color="#33424C", va="center", parse_math=False, linespacing=1.1)
    figure.text(0.025, 0.052, words.source, fontsize=9, color="#33424C", va="center", parse_math=False)
    figure.text(0.025, 0.036, words.attribution, fontsize=8, color="#33424C", va="center", parse_math=False)
    figure.text(0.975, 0.052, words.made, fontsize=9, color="#33424C", va="center", ha="right", parse_math=False)
    top = 0.875
    for part in words.legend:
        top = _legend(figure, part, top)


def _legend(figure: Figure, part: dict[str, Any], top: float) -> float:
    """One part of the legend with its note right below it; where the next may begin, in shares of the page's height."""
    rows = list(part.get("rows", ()))
    if part.get("heat"):
        rows = [(HEAT_RAMP[0], "few", "box"), (HEAT_RAMP[2], "", "box"), (HEAT_RAMP[-1], "many", "box")]
    shown = figure.legend(
        handles=[_key(colour, label, shape) for colour, label, shape in rows], loc="upper left", bbox_to_anchor=(0.78, top),
        frameon=False, fontsize=10, title=_wrapped(part["title"], 34), title_fontsize=11, alignment="left", borderaxespad=0,
    )  # fmt: skip
    for text in (*shown.get_texts(), shown.get_title()):
        text.set_parse_math(False)
    height = figure.get_figheight() * figure.dpi
    pencil = FigureCanvasAgg(figure).get_renderer()
    top = shown.get_window_extent(pencil).y0 / height
    note = _wrapped(str(part.get("note", "")), 40)
    if note:
        said = figure.text(0.786, top, note, fontsize=9, color="#33424C", va="top", parse_math=False)
        top = said.get_window_extent(pencil).y0 / height
    return top - 0.025


def _key(colour: str, label: str, shape: str) -> Patch:
    is_ring = shape == "ring"
    return Patch(
        facecolor="none" if is_ring else colour, edgecolor=colour if is_ring else "#8A97A0",
        linewidth=1.8 if is_ring else 0.4, label=_wrapped(label, 34),
    )  # fmt: skip


def _fitted(text: str) -> tuple[str, float]:
    """A text for the line below the title, and in which size; a long one in two small lines, cut where it is longer still."""
    text = one_line(text)
    if len(text) <= LINE:
        return text, 11
    first, *more = _wrapped(text, SMALL_LINE).split("\n")
    return "\n".join([first, *more[:1]]) + (" …" if len(more) > 1 else ""), 8.5


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(one_line(text), width))
