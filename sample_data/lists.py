"""Registers that only list: care locations with their ratings, and sponsors of foreign workers on two dates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import stories
from sample_data.randomness import draw, stream
from sample_data.settings import LAST_DAY, OPEN_ENDED, SNAPSHOTS, day_of
from sample_data.vocabulary import outcome_lists

SPONSOR_SHARES = {
    "CARE": 0.35, "FOOD_PROCESSING": 0.1, "RESTAURANT": 0.08, "TAKEAWAY": 0.05, "CONSTRUCTION": 0.05,
    "AGRICULTURE": 0.05, "WAREHOUSE": 0.04, "OFFICE": 0.04, "GARAGE": 0.02,
}  # fmt: skip
SECOND_ROUTES = ("Global Business Mobility: Senior or Specialist Worker", "Creative Worker")


def care_locations(seed: int, businesses: pd.DataFrame, known: np.ndarray) -> pd.DataFrame:
    """Care businesses still open, with their latest rating.

    Returns:
        business, day of publication (missing when not rated), outcome (empty when not rated), beds.
    """
    rng = stream(seed, "care")
    told = stories.contacts("cqc", businesses)[["business", "day", "outcome"]]
    is_care = (businesses["sector"] == "CARE") & (businesses["closed"] == OPEN_ENDED) & (businesses["story"] == "")
    rows = np.flatnonzero(is_care.to_numpy() & known & (rng.random(len(businesses)) < 0.92))
    opened = np.maximum(businesses["opened"].to_numpy()[rows] + 150, 0)
    day = opened + (rng.random(len(rows)) ** 0.6 * np.maximum(LAST_DAY - 30 - opened, 0)).astype(int)
    outlook = 1 / (1 + np.exp(-1.6 * (businesses["badness"].to_numpy()[rows] - 1.0)))
    is_bad = rng.random(len(rows)) < outlook
    outcome = np.full(len(rows), "", dtype=object)
    for bad in (False, True):
        words, weights = outcome_lists("cqc", "", "bad" if bad else "good")
        here = np.flatnonzero(is_bad == bad)
        outcome[here] = np.array(words, dtype=object)[draw(rng, np.array(weights), len(here))]
    unrated = (rng.random(len(rows)) < 0.08) | (opened > LAST_DAY - 60)
    frame = pd.DataFrame(
        {"business": rows, "day": np.where(unrated, np.nan, day), "outcome": np.where(unrated, "", outcome)}
    )
    frame = pd.concat([told, frame], ignore_index=True).sort_values("business", ignore_index=True)
    return frame.assign(beds=rng.integers(8, 70, len(frame)))


def sponsors(seed: int, businesses: pd.DataFrame, known: np.ndarray) -> pd.DataFrame:
    """Rows of both registers of sponsors.

    Returns:
        business, snapshot (0 or 1), route, rating, is_new (not in the earlier register with the same rating).
    """
    rng = stream(seed, "sponsors")
    share = businesses["sector"].map(SPONSOR_SHARES).fillna(0).to_numpy()
    able = businesses["is_company"].to_numpy(dtype=bool) & (businesses["chain"] < 0) & (businesses["story"] == "")
    able &= known & (businesses["closed"] == OPEN_ENDED) & (businesses["opened"] < day_of("2026-02-01"))
    rows = np.flatnonzero(able.to_numpy() & (rng.random(len(businesses)) < share))
    late, two = rng.random(len(rows)) < 0.08, rng.random(len(rows)) < 0.12
    second = np.array(SECOND_ROUTES, dtype=object)[rng.integers(0, 2, len(rows))]
    parts = [_told(businesses)]
    for turn in range(len(SNAPSHOTS)):
        listed = ~late | (turn == 1)
        for chosen, route in ((listed, np.full(len(rows), "Skilled Worker", dtype=object)), (listed & two, second)):
            part = pd.DataFrame({"business": rows[chosen], "snapshot": turn, "route": route[chosen]})
            parts.append(part.assign(rating="Worker (A rating)"))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values(["snapshot", "business", "route"], kind="stable", ignore_index=True)
    return frame.assign(is_new=~frame.duplicated(["business", "route", "rating"]))


def _told(businesses: pd.DataFrame) -> pd.DataFrame:
    told = stories.contacts("sponsors", businesses)
    first = day_of(SNAPSHOTS[0])
    return pd.DataFrame(
        {
            "business": told["business"],
            "snapshot": (told["day"] > first).astype(int),
            "route": told["what"],
            "rating": told["outcome"],
        }
    )
