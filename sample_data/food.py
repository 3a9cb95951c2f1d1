"""Food hygiene: a history of inspections for every food business, and what the two rating snapshots show of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import stories
from sample_data.randomness import stream
from sample_data.rhythms import to_working_day
from sample_data.settings import LAST_DAY, SNAPSHOTS, day_of
from sample_data.vocabulary import table

INTERVAL_DAYS = ((60, 150), (160, 270), (280, 400), (370, 560), (480, 640), (540, 900))
"""Days to the next inspection after a rating of 0, 1, .. 5."""
RATING_AT_MOST = (2.6, 2.05, 1.7, 1.25, 0.7)
"""Badness of an inspection above which the rating is 0, 1, 2, 3, 4; below the last it is 5."""
PUBLISHED_AFTER_DAYS = (19, 38)
"""A rating of 5 appears after about 19 days, any other after the time to appeal.

Source:
    Measured on the ratings of ten councils, August 2020.
"""
EXEMPT_SHARE = 0.07
EXEMPT_TYPES = (4613, 5, 7846)
START = day_of("2018-04-01")
"""Inspections begin before the period so that old ratings exist; they are in no council file."""


def inspections(seed: int, businesses: pd.DataFrame, known: np.ndarray) -> pd.DataFrame:
    """Every food hygiene inspection, oldest first.

    Args:
        businesses: the county's businesses.
        known: whether the council knows of each business; unknown ones are never inspected.
    Returns:
        business (position), day, rating (0 to 5), hygiene, structural, confidence.
    """
    rng = stream(seed, "food")
    rows = np.flatnonzero((businesses["food_type"] != "") & known & (businesses["story"] == ""))
    exempt = np.isin(businesses["food_type_id"].to_numpy()[rows], EXEMPT_TYPES) & (
        rng.random(len(rows)) < EXEMPT_SHARE * 3
    )
    rows = rows[~exempt]
    opened, closed = businesses["opened"].to_numpy()[rows], businesses["closed"].to_numpy()[rows]
    badness = businesses["badness"].to_numpy()[rows] * 0.72
    day = np.where(opened < START, START + rng.integers(0, 700, len(rows)), opened + rng.integers(14, 130, len(rows)))
    visits = []
    last = np.minimum(closed, LAST_DAY)
    while (day <= last).any():
        going = day <= last
        rating = _ratings(badness + rng.normal(0, 0.6, len(rows)))
        visited = to_working_day(day)
        going &= visited <= last
        visits.append(pd.DataFrame({"business": rows[going], "day": visited[going], "rating": rating[going]}))
        badness = np.where(rating <= 2, badness - 0.55, badness + 0.03)
        day = _out_of_holidays(rng, day + _interval(rng, rating))
    frame = pd.concat([*visits, _told(businesses)], ignore_index=True)
    frame = _scored(rng, frame.sort_values(["day", "business"], kind="stable").reset_index(drop=True))
    return frame[frame["business"] >= 0]


def _ratings(badness: np.ndarray) -> np.ndarray:
    return 5 - np.sum([badness > limit for limit in RATING_AT_MOST], axis=0)


def _interval(rng: np.random.Generator, rating: np.ndarray) -> np.ndarray:
    low, high = np.array(INTERVAL_DAYS)[rating].T
    return low + (rng.random(len(rating)) * (high - low)).astype(int)


def _out_of_holidays(rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """Two fifths of what would fall into August or December happens a month later."""
    months = (np.datetime64("2020-10-01") + day).astype("datetime64[M]").astype(int) % 12 + 1
    return np.where(np.isin(months, (8, 12)) & (rng.random(len(day)) < 0.42), day + 31, day)


def _told(businesses: pd.DataFrame) -> pd.DataFrame:
    told = stories.contacts("hygiene", businesses)
    return pd.DataFrame({"business": told["business"], "day": told["day"], "rating": told["what"].astype(int)})


def _scored(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Scores that give the rating, high meaning bad."""
    scores = table("scores")
    chance = rng.random(len(frame))
    for name in ("hygiene", "structural", "confidence"):
        column = np.zeros(len(frame), dtype=int)
        for rating in range(6):
            rows = (frame["rating"] == rating).to_numpy()
            values = scores.loc[scores["rating"] == rating, name].to_numpy()
            column[rows] = values[(chance[rows] * len(values)).astype(int)]
        frame[name] = column
    return frame


def snapshots(seed: int, businesses: pd.DataFrame, visits: pd.DataFrame, known: np.ndarray) -> list[pd.DataFrame]:
    """What the Food Standards Agency publishes on each of the two dates.

    Returns:
        For each date one row for each establishment: business, day and rating (missing while it awaits its first),
        the scores, is_pending (inspected, not yet published), has_place (address and postcode are given), has_geocode, name_turn (0, or 1 where the name was
        edited), is_second (a second kitchen of the same business).
    """
    rng = stream(seed, "snapshots")
    food = np.flatnonzero((businesses["food_type"] != "") & known)
    public = pd.DataFrame({"business": food})
    fixed = businesses["premises"].to_numpy()[food] >= 0
    public["has_place"] = fixed & ((rng.random(len(food)) > 0.05) | (businesses["story"].to_numpy()[food] != ""))
    public["is_second"] = False
    twins = public[fixed & (businesses["sector"].to_numpy()[food] == "HMO")].head(max(2, len(food) // 400))
    public = pd.concat([public, twins.assign(is_second=True, has_place=True)], ignore_index=True)
    edited = rng.random(len(public)) < 0.02
    with_geocode = rng.random(len(public)) < 0.97
    flips = rng.random(len(public)) < 0.03
    frames = []
    for turn, when in enumerate(SNAPSHOTS):
        shown = _latest(visits, day_of(when))
        frame = public.merge(shown, how="left", on="business", sort=False)
        frame["is_pending"] = frame["business"].isin(_unpublished(visits, day_of(when)))
        frame["name_turn"] = np.where(edited & (turn == 1), 1, 0)
        frame["has_geocode"] = frame["has_place"] & (with_geocode ^ (flips & (turn == 1)))
        opened = businesses["opened"].to_numpy()[frame["business"]] + 10
        closed = businesses["closed"].to_numpy()[frame["business"]]
        frames.append(frame[(opened <= day_of(when)) & (closed > day_of(when))].reset_index(drop=True))
    return frames


def _published(visits: pd.DataFrame) -> np.ndarray:
    return (visits["day"] + np.where(visits["rating"] == 5, *PUBLISHED_AFTER_DAYS)).to_numpy()


def _latest(visits: pd.DataFrame, when: int) -> pd.DataFrame:
    return visits[_published(visits) <= when].drop_duplicates("business", keep="last")


def _unpublished(visits: pd.DataFrame, when: int) -> np.ndarray:
    return visits.loc[(visits["day"] <= when) & (_published(visits) > when), "business"].to_numpy()
