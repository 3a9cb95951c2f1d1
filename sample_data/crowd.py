"""The businesses as the simulation sees them: who may be contacted, how much attention each draws, until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.randomness import sample_without_replacement, stream
from sample_data.rhythms import day_chances, share_open
from sample_data.settings import LAST_DAY, NO_CONTACT_SHARE, day_of
from sample_data.vocabulary import table

COUNCIL_FUNCTIONS = {
    "food_standards": "Food Standards",
    "health_safety": "Health & Safety",
    "licensing": "Licensing",
    "planning": "Planning Enforcement",
    "housing": "Housing",
    "environment": "Environmental Protection",
}
HOT_ESTATE = ("Pitsea", "estate", 4.5)
MOST_ATTENTION = 11.0
"""No business draws more contact than this many times what is usual in its sector."""
MOBILE_WEIGHTS = {"police": 0.1, "fire": 0.0, "trading_standards": 0.4, "food_standards": 0.6}


@dataclass(frozen=True)
class Crowd:
    """What the simulation looks up about businesses, as arrays in their order."""

    businesses: pd.DataFrame
    sector: np.ndarray
    opened: np.ndarray
    closed: np.ndarray
    seaside: np.ndarray
    heat: np.ndarray
    outlook: np.ndarray
    known: np.ndarray


def build_crowd(businesses: pd.DataFrame, known: np.ndarray) -> Crowd:
    """Look-ups for the simulation; `known` says which businesses may be contacted at all."""
    sectors = [*table("sectors")["sector"], "MOBILE"]
    districts = table("districts").set_index("code")
    place, setting, factor = HOT_ESTATE
    hot_estate = (businesses["town"] == place) & (businesses["setting"] == setting)
    central = businesses["setting"].isin(["centre", "parade"]).to_numpy()
    return Crowd(
        businesses,
        businesses["sector"].map({name: row for row, name in enumerate(sectors)}).to_numpy(),
        businesses["opened"].to_numpy(),
        businesses["closed"].to_numpy(),
        businesses["district"].map(districts["seaside"] == "yes").to_numpy(dtype=bool),
        np.where(hot_estate, factor, np.where(central, businesses["heat"], 1.0)),
        1 / (1 + np.exp(-1.6 * (businesses["badness"].to_numpy() - 1.2))),
        known,
    )


def choose_known(seed: int, businesses: pd.DataFrame) -> np.ndarray:
    """Which businesses any partner has met; NO_CONTACT_SHARE of the premises in the rating list have none."""
    rng = stream(seed, "known")
    odds = businesses["sector"].map(table("sectors").set_index("sector")["no_contact"]).fillna(0).to_numpy()
    listed = businesses["is_listed"].astype(bool).to_numpy() & (businesses["story"] == "").to_numpy()
    doors = businesses["premises"].to_numpy()
    first = listed & (businesses["predecessor"] < 0).to_numpy()
    candidates = np.flatnonzero(first)
    wanted = round(NO_CONTACT_SHARE * len(candidates))
    quiet = doors[candidates[sample_without_replacement(rng, odds[candidates], wanted)]]
    unlisted = (doors >= 0) & ~listed & (rng.random(len(doors)) < 0.3)
    return ~(np.isin(doors, quiet) | unlisted) | (businesses["story"] != "").to_numpy()


def habit_table(columns: list[str]) -> np.ndarray:
    """Weights of sectors.csv by sector; the last row is for mobile businesses."""
    own = table("sectors")[columns].to_numpy(dtype=float)
    return np.vstack([own, [MOBILE_WEIGHTS.get(column, 0.0) for column in columns]])


def file_weights(file: str, crowd: Crowd) -> np.ndarray:
    """How much of a file's contact falls on each business."""
    columns = {"police": ["police"], "fire": ["fire"], "council": list(COUNCIL_FUNCTIONS)}.get(
        file, ["trading_standards"]
    )
    habit = habit_table(columns).sum(axis=1)[crowd.sector]
    heat = {"fire": 1.0, "visits": np.sqrt(crowd.heat)}.get(file, crowd.heat)
    attention = np.minimum(crowd.businesses["pull"].to_numpy() * heat, MOST_ATTENTION)
    calendar = {"police": "evening", "complaints": "complaints"}.get(file, "inspection")
    chances = day_chances(calendar, seaside=False)
    still = np.minimum(crowd.closed, last_days(file, crowd))
    weights = habit * attention * share_open(chances, crowd.opened, still) * crowd.known
    return np.where(_may_appear(file, crowd), weights, 0.0)


def _may_appear(file: str, crowd: Crowd) -> np.ndarray:
    if file != "council":
        return np.ones(len(crowd.sector), dtype=bool)
    sends = table("districts").set_index("code")["has_public_protection"] == "yes"
    return crowd.businesses["district"].map(sends).to_numpy(dtype=bool)


def last_days(file: str, crowd: Crowd) -> np.ndarray:
    """Last day a file reports on each business; one council's file stops early."""
    if file != "council":
        return np.full(len(crowd.sector), LAST_DAY)
    return last_council_days(crowd.businesses)


def last_council_days(businesses: pd.DataFrame) -> np.ndarray:
    """Last day each business's council reports on."""
    ends = table("districts").set_index("code")["data_ends"]
    last = {code: day_of(text) if text else LAST_DAY for code, text in ends.items()}
    return businesses["district"].map(last).to_numpy()
