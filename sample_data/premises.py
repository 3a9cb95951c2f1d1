"""Premises: how many in which place, of what kind, at which door, under which postcode and UPRN."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.geography import TO_DEGREES, Geography, ward_of_points
from sample_data.postcodes import give_postcodes
from sample_data.randomness import apportion, draw_by_group, shares, stream
from sample_data.streets import SETTINGS, inside, lay_streets
from sample_data.vocabulary import table

KIND_OF_PLACE = {
    "seaside": {"HMO": 2.6, "TAKEAWAY": 1.4, "RESTAURANT": 1.3, "GAMING_MONEY": 2.0, "WAREHOUSE": 0.5},
    "village": {"AGRICULTURE": 6.0, "PUB": 1.8, "WAREHOUSE": 0.5, "OFFICE": 0.7, "GAMING_MONEY": 0.1, "GARMENT": 0.2},
    "retail": {"RETAIL": 2.2, "WAREHOUSE": 2.5, "RESTAURANT": 1.4, "CARE": 0.2, "AGRICULTURE": 0.1, "WASTE": 2.5},
    "suburb": {"AGRICULTURE": 0.4, "CARE": 1.3, "BARBER": 1.3, "OFFICE": 0.8},
    "city": {"AGRICULTURE": 0.2, "OFFICE": 1.5, "GAMING_MONEY": 1.5, "LABOUR_SUPPLY": 1.5},
    "town": {},
}
SETTINGS_OF_PLACE = {"village": {"estate": 0.3, "park": 0.0, "parade": 0.4}, "retail": {"park": 8.0, "centre": 0.4}}
UNITS = ("Ground Floor", "First Floor", "Unit 1", "Unit 2", "A", "B", "Suite 3")


def build_premises(seed: int, geography: Geography, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All premises, those of the stories last, and the invented postcodes.

    Args:
        count: how many premises besides those of the stories.
    Returns:
        Premises (premises_id, place, town, district, ward, sector, setting, unit, building, number, street, post_town,
        postcode, easting, northing, longitude, latitude, uprn, is_listed, site) and postcodes (see `give_postcodes`).
    """
    rng = stream(seed, "premises")
    premises = _doors(rng, lay_streets(rng, geography, _places_and_sectors(rng, geography.places, count)))
    premises = _apart(pd.concat([premises, _story_premises(geography)], ignore_index=True))
    premises["postcode"], postcodes = give_postcodes(rng, premises, geography.places)
    place = geography.places.iloc[premises["place"].to_numpy()]
    for column, source in (("town", "place"), ("district", "district"), ("post_town", "post_town"), ("heat", "heat")):
        premises[column] = place[source].to_numpy()
    longitudes, latitudes = TO_DEGREES.transform(premises["easting"].to_numpy(), premises["northing"].to_numpy())
    premises["longitude"], premises["latitude"] = np.round(longitudes, 7), np.round(latitudes, 7)
    premises["ward"] = geography.wards["code"].to_numpy()[ward_of_points(geography, longitudes, latitudes)]
    premises["uprn"] = _uprns(rng, premises)
    premises["premises_id"] = [f"P{number:06d}" for number in 1 + rng.permutation(len(premises))]
    return premises, postcodes


def _places_and_sectors(rng: np.random.Generator, places: pd.DataFrame, count: int) -> pd.DataFrame:
    sectors = table("sectors")
    place = np.repeat(np.arange(len(places)), apportion(count, places["size"].to_numpy()))
    kinds = list(KIND_OF_PLACE)
    weights = np.array(
        [[share * KIND_OF_PLACE[kind].get(sector, 1.0) for sector, share in sectors[["sector", "share"]].to_numpy()]
         for kind in kinds]
    )  # fmt: skip
    kind_of_door = places["kind"].map({kind: row for row, kind in enumerate(kinds)}).to_numpy()[place]
    sector = draw_by_group(rng, kind_of_door, weights)
    setting = _settings(rng, sectors, sector, places["kind"].to_numpy()[place])
    listed = rng.random(count) < sectors["listed"].to_numpy()[sector]
    return pd.DataFrame(
        {"place": place, "sector": sectors["sector"].to_numpy()[sector], "setting": setting, "is_listed": listed}
    )


