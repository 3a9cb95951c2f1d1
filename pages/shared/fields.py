"""What people call the fields a column can be mapped to, and the choices of the mapping wizard in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import codes

NOT_STORED = ""
LABELS: Mapping[str, str] = MappingProxyType(
    {
        NOT_STORED: "Not stored",
        "name": "Name of the business",
        "legal_name": "Company behind it",
        "address_1": "Address, or its first line",
        "address_2": "Address, second line",
        "address_3": "Address, third line",
        "address_4": "Address, fourth line",
        "address_5": "Address, fifth line",
        "town": "Town",
        "postcode": "Postcode",
        "uprn": "UPRN",
        "company_number": "Company number",
        "phone": "Telephone",
        "email": "E-mail (its domain is kept)",
        "easting": "Easting",
        "northing": "Northing",
        "longitude": "Longitude",
        "latitude": "Latitude",
        "lon_lat": "Longitude and latitude together",
        "district": "District or council",
        "category": "Kind of business",
        "category_code": "Kind of business, as a code",
        "event_date": "Date of the contact",
        "type": "Kind of contact",
        "function": "Field of regulation",
        "role": "What the business was in it",
        "outcome": "Outcome",
        "status": "Open or closed",
        "value_gbp": "Amount of money",
        "summary": "One line of summary",
        "touch_point_ref": "Number of the visit or case",
        "record_ref": "Number of the business or premises",
        "partner_org": "Organisation",
        "register_part": "Part of the register",
        "management_score": "FHRS confidence in management",
        "risk_category": "Risk category A to E",
    }
)
FUNCTION_OF: Mapping[str, str] = MappingProxyType(
    {
        "POLICE": "CRIME", "FIRE": "FIRE", "TS": "TRADING_STANDARDS", "EH": "FOOD_HYGIENE", "LICENSING": "LICENSING", "HOUSING": "HOUSING",
        "PLANNING": "PLANNING", "REVENUES": "RATES", "FSA": "FOOD_HYGIENE", "EA": "ENVIRONMENT", "CQC": "CARE", "OFSTED": "CHILDCARE",
        "HSE": "HEALTH_SAFETY", "HMRC": "TAX", "HOME_OFFICE": "IMMIGRATION", "GLAA": "LABOUR_MARKET", "COMPANIES_HOUSE": "COMPANY",
        "VOA": "RATES", "WATER": "ENVIRONMENT", "THIRD_SECTOR": "CUSTOMER_CONTACT",
    }
)  # fmt: skip
TYPE_OF: Mapping[str, str] = MappingProxyType(
    {"CRIME": "CRIME", "CUSTOMER_CONTACT": "SERVICE_REQUEST", "PLANNING": "PLANNING", "COMPANY": "COMPANY_EVENT"}
)
"""Fields of regulation whose contacts are usually no inspection, and what they are."""
KINDS: Mapping[str, str] = MappingProxyType(
    {"events": "One contact: a visit, complaint, incident, notice", "register": "One business on a list or register"}
)
NOTHING_LIKE_IT: Mapping[str, str] = MappingProxyType(
    {
        "outcome": "Not known: counts as not assessed",
        "type": "Not known: the usual kind",
        "role": "Not known: counts as not stated",
        "function": "Not known: the usual field",
    }
)
CODED_WORDS: Mapping[str, str] = MappingProxyType(
    {"outcome": "outcomes", "type": "kinds of contact", "role": "roles", "function": "fields of regulation"}
)


def code_labels(field: str) -> dict[str, str]:
    """Codes a partner's words can stand for, to labels; the empty code is what a word nobody maps becomes."""
    if field == "outcome":
        rows = codes.table("severities")
        named = {
            row.outcome: f"{row.severity} · {row.label}" if row.severity else row.label for row in rows.itertuples()
        }
    else:
        named = codes.labels({"type": "touch_point_types", "role": "roles", "function": "functions"}[field])
    return {"": NOTHING_LIKE_IT[field], **{code: label for code, label in named.items() if code != "WITHHELD"}}


def date_words(form: str) -> str:
    """`"%d/%m/%Y"` -> `"day/month/year, as in 25/11/2026"`."""
    said = form
    for code, word in (
        ("%d", "day"), ("%m", "month"), ("%b", "month"), ("%B", "month"), ("%Y", "year"), ("%y", "year"), ("%H", "hour"),
        ("%M", "minute"), ("%S", "second"),
    ):  # fmt: skip
        said = said.replace(code, word)
    return f"{said}, as in {dt.datetime(2026, 11, 25, 14, 30, tzinfo=dt.UTC):{form}}"
