"""Invented streets: each place gets a town centre, parades, main roads, estates, retail parks and farm lanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from sample_data.geography import Geography
from sample_data.randomness import draw
from sample_data.vocabulary import table, words

SETTINGS = ("centre", "parade", "road", "estate", "park", "rural")
"""Kinds of location a premises can be in, in the order of the columns of vocabulary/sectors.csv."""
ROAD_TYPES = ("Road", "Lane", "Avenue", "Street", "Way", "Drive", "Close", "Hill", "Gardens", "Chase")
KINDS_OF_STREET = {
    "estate": ("Industrial Estate", "Business Park", "Trading Estate"),
    "park": ("Retail Park",),
    "rural": ("Farm Lane", "Farm Road", "Green", "Common"),
}
CLUSTERS_M = {"parade": 1100.0, "estate": 1500.0, "park": 1300.0}


@dataclass(frozen=True)
class Setting:
    """How streets of one setting look.

    Attributes:
        premises_each: about how many premises share a street.
        spread_m: how far street middles scatter around their cluster.
        step_m: distance from one door to the next.
    """

    premises_each: int
    spread_m: float
    step_m: float


LOOKS = {
    "centre": Setting(24, 140, 6),
    "parade": Setting(9, 170, 7),
    "road": Setting(7, 900, 16),
    "estate": Setting(16, 150, 14),
    "park": Setting(12, 120, 16),
    "rural": Setting(3, 2300, 90),
}


def lay_streets(rng: np.random.Generator, geography: Geography, premises: pd.DataFrame) -> pd.DataFrame:
    """Give every premises a street, a number and a point on the ground.

    Args:
        premises: columns place (position in `geography.places`) and setting.
    Returns:
        The same rows with street, number, easting and northing; points lie inside the place's district, off the shore.
    """
    streets = _streets_of(rng, geography, premises)
    placed = premises.assign(street_id=_share_out(rng, premises, streets))
    placed = placed.sort_values("street_id", kind="stable")
    position = placed.groupby("street_id").cumcount().to_numpy()
    gaps = rng.integers(1, 5, len(placed))
    numbers = pd.Series(gaps).groupby(placed["street_id"].to_numpy()).cumsum().to_numpy()
    street = streets.iloc[placed["street_id"].to_numpy()]
    step = street["setting"].map({name: look.step_m for name, look in LOOKS.items()}).to_numpy()
    along = (position - (street["count"].to_numpy() - 1) / 2) * step
    side = np.where(numbers % 2 == 0, 9.0, -9.0)
    bearing = street["bearing"].to_numpy()
    placed["street"] = street["street"].to_numpy()
    placed["number"] = numbers
    placed["easting"] = street["easting"].to_numpy() + along * np.sin(bearing) + side * np.cos(bearing)
    placed["northing"] = street["northing"].to_numpy() + along * np.cos(bearing) - side * np.sin(bearing)
    placed = _keep_on_land(geography, placed)
    return placed.sort_index().drop(columns="street_id")


def _streets_of(rng: np.random.Generator, geography: Geography, premises: pd.DataFrame) -> pd.DataFrame:
    counts = premises.groupby(["place", "setting"], sort=True).size().reset_index(name="premises")
    each = counts["setting"].map({name: look.premises_each for name, look in LOOKS.items()})
    counts["streets"] = np.maximum(1, np.round(counts["premises"] / each)).astype(int)
    streets = counts.loc[counts.index.repeat(counts["streets"])].reset_index(drop=True)
    streets["cluster"] = _cluster(rng, streets)
    middles = _middles(rng, geography, streets)
    streets["easting"], streets["northing"] = middles[:, 0], middles[:, 1]
    streets["bearing"] = rng.uniform(0, np.pi, len(streets))
    streets["street"] = _names(rng, streets)
    return streets


def _cluster(rng: np.random.Generator, streets: pd.DataFrame) -> np.ndarray:
    """Which of a place's parades, estates or parks a street belongs to: one for about every five streets."""
    clusters = np.ceil(streets["streets"].to_numpy() / 5).astype(int)
    return (rng.random(len(streets)) * clusters).astype(int)


