"""Businesses: who trades at which premises from when to when, after whom, with what names, numbers and habits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import stories
from sample_data.identifiers import give_company_numbers, give_phones
from sample_data.names import join_chains, legal_names, trading_names
from sample_data.randomness import draw, draw_by_group, stream
from sample_data.settings import LAST_DAY, OPEN_ENDED, VOID_SHARE, day_of
from sample_data.vocabulary import table

SAME_SECTOR_SHARE = 0.6
SAME_NAME_SHARE = 0.18
"""Of successors in the same sector, how many keep the name over the door."""
FROM_PREMISES = [
    "premises_id", "town", "district", "ward", "setting", "unit", "building", "number", "street",
    "post_town", "postcode", "easting", "northing", "longitude", "latitude", "uprn", "is_listed", "heat",
]  # fmt: skip


def build_businesses(
    seed: int, premises: pd.DataFrame, places: pd.DataFrame, *, successors: int, mobiles: int
) -> pd.DataFrame:
    """Everybody who trades in the county in the period.

    Args:
        premises: from `build_premises`; those with a `site` belong to the stories.
        successors: how many businesses follow another at the same premises.
        mobiles: how many have no premises.
    Returns:
        One row for each tenure: business_id, premises (position or -1), predecessor (position or -1), sector, name,
        legal_name, is_company, company_number, phone, opened and closed (day numbers), badness, pull, food_type,
        food_type_id, premises_ref, fhrs_id, chain, story, trader, and the columns of its premises.
    """
    rng = stream(seed, "businesses")
    frame = _tenures(rng, premises, places, successors, mobiles)
    frame = _named(rng, frame, places)
    told = _story_tenures(premises)
    shifted = np.where(told["predecessor"] >= 0, told["predecessor"] + len(frame), -1)
    frame = pd.concat([frame, told.assign(predecessor=shifted)], ignore_index=True)
    frame = _with_place(frame, premises, places)
    frame["business_id"] = [f"B{number:06d}" for number in 1 + rng.permutation(len(frame))]
    frame = give_company_numbers(rng, frame)
    frame["phone"] = give_phones(rng, frame)
    return _with_habits(rng, frame)


def _tenures(
    rng: np.random.Generator, premises: pd.DataFrame, places: pd.DataFrame, successors: int, mobiles: int
) -> pd.DataFrame:
    """First occupiers of all premises, those who followed, and the mobile ones."""
    own = np.flatnonzero((premises["site"] == "").to_numpy())
    first = pd.DataFrame({"premises": own, "sector": premises["sector"].to_numpy()[own], "predecessor": -1})
    first["opened"], first["closed"] = _single_tenures(rng, len(own))
    later = _successors(rng, first, successors)
    mobile = pd.DataFrame({"premises": -1, "sector": "MOBILE", "predecessor": -1}, index=range(mobiles))
    mobile["opened"], mobile["closed"] = _single_tenures(rng, mobiles)
    mobile["place"] = draw(rng, places["size"].to_numpy(), mobiles)
    fixed = pd.concat([first, later], ignore_index=True)
    fixed["place"] = premises["place"].to_numpy()[fixed["premises"]]
    return pd.concat([fixed, mobile], ignore_index=True)


def _single_tenures(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Opening and closing days: a quarter opened in the period; a few closed and left empty premises behind."""
    opened = -np.minimum(rng.exponential(2600, count) + 30, 8900).astype(int)
    new = rng.random(count) < 0.25
    opened[new] = rng.integers(0, LAST_DAY - 60, int(new.sum()))
    closed = np.full(count, OPEN_ENDED)
    gone = rng.random(count) < VOID_SHARE
    closed[gone] = np.maximum(opened[gone] + 150, rng.integers(500, LAST_DAY - 20, int(gone.sum())))
    closed[closed > LAST_DAY] = OPEN_ENDED
    return opened, closed


def _successors(rng: np.random.Generator, first: pd.DataFrame, count: int) -> pd.DataFrame:
    """Businesses that took over; the predecessor's closing day is written into `first`. One in eight is itself followed."""
    twice = count // 8
    rows = np.sort(rng.permutation(len(first))[: count - twice])
    handed = rng.integers(day_of("2021-02-01"), day_of("2026-04-30"), len(rows))
    thrice = rng.permutation(len(rows))[:twice]
    handed[thrice] = rng.integers(day_of("2021-02-01"), day_of("2024-03-31"), twice)
    first.loc[rows, "closed"] = handed
    first.loc[rows, "opened"] = np.minimum(first.loc[rows, "opened"], handed - rng.integers(150, 900, len(rows)))
    chain = pd.DataFrame({"premises": first["premises"].to_numpy()[rows], "predecessor": rows})
    chain["opened"], chain["closed"] = handed + rng.integers(1, 120, len(rows)), OPEN_ENDED
    again = handed[thrice] + rng.integers(300, 800, twice)
    chain.loc[thrice, "closed"] = again
    third = pd.DataFrame({"premises": chain["premises"].to_numpy()[thrice], "predecessor": len(first) + thrice})
    third["opened"], third["closed"] = again + rng.integers(1, 100, twice), OPEN_ENDED
    later = pd.concat([chain, third], ignore_index=True)
    before = pd.concat([first["sector"], pd.Series([""] * len(later))], ignore_index=True).to_numpy(dtype=object)
    changes = rng.random(len(later)) > SAME_SECTOR_SHARE
    shops = ["RETAIL", "RESTAURANT", "TAKEAWAY", "CONVENIENCE", "BARBER", "NAIL_BEAUTY", "OFFICE"]
    other = rng.integers(0, len(shops), len(later))
    for turn, previous in enumerate(later["predecessor"]):
        before[len(first) + turn] = shops[other[turn]] if changes[turn] else before[previous]
    return later.assign(sector=before[len(first) :])


