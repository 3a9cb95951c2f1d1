"""Where one business lies: a small drawing of land, wards and the businesses around it, which a browser shows without a map library."""

from __future__ import annotations

import math
from html import escape
from urllib.parse import quote

import numpy as np
import shapely

from charts import theme

WIDTH, HEIGHT = 480, 330
REACH_KM = 1.5
"""From the middle to the left and right edge."""
KM_PER_DEGREE = 111.32
MOST_LETTERS = 34


def frame(longitude: float, latitude: float) -> tuple[float, float, float, float]:
    """West, south, east, north of what the drawing shows, degrees (WGS 84)."""
    east = REACH_KM / (KM_PER_DEGREE * math.cos(math.radians(latitude)))
    north = REACH_KM * HEIGHT / WIDTH / KM_PER_DEGREE
    return longitude - east, latitude - north, longitude + east, latitude + north


def place_picture(
    longitude: float,
    latitude: float,
    name: str,
    *,
    districts: np.ndarray,
    wards: np.ndarray,
    others: np.ndarray,
    mode: str = "light",
) -> str:
    """The business in the middle, as an HTML image that fills the width it is given.

    Args:
        longitude, latitude: degrees (WGS 84).
        name: text from a file; only ever text in the drawing.
        districts, wards: shapely polygons in degrees; districts are the land, and without any all is land.
        others: longitude and latitude of businesses around, shape (n, 2).
        mode: `light` or `dark`.
    """
    west, south, east, north = frame(longitude, latitude)
    scale = np.array([WIDTH / (east - west), -HEIGHT / (north - south)])

    def drawn(shapes: np.ndarray) -> str:
        near = shapely.clip_by_rect(shapes, west, south, east, north) if len(shapes) else shapes
        rings = map(shapely.get_coordinates, shapely.get_rings(shapely.get_parts(near)))
        return "".join(f"M{_points((ring - (west, north)) * scale)}Z" for ring in rings)

    land, line, ink = theme.LAND[mode], theme.LINE[mode], "#16242D" if mode == "light" else "#E4ECF1"
    dots = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in (others - (west, north)) * scale)
    half = WIDTH / 2, HEIGHT / 2
    km = WIDTH / (2 * REACH_KM)
    shown = "".join(
        letter if letter.isprintable() else " " for letter in name
    )  # a drawing with a control character is none
    said = escape(shown if len(shown) <= MOST_LETTERS else shown[: MOST_LETTERS - 1] + "…")
    label = f'font-family="Source Sans Pro,Source Sans 3,Segoe UI,sans-serif" fill="{ink}" stroke="{land}" stroke-width="4" paint-order="stroke"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.SEA[mode] if len(districts) else land}"/>'
        f'<path d="{drawn(districts)}" fill="{land}" stroke="{line}" stroke-width="1.2" fill-rule="evenodd"/>'
        f'<path d="{drawn(wards)}" fill="none" stroke="{line}" stroke-width=".7" stroke-dasharray="4 3" opacity=".7"/>'
        f'<path d="{dots}" fill="none" stroke="{theme.MUTED}" stroke-width="5" stroke-linecap="round" opacity=".75"/>'
        f'<circle cx="{half[0]}" cy="{half[1]}" r="9" fill="{theme.SEVERITY["4"]}" stroke="#fff" stroke-width="3"/>'
        f'<text x="{half[0]}" y="{half[1] - 18}" text-anchor="middle" font-size="17" font-weight="600" {label}>{said}</text>'
        f'<path d="M14 {HEIGHT - 14}h{km / 2:.0f}m0 -5v10M14 {HEIGHT - 19}v10" stroke="{ink}" stroke-width="2" fill="none"/>'
        f'<text x="14" y="{HEIGHT - 25}" font-size="14" {label}>500 m</text></svg>'
    )
    words = f"{said} in the middle of {2 * REACH_KM:g} km, with {len(others):,} other businesses around it; north is up"
    return (
        f'<img src="data:image/svg+xml,{quote(svg)}" alt="{words}" style="display:block;width:100%;border-radius:6px">'
    )


def _points(points: np.ndarray) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
