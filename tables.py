"""Every table between stages: its columns, their types, labels and units. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "flag": "bool",
}
IDENTIFIER_NOTE = "digits kept as text, never a number"


class TableError(ValueError):
    """A frame does not have the columns, types or values its table declares; names every fault at once."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: name in code.
        dtype: key of DTYPES.
        label: what people read on axes and in headings.
        unit: unit of measure, empty for none.
        personal: may identify a person (a sole trader's name, a phone).
        required: never missing.
        note: what the value means, where the label does not say.
    """

    name: str
    dtype: str
    label: str
    unit: str = ""
    personal: bool = False
    required: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A named list of columns; `key` names the columns that together are unique."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    note: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def empty(table: Table) -> pd.DataFrame:
    """A frame with the table's columns and types and no rows."""
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.dtype]) for c in table})


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table's columns in their order and types; columns that are absent come out missing, others are left out.

    Raises:
        TableError: a value cannot be held in its column's type.
    """
    columns: dict[str, pd.Series] = {}
    faults = []
    for column in table:
        if column.name in frame:
            values = frame[column.name]
        else:
            values = pd.Series(index=frame.index, dtype="boolean" if column.dtype == "flag" else DTYPES[column.dtype])
        if column.dtype == "flag":
            values = values.astype("boolean").fillna(False)
        try:
            columns[column.name] = values.astype(DTYPES[column.dtype])
        except (TypeError, ValueError) as error:
            faults.append(f"{table.name}.{column.name} is not {column.dtype}: {error}")
    if faults:
        raise TableError("; ".join(faults))
    return pd.DataFrame(columns, index=frame.index)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The same frame, when it is what the table declares.

    Raises:
        TableError: columns missing, types wrong, required values missing, or the key repeated; all faults in one message.
    """
    faults = []
    for column in table:
        if column.name not in frame:
            faults.append(f"{column.name} is missing")
        elif not _is_dtype(frame[column.name], column.dtype):
            faults.append(f"{column.name} is {frame[column.name].dtype}, not {column.dtype}")
        elif column.required and frame[column.name].isna().any():
            faults.append(f"{column.name} has {int(frame[column.name].isna().sum())} missing values")
    if not faults and table.key:
        repeated = int(frame.duplicated(list(table.key)).sum())
        if repeated:
            faults.append(f"{repeated} rows repeat the key ({', '.join(table.key)})")
    if faults:
        raise TableError(f"{table.name}: " + "; ".join(faults))
    return frame


def _is_dtype(values: pd.Series, dtype: str) -> bool:
    test = {
        "text": pd.api.types.is_string_dtype,
        "integer": pd.api.types.is_integer_dtype,
        "number": pd.api.types.is_float_dtype,
        "date": pd.api.types.is_datetime64_any_dtype,
        "flag": pd.api.types.is_bool_dtype,
    }[dtype]
    return bool(test(values))


_PROVENANCE = (
    Column("source_file", "text", "File", required=True, note="SHA-256 of the raw file"),
    Column("source_row", "integer", "Row", required=True, note="as a spreadsheet numbers it"),
)
_PLACE = (
    Column("longitude", "number", "Longitude", "degrees"),
    Column("latitude", "number", "Latitude", "degrees"),
    Column("coordinate_source", "text", "Position from", note="SUPPLIED, UPRN, POSTCODE or missing"),
    Column("coordinate_precision", "text", "Position precise to", note="ROOFTOP, POSTCODE, STREET or AREA"),
    Column("district", "text", "District", note="code in codes/districts.csv"),
    Column("ward", "text", "Ward", note="code of the installed boundaries"),
)

RECORDS = Table(
    "RECORDS",
    (
        Column("record_id", "text", "Record", required=True),
        Column("source", "text", "Source", required=True, note="name of the spec that read it"),
        Column("partner", "text", "Partner", required=True, note="code in codes/partners.csv"),
        Column("partner_org", "text", "Organisation", required=True, note="the body that sent it"),
        Column("record_ref", "text", "Partner's reference", note="for the business or premises; " + IDENTIFIER_NOTE),
        Column("name", "text", "Name", personal=True, note="trading name, or the only one given"),
        Column("legal_name", "text", "Legal name", personal=True),
        Column("address", "text", "Address"),
        Column("town", "text", "Town"),
        Column("postcode", "text", "Postcode", note="AA9A 9AA"),
        Column("uprn", "text", "UPRN", note=IDENTIFIER_NOTE),
        Column("company_number", "text", "Company number", note="eight characters; " + IDENTIFIER_NOTE),
        Column("phone", "text", "Phone", personal=True, note="E.164"),
        Column("email_domain", "text", "Email domain"),
        *_PLACE,
        Column("category", "text", "Kind of business", note="in the partner's words"),
        Column("sector", "text", "Sector", note="code in codes/sectors.csv"),
        Column("sector_evidence", "text", "Sector from"),
        Column("first_seen", "date", "First seen"),
        Column("last_seen", "date", "Last seen"),
        Column("flags", "text", "Flags", note="codes, separated by blanks"),
        *_PROVENANCE,
    ),
    key=("record_id",),
    note="One business as one source describes it: who and where. Rows of a source that say the same share one record.",
)

