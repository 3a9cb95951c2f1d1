"""Police: crimes linked to businesses as an extract from Athena, UTF-8 with a byte order mark, one row for each role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sample_data.appearance import Style, appear
from sample_data.randomness import stream
from sample_data.settings import LAST_DAY, date_texts
from sample_data.truth import Row, Spoiler, Truth, every_for, spoil, write_csv
from sample_data.vocabulary import table
from sample_data.world import World

FILE = "police/SYNTHETIC_athena_extract.csv"
HEADER = ["Crime Ref", "Offence", "HO Class", "Committed From", "Committed To", "Recorded Date", "Location Name",
          "Address", "Postcode", "Easting", "Northing", "UPRN", "Business Flag", "Role", "Outcome", "Marking"]  # fmt: skip
MARKING = "OFFICIAL - SYNTHETIC"
VERSIONS = 4
STYLE = Style(
    versions=VERSIONS, legal=0.03, both=0.01, upper=True, short=0.15, slips=0.05, longest=40, vague=0.06,
    no_postcode=0.12, bad_postcode=0.05, no_uprn=0.55, no_point=0.06, off_m=12,
)  # fmt: skip
DATES = date_texts("%d/%m/%Y")
FROM = HEADER.index("Committed From")
SPOILERS = (
    Spoiler(
        "impossible date", lambda cells: [*cells[:FROM], "31/02/2025 10:00", "31/02/2025 10:05", *cells[FROM + 2 :]]
    ),
    Spoiler("no dates", lambda cells: [*cells[:FROM], "", "", "", *cells[FROM + 3 :]]),
    Spoiler(
        "date in the future", lambda cells: [*cells[:FROM], "01/01/2030 00:00", "", "01/01/2030", *cells[FROM + 3 :]]
    ),
    Spoiler("too few cells", lambda cells: cells[:8]),
    Spoiler("no name and no place", lambda cells: [*cells[:6], "", "", "", "", "", "", *cells[12:]]),
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write the police extract; returns its path below `out`."""
    rows = spoil(_rows(world), SPOILERS, every=every_for(len(world.events["police"]), SPOILERS))
    write_csv(out / FILE, [HEADER], truth.follow(rows, FILE, first=2), [], encoding="utf-8-sig")
    return [FILE]


def _rows(world: World) -> Iterator[Row]:
    events = world.events["police"]
    rng = stream(world.seed, "police file")
    look = appear(world.seed, "police", world.businesses, STYLE)
    offences = table("offences")
    classes = dict(zip(offences["offence"], offences["ho_class"], strict=True))
    lasted = (rng.exponential(40, len(events)).astype(int) + 1).tolist()
    delay = (rng.exponential(0.8, len(events)).astype(int)).tolist()
    flagged = (rng.random(len(events)) < 0.9).tolist()
    at = look.at(events["business"].to_numpy(), rng.integers(0, VERSIONS, len(events)))
    for serial, (event, row) in enumerate(zip(events.itertuples(index=False), at, strict=True), start=1):
        turn = serial - 1
        ref = f"99/{serial:07d}/{DATES[event.day][-2:]}"
        until = event.minute + lasted[turn]
        recorded = min(event.day + delay[turn], LAST_DAY)
        yield Row(
            [
                ref, event.what, classes[event.what], _moment(event.day, event.minute), _moment(event.day, until),
                DATES[max(recorded, event.day + until // 1440)], event.as_name or look.name[row],
                event.as_address or ", ".join(look.lines[row]), look.postcode[row], look.easting[row],
                look.northing[row], look.uprn[row], "Y" if flagged[turn] else "N", event.kind, event.outcome, MARKING,
            ],
            ref,
            event.business,
        )  # fmt: skip


def _moment(day: int, minute: int) -> str:
    return f"{DATES[day + minute // 1440]} {minute // 60 % 24:02d}:{minute % 60:02d}"
