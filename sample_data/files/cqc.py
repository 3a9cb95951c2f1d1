"""Care Quality Commission: active care locations, a subset of the published columns under a few lines of preamble."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sample_data.appearance import Style, address_lines, appear
from sample_data.randomness import stream
from sample_data.settings import date_texts
from sample_data.truth import Row, Spoiler, Truth, every_for, spoil, write_csv
from sample_data.vocabulary import table, words
from sample_data.world import World

FILE = "cqc/SYNTHETIC_HSCA_active_locations.csv"
PREAMBLE = [["SYNTHETIC DATA - HSCA Active Locations"], ["This data was produced on 30 September 2026"], []]
HEADER = [
    "Location ID", "Location HSCA start date", "Dormant (Y/N)", "Care home?", "Location Name", "Location ODS Code",
    "Location Type/Sector", "Location Primary Inspection Category", "Location Region", "Location Local Authority",
    "Location Latest Overall Rating", "Publication Date", "Inherited Rating (Y/N)", "Care homes beds",
    "Registered manager", "Location Telephone Number", "Location Street Address", "Location Address Line 2",
    "Location City", "Location County", "Location Postal Code", "Location PAF ID", "Location UPRN ID",
    "Location Latitude", "Location Longitude", "Provider ID", "Provider Name", "Provider Companies House Number",
    "Brand Name", "Service type - Care home service without nursing", "Service type - Domiciliary care service",
]  # fmt: skip
DATES = date_texts("%d/%m/%Y")
DATE = HEADER.index("Publication Date")
SPOILERS = (
    Spoiler("impossible date", lambda cells: [*cells[:DATE], "31/02/2025", *cells[DATE + 1 :]]),
    Spoiler("date in the future", lambda cells: [*cells[:DATE], "01/11/2027", *cells[DATE + 1 :]]),
    Spoiler("too few cells", lambda cells: cells[:12]),
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write the care locations; returns the path below `out`."""
    rows = spoil(_rows(world), SPOILERS, every=every_for(len(world.care), SPOILERS))
    first = len(PREAMBLE) + 2
    write_csv(out / FILE, [*PREAMBLE, HEADER], truth.follow(rows, FILE, first=first), [], encoding="utf-8-sig")
    return [FILE]


def _rows(world: World) -> Iterator[Row]:
    rng = stream(world.seed, "care file")
    businesses = world.businesses.loc[world.care["business"]]
    districts = table("districts").set_index("code")["name"]
    look = appear(world.seed, "cqc", businesses.reset_index(drop=True), Style(slips=0.005))
    never = np.zeros(len(businesses), dtype=bool)
    lines = address_lines(businesses, short=never, vague=never, upper=False)
    people = [f"{words('surname')[a]}, {words('first')[b]}" for a, b in rng.integers(0, 80, (len(businesses), 2))]
    hidden = rng.random(len(businesses)) < 0.05
    brands = table("chains")["name"].tolist()
    columns = zip(world.care.itertuples(index=False), businesses.itertuples(index=False), strict=True)
    for turn, (care, business) in enumerate(columns):
        ref = f"1-99{care.business:08d}"
        at_home = "Home" in business.name and "Care Home" not in business.name and "Nursing" not in business.name
        street, line2 = lines[turn][0], lines[turn][1] if len(lines[turn]) > 2 else ""
        yield Row(
            [
                ref, DATES[max(business.opened, -3650)], "N", "N" if at_home else "Y", look.name[turn], "",
                "Social Care Org", "Community based adult social care services" if at_home else "Residential social care",
                "East", districts[business.district], care.outcome, DATES[int(care.day)] if care.outcome else "", "N",
                "" if at_home else str(care.beds), "REDACTED" if hidden[turn] else people[turn], business.phone,
                street, line2, business.post_town, "Essex", business.postcode, "", business.uprn,
                f"{business.latitude:.7f}", f"{business.longitude:.7f}", f"1-98{_provider(business.chain, care.business):08d}",
                business.legal_name, business.company_number,
                f"BRAND {brands[business.chain]}" if business.chain >= 0 else "-", "" if at_home else "Y",
                "Y" if at_home else "",
            ],
            ref,
            care.business,
            touch_points=int(care.outcome != ""),
        )  # fmt: skip


def _provider(chain: int, business: int) -> int:
    """Branches of a chain share a provider."""
    return 10_000_000 + chain if chain >= 0 else business