TOUCH_POINTS = Table(
    "TOUCH_POINTS",
    (
        Column("touch_point_id", "text", "Touch-point", required=True),
        Column("record_id", "text", "Record", required=True),
        Column("source", "text", "Source", required=True),
        Column("partner", "text", "Partner", required=True),
        Column("partner_org", "text", "Organisation", required=True),
        Column("touch_point_ref", "text", "Partner's reference"),
        Column("event_date", "date", "Date", required=True),
        Column("date_precision", "text", "Date precise to", required=True, note="day, month or year"),
        Column("type", "text", "Type", required=True, note="code in codes/touch_point_types.csv"),
        Column("touch_point_class", "text", "Class", required=True),
        Column("function", "text", "Field of regulation", required=True),
        Column("role", "text", "Role of the business", required=True),
        Column("outcome_raw", "text", "Outcome, as sent"),
        Column("outcome", "text", "Outcome", required=True),
        Column("severity", "integer", "Severity", "0 to 4"),
        Column("status", "text", "Status"),
        Column("value_gbp", "number", "Value", "£"),
        Column("summary", "text", "Summary", note="one sanitised line; never free-text intelligence"),
        Column("flags", "text", "Flags"),
        *_PROVENANCE,
    ),
    key=("touch_point_id",),
    note="One recorded contact of a partner with a business.",
)

ISSUES = Table(
    "ISSUES",
    (
        Column("row", "integer", "Row", note="as a spreadsheet numbers it; missing for the whole file"),
        Column("column", "text", "Column", note="in the partner's words"),
        Column("problem", "text", "What is wrong", required=True),
        Column("action", "text", "What was done", required=True),
        Column("advice", "text", "What to do", required=True),
        Column("code", "text", "Code", required=True),
        Column("is_quarantined", "flag", "Row left out", required=True),
    ),
    note="What was wrong with which row of a file, what was done about it, and what to do.",
)

LINKS = Table(
    "LINKS",
    (
        Column("record_id", "text", "Record", required=True),
        Column("business_id", "text", "Business", required=True),
        Column("premises_id", "text", "Premises"),
        Column("match_weight", "number", "Match weight", "log2 odds"),
        Column("match_probability", "number", "Match probability", "0 to 1", required=True),
        Column("method", "text", "Matched on", required=True),
        Column("decision", "text", "Decided", required=True, note="AUTO, ACCEPTED or REJECTED"),
    ),
    key=("record_id",),
    note="Which business, at which premises, each record is about; the weight is that of its best link in the cluster.",
)

PAIRS = Table(
    "PAIRS",
    (
        Column("record_id_l", "text", "Record", required=True),
        Column("record_id_r", "text", "Other record", required=True),
        Column("name_weight", "number", "Name", "log2 odds", required=True),
        Column("place_weight", "number", "Place", "log2 odds", required=True),
        Column("contact_weight", "number", "Contact and identifiers", "log2 odds", required=True),
        Column("match_weight", "number", "Match weight", "log2 odds", required=True),
        Column("match_probability", "number", "Match probability", "0 to 1", required=True),
        Column("method", "text", "Matched on", required=True),
    ),
    key=("record_id_l", "record_id_r"),
    note="Evidence for every pair of records that was compared and could be the same business.",
)

PREMISES = Table(
    "PREMISES",
    (
        Column("premises_id", "text", "Premises", required=True),
        Column("address", "text", "Address"),
        Column("postcode", "text", "Postcode"),
        Column("uprn", "text", "UPRN"),
        *_PLACE,
        Column("is_listed", "flag", "In the rating list", required=True),
        Column("sector", "text", "Sector"),
    ),
    key=("premises_id",),
    note="A place where somebody may trade.",
)

BUSINESSES = Table(
    "BUSINESSES",
    (
        Column("business_id", "text", "Business", required=True),
        Column("premises_id", "text", "Premises"),
        Column("name", "text", "Name", personal=True, required=True),
        Column("other_names", "text", "Also known as", personal=True, note="separated by ' | '"),
        Column("address", "text", "Address"),
        Column("postcode", "text", "Postcode"),
        Column("company_number", "text", "Company number"),
        *_PLACE,
        Column("sector", "text", "Sector", required=True),
        Column("is_listed", "flag", "In the rating list", required=True),
        Column("first_seen", "date", "First seen"),
        Column("last_seen", "date", "Last seen"),
        Column("records", "integer", "Records", required=True),
    ),
    key=("business_id",),
    note="Who trades at a place for a period.",
)

SOURCES = Table(
    "SOURCES",
    (
        Column("source_file", "text", "File", required=True),
        Column("file_name", "text", "File name", required=True),
        Column("source", "text", "Layout", required=True),
        Column("partner", "text", "Partner", required=True),
        Column("partner_org", "text", "Organisation", required=True),
        Column("loaded_at", "date", "Loaded", required=True),
        Column("loaded_by", "text", "Loaded by", required=True, personal=True),
        Column("agreement", "text", "Sharing agreement"),
        Column("extract_date", "date", "Extracted"),
        Column("rows_read", "integer", "Rows read", required=True),
        Column("kept", "integer", "Kept", required=True),
        Column("quarantined", "integer", "Quarantined", required=True),
        Column("unchanged", "integer", "Unchanged", required=True),
        Column("date_min", "date", "From"),
        Column("date_max", "date", "To"),
    ),
    key=("source_file",),
    note="One file as received: who loaded it, when, under which agreement, and where its rows went.",
)

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

HEAT_CELLS = Table(
    "HEAT_CELLS",
    (
        Column("longitude", "number", "Longitude", "degrees", required=True),
        Column("latitude", "number", "Latitude", "degrees", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
    ),
    note="Touch-points by small cell; the position is the cell's centre.",
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

BETWEEN_STAGES = (RECORDS, TOUCH_POINTS, ISSUES, LINKS, PAIRS, PREMISES, BUSINESSES, SOURCES)
FOR_PAGES = (MONTHLY_COUNTS, HEAT_CELLS, BUSINESS_LIST, PARTNER_FRESHNESS, CHANGES, STANDOUTS)
