"""Invented postcodes: real postcode districts, sectors that Royal Mail does not use there, five to twenty doors each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.vocabulary import table

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Inward letters: C, I, K, M, O and V are never used."""


def give_postcodes(
    rng: np.random.Generator, premises: pd.DataFrame, places: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame]:
    """Group neighbouring doors under invented postcodes.

    Args:
        premises: place, setting, street, door, easting and northing.
        places: vocabulary/places.csv.
    Returns:
        The postcode of every premises, and one row for each postcode: postcode, easting, northing (the middle of its
        doors, whole metres) and district.
    Source:
        Sectors in vocabulary/postcode_districts.csv are those without a single live postcode in Code-Point Open of
        October 2025, so an invented postcode can never be somebody's real one.
    """
    walked = _walking_order(premises)
    codes = _codes(rng, _groups(rng, walked), walked["place"].to_numpy(), places)
    postcodes = pd.Series(codes, index=walked.index).reindex(premises.index)
    doors = premises.assign(postcode=postcodes, district=places["district"].to_numpy()[premises["place"]])
    middles = doors.groupby("postcode", sort=True).agg(
        easting=("easting", "mean"), northing=("northing", "mean"), district=("district", "first")
    )
    middles[["easting", "northing"]] = middles[["easting", "northing"]].round().astype(int)
    return postcodes, middles.reset_index()


def _walking_order(premises: pd.DataFrame) -> pd.DataFrame:
    """Doors street by street, streets that lie near each other one after the other, with their street's middle."""
    streets = premises.groupby(["place", "setting", "street"], sort=True)[["easting", "northing"]].mean()
    streets = streets.rename(columns={"easting": "middle_east", "northing": "middle_north"}).reset_index()
    streets["strip"] = (streets["middle_east"] // 700).astype(int)
    streets["along"] = streets["middle_north"] * np.where(streets["strip"] % 2 == 0, 1, -1)
    streets = streets.sort_values(["place", "strip", "along", "setting", "street"], kind="stable")
    streets["turn"] = np.arange(len(streets))
    doors = premises[["place", "setting", "street", "door"]].reset_index(names="premises")
    doors = doors.merge(streets, how="left", on=["place", "setting", "street"])
    return doors.sort_values(["turn", "door"], kind="stable").set_index("premises")


def _groups(rng: np.random.Generator, walked: pd.DataFrame, *, reach_m: float = 500) -> np.ndarray:
    """Number of the group of neighbouring doors each premises is in: at most two near streets, up to twenty doors."""
    sizes = rng.integers(5, 21, len(walked))
    groups = np.zeros(len(walked), dtype=int)
    group = doors = streets = 0
    columns = (walked["place"], walked["turn"], walked["middle_east"], walked["middle_north"])
    start = last = (-1, -1, 0.0, 0.0)
    for position, key in enumerate(zip(*columns, strict=True)):
        new_street = key[1] != last[1]
        streets += new_street
        far = key[0] != start[0] or abs(key[2] - start[2]) + abs(key[3] - start[3]) > reach_m
        if position and (far or streets > 2 or doors >= sizes[group] or (new_street and doors >= 5)):
            group, doors, streets = group + 1, 0, 1
        if doors == 0:
            start = key
        groups[position] = group
        doors, last = doors + 1, key
    return groups


def _codes(rng: np.random.Generator, groups: np.ndarray, place_of_door: np.ndarray, places: pd.DataFrame) -> np.ndarray:
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    district = places["postcode_district"].to_numpy()[place_of_door[starts]]
    sectors = table("postcode_districts").astype(str).set_index("postcode_district")["sectors"]
    codes = np.empty(len(starts), dtype=object)
    for name in sectors.index:
        rows = np.flatnonzero(district == name)
        if not len(rows):
            continue
        units = [f"{digit}{one}{two}" for digit in sectors[name] for one in LETTERS for two in LETTERS]
        if len(rows) > len(units):
            raise ValueError(f"{name} has {len(units)} invented postcodes, {len(rows)} are needed: add sectors")
        picked = np.sort(rng.permutation(len(units))[: len(rows)])
        codes[rows] = [f"{name} {units[unit]}" for unit in picked]
    return codes[groups]
