"""Fire and rescue: audits and checks as a CFRMIS report, one title line above the header, Windows-1252."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sample_data.appearance import Style, appear
from sample_data.randomness import stream
from sample_data.settings import date_texts
from sample_data.truth import Row, Spoiler, Truth, every_for, spoil, write_csv
from sample_data.vocabulary import table
from sample_data.world import World

FILE = "fire/SYNTHETIC_fire_audits.csv"
TITLE = "SYNTHETIC DATA - invented county fire and rescue - Protection jobs completed 01/10/2020 to 30/09/2026"
HEADER = ["JobRef", "UPRN", "Premises Name", "Address", "Postcode", "Easting", "Northing", "Premises Type (FSEC)",
          "Job Type", "Date Completed", "Outcome", "Risk Score", "Inspector", "Notice Ref"]  # fmt: skip
STYLE = Style(
    legal=0.12, both=0.05, short=0.12, slips=0.02, no_postcode=0.02, bad_postcode=0.03, no_uprn=0.08, bad_uprn=0.04,
    no_point=0.03, swapped=0.005, off_m=3,
)  # fmt: skip
DATES = date_texts("%d/%m/%Y")
DATE = HEADER.index("Date Completed")
SPOILERS = (
    Spoiler("impossible date", lambda cells: [*cells[:DATE], "31/02/2025", *cells[DATE + 1 :]]),
    Spoiler("no date", lambda cells: [*cells[:DATE], "", *cells[DATE + 1 :]]),
    Spoiler("date in the future", lambda cells: [*cells[:DATE], "14/03/2029", *cells[DATE + 1 :]]),
    Spoiler("too few cells", lambda cells: cells[:6]),
    Spoiler("date with month first", lambda cells: [*cells[:DATE], "11/25/2024", *cells[DATE + 1 :]]),
)
NOTICES = {
    "Enforcement notice": "EN",
    "Prohibition notice": "PN",
    "Alterations notice": "AN",
    "Restriction notice": "PN",
}


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write the fire service's file; returns its path below `out`."""
    rows = spoil(_rows(world), SPOILERS, every=every_for(len(world.events["fire"]), SPOILERS))
    write_csv(out / FILE, [[TITLE], HEADER], truth.follow(rows, FILE, first=3), [], encoding="cp1252")
    return [FILE]


def _rows(world: World) -> Iterator[Row]:
    events = world.events["fire"]
    rng = stream(world.seed, "fire file")
    look = appear(world.seed, "fire", world.businesses, STYLE)
    premises_type = (
        world.businesses["sector"].map(table("sectors").set_index("sector")["fsec"]).fillna("Other").tolist()
    )
    inspectors = rng.integers(4100, 4140, len(events)).tolist()
    at = look.at(events["business"].to_numpy(), events["day"].to_numpy() * 0)
    for serial, (event, row) in enumerate(zip(events.itertuples(index=False), at, strict=True), start=1):
        year = DATES[event.day][-4:]
        ref = f"FS{year[2:]}{serial:07d}"
        notice = event.notice
        if not notice and event.outcome in NOTICES:
            notice = f"{NOTICES[event.outcome]}/{year}/{serial % 9000 + 500:04d}"
        address = event.as_address or ", ".join(look.lines[row])
        postcode = look.postcode[row].replace("0", "O", 1) if event.slip == "letter O" else look.postcode[row]
        yield Row(
            [
                ref, look.uprn[row], event.as_name or look.name[row], address, postcode, look.easting[row],
                look.northing[row], premises_type[row], event.what, DATES[event.day], event.outcome,
                "" if event.value != event.value else f"{event.value:.2f}", f"FSO {inspectors[serial - 1]}", notice,
            ],
            ref,
            event.business,
        )  # fmt: skip
