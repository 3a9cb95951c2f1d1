"""How each partner's system writes a business down: names and addresses vary, postcodes and coordinates go wrong.

A partner keeps one or a few versions of each business and repeats them row after row, as real systems do; only
differences between partners, and between the versions, make matching hard.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from sample_data.randomness import stream
from sample_data.vocabulary import table


@dataclass(frozen=True)
class Style:
    """Habits of one partner's system; shares are of the businesses' versions.

    Attributes:
        versions: how many versions of each business the system holds.
        legal: share under the legal name alone; both: share as "legal t/a trading".
        upper: everything in capitals.
        short: share with words abbreviated; slips: share with a typing error in the name.
        longest: names are cut off after so many characters.
        vague: share with a name and a town only.
        no_postcode, bad_postcode: share without one, share with a slip in it.
        no_uprn, bad_uprn: share without one, share that lost digits at an end.
        no_point, swapped: share without coordinates, share with easting and northing changed over.
        off_m: how far points scatter around the door, metres.
    """

    versions: int = 1
    legal: float = 0.0
    both: float = 0.0
    upper: bool = False
    short: float = 0.0
    slips: float = 0.0
    longest: int = 200
    vague: float = 0.0
    no_postcode: float = 0.0
    bad_postcode: float = 0.0
    no_uprn: float = 0.0
    bad_uprn: float = 0.0
    no_point: float = 0.0
    swapped: float = 0.0
    off_m: float = 0.0


@dataclass(frozen=True)
class Appearance:
    """What a partner's system holds; version v of business b is at position b * versions + v of every list."""

    versions: int
    name: list[str]
    lines: list[tuple[str, ...]]
    postcode: list[str]
    uprn: list[str]
    easting: list[str]
    northing: list[str]

    def at(self, businesses: np.ndarray, version: np.ndarray) -> list[int]:
        """Positions of the given versions of the given businesses."""
        positions: list[int] = (businesses * self.versions + version % self.versions).tolist()
        return positions


def appear(seed: int, partner: str, businesses: pd.DataFrame, style: Style) -> Appearance:
    """Write every business down as a partner's system would; businesses of the stories are written without slips."""
    rng = stream(seed, f"appearance {partner}")
    repeated = businesses.loc[businesses.index.repeat(style.versions)]
    told = (repeated["story"] != "").to_numpy()
    chance = {name: np.where(told, 1.0, rng.random(len(repeated))) for name in _CHANCES}
    pick = rng.integers(0, 1 << 30, len(repeated)).tolist()
    fixed = (repeated["premises"] >= 0).to_numpy()
    vague = (chance["vague"] < style.vague) | ~fixed
    names = _names(repeated, style, chance, pick)
    lines = address_lines(repeated, short=chance["short"] < style.short, vague=vague, upper=style.upper)
    eastings, northings = _points(rng, repeated, style, chance, vague)
    return Appearance(
        style.versions, names, lines, _postcodes(repeated, style, chance, pick, vague),
        _uprns(repeated, style, chance, vague), eastings, northings,
    )  # fmt: skip


_CHANCES = ("name", "short", "slip", "vague", "postcode", "uprn", "point")


def _names(frame: pd.DataFrame, style: Style, chance: dict[str, np.ndarray], pick: list[int]) -> list[str]:
    names = []
    is_short, is_slip = (chance["short"] < style.short).tolist(), (chance["slip"] < style.slips).tolist()
    legal, both = (chance["name"] < style.legal).tolist(), (chance["name"] < style.legal + style.both).tolist()
    for row, (trading, behind) in enumerate(zip(frame["name"], frame["legal_name"], strict=True)):
        name = behind if legal[row] else trading
        if both[row] and not legal[row] and behind != trading:
            name = f"{behind} {('t/a', 'T/A', 'trading as')[pick[row] % 3]} {trading}"
        if is_short[row]:
            name = shortened(name)
        if is_slip[row]:
            name = with_slip(name, pick[row])
        names.append((name.upper() if style.upper else name)[: style.longest].rstrip())
    return names


