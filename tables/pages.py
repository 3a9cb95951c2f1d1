"""The tables that pages are handed: small, counted, ready to be drawn."""

from __future__ import annotations

from tables.columns import Column, Table

MONTHLY_COUNTS = Table(
    "MONTHLY_COUNTS",
    (
        Column("month", "date", "Month", required=True),
        Column("group", "text", "Group", required=True, note="code of the partner, class or severity"),
        Column("touch_points", "integer", "Touch-points", required=True),
    ),
    key=("month", "group"),
    note="Touch-points per calendar month; months without any are absent.",
)

BUSINESS_LIST = Table(
    "BUSINESS_LIST",
    (
        Column("business_id", "text", "Business", required=True),
        Column("name", "text", "Name", personal=True, required=True),
        Column("other_names", "text", "Also known as", personal=True),
        Column("sector", "text", "Sector", required=True),
        Column("address", "text", "Address"),
        Column("postcode", "text", "Postcode"),
        Column("district", "text", "District"),
        Column("longitude", "number", "Longitude", "degrees"),
        Column("latitude", "number", "Latitude", "degrees"),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("organisations", "integer", "Organisations", required=True),
        Column("partners", "text", "Seen by"),
        Column("worst", "integer", "Worst outcome", "0 to 4"),
        Column("last_contact", "date", "Last contact"),
        Column("first_contact", "date", "First contact"),
    ),
    key=("business_id",),
    note="Businesses with what the filters let through about each.",
)

PARTNER_FRESHNESS = Table(
    "PARTNER_FRESHNESS",
    (
        Column("partner_org", "text", "Organisation", required=True),
        Column("partner", "text", "Partner", required=True, note="the one most of its contacts are of"),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("businesses", "integer", "Businesses", required=True),
        Column("first_contact", "date", "From"),
        Column("last_contact", "date", "To"),
        Column("usual_gap_days", "number", "Usual days between contacts", "days"),
        Column("silent_days", "integer", "Days without a contact", "days"),
    ),
    key=("partner_org",),
    note="How far each organisation's contacts reach; silence is counted to the last day any partner reaches.",
)

CHANGES = Table(
    "CHANGES",
    (
        Column("sector", "text", "Sector", required=True),
        Column("district", "text", "District", required=True),
        Column("now", "integer", "Formal action, last 12 months", required=True),
        Column("before", "integer", "Formal action, 12 months before", required=True),
        Column("businesses", "integer", "Businesses", required=True),
    ),
    key=("sector", "district"),
    note="Contacts with severity 3 or 4 in the last twelve months and the twelve before.",
)

STANDOUTS = Table(
    "STANDOUTS",
    (
        Column("kind", "text", "Kind", required=True),
        Column("headline", "text", "What stands out", required=True),
        Column("detail", "text", "In figures", required=True),
        Column("page", "text", "Page", required=True),
        Column("query", "text", "Filters", required=True, note="as in the address bar"),
        Column("order", "number", "Order", required=True),
    ),
    note="Sentences for the overview, each with the page and filters that show the rows behind it.",
)

FOR_PAGES = (MONTHLY_COUNTS, BUSINESS_LIST, PARTNER_FRESHNESS, CHANGES, STANDOUTS)
