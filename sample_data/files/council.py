"""Councils: public protection visits as a Uniform report with a title and a footer, one file for each council, Windows-1252."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.appearance import Appearance, Style, appear
from sample_data.randomness import stream
from sample_data.settings import date_texts
from sample_data.truth import Row, Spoiler, Truth, every_for, spoil, write_csv
from sample_data.vocabulary import table
from sample_data.world import World

HEADER = ["REFVAL", "KEYVAL", "UPRN", "ADDRESS", "BUSNAME", "TRADEAS", "PREMTYPE", "VISITDATE", "VISITTYPE", "FUNCTION",
          "OFFICER", "RISKRATE", "OUTCOME", "NEXTDUE", "MAPEAST", "MAPNORTH"]  # fmt: skip
STYLE = Style(
    versions=2, legal=0.3, short=0.05, slips=0.015, no_postcode=0.03, bad_postcode=0.02, no_uprn=0.06, bad_uprn=0.02,
    no_point=0.05,
)  # fmt: skip
CODES = {
    "Food Hygiene": "FHINSP", "Food Standards": "FSTAND", "Health & Safety": "HASAW", "Licensing": "LIC",
    "Planning Enforcement": "PLENF", "Housing": "HOUS", "Environmental Protection": "ENVPRO",
}  # fmt: skip
NEXT_DUE = {0: 90, 1: 180, 2: 365, 3: 540, 4: 540, 5: 730}
"""Days to the next food hygiene visit by rating, as the system plans it."""
RISK = {0: "A", 1: "A", 2: "B", 3: "C", 4: "D", 5: "E"}
DATES = date_texts("%d/%m/%Y")
DATE = HEADER.index("VISITDATE")
SPOILERS = (
    Spoiler("impossible date", lambda cells: [*cells[:DATE], "31/02/2025 00:00", *cells[DATE + 1 :]]),
    Spoiler("no date", lambda cells: [*cells[:DATE], "", *cells[DATE + 1 :]]),
    Spoiler("date in the future", lambda cells: [*cells[:DATE], "12/06/2028 10:30", *cells[DATE + 1 :]]),
    Spoiler("too few cells", lambda cells: cells[:5]),
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write council/SYNTHETIC_<district>_public_protection.csv for every council that sends one; returns the paths."""
    look = appear(world.seed, "council", world.businesses, STYLE)
    events = world.events["council"]
    district = world.businesses["district"].to_numpy()[events["business"].to_numpy(dtype=int)]
    files = []
    for council in table("districts").query("has_public_protection == 'yes'").itertuples(index=False):
        here = events[district == council.code]
        file = f"council/SYNTHETIC_{council.slug}_public_protection.csv"
        rows = spoil(_rows(world, here, look, council.slug), SPOILERS, every=every_for(len(here), SPOILERS))
        foot = [[f"*** SYNTHETIC DATA - {len(here) + len(SPOILERS)} records selected - end of report ***"]]
        followed = truth.follow(rows, file, first=3)
        title = [f"{council.name} Council - Public Protection visits - SYNTHETIC DATA"]
        write_csv(out / file, [title, HEADER], followed, foot, encoding="cp1252")
        files.append(file)
    return files


def _rows(world: World, events: pd.DataFrame, look: Appearance, council: str) -> Iterator[Row]:
    businesses = world.businesses
    rng = stream(world.seed, f"council {council}")
    kinds = businesses["sector"].map(table("sectors").set_index("sector")["premises_type"]).fillna("MOBILE").tolist()
    trading, keys = businesses["name"].tolist(), businesses["premises_ref"].tolist()
    officers = np.array(["ABR", "CDT", "EFW", "GHL", "JKM", "NPS", "RST", "VWY"])[
        rng.integers(0, 8, len(events))
    ].tolist()
    timed = (rng.random(len(events)) < 0.7).tolist()
    is_food = events["what"].str.startswith("Food").to_numpy()
    at = look.at(events["business"].to_numpy(dtype=int), np.where(is_food, 0, 1))
    for serial, (event, row) in enumerate(zip(events.itertuples(index=False), at, strict=True), start=1):
        date, business = DATES[event.day], event.business
        ref = f"{date[-2:]}/{serial:06d}/{CODES[event.what]}"
        name = event.as_name or look.name[row]
        rated = event.what == "Food Hygiene"
        yield Row(
            [
                ref.ljust(20), keys[business].ljust(18), look.uprn[row],
                _address(look, row, event.as_address),
                name, "" if name == trading[business] else trading[business], kinds[business].ljust(14),
                f"{date} {_time(event.minute) if timed[serial - 1] else '00:00'}", event.kind, event.what.ljust(26),
                officers[serial - 1], RISK[int(event.value)] if rated else "", event.outcome.ljust(30),
                DATES[event.day + NEXT_DUE[int(event.value)]] if rated else "", look.easting[row], look.northing[row],
            ],
            ref,
            business,
        )  # fmt: skip


def _address(look: Appearance, row: int, told: str) -> str:
    """Address and postcode in one cell, a line each; `told` is an address to write as it stands."""
    lines = [*(told.split(", ") if told else look.lines[row]), "Essex"]
    return "\n".join([*lines, look.postcode[row]] if look.postcode[row] else lines)


def _time(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
