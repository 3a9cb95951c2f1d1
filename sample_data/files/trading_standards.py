"""Trading standards: complaints and visits in one workbook with titles, real dates, an empty column and totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sample_data.appearance import Style, appear
from sample_data.randomness import stream
from sample_data.settings import CREATED, PERIOD_START, date_texts
from sample_data.truth import Cells, Row, Spoiler, Truth, every_for, spoil
from sample_data.world import World

FILE = "trading_standards/SYNTHETIC_trading_standards.xlsx"
COMPLAINTS = ["Case reference", "Received date", "Trader name", "Trader address", "Trader postcode", "Trader phone", "",
              "Goods/service code", "Complaint/breach code", "Detriment value", "Referral/Notification",
              "Outcome"]  # fmt: skip
VISITS = ["Visit reference", "Visit date", "Trader name", "Trading as", "Address", "Postcode", "Phone", "",
          "Company number", "Visit type", "Result"]  # fmt: skip
TITLES = ("Trading Standards - {sheet}", "SYNTHETIC DATA - every trader is invented", "Period 01/10/2020 to 30/09/2026")
FIRST = 5
"""Spreadsheet row of the first data row: three titles and the header come before it."""
STYLE = Style(versions=2, legal=0.25, both=0.15, short=0.08, slips=0.03, no_postcode=0.1, bad_postcode=0.04)
DATES = date_texts("%y")
SPOILERS = (
    Spoiler("impossible date, as text", lambda cells: [cells[0], "31/02/2025", *cells[2:]]),
    Spoiler("no date", lambda cells: [cells[0], "", *cells[2:]]),
    Spoiler("date in the future", lambda cells: [cells[0], date(2030, 1, 15), *cells[2:]]),
    Spoiler("no trader name", lambda cells: [*cells[:2], "", *cells[3:]]),
)
NOTES = (
    "SYNTHETIC DATA: every trader, address, telephone number and case in this workbook is invented.",
    "Complaints come from the consumer helpline as referrals or notifications; an unproven complaint is not a finding.",
    "Detriment is what the consumer says was lost, in pounds.",
    "Notices withdrawn on appeal are left out.",
)


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write the workbook; returns its path below `out`."""
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": "SYNTHETIC DATA", "created": CREATED})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    _write_text(book.add_worksheet("Cover"), ["Trading Standards extract", *NOTES[:1], "Prepared for demonstration"])
    for sheet, header, events, rows in (
        ("Complaints", COMPLAINTS, world.events["complaints"], _complaints(world)),
        ("Visits", VISITS, world.events["visits"], _visits(world)),
    ):
        broken = spoil(rows, SPOILERS, every=every_for(len(events), SPOILERS))
        followed = truth.follow(broken, FILE, first=FIRST, sheet=sheet)
        _write_sheet(book.add_worksheet(sheet), sheet, header, followed, day_format)
    _write_text(book.add_worksheet("Notes"), ["Notes", *NOTES])
    book.close()
    return [FILE]


def _write_text(sheet: Worksheet, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def _write_sheet(sheet: Worksheet, name: str, header: Cells, rows: Iterable[Row], day_format: Format) -> None:
    sheet.set_column(1, 1, 12)
    _write_text(sheet, [title.format(sheet=name) for title in TITLES])
    for column, text in enumerate(header):
        if text:
            sheet.write_string(FIRST - 2, column, text)
    number, total = FIRST - 1, 0.0
    for row in rows:
        for column, value in enumerate(row.cells):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day_format)
            elif isinstance(value, float):
                sheet.write_number(number, column, value)
                total += value
            elif value:
                sheet.write_string(number, column, value)
        number += 1
    sheet.write_string(number, 0, "Total")
    sheet.write_number(number, 2, number - FIRST + 1)
    if name == "Complaints":
        sheet.write_number(number, header.index("Detriment value"), round(total, 2))


def _complaints(world: World) -> Iterator[Row]:
    events = world.events["complaints"]
    rng = stream(world.seed, "complaints file")
    look = appear(world.seed, "trading standards", world.businesses, STYLE)
    phones, is_company = world.businesses["phone"].tolist(), world.businesses["is_company"].tolist()
    gives_phone, hidden = (rng.random(len(events)) < 0.6).tolist(), (rng.random(len(events)) < 0.06).tolist()
    referred = (rng.random(len(events)) < 0.35).tolist()
    at = look.at(events["business"].to_numpy(dtype=int), rng.integers(0, 2, len(events)))
    for serial, (event, row) in enumerate(zip(events.itertuples(index=False), at, strict=True), start=1):
        business = event.business
        ref = f"TS/{DATES[event.day]}/{serial:06d}"
        secret = hidden[serial - 1] and not is_company[business]
        address = event.as_address or ", ".join(look.lines[row])
        yield Row(
            [
                ref, _date(event.day), event.as_name or look.name[row], "REDACTED" if secret else address,
                "" if secret else look.postcode[row], phones[business] if gives_phone[serial - 1] else "", "",
                event.what, event.kind, float(event.value) if event.value == event.value else "",
                "Referral" if referred[serial - 1] else "Notification", event.outcome,
            ],
            ref,
            business,
        )  # fmt: skip


def _visits(world: World) -> Iterator[Row]:
    events, businesses = world.events["visits"], world.businesses
    rng = stream(world.seed, "visits file")
    look = appear(world.seed, "trading standards", businesses, STYLE)
    trading, legal = businesses["name"].tolist(), businesses["legal_name"].tolist()
    phones, companies = businesses["phone"].tolist(), businesses["company_number"].tolist()
    told = (businesses["story"] != "").tolist()
    full, numbered = (rng.random(len(events)) < 0.5).tolist(), (rng.random(len(events)) < 0.7).tolist()
    at = look.at(events["business"].to_numpy(dtype=int), rng.integers(0, 2, len(events)))
    for serial, (event, row) in enumerate(zip(events.itertuples(index=False), at, strict=True), start=1):
        business = event.business
        ref = f"V{DATES[event.day]}{serial:06d}"
        both = full[serial - 1] or told[business]
        yield Row(
            [
                ref, _date(event.day), event.as_name or (legal[business] if both else look.name[row]),
                trading[business] if both else "", event.as_address or ", ".join(look.lines[row]),
                look.postcode[row], phones[business], "",
                companies[business] if numbered[serial - 1] or told[business] else "", event.what, event.outcome,
            ],
            ref,
            business,
        )  # fmt: skip


def _date(day: int) -> date:
    return PERIOD_START + timedelta(days=int(day))