def shortened(text: str) -> str:
    """A name or street with the abbreviations people use when typing."""
    for full, short in _abbreviations():
        if full in text:
            text = text.replace(full, short)
    return text.replace(" and ", " & ")


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    return tuple(table("abbreviations").itertuples(index=False, name=None))


def with_slip(text: str, pick: int) -> str:
    """The text with one letter lost, doubled or changed over with the next."""
    if len(text) < 5:
        return text
    place = 1 + pick % (len(text) - 3)
    kind = (pick // 1000) % 3
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def address_lines(frame: pd.DataFrame, *, short: np.ndarray, vague: np.ndarray, upper: bool) -> list[tuple[str, ...]]:
    """Lines of each address without the postcode: unit or building, number and street, town, post town."""
    lines = []
    columns = (frame[name] for name in ("unit", "building", "number", "street", "town", "post_town"))
    for row, (unit, building, number, street, town, post_town) in enumerate(zip(*columns, strict=True)):
        if vague[row]:
            parts: tuple[str, ...] = (town,)
        else:
            first, door = first_line_and_door(unit, number)
            road = f"{door} {shortened(street) if short[row] else street}".strip()
            last = (town,) if town.lower() == post_town.lower() else (town, post_town)
            parts = tuple(part for part in (first, building, road, *last) if part)
        lines.append(tuple(part.upper() for part in parts) if upper else parts)
    return lines


def first_line_and_door(unit: str, number: str) -> tuple[str, str]:
    """A unit on a line of its own and the number; letters and numbers like 12A belong to the number."""
    if unit in ("A", "B"):
        return "", f"{number}{unit}"
    if unit[:-1].isdigit():
        return "", unit
    return unit, number


def _postcodes(
    frame: pd.DataFrame, style: Style, chance: dict[str, np.ndarray], pick: list[int], vague: np.ndarray
) -> list[str]:
    missing = ((chance["postcode"] < style.no_postcode) | vague).tolist()
    bad = (chance["postcode"] < style.no_postcode + style.bad_postcode).tolist()
    postcodes = []
    for row, postcode in enumerate(frame["postcode"]):
        if missing[row]:
            postcodes.append("")
        else:
            postcodes.append(slipped_postcode(postcode, pick[row]) if bad[row] else postcode)
    return postcodes


def slipped_postcode(postcode: str, pick: int) -> str:
    """A postcode as it is mistyped: O for 0, no blank, small letters, or the next letter at the end."""
    kind = pick % 4
    if kind == 0 and "0" in postcode:
        return postcode.replace("0", "O", 1)
    if kind == 1:
        return postcode.replace(" ", "")
    if kind == 2:
        return postcode.lower()
    return postcode[:-1] + chr(ord("A") + (ord(postcode[-1]) - ord("A") + 1) % 26)


def _uprns(frame: pd.DataFrame, style: Style, chance: dict[str, np.ndarray], vague: np.ndarray) -> list[str]:
    missing = ((chance["uprn"] < style.no_uprn) | vague).tolist()
    bad = (chance["uprn"] < style.no_uprn + style.bad_uprn).tolist()
    uprns = []
    for row, uprn in enumerate(frame["uprn"]):
        lost = uprn[3:] if row % 2 else uprn[:-2]
        uprns.append("" if missing[row] else lost if bad[row] else uprn)
    return uprns


def _points(
    rng: np.random.Generator, frame: pd.DataFrame, style: Style, chance: dict[str, np.ndarray], vague: np.ndarray
) -> tuple[list[str], list[str]]:
    """Whole metres as text, empty where there is none."""
    has = ~((chance["point"] < style.no_point) | vague)
    swapped = chance["point"] < style.no_point + style.swapped
    offset = rng.normal(0, style.off_m, (len(frame), 2)) if style.off_m else np.zeros((len(frame), 2))
    metres = np.nan_to_num(frame[["easting", "northing"]].to_numpy(dtype=float)) + offset
    whole = np.round(np.where(swapped[:, None], metres[:, ::-1], metres)).astype(int)
    eastings = [str(value) if given else "" for value, given in zip(whole[:, 0].tolist(), has.tolist(), strict=True)]
    northings = [str(value) if given else "" for value, given in zip(whole[:, 1].tolist(), has.tolist(), strict=True)]
    return eastings, northings