def _middles(rng: np.random.Generator, geography: Geography, streets: pd.DataFrame) -> np.ndarray:
    """Street middles; those that fall in the sea or another district are drawn again, closer to the centre each time."""
    places = geography.places.iloc[streets["place"].to_numpy()]
    centres = places[["easting", "northing"]].to_numpy()
    growth = np.sqrt(np.maximum(1, streets["streets"].to_numpy() / 8))
    spread = streets["setting"].map({name: look.spread_m for name, look in LOOKS.items()}).to_numpy() * growth
    offsets = _cluster_offsets(rng, streets, places["size"].to_numpy())
    middles = centres + offsets + rng.normal(size=centres.shape) * spread[:, None]
    for attempt in range(1, 12):
        wrong = ~inside(geography, places["district"].to_numpy(), middles)
        shrink = 0.85**attempt
        again = offsets * shrink + rng.normal(size=centres.shape) * spread[:, None] * shrink
        middles[wrong] = (centres + again)[wrong]
    wrong = ~inside(geography, places["district"].to_numpy(), middles)
    middles[wrong] = centres[wrong]
    return middles


def _cluster_offsets(rng: np.random.Generator, streets: pd.DataFrame, sizes: np.ndarray) -> np.ndarray:
    """Where each cluster lies from the middle of its place; town centres, roads and lanes have no cluster."""
    keys = streets[["place", "setting", "cluster"]].drop_duplicates().reset_index(drop=True)
    keys["angle"] = rng.uniform(0, 2 * np.pi, len(keys))
    keys["far"] = keys["setting"].map(CLUSTERS_M).fillna(0.0) * rng.uniform(0.6, 1.2, len(keys))
    found = streets[["place", "setting", "cluster"]].merge(keys, how="left", on=["place", "setting", "cluster"])
    far = found["far"].to_numpy() * np.clip(np.sqrt(sizes / 40), 0.5, 1.5)
    return np.column_stack([far * np.cos(found["angle"]), far * np.sin(found["angle"])])


def inside(geography: Geography, districts: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Whether each point lies in its district, inland."""
    result = np.zeros(len(points), dtype=bool)
    for code, shape in geography.inland.items():
        rows = districts == code
        result[rows] = shapely.contains_xy(shape, points[rows, 0], points[rows, 1])
    return result


def _names(rng: np.random.Generator, streets: pd.DataFrame) -> list[str]:
    """Street names, each once in its place: the usual ones first, then a word of the country and a kind of street."""
    usual = table("street_names").groupby("setting")["name"].apply(tuple).to_dict()
    stems = words("stem")
    orders: dict[tuple[int, tuple[str, ...]], Iterator[int]] = {}
    nth = streets.groupby(["place", "setting"]).cumcount()
    names = []
    for place, setting, turn in zip(streets["place"], streets["setting"], nth, strict=True):
        listed = usual.get(setting, ())
        if turn < len(listed):
            names.append(listed[turn])
            continue
        kinds = KINDS_OF_STREET.get(setting, ROAD_TYPES)
        if (place, kinds) not in orders:
            orders[place, kinds] = iter(rng.permutation(len(stems) * len(kinds)).tolist())
        pick = next(orders[place, kinds])
        names.append(f"{stems[pick % len(stems)]} {kinds[pick // len(stems)]}")
    return names


def _share_out(rng: np.random.Generator, premises: pd.DataFrame, streets: pd.DataFrame) -> np.ndarray:
    """A street for every premises, some streets busier than others; `count` is added to the streets."""
    first = streets.reset_index().groupby(["place", "setting"], sort=True)["index"].agg(["min", "size"])
    chosen = np.zeros(len(premises), dtype=int)
    for key, rows in premises.groupby(["place", "setting"], sort=True).indices.items():
        start, many = first.loc[key]
        chosen[rows] = start + draw(rng, rng.uniform(0.4, 1.6, many), len(rows))
    streets["count"] = np.bincount(chosen, minlength=len(streets))
    return chosen


def _keep_on_land(geography: Geography, placed: pd.DataFrame) -> pd.DataFrame:
    places = geography.places.iloc[placed["place"].to_numpy()]
    points = placed[["easting", "northing"]].to_numpy()
    centres = places[["easting", "northing"]].to_numpy()
    for _ in range(4):
        wrong = ~inside(geography, places["district"].to_numpy(), points)
        points[wrong] = centres[wrong] + (points[wrong] - centres[wrong]) * 0.6
    placed["easting"], placed["northing"] = np.round(points[:, 0], 1), np.round(points[:, 1], 1)
    return placed
