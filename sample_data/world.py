"""The whole invented county before anything is written down: places, premises, businesses and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data import food, lists, stories
from sample_data.businesses import build_businesses
from sample_data.crowd import build_crowd, choose_known, last_council_days
from sample_data.geography import Geography, build_geography
from sample_data.premises import build_premises
from sample_data.randomness import stream
from sample_data.settings import HYGIENE_SHARE, MOBILE_SHARE, SUCCESSOR_SHARE
from sample_data.touch_points import simulate
from sample_data.vocabulary import outcome_lists, table

FEWEST_BUSINESSES = 150


@dataclass(frozen=True)
class World:
    """Everything that is true in the county.

    Attributes:
        seed: everything follows from it.
        geography: shapes and places.
        premises, postcodes, businesses: see their modules.
        visits: all food hygiene inspections; snapshots: what is published of them on two dates.
        care: care locations; sponsors: both registers of sponsors.
        events: EVENT_COLUMNS for police, fire, complaints, visits and council, food hygiene visits included.
    """

    seed: int
    geography: Geography
    premises: pd.DataFrame
    postcodes: pd.DataFrame
    businesses: pd.DataFrame
    visits: pd.DataFrame
    snapshots: list[pd.DataFrame]
    care: pd.DataFrame
    sponsors: pd.DataFrame
    events: dict[str, pd.DataFrame]


def build_world(seed: int, businesses: int, touch_points: int) -> World:
    """Invent the county.

    Args:
        businesses: how many businesses, each tenure counted once.
        touch_points: about how many contacts in all files together.
    Raises:
        ValueError: fewer businesses than the stories and a few neighbours need.
    """
    if businesses < FEWEST_BUSINESSES:
        raise ValueError(f"at least {FEWEST_BUSINESSES} businesses are needed, {businesses} were asked for")
    geography = build_geography()
    own = businesses - len(table("story_traders"))
    successors, mobiles = round(businesses * SUCCESSOR_SHARE), round(businesses * MOBILE_SHARE)
    premises, postcodes = build_premises(seed, geography, own - successors - mobiles)
    traders = build_businesses(seed, premises, geography.places, successors=successors, mobiles=mobiles)
    known = choose_known(seed, traders)
    visits = food.inspections(seed, traders, known)
    shown = food.snapshots(seed, traders, visits, known)
    care, sponsors = lists.care_locations(seed, traders, known), lists.sponsors(seed, traders, known)
    rated = ratings_shown(shown)
    fixed = len(rated) + int((care["outcome"] != "").sum()) + int(sponsors["is_new"].sum())
    hygiene = _council_visits(seed, traders, visits, touch_points - fixed)
    met = _met(len(traders), rated["business"], care.loc[care["outcome"] != "", "business"], sponsors["business"],
               hygiene["business"])  # fmt: skip
    events = simulate(seed, build_crowd(traders, known), touch_points - fixed - len(hygiene), met)
    council = pd.concat([events["council"], hygiene], ignore_index=True)
    events["council"] = council.sort_values(["day", "minute", "business"], kind="stable", ignore_index=True)
    return World(
        seed, geography, premises, postcodes, traders, visits, shown, care, sponsors, events
    )  # fmt: skip


def ratings_shown(snapshots: list[pd.DataFrame]) -> pd.DataFrame:
    """Ratings in either snapshot, the same one once: business, is_second, day."""
    both = pd.concat(snapshots, ignore_index=True)
    return both.loc[both["rating"].notna(), ["business", "is_second", "day"]].drop_duplicates()


def _met(count: int, *positions: pd.Series) -> np.ndarray:
    met = np.zeros(count, dtype=bool)
    for rows in positions:
        met[rows.to_numpy(dtype=int)] = True
    return met


def _council_visits(seed: int, businesses: pd.DataFrame, visits: pd.DataFrame, wanted: int) -> pd.DataFrame:
    """Food hygiene inspections as the councils' own files report them; some are left out when few contacts are wanted."""
    rng = stream(seed, "hygiene visits")
    sends = businesses["district"].map(table("districts").set_index("code")["has_public_protection"]) == "yes"
    business = visits["business"].to_numpy()
    reported = (visits["day"] >= 0).to_numpy() & sends.to_numpy()[business]
    reported &= visits["day"].to_numpy() <= last_council_days(businesses)[business]
    visits = visits[reported]
    told = (businesses["story"].to_numpy() != "")[visits["business"]]
    limit = int(max(wanted, 0) * HYGIENE_SHARE)
    order = np.argsort(np.where(told, -1.0, rng.random(len(visits))), kind="stable")[: max(limit, int(told.sum()))]
    visits = visits.iloc[np.sort(order)]
    outcome = np.full(len(visits), "", dtype=object)
    chance = rng.random(len(visits))
    for rating in range(6):
        words, weights = outcome_lists("hygiene", str(rating), "good")
        here = np.flatnonzero(visits["rating"] == rating)
        place = np.searchsorted(np.cumsum(weights), chance[here] * sum(weights), side="right")
        outcome[here] = np.array(words, dtype=object)[place]
    again = visits["business"].duplicated() & (visits.groupby("business")["rating"].shift() <= 2)
    frame = pd.DataFrame(
        {
            "business": visits["business"].to_numpy(),
            "day": visits["day"].to_numpy(),
            "minute": rng.integers(36, 66, len(visits)) * 15,
            "what": "Food Hygiene",
            "kind": np.where(again, "Revisit", "Programmed inspection"),
            "outcome": outcome,
            "value": visits["rating"].to_numpy(dtype=float),
        }
    )
    return frame.assign(as_name="", as_address="", notice="", slip="")[stories.EVENT_COLUMNS]
