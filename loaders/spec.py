"""What a partner's file looks like, as data: which headings mean what, which words mean which outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "record_ref": "the partner's own number for the business or premises",
        "touch_point_ref": "the partner's own number for the visit, crime, notice or case",
        "partner_org": "the body the row belongs to, where one file covers several",
        "name": "trading name, or the only name given",
        "legal_name": "company or person behind the trading name",
        "address_1": "address, or its first line",
        "address_2": "second line of the address",
        "address_3": "third line of the address",
        "address_4": "fourth line of the address",
        "address_5": "fifth line of the address",
        "town": "post town",
        "postcode": "postcode",
        "uprn": "unique property reference number",
        "company_number": "Companies House number",
        "phone": "telephone",
        "email": "e-mail address; only its domain is kept",
        "easting": "easting, metres",
        "northing": "northing, metres",
        "longitude": "longitude, degrees",
        "latitude": "latitude, degrees",
        "lon_lat": "longitude and latitude in one cell, in either order",
        "district": "district or council by name, where there is no position",
        "register_part": "part of a register a file covers, such as the authority; what is missing from its next file has closed",
        "category": "kind of business in the partner's words",
        "category_code": "kind of business as the partner's code",
        "event_date": "when the contact happened",
        "type": "kind of contact in the partner's words",
        "function": "field of regulation in the partner's words",
        "role": "what the business was in it: subject, victim, location",
        "outcome": "result in the partner's words",
        "status": "open, closed, withdrawn",
        "value_gbp": "money: fine, loss, arrears, rateable value",
        "summary": "one sanitised line",
        "incorporated": "when the company was formed",
        "dissolved": "when the company was dissolved",
        "sic_1": "what the company does: SIC code and text",
        "sic_2": "second SIC code and text",
        "sic_3": "third SIC code and text",
        "sic_4": "fourth SIC code and text",
        "previous_name": "what the company was called before",
        "accounts_due": "when the company's next accounts are due",
        "management_score": "FHRS confidence in management, 0 to 30, higher is worse",
        "risk_category": "the regulator's category of inherent risk, A to E; kept as a flag, never a severity",
    }
)
ADDRESS_FIELDS = ("address_1", "address_2", "address_3", "address_4", "address_5")


@dataclass(frozen=True)
class Headerless:
    """A file without a heading line.

    Attributes:
        delimiter: one character between cells, or empty for a workbook; quotation marks count unless it is `*`.
        columns: what the columns are, in order.
        probe: column name to a regular expression that its value matches in every line; how the file is known. A line whose
            probed cells are all empty says nothing.
    """

    delimiter: str
    columns: tuple[str, ...]
    probe: Mapping[str, str]


@dataclass(frozen=True)
class Spec:
    """One partner file, declared.

    Attributes:
        name: identifier, also the `source` of its rows.
        title: what people call the file.
        partner: code in codes/partners.csv.
        partner_org: the body that sends it; `{district}` stands for a district named above the headings.
        function: field of regulation (codes/functions.csv) where no column says.
        source: where the layout was read or agreed.
        signature: headings that must all be there for the file to be this one (any capitals, any blanks); one of several where
            they are divided by `|`.
        probe: heading to a regular expression that its values match; tells layouts with the same headings apart.
        rename: partner's heading to a name in FIELDS, or to several divided by blanks; headings not named here are not stored.
            Where several headings stand for one field, the first that the file has counts.
        things: what its rows are, in the plural, for people.
        kind: `events` (a row is a contact) or `register` (a row is a business; contact only where it has a date).
        feeds: `contacts` (records and touch-points), `companies` (records and legal entities), or `context` (an area layer such
            as street crime, never matched to a business).
        lists_once: the source lists a business at most once.
        lists_premises: the source is a list of places where business may be done: the denominator.
        date_formats: strptime formats of every date in the file; nothing else but ISO 8601 is read.
        date_precision: `day`, `month` or `year`: how much of a date the partner gives.
        crs: of easting and northing.
        coordinate_precision: of supplied coordinates (ROOFTOP, POSTCODE, STREET, AREA).
        type, types: touch-point type (codes/touch_point_types.csv), or the partner's words to it (lower case).
        functions: the partner's words to a field of regulation (lower case).
        role, roles: role of the business, or the partner's words to it (lower case).
        outcomes: the partner's own words (lower case) to an outcome code of codes/severities.csv; they come before the scheme's.
        outcome: the word (lower case) where no column has one: all of a list of convictions are convictions.
        statuses: the partner's words (lower case) to a status; other text is looked through for the usual words.
        outcome_types: outcome words (lower case) that make the contact another type: a visit that ends in a notice.
        partners: field of regulation to another partner code, for councils whose departments share one file.
        escalations: pattern in the type or summary to the word added to an outcome in `escalated_outcomes`.
        outcome_scheme: scheme in codes/outcomes.csv, or several divided by blanks; empty where outcomes have no severity.
        sector_codes: column of codes/sectors.csv that `category_code` belongs to.
        sector: sector where the file lists nothing else.
        categories: the partner's words for kinds of business (lower case) to a sector.
        only_categories: a regular expression; rows whose category (any capitals) it does not find are about private people, such
            as a childminder at home, and are left out.
        bodies_only: the legal name may be a person's: it is kept only where it names a company or other body.
        dated_by_title: rows without a date have that of the title above the headings.
        headerless: set for files without headings.
        xml_row: element that is a row, for XML.
        footers: beginnings (lower case) of report lines that are not records.
        ignore: headings known and deliberately not stored.
    """

    name: str
    title: str
    partner: str
    partner_org: str
    function: str
    source: str
    rename: Mapping[str, str]
    signature: tuple[str, ...] = ()
    probe: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    things: str = "rows"
    kind: str = "events"
    feeds: str = "contacts"
    lists_once: bool = False
    lists_premises: bool = False
    date_formats: tuple[str, ...] = ("%d/%m/%Y",)
    date_precision: str = "day"
    crs: str = "EPSG:27700"
    coordinate_precision: str = "ROOFTOP"
    type: str = "INSPECTION"
    types: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    functions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    role: str = "SUBJECT"
    roles: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    outcome_scheme: str = ""
    outcomes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    outcome: str = ""
    statuses: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    outcome_types: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    partners: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    escalations: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    escalated_outcomes: tuple[str, ...] = ()
    sector_codes: str = ""
    sector: str = ""
    categories: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    only_categories: str = ""
    bodies_only: bool = False
    dated_by_title: bool = False
    headerless: Headerless | None = None
    xml_row: str = ""
    footers: tuple[str, ...] = ("total", "grand total", "copyright", "end of report", "report run", "confidential")
    ignore: tuple[str, ...] = ()