def _settings(rng: np.random.Generator, sectors: pd.DataFrame, sector: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Where in its place each premises is, from the sector's habits and what that kind of place has."""
    base = sectors[list(SETTINGS)].to_numpy(dtype=float)
    found = np.zeros(len(sector), dtype=int)
    for name in KIND_OF_PLACE:
        factors = np.array([SETTINGS_OF_PLACE.get(name, {}).get(setting, 1.0) for setting in SETTINGS])
        weights = base * factors
        weights[weights.sum(axis=1) == 0, 0] = 1
        rows = np.flatnonzero(kind == name)
        found[rows] = draw_by_group(rng, sector[rows], weights)
    return np.array(SETTINGS, dtype=object)[found]


def _doors(rng: np.random.Generator, premises: pd.DataFrame) -> pd.DataFrame:
    """Addresses as people write them: units on estates, farm names on lanes, floors and letters in shared buildings."""
    premises = premises.copy()
    setting, number = premises["setting"].to_numpy(), premises["number"].to_numpy()
    chance, style = rng.random(len(premises)), rng.integers(0, len(UNITS), len(premises))
    in_estate = np.isin(setting, ("estate", "park")) & (chance < 0.85)
    houses = premises["sector"].isin(["PUB", "CARE", "EDUCATION", "HMO"]).to_numpy()
    on_farm = (setting == "rural") & (chance < 0.8) & ~houses
    shared = np.isin(setting, ("centre", "parade")) & (chance < 0.09)
    farm = premises["street"].str.replace(r" (Farm Lane|Farm Road|Green|Common)$", "", regex=True) + np.where(
        chance < 0.55, " Farm", " Barn"
    )
    premises["unit"] = np.select(
        [in_estate, shared], [[f"Unit {value}" for value in number], np.array(UNITS, dtype=object)[style]], ""
    )
    premises["building"] = np.where(on_farm, farm, "")
    premises["number"] = np.where(in_estate | on_farm, "", number.astype(str))
    same_door = shared & (premises["street"] == premises["street"].shift()).to_numpy()
    premises.loc[same_door, "number"] = premises["number"].shift()[same_door]
    return premises.assign(door=number, site="")


def _apart(premises: pd.DataFrame) -> pd.DataFrame:
    """Numbers that a story's address also has get a letter, so that a story's address is one premises."""
    address = premises["place"].astype(str) + premises["street"] + premises["unit"] + "|" + premises["number"]
    told = premises["site"] != ""
    clash = address.isin(address[told]) & ~told & (premises["number"] != "")
    return premises.assign(number=premises["number"].where(~clash, premises["number"] + "C"))


def _story_premises(geography: Geography) -> pd.DataFrame:
    sites = table("story_sites")
    position = {name: row for row, name in enumerate(geography.places["place"])}
    place = np.array([position[name] for name in sites["place"]])
    centres = geography.places.iloc[place][["easting", "northing"]].to_numpy()
    points = np.round(centres + sites[["east_m", "north_m"]].to_numpy(), 1)
    if not inside(geography, geography.places["district"].to_numpy()[place], points).all():
        raise ValueError("a site of story_sites.csv lies in the sea or in another district")
    return pd.DataFrame(
        {
            "place": place,
            "sector": sites["sector"],
            "setting": "story",
            "is_listed": sites["listed"] == "yes",
            "street": sites["street"],
            "unit": sites["unit"],
            "building": sites["building"],
            "number": sites["number"].astype(str),
            "door": np.arange(len(sites)),
            "easting": points[:, 0],
            "northing": points[:, 1],
            "site": sites["site"],
        }
    )


def _uprns(rng: np.random.Generator, premises: pd.DataFrame) -> list[str]:
    """Twelve digits beginning 990, which no real UPRN does; neighbours mostly follow one another."""
    gaps = np.floor(shares(rng.uniform(0.1, 1, len(premises))) * 900_000_000).astype(np.int64)
    numbers = 990_000_000_000 + np.cumsum(np.maximum(gaps, 1))
    order = np.lexsort([premises["door"], premises["street"], premises["place"]])
    uprns = np.empty(len(premises), dtype=np.int64)
    uprns[order] = numbers
    return [str(uprn) for uprn in uprns]
