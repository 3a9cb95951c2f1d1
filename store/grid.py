"""A grid of hexagons and of small cells over the county, as arithmetic on longitude and latitude that SQL and Python share."""

from __future__ import annotations

import math

HEX_SIZES_M = (500, 1000, 2000)
ORIGIN = (0.6, 51.77)
METRES_PER_DEGREE = (69_033.0, 111_263.0)
"""Metres of a degree of longitude and of latitude at the origin, on the WGS84 ellipsoid.

Source: the usual series of the meridian arc and the parallel; over the county a hexagon's width is true to 0.8 %.
"""
CELL_DEGREES = (0.002, 0.00125)
"""About 138 m by 139 m: the grid behind the heat layer."""
WITHIN = (-1.0, 51.0, 2.2, 52.8)
"""Positions outside (west, south, east, north) have no hexagon: they are no place in or near the county."""
_HALF = 2048
ROW = 2 * _HALF
SPOT_ROW = 1_000_000
"""How far the numbers of hexagons beside each other in one direction lie apart."""


def hex_sql(size_m: int, *, longitude: str = "longitude", latitude: str = "latitude") -> str:
    """An expression for the number of the hexagon a position lies in, null where it has none.

    Args:
        size_m: from one flat side to the opposite one, which is the distance between neighbours' centres too.

    Source: the nearest-hexagon rounding by floor alone is Charles Chambers'; it agrees with rounding in cube coordinates.
    """
    east = f"(({longitude} - {ORIGIN[0]:e}) * {METRES_PER_DEGREE[0] / size_m:.12e})"
    south = f"(({ORIGIN[1]:e} - {latitude}) * {METRES_PER_DEGREE[1] * math.sqrt(3) / size_m:.12e} + 1)"
    corner = f"floor({south} + {east})"
    q = f"floor(({corner} + 2 * {east} + 1) / 3)"
    r = f"-floor(({corner} + {south} - {east}) / 3)"
    return f"case when {_inside(longitude, latitude)} then (({q} + {_HALF}) * {2 * _HALF} + {r} + {_HALF})::integer end"


def cell_sql(*, longitude: str = "longitude", latitude: str = "latitude") -> str:
    """An expression for the number of the small cell a position lies in, null where it has none."""
    column = f"floor(({longitude} - {WITHIN[0]:e}) / {CELL_DEGREES[0]:e})"
    row = f"floor(({latitude} - {WITHIN[1]:e}) / {CELL_DEGREES[1]:e})"
    return f"case when {_inside(longitude, latitude)} then ({column} * 4096 + {row})::integer end"


def grid_columns() -> str:
    """The columns of `touch_points` that say which hexagon of each size and which small cell a contact lies in.

    They are counted from the position as the register holds it, four bytes a number, so that an area chosen by its hexagon
    holds the very contacts the hexagon was counted from.
    """
    place = {"longitude": "b.longitude::float", "latitude": "b.latitude::float"}
    hexagons = [f"{hex_sql(size, **place)} as hex_{size}" for size in HEX_SIZES_M]
    return ", ".join([*hexagons, f"{cell_sql(**place)} as cell", f"{spot_sql(**place)} as spot"])


def spot_sql(*, longitude: str = "longitude", latitude: str = "latitude") -> str:
    """An expression for a position as one number, to a metre: places are then grouped as numbers, not as pairs of fractions."""
    east = f"round(({longitude} - {WITHIN[0]:e}) * 1e5)::bigint"
    north = f"round(({latitude} - {WITHIN[1]:e}) * 1e5)::bigint"
    return f"case when {_inside(longitude, latitude)} then {east} * {SPOT_ROW} + {north} end"


def _inside(longitude: str, latitude: str) -> str:
    west, south, east, north = WITHIN
    return f"{longitude} between {west} and {east} and {latitude} between {south} and {north}"


def hex_of(longitude: float, latitude: float, size_m: int) -> tuple[int, int]:
    """The axial coordinates of the hexagon a position lies in."""
    east = (longitude - ORIGIN[0]) * METRES_PER_DEGREE[0] / size_m
    south = (ORIGIN[1] - latitude) * METRES_PER_DEGREE[1] * math.sqrt(3) / size_m + 1
    corner = math.floor(south + east)
    return math.floor((corner + 2 * east + 1) / 3), -math.floor((corner + south - east) / 3)


def pack(q: int, r: int) -> int:
    """Axial coordinates as one number, as SQL counts them."""
    return (q + _HALF) * 2 * _HALF + r + _HALF


def unpack(number: int) -> tuple[int, int]:
    """The axial coordinates of a number: `unpack(pack(3, -7)) == (3, -7)`."""
    return number // (2 * _HALF) - _HALF, number % (2 * _HALF) - _HALF


def centre(q: int, r: int, size_m: int) -> tuple[float, float]:
    """Longitude and latitude of a hexagon's middle."""
    return (
        ORIGIN[0] + size_m * (q + r / 2) / METRES_PER_DEGREE[0],
        ORIGIN[1] + size_m * math.sqrt(3) / 2 * r / METRES_PER_DEGREE[1],
    )


def corners(q: int, r: int, size_m: int) -> list[tuple[float, float]]:
    """Longitude and latitude of a hexagon's six corners, a point at the top."""
    longitude, latitude = centre(q, r, size_m)
    radius = size_m / math.sqrt(3)
    angles = [math.radians(60 * number + 30) for number in range(6)]
    return [
        (
            longitude + radius * math.cos(a) / METRES_PER_DEGREE[0],
            latitude + radius * math.sin(a) / METRES_PER_DEGREE[1],
        )
        for a in angles
    ]


def cell_centre(number: int) -> tuple[float, float]:
    """Longitude and latitude of the middle of a small cell."""
    return (
        WITHIN[0] + (number // 4096 + 0.5) * CELL_DEGREES[0],
        WITHIN[1] + (number % 4096 + 0.5) * CELL_DEGREES[1],
    )
