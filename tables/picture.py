"""The tables of the pages that show the county as a whole: who has seen whom, together with whom, and with what result."""

from __future__ import annotations

from tables.columns import Column, Table

COVERAGE = Table(
    "COVERAGE",
    (
        Column("sector", "text", "Sector", required=True),
        Column("partner", "text", "Partner", required=True, note="ANY for any of them"),
        Column("listed", "integer", "Premises in the rating list", required=True),
        Column("seen", "integer", "Premises seen", required=True),
    ),
    key=("sector", "partner"),
    note="Premises of the rating list with at least one contact in a period, by partner.",
)

UNSEEN = Table(
    "UNSEEN",
    (
        Column("business_id", "text", "Business", required=True),
        Column("name", "text", "Name", personal=True),
        Column("sector", "text", "Sector", required=True),
        Column("address", "text", "Address"),
        Column("postcode", "text", "Postcode"),
        Column("district", "text", "District"),
        Column("last_contact", "date", "Last contact", note="before the period; missing for never"),
        Column("known_from", "text", "Known from", note="partners who have a record of it"),
    ),
    key=("business_id",),
    note="Premises of the rating list that nobody has been in contact with in a period: verify that they exist.",
)

EXPECTED_MISSING = Table(
    "EXPECTED_MISSING",
    (
        Column("business_id", "text", "Business", required=True),
        Column("name", "text", "Name", personal=True),
        Column("sector", "text", "Sector", required=True),
        Column("address", "text", "Address"),
        Column("postcode", "text", "Postcode"),
        Column("district", "text", "District"),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("last_contact", "date", "Last contact"),
    ),
    key=("business_id",),
    note="Businesses without the record one would expect of their sector.",
)

OVERLAPS = Table(
    "OVERLAPS",
    (
        Column("partners", "text", "Partners", required=True, note="codes in the alphabet's order, divided by blanks"),
        Column("businesses", "integer", "Businesses", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
    ),
    key=("partners",),
    note="Businesses by exactly which partners have been in contact with them.",
)

VISITED_TOGETHER = Table(
    "VISITED_TOGETHER",
    (
        Column("business_id", "text", "Business", required=True),
        Column("name", "text", "Name", personal=True),
        Column("sector", "text", "Sector", required=True),
        Column("address", "text", "Address"),
        Column("first_partner", "text", "First", required=True),
        Column("first_org", "text", "First visit by", required=True),
        Column("first_date", "date", "On", required=True),
        Column("second_partner", "text", "Second", required=True),
        Column("second_org", "text", "Second visit by", required=True),
        Column("second_date", "date", "And on", required=True),
        Column("days_between", "integer", "Days between", "days", required=True),
    ),
    note="Premises that two organisations visited within a few weeks of each other.",
)

DISAGREEMENTS = Table(
    "DISAGREEMENTS",
    (
        Column("business_id", "text", "Business", required=True),
        Column("name", "text", "Name", personal=True),
        Column("sector", "text", "Sector", required=True),
        Column("address", "text", "Address"),
        Column("content_org", "text", "Satisfactory for", required=True),
        Column("content_date", "date", "On", required=True),
        Column("content_function", "text", "In", required=True),
        Column("critical_org", "text", "Critical for", required=True),
        Column("critical_date", "date", "And on", required=True),
        Column("critical_function", "text", "For", required=True),
        Column("critical_outcome", "text", "Outcome, as sent"),
        Column("severity", "integer", "Severity", "0 to 4", required=True),
    ),
    key=("business_id",),
    note="Businesses that one organisation found satisfactory and another not, within a year; the latest such pair of each.",
)

SIDES = Table(
    "SIDES",
    (
        Column("side", "text", "Side", required=True),
        Column("month", "date", "Month", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("premises", "integer", "Premises in the rating list", required=True),
    ),
    key=("side", "month"),
    note="Two things side by side, month by month; months without any contact are there with 0.",
)

DAILY_COUNTS = Table(
    "DAILY_COUNTS",
    (
        Column("day", "date", "Day", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("not_to_the_day", "integer", "Of a month or year only", required=True),
    ),
    key=("day",),
    note="Touch-points of each day; days without any are absent.",
)

OF_THE_PICTURE = (DAILY_COUNTS, COVERAGE, UNSEEN, EXPECTED_MISSING, OVERLAPS, VISITED_TOGETHER, DISAGREEMENTS, SIDES)
