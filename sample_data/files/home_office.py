"""Home Office: the register of licensed sponsors on two dates; a town, no postcode, one row for each route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.randomness import stream
from sample_data.settings import SNAPSHOTS
from sample_data.truth import Row, Spoiler, Truth, every_for, spoil, write_csv
from sample_data.world import World

HEADER = ["Organisation Name", "Town/City", "County", "Type & Rating", "Route"]
COUNTY = "Essex (SYNTHETIC)"
SPOILERS = (
    Spoiler("no organisation name", lambda cells: ["", *cells[1:]]),
    Spoiler("too few cells", lambda cells: cells[:2]),
    Spoiler("no rating", lambda cells: [*cells[:3], "", cells[4]]),
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write home_office/SYNTHETIC_sponsors_<date>.csv for both dates; returns the paths below `out`."""
    names = _names(world)
    files = []
    for turn, when in enumerate(SNAPSHOTS):
        file = f"home_office/SYNTHETIC_sponsors_{when:%Y-%m-%d}.csv"
        listed = world.sponsors[world.sponsors["snapshot"] == turn]
        rows = spoil(_rows(world, listed, names), SPOILERS, every=every_for(len(listed), SPOILERS), ref_cell=None)
        write_csv(out / file, [HEADER], truth.follow(rows, file, first=2), [], encoding="utf-8")
        files.append(file)
    return files


def _names(world: World) -> dict[int, str]:
    """Each organisation's name as it was typed into the register, stray blanks included."""
    rng = stream(world.seed, "sponsor names")
    businesses = np.unique(world.sponsors["business"].to_numpy())
    names = {}
    for business, style in zip(businesses.tolist(), rng.random(len(businesses)).tolist(), strict=True):
        legal, trading = world.businesses["legal_name"].iat[business], world.businesses["name"].iat[business]
        told = world.businesses["story"].iat[business] != ""
        name = legal
        if not told and style < 0.25:
            name = legal.upper()
        elif not told and style < 0.35:
            name = f"{legal} T/A {trading}"
        elif not told and style < 0.45:
            name = legal.replace(" Ltd", " Limited")
        names[business] = f" {name}" if style > 0.97 else f"{name}  " if style > 0.9 else name
    return names


def _rows(world: World, listed: pd.DataFrame, names: dict[int, str]) -> Iterator[Row]:
    towns = world.businesses["town"].tolist()
    named = listed.assign(name=[names[business] for business in listed["business"]])
    named = named.sort_values(["name", "business", "route"], kind="stable")
    for entry in named.itertuples(index=False):
        town = towns[entry.business]
        cells = [entry.name, f"{town} " if entry.business % 17 == 0 else town, COUNTY, entry.rating, entry.route]
        yield Row(cells, entry.name.strip(), int(entry.business), touch_points=int(entry.is_new))
