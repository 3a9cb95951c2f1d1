"""Where a street or a postcode lies: neither has an outline, so one is drawn around the businesses that trade there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from store import grid
from store.access import Scope
from store.cells import businesses_within, held
from store.filters import Filters

FURTHEST_M = 3_000
"""From the middle of them; what lies further was put there by a wrong position."""
MARGIN_M = 70


def around(scope: Scope, code: str, register: Path) -> str:
    """The code of a line around the businesses of an area that the person may see: `"p:4612,515703_…"`; empty where none has a position."""
    columns = held(register)
    inside = businesses_within(Scope(scope.user, None, scope.districts), Filters(area=code), register)
    spots = columns.codes["spot"][inside].astype("int64")
    numbers = columns.words["spot"][np.unique(spots[spots < len(columns.words["spot"])])].astype("int64")
    if not len(numbers):
        return ""
    metres = np.array(grid.METRES_PER_DEGREE)
    places = np.stack([numbers // grid.SPOT_ROW, numbers % grid.SPOT_ROW], axis=1) / 1e5 * metres
    near = places[np.hypot(*(places - np.median(places, axis=0)).T) <= FURTHEST_M]
    drawn = shapely.MultiPoint(near if len(near) else places).convex_hull.buffer(MARGIN_M, quad_segs=2)
    corners = np.array(drawn.simplify(MARGIN_M / 5).exterior.coords)[:-1] / metres + grid.WITHIN[:2]
    return "p:" + "_".join(f"{round(x * 1e4)},{round(y * 1e4)}" for x, y in corners[:60])
