"""Every table between stages and for pages: its columns, their types, labels and units. Imports nothing of ours."""

from tables.columns import ARROW, DTYPES, Column, Table, TableError, check, check_arrow, conform, empty, schema
from tables.pages import BUSINESS_LIST, CHANGES, FOR_PAGES, HEAT_CELLS, MONTHLY_COUNTS, PARTNER_FRESHNESS, STANDOUTS
from tables.stages import (
    BETWEEN_STAGES,
    BUSINESSES,
    CONTEXT,
    ISSUES,
    LEGAL_ENTITIES,
    LINKS,
    PAIRS,
    PREMISES,
    RECORDS,
    SOURCES,
    TOUCH_POINTS,
)

__all__ = [
    "ARROW",
    "BETWEEN_STAGES",
    "BUSINESSES",
    "BUSINESS_LIST",
    "CHANGES",
    "CONTEXT",
    "DTYPES",
    "FOR_PAGES",
    "HEAT_CELLS",
    "ISSUES",
    "LEGAL_ENTITIES",
    "LINKS",
    "MONTHLY_COUNTS",
    "PAIRS",
    "PARTNER_FRESHNESS",
    "PREMISES",
    "RECORDS",
    "SOURCES",
    "STANDOUTS",
    "TOUCH_POINTS",
    "Column",
    "Table",
    "TableError",
    "check",
    "check_arrow",
    "conform",
    "empty",
    "schema",
]