def _named(rng: np.random.Generator, frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    towns = places["place"].to_numpy()[frame["place"]]
    shares = table("sectors").set_index("sector")["company"].to_dict() | {"MOBILE": 0.12}
    companies = rng.random(len(frame)) < frame["sector"].map(shares).to_numpy()
    names = trading_names(rng, frame["sector"].to_numpy(), towns)
    legal = legal_names(rng, names, towns, companies)
    names, legal, chain = join_chains(rng, frame["sector"].to_numpy(), names, legal)
    frame["chain"], frame["is_company"] = chain, companies | (chain >= 0)
    keeps = rng.random(len(frame)) < SAME_NAME_SHARE
    sector = frame["sector"].to_numpy()
    for row in np.flatnonzero((frame["predecessor"] >= 0).to_numpy() & keeps & (chain < 0)):
        previous = frame["predecessor"].iat[row]
        if sector[previous] == sector[row] and chain[previous] < 0:
            names[row] = names[previous]
    return frame.assign(name=names, legal_name=legal, story="", trader="", company_key="", phone_key="")


def _story_tenures(premises: pd.DataFrame) -> pd.DataFrame:
    told = stories.traders()
    site = {name: row for row, name in zip(premises.index, premises["site"], strict=True) if name}
    turn = {name: row for row, name in enumerate(told["trader"])}
    at = told["site"].map(site).to_numpy()
    return pd.DataFrame(
        {
            "premises": at,
            "sector": premises["sector"].to_numpy()[at],
            "place": premises["place"].to_numpy()[at],
            "predecessor": [turn.get(name, -1) for name in told["follows"]],
            "opened": told["opened"],
            "closed": told["closed"],
            "chain": -1,
            "is_company": told["company"] != "",
            "name": told["name"],
            "legal_name": told["legal_name"],
            "story": told["story"],
            "trader": told["trader"],
            "company_key": told["company"],
            "phone_key": told["phone"],
        }
    )


def _with_place(frame: pd.DataFrame, premises: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Every business with the columns of its premises; mobile ones have a town and nothing else."""
    fixed = (frame["premises"] >= 0).to_numpy()
    frame = frame.copy()
    rows = np.maximum(frame["premises"].to_numpy(), 0)
    for column in FROM_PREMISES:
        values = premises[column].to_numpy()[rows]
        frame[column] = np.where(fixed, values, {"f": np.nan, "b": False}.get(values.dtype.kind, ""))
    at_home = places.iloc[frame["place"].to_numpy()]
    for column, source in (("town", "place"), ("district", "district"), ("post_town", "post_town")):
        frame[column] = np.where(fixed, frame[column], at_home[source].to_numpy())
    return frame.assign(heat=np.where(fixed, frame["heat"].astype(float), 1.0))


def _with_habits(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """How badly it is run, how much attention it draws, what food it sells, its references at the council and the FSA."""
    sectors = table("sectors").set_index("sector")
    worse = table("districts").set_index("code")["worse"]
    spread = rng.normal(size=len(frame))
    base = frame["sector"].map(sectors["badness"].to_dict() | {"MOBILE": 0.1}).to_numpy()
    frame["badness"] = base + frame["district"].map(worse).to_numpy() + spread
    frame["pull"] = np.clip(np.exp(rng.normal(0, 0.85, len(frame))), 0.1, 7)
    frame["pull"] = np.where(frame["story"] != "", 0.0, frame["pull"])
    is_food = rng.random(len(frame)) < frame["sector"].map(sectors["food"].to_dict() | {"MOBILE": 1.0}).to_numpy()
    told = frame["trader"].isin(_story_food())
    is_food = np.where(frame["story"] != "", told, is_food)
    types = table("food_types")
    names = list(types["sector"].unique())
    weights = np.array([np.where(types["sector"] == name, types["weight"], 0) for name in names], dtype=float)
    group = frame["sector"].map({name: row for row, name in enumerate(names)}).fillna(-1).to_numpy(dtype=int)
    picked = draw_by_group(rng, group, weights)
    has_type = is_food & (group >= 0)
    frame["food_type"] = np.where(has_type, types["business_type"].to_numpy()[picked], "")
    frame["food_type_id"] = np.where(has_type, types["type_id"].to_numpy()[picked], 0)
    frame["fhrs_id"] = 9_000_000 + np.cumsum(2 * rng.integers(1, 30, len(frame)))
    frame["premises_ref"] = _premises_refs(rng, frame)
    return frame


def _story_food() -> list[str]:
    contacts = table("story_contacts")
    return list(contacts.loc[contacts["file"] == "hygiene", "trader"].unique())


def _premises_refs(rng: np.random.Generator, frame: pd.DataFrame) -> list[str]:
    """The council's own reference for the business's premises record; its shape differs from council to council.

    Colchester keeps one reference for a building whoever trades there, so there it is no key to a business.
    """
    style = frame["district"].map(table("districts").set_index("code")["reference"]).to_numpy()
    serial = 10_000 + np.cumsum(rng.integers(1, 9, len(frame)))
    years = rng.integers(4, 26, len(frame))
    tails = np.array(["COMM", "FOOD", "MIXED", "FD"])[rng.integers(0, 4, len(frame))]
    premises = np.where(frame["premises"] >= 0, frame["premises"], 500_000 + np.arange(len(frame))).astype(int)
    refs = []
    for row, kind in enumerate(style):
        number = int(serial[row])
        refs.append(
            {
                "number": f"{number}",
                "year": f"{years[row]:02d}/{number:06d}/{tails[row]}",
                "PI": f"PI/{number:09d}",
                "P": f"P{number:09d}",
                "premises": f"PR{premises[row]:07d}",
            }[kind]
        )
    return refs
