"""The parts of a briefing, one after the other, as ReportLab's flowables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

import codes
from charts import briefing_drawings as drawings
from charts.briefing_facts import Facts
from charts.briefing_letters import BOLD, FONT, printable
from charts.known_as import identity_table
from charts.profile import by_role, companies_table, contacts_table, indicator_lines, shared_table

WIDTH = A4[0] - 36 * mm
MOST_CONTACTS, MOST_NAMES = 120, 60
ROOM = 80
"""Points below a heading that its table begins in; with less, both go to the next page."""
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=8.6, leading=12, textColor=drawings.INK)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=7, leading=9.2)
_SOFT = ParagraphStyle("soft", parent=_SMALL, textColor=drawings.SOFT)
_TITLE = ParagraphStyle("title", parent=_BODY, fontName=BOLD, fontSize=16, leading=20)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=9, spaceAfter=3)
_CELL_HEAD = ParagraphStyle("cellhead", parent=_SMALL, fontName=BOLD, textColor=white)
_FIGURE = ParagraphStyle("figure", parent=_BODY, fontName=BOLD, fontSize=13, leading=16, alignment=TA_CENTER)
_UNDER = ParagraphStyle("under", parent=_SOFT, alignment=TA_CENTER)
CAVEATS = (
    "A contact is not a mark against a business. Contacts in which it was the victim or only the place are counted apart and say nothing against it.",
    "Records were linked by a statistical model and by people; a link may be wrong. The records that were linked are listed with the probability of the link on the profile.",
    "Indicators are countable rules, not findings, and no score. Their absence is no clearance: partners differ in what they send and how far back.",
    "Verify with the partner named before acting on a row. Notes that people keep in Touchpoint are not part of this briefing.",
)


def _text(value: object, style: ParagraphStyle = _BODY, most: int = 400) -> Paragraph:
    said = printable(str(value)) if value is not None and value == value else ""
    return Paragraph(escape(said if len(said) <= most else said[: most - 1] + "…"), style)


def opening(facts: Facts) -> list[Flowable]:
    found = facts.business
    sector = codes.labels("sectors").get(str(found["sector"]), "Not known")
    known = [part for part in (found["address"], found["postcode"]) if isinstance(part, str)]
    repeats = len(known) == 2 and known[1].replace(" ", "") in known[0].upper().replace(" ", "")
    address = ", ".join(known[:1] if repeats else known) or "Address not known"
    lines = [f"{sector}  ·  {address}", "In the rating list" if found.get("is_listed") else "Not in the rating list"]
    if isinstance(found.get("company_number"), str):
        lines.append(f"Company {found['company_number']}")
    return [
        _text(f"Business briefing {facts.number}", _SOFT),
        _text(found["name"], _TITLE, 160),
        _text("  ·  ".join(lines)),
        _text(
            f"Issued {facts.issued_at:%d %B %Y} by {facts.issued_by}, from {facts.register}. Contacts reach to {facts.as_of:%d %B %Y}.",
            _SOFT,
        ),
        Spacer(1, 5),
    ]


def figures(facts: Facts) -> list[Flowable]:
    contacts = facts.touch_points
    last = f"{contacts['event_date'].max():%d %b %Y}" if len(contacts) else "never"
    cells = [(f"{len(contacts):,}", "touch-points"), (f"{contacts['partner_org'].nunique():,}", "organisations")]
    cells += [(f"{count:,}", f"as {role.lower()}; {worst}") for role, count, worst in by_role(contacts)[:3]]
    cells.append((last, "last contact"))
    table = Table(
        [[_text(top, _FIGURE) for top, _ in cells], [_text(under, _UNDER) for _, under in cells]],
        colWidths=[WIDTH / len(cells)] * len(cells),
    )
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.6, drawings.FAINT),
                ("INNERGRID", (0, 0), (-1, -1), 0, white),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return [table]


def standing_out(facts: Facts) -> list[Flowable]:
    lines = indicator_lines(facts.indicators)
    rows = [(row.label, row.detail, row.when, row.count, row.caution or "") for row in lines.itertuples()]
    parts: list[Flowable] = [CondPageBreak(ROOM), _text("What stands out", _HEAD)]
    if rows:
        parts.append(
            _grid(("Indicator", "In figures", "When", "Count", "Caution"), rows, (0.2, 0.38, 0.16, 0.08, 0.18))
        )
    else:
        parts.append(_text("No rule is met by what is loaded. That is not a clean bill."))
    parts.append(_text("Intelligence gaps", _HEAD))
    parts += [_text(f"–  {line}") for line in facts.gaps] or [_text("Nothing obvious is missing.")]
    return parts


def pictures(facts: Facts) -> list[Flowable]:
    parts: list[Flowable] = [_text("Who saw it, and when", _HEAD)]
    if facts.touch_points.empty:
        parts.append(_text("Nobody has recorded a contact with this business."))
    else:
        picture = drawings.timeline(facts.touch_points, facts.tenures, as_of=pd.Timestamp(facts.as_of), width=WIDTH)
        key = "Circle: inspection. Diamond: complaint or incident. Square: enforcement. Bar: administrative. Triangle: intelligence. Hollow: not the subject. Bands: who traded at the premises."
        colours = "Colour: light blue satisfactory, pale blue advice, amber improvement needed, orange formal action, dark red stop or prosecute, grey not assessed."
        parts += [picture, _text(f"{key} {colours}", _SOFT)]
    return [*parts, Spacer(1, 4), *_where(facts)]


def _where(facts: Facts) -> list[Flowable]:
    found = facts.business
    parts: list[Flowable] = []
    if pd.notna(found.get("longitude")):
        local = drawings.where(
            float(found["longitude"]),
            float(found["latitude"]),
            facts.outlines,
            facts.others,
            width=WIDTH * 0.58,
            height=170,
            reach_km=4,
        )
        county = drawings.where(
            float(found["longitude"]),
            float(found["latitude"]),
            facts.outlines,
            (),
            width=WIDTH * 0.4,
            height=170,
            reach_km=25,
        )
        parts.append(
            KeepTogether(
                [
                    _text("Where", _HEAD),
                    Table(
                        [[local, county]],
                        colWidths=[WIDTH * 0.6, WIDTH * 0.4],
                        style=[("LEFTPADDING", (0, 0), (-1, -1), 0)],
                    ),
                    _text(
                        f"Left 4 km, right 25 km around; grey dots: the same sector nearby. Position precise to {str(found.get('coordinate_precision')).lower()}. {facts.attribution}",
                        _SOFT,
                    ),
                ]
            )
        )
    else:
        parts += [_text("Where", _HEAD), _text("No partner has given a position, UPRN or known postcode.")]
    return parts


def identity(facts: Facts) -> list[Flowable]:
    known = identity_table(facts.records)
    rows = [
        (row[0], row[1], row[2], _day(row[3]), _day(row[4]))
        for row in known.head(MOST_NAMES).itertuples(index=False, name=None)
    ]
    parts: list[Flowable] = [
        CondPageBreak(ROOM),
        _text("Every name, address and number it was ever known by", _HEAD),
        _grid(("What", "Known as", "Who says so", "Since", "Until"), rows, (0.14, 0.36, 0.26, 0.12, 0.12)),
    ]
    if len(known) > MOST_NAMES:
        parts.append(_text(f"{len(known) - MOST_NAMES:,} more are on the profile.", _SOFT))
    return [*parts, *_companies(facts)]


def _companies(facts: Facts) -> list[Flowable]:
    parts: list[Flowable] = []
    firms = companies_table(facts.companies)
    if len(firms):
        lines = [
            (
                row["Company number"],
                row["Company"]
                if isinstance(row["Company"], str)
                else "not in the register of companies that is loaded",
                row["Status"],
                _day(row["Formed"]),
                row["What it does"],
                row["Formerly"],
            )
            for _, row in firms.iterrows()
        ]
        parts += [
            CondPageBreak(ROOM),
            _text("Legal entity", _HEAD),
            _grid(
                ("Number", "Company", "Status", "Formed", "What it does", "Formerly"),
                lines,
                (0.13, 0.22, 0.13, 0.12, 0.24, 0.16),
            ),
        ]
    shared = shared_table(facts.shared)
    if len(shared):
        parts += [
            CondPageBreak(ROOM),
            _text("Shared with other businesses", _HEAD),
            _grid(
                ("Shared", "Detail", "Businesses", "Who", "Counts?"),
                list(shared.itertuples(index=False, name=None)),
                (0.13, 0.2, 0.11, 0.34, 0.22),
            ),
        ]
    return parts


def contacts(facts: Facts) -> list[Flowable]:
    table = contacts_table(facts.touch_points)
    shown = table.head(MOST_CONTACTS)
    names = ("Date", "Organisation", "What", "The business was", "Outcome", "Outcome, as sent", "File", "Row")
    rows = [(_day(row[0]), *row[1:]) for row in shown[list(names)].itertuples(index=False, name=None)]
    parts: list[Flowable] = [CondPageBreak(ROOM), _text("Contacts, newest first", _HEAD)]
    if rows:
        parts.append(_grid(names, rows, (0.1, 0.17, 0.12, 0.1, 0.12, 0.17, 0.16, 0.06)))
    if len(table) > len(shown):
        parts.append(
            _text(
                f"The newest {len(shown):,} of {len(table):,} contacts. All of them are on the profile and can be exported there.",
                _SOFT,
            )
        )
    return parts if rows else [*parts, _text("None.")]


def sources(facts: Facts) -> list[Flowable]:
    every = pd.concat(
        [
            facts.touch_points[["partner_org", "file_name"]].assign(kind="contacts"),
            facts.records[["partner_org", "file_name"]].assign(kind="records"),
        ]
    )
    counted = every.groupby(["partner_org", "file_name"])["kind"].value_counts().unstack(fill_value=0)
    rows = [
        (str(org), str(file), int(row.get("contacts", 0)), int(row.get("records", 0)))
        for (org, file), row in counted.iterrows()
    ]
    return [
        CondPageBreak(ROOM),
        _text("Sources", _HEAD),
        _grid(("Organisation", "File", "Contacts", "Records"), rows, (0.36, 0.42, 0.11, 0.11)),
        KeepTogether([_text("Read this before using it", _HEAD), *(_text(f"–  {line}") for line in CAVEATS)]),
    ]


def _day(value: object) -> str:
    return "" if value is None or pd.isna(value) else f"{pd.Timestamp(value):%d/%m/%Y}"


def _grid(head: Sequence[str], rows: Sequence[Sequence[object]], shares: Sequence[float]) -> Table:
    cells = [
        [_text(name, _CELL_HEAD) for name in head],
        *([_text(value, _SMALL, 180) for value in row] for row in rows),
    ]
    table = Table(cells, colWidths=[WIDTH * share for share in shares], repeatRows=1)
    look = [
        ("BACKGROUND", (0, 0), (-1, 0), HexColor("#0F2A3A")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, drawings.FAINT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    look += [
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    table.setStyle(TableStyle(look))
    return table
