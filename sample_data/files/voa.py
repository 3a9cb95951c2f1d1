"""Valuation Office: the rating list, `*` between 28 columns, no header; one row for each listed premises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.appearance import Style, appear, first_line_and_door
from sample_data.randomness import stream
from sample_data.settings import LAST_DAY, date_texts
from sample_data.truth import Cells, Row, Spoiler, Tally, Truth, every_for, spoil
from sample_data.vocabulary import table
from sample_data.world import World

FILE = "voa/SYNTHETIC_rating_list.csv"
COUNTY = "ESSEX (SYNTHETIC)"
STYLE = Style(upper=True, legal=0.35, both=0.03, short=0.1, slips=0.005)
PLACES = Style(upper=True, short=0.05)
DATES = date_texts("%d-%b-%Y")
NAMED_SHARE = 0.6
LIVES_ABOVE = {"TAKEAWAY": 0.3, "PUB": 0.45, "HMO": 0.6, "RESTAURANT": 0.25}
"""Share of premises with living accommodation, by sector; elsewhere 0.08."""
UARN, FULL_ADDRESS, EFFECTIVE, COLUMNS = 6, 7, 15, 28
SPOILERS = (
    Spoiler("impossible date", lambda cells: [*cells[:EFFECTIVE], "31-FEB-2025", *cells[EFFECTIVE + 1 :]]),
    Spoiler("date in the future", lambda cells: [*cells[:EFFECTIVE], "01-APR-2031", *cells[EFFECTIVE + 1 :]]),
    Spoiler("too few cells", lambda cells: cells[:20]),
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write the rating list, one record of it broken across two lines; returns its path below `out`."""
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    tally = Tally(FILE)
    truth.tallies.append(tally)
    listed = int(world.premises["is_listed"].sum())
    rows = spoil(_rows(world), SPOILERS, every=every_for(listed, SPOILERS), ref_cell=UARN)
    line = 1
    with path.open("w", encoding="utf-8", newline="") as handle:
        for number, row in enumerate(rows):
            truth.note(tally, "", line, row)
            is_broken = number == listed // 3 and len(row.cells) == COLUMNS
            handle.write(_in_two(row.cells) if is_broken else "*".join(map(str, row.cells)))
            handle.write("\r\n")
            line += 2 if is_broken else 1
    return [FILE]


def _in_two(cells: Cells) -> str:
    """The record broken inside its address, as some published ones are."""
    texts = [str(cell) for cell in cells]
    texts[FULL_ADDRESS] = texts[FULL_ADDRESS].replace(", ", ",\r\n", 1)
    return "*".join(texts)


def _rows(world: World) -> Iterator[Row]:
    places = _as_listed(world)
    look = appear(world.seed, "rating list", world.businesses, STYLE)
    for serial, entry in enumerate(places.itertuples(index=False), start=1):
        business = int(entry.occupier)
        name = look.name[business] if business >= 0 and entry.is_named else ""
        unit, number = first_line_and_door(entry.unit, entry.number)
        door = number or unit or entry.building
        yield Row(
            [
                serial, entry.billing, "", f"N{entry.uarn % 10**9:09d}", entry.description_code, entry.description,
                entry.uarn, ", ".join([*entry.lines, COUNTY, entry.postcode]), name, door.upper(),
                entry.street.upper(), entry.town.upper(), entry.post_town.upper(), COUNTY, entry.postcode,
                "01-APR-2023", "Y" if entry.is_composite else "N", entry.value, "",
                f"{entry.uarn * 3 % 10**10:010d}", DATES[entry.altered].upper(), entry.scat, entry.unit.upper(),
                entry.building.upper(), "", "", "01-APR-2023", "",
            ],
            str(entry.uarn),
            business,
            touch_points=0,
            premises=entry.premises_id,
        )  # fmt: skip


def _as_listed(world: World) -> pd.DataFrame:
    """Listed premises with everything the list says about them, council by council."""
    rng = stream(world.seed, "rating list")
    premises = world.premises
    count = len(premises)
    as_traders = premises.assign(story="", premises=np.arange(count), name="", legal_name="")
    places = premises.assign(lines=appear(world.seed, "rating list places", as_traders, PLACES).lines)
    places["occupier"] = _occupiers(premises, world.businesses)
    trade = world.businesses["sector"].to_numpy()[np.maximum(places["occupier"], 0)]
    sector = pd.Series(np.where(places["occupier"] >= 0, trade, premises["sector"]))
    kinds = table("sectors").set_index("sector")
    for column in ("description_code", "description"):
        places[column] = sector.map(kinds[column])
    codes = [kinds["scat"][name].split() for name in sector]
    pick = rng.random(count) ** 2
    places["scat"] = [choices[int(part * len(choices))] for choices, part in zip(codes, pick, strict=True)]
    places["uarn"] = 5_000_000_000 + np.cumsum(rng.integers(11, 4000, count))
    places["is_named"] = (rng.random(count) < NAMED_SHARE) | (premises["site"] != "").to_numpy()
    places["is_composite"] = rng.random(count) < sector.map(LIVES_ABOVE).fillna(0.08).to_numpy()
    places["value"] = np.round(np.exp(rng.normal(9.4, 0.8, count)) / 50).astype(int) * 50
    places["altered"] = rng.integers(-3000, LAST_DAY - 300, count)
    places["billing"] = premises["district"].map(table("districts").set_index("code")["billing_code"])
    return places[places["is_listed"].astype(bool)].sort_values(["billing", "uarn"], kind="stable")


def _occupiers(premises: pd.DataFrame, businesses: pd.DataFrame) -> np.ndarray:
    """Position of the business at each premises on the last day, -1 where it stands empty."""
    is_open = (businesses["opened"] <= LAST_DAY) & (businesses["closed"] > LAST_DAY)
    now = businesses[(businesses["premises"] >= 0) & is_open]
    occupier = np.full(len(premises), -1)
    occupier[now["premises"].to_numpy()] = now.index.to_numpy()
    return occupier
