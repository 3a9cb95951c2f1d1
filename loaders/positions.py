"""Eastings and northings to longitude and latitude."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import numpy as np
import pandas as pd
from pyproj import Transformer

MOST_EAST, MOST_NORTH = 700_000, 1_300_000


@cache
def _thread_of(_process: int) -> ThreadPoolExecutor:
    """The one thread of a process that turns positions: a transformer is made anew in every thread that uses it, a tenth of a second
    each time, and a file is loaded by threads of its own."""
    return ThreadPoolExecutor(1, thread_name_prefix="positions")


def _others() -> ThreadPoolExecutor:
    return _thread_of(os.getpid())


@cache
def _to_wgs84(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def made_ready(crs: str) -> Future[Transformer]:
    """Make what turns points of a reference system, while something else is done."""
    return _others().submit(_to_wgs84, crs)


def wgs84(easting: pd.Series, northing: pd.Series, crs: str) -> tuple[pd.Series, pd.Series]:
    """Eastings and northings to longitude and latitude, degrees (EPSG:4326), in that order.

    Points off the British National Grid (0 to 700 km east, 0 to 1,300 km north) and 0, 0 come out missing.
    """
    on_grid = easting.between(1, MOST_EAST) & northing.between(1, MOST_NORTH)
    east, north = easting.where(on_grid).to_numpy(), northing.where(on_grid).to_numpy()
    found = _others().submit(lambda: _to_wgs84(crs).transform(east, north)).result()
    longitude, latitude = (np.where(np.isfinite(degrees), degrees, np.nan) for degrees in found)
    return pd.Series(longitude, index=easting.index).round(6), pd.Series(latitude, index=easting.index).round(6)
