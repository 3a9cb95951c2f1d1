"""The tables between the stages of the pipeline."""

from __future__ import annotations

from tables.columns import Column, Table
from tables.indicators import INDICATORS

IDENTIFIER_NOTE = "digits kept as text, never a number"
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
        Column("start_weight", "number", "Before anything is compared", "log2 odds", required=True),
        Column("name_weight", "number", "Name", "log2 odds", required=True),
        Column("place_weight", "number", "Place", "log2 odds", required=True),
        Column("contact_weight", "number", "Contact and identifiers", "log2 odds", required=True),
        Column(
            "other_weight",
            "number",
            "Other records",
            "log2 odds",
            required=True,
            note="rivals, and how far the lists repeat each other",
        ),
        Column("match_weight", "number", "Match weight", "log2 odds", required=True),
        Column("match_probability", "number", "Match probability", "0 to 1", required=True),
        Column("method", "text", "Matched on", required=True),
    ),
    key=("record_id_l", "record_id_r"),
    note="Evidence for every pair of records that was compared and could be the same business: the first five weights add up to the sixth.",
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

LEGAL_ENTITIES = Table(
    "LEGAL_ENTITIES",
    (
        Column("company_number", "text", "Company number", required=True, note="eight characters; " + IDENTIFIER_NOTE),
        Column(
            "name", "text", "Company", required=True, note="a body's, from a public register: never a sole trader's"
        ),
        Column("status", "text", "Status", note="in the register's words"),
        Column("category", "text", "Category"),
        Column("incorporated", "date", "Formed"),
        Column("dissolved", "date", "Dissolved"),
        Column("sic", "text", "What it does", note="SIC codes and texts, separated by ' | '"),
        Column("previous_name", "text", "Formerly"),
        Column("accounts_due", "date", "Accounts due"),
        Column("address", "text", "Registered office"),
        Column("postcode", "text", "Postcode of the registered office"),
        *_PROVENANCE,
    ),
    note="A company as its register has it. A registered office is often an accountant's: it is no trading place.",
)

CONTEXT = Table(
    "CONTEXT",
    (
        Column("layer", "text", "Layer", required=True, note="name of the spec that read it"),
        Column("month", "date", "Month"),
        Column("category", "text", "Kind"),
        Column("outcome", "text", "Outcome"),
        Column("longitude", "number", "Longitude", "degrees"),
        Column("latitude", "number", "Latitude", "degrees"),
        *_PROVENANCE,
    ),
    note="What happened in an area, at points moved on purpose: never matched to a business.",
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

LOADS = Table(
    "LOADS",
    (
        Column("source_file", "text", "File", required=True, note="SHA-256 of the raw file"),
        Column("file_name", "text", "File name", required=True),
        Column("source", "text", "Source", required=True, note="name of the layout"),
        Column("partner", "text", "Partner", required=True),
        Column("partner_org", "text", "Organisation"),
        Column("loaded_at", "date", "Loaded", required=True),
        Column("loaded_by", "text", "Loaded by", required=True, personal=True),
        Column("agreement", "text", "Sharing agreement"),
        Column("rows_read", "integer", "Rows read", required=True),
        Column("kept", "integer", "Kept", required=True),
        Column("quarantined", "integer", "Left out", required=True),
        Column("unchanged", "integer", "Unchanged", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("date_min", "date", "From"),
        Column("date_max", "date", "To"),
    ),
    key=("source_file", "source"),
    note="One file as one layout read it; rows read = kept + left out + unchanged.",
)

SOURCE_REGISTER = Table(
    "SOURCE_REGISTER",
    (
        Column("source", "text", "Layout", required=True),
        Column("title", "text", "Source", required=True),
        Column("partner", "text", "Partner", required=True),
        Column("partner_org", "text", "Organisation"),
        Column("owner", "text", "Data owner", personal=True),
        Column("files", "integer", "Files", required=True),
        Column("rows_read", "integer", "Rows read", required=True),
        Column("kept", "integer", "Kept", required=True),
        Column("quarantined", "integer", "Left out", required=True),
        Column("date_min", "date", "From"),
        Column("date_max", "date", "To"),
        Column("last_load", "date", "Last load", required=True),
        Column("agreement", "text", "Sharing agreement"),
        Column("agreement_expires", "date", "Expires"),
        Column("expiry", "text", "Agreement", required=True, note="in force, soon, expired or not recorded"),
        Column("legal_regime", "text", "Legal regime"),
        Column("retain_years", "integer", "Kept for", "years"),
        Column("sensitivity", "text", "Sensitivity"),
        Column("is_count_only", "flag", "Count only", required=True),
    ),
    key=("source",),
    note="Whose data is held, under which terms, until when.",
)

BETWEEN_STAGES = (
    RECORDS, TOUCH_POINTS, ISSUES, LINKS, PAIRS, PREMISES, BUSINESSES, LEGAL_ENTITIES, CONTEXT, SOURCES, LOADS, SOURCE_REGISTER, INDICATORS,
)  # fmt: skip
