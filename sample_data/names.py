"""Names of invented businesses: on the shop front, at Companies House, and the chains that share one."""

from __future__ import annotations

import numpy as np

from sample_data.vocabulary import patterns, table, words

SLOTS = ("stem", "surname", "first", "adjective", "colour", "animal", "gem", "city", "noun")
LEGAL_PATTERNS = (
    "{name} Ltd",
    "{name} Limited",
    "{name} Ltd",
    "{surname} {noun} Ltd",
    "{surname} & {surname2} Ltd",
    "{stem} {noun} Limited",
    "{surname} {noun} (Essex) Ltd",
    "{initials} {noun} Ltd",
    "{place} {noun} Ltd",
)
ODD_SHARE = 0.004
"""Names that begin with a sign or a bracket, as some published ones do."""
PEOPLE_PATTERNS = ("{first} {surname}", "{initial} {surname}", "{first} {surname}", "{surname} & {surname2}")


def trading_names(rng: np.random.Generator, sectors: np.ndarray, towns: np.ndarray) -> list[str]:
    """A plausible name over the door for every business; many repeat from town to town, as they do in life."""
    chance, twist = rng.random(len(sectors)), rng.random(len(sectors))
    fills = _fills(rng, len(sectors))
    names = []
    for row, (sector, town) in enumerate(zip(sectors, towns, strict=True)):
        choices = patterns(sector)
        name = _filled(choices[int(chance[row] * len(choices))], fills, row, town=town)
        names.append(
            f"@ {name}" if twist[row] < ODD_SHARE else f"({town}) {name}" if twist[row] > 1 - ODD_SHARE else name
        )
    return names


def legal_names(rng: np.random.Generator, names: list[str], towns: np.ndarray, companies: np.ndarray) -> list[str]:
    """The name of the company, or of the person, behind each trading name."""
    chance = rng.random(len(names))
    fills = _fills(rng, len(names))
    legal = []
    for row, (name, town, is_company) in enumerate(zip(names, towns, companies, strict=True)):
        choices = LEGAL_PATTERNS if is_company else PEOPLE_PATTERNS
        pattern = choices[int(chance[row] * len(choices))]
        legal.append(_filled(pattern, fills, row, town=town, name=name.removesuffix(" Ltd")))
    return legal


def join_chains(
    rng: np.random.Generator, sectors: np.ndarray, names: list[str], legal: list[str]
) -> tuple[list[str], list[str], np.ndarray]:
    """Turn some businesses into branches of invented chains.

    Returns:
        Trading names, legal names, and for each business the position of its chain in chains.csv or -1.
    """
    chains = table("chains")
    chance = rng.random(len(sectors))
    pick = rng.random(len(sectors))
    chain_of = np.full(len(sectors), -1)
    for sector, share in table("chain_shares").itertuples(index=False):
        members = np.flatnonzero((chains["sector"] == sector).to_numpy())
        rows = np.flatnonzero((sectors == sector) & (chance < share))
        chain_of[rows] = members[(pick[rows] * len(members)).astype(int)]
    front, behind = list(names), list(legal)
    for row in np.flatnonzero(chain_of >= 0):
        front[row], behind[row] = chains["name"][chain_of[row]], chains["legal_name"][chain_of[row]]
    return front, behind, chain_of


def _fills(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """For every slot a word number for every business."""
    fills = {slot: rng.integers(0, len(words(slot)), count) for slot in SLOTS}
    for slot in ("surname", "first", "animal"):
        fills[f"{slot}2"] = rng.integers(0, len(words(slot)), count)
    return fills


def _filled(pattern: str, fills: dict[str, np.ndarray], row: int, *, town: str, name: str = "") -> str:
    if "{" not in pattern:
        return pattern
    values = {"place": town, "name": name}
    for slot, numbers in fills.items():
        if "{" + slot + "}" in pattern or slot in ("first", "surname"):
            values[slot] = words(slot.rstrip("2"))[numbers[row]]
    values["initial"] = values["first"][0]
    values["initials"] = values["first"][0] + values["surname"][0]
    return pattern.format(**values)
