"""The tables of the page Quality: how good what each source sends is."""

from __future__ import annotations

from tables.columns import Column, Table

SOURCE_QUALITY = Table(
    "SOURCE_QUALITY",
    (
        Column("source", "text", "Source", required=True),
        Column("partner", "text", "Partner", required=True),
        Column("period", "text", "Period", required=True, note="all, last (the last month it reaches) or before"),
        Column("month", "date", "Month", note="missing for all"),
        Column("measure", "text", "Measure", required=True),
        Column("part", "integer", "Rows that have it", required=True),
        Column("whole", "integer", "Of rows", required=True, note="records, or touch-points for what only they have"),
    ),
    key=("source", "period", "measure"),
    note="How full, how precise and how far matched each source is: so many of so many.",
)

ARRIVALS = Table(
    "ARRIVALS",
    (
        Column("source", "text", "Source", required=True),
        Column("month", "date", "Month", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("last_contact", "date", "Last contact", required=True),
    ),
    key=("source", "month"),
    note="Contacts of each source by month; months without any are absent.",
)

UNKNOWN_WORDS = Table(
    "UNKNOWN_WORDS",
    (
        Column("source", "text", "Source", required=True),
        Column("column", "text", "Column", note="in the partner's words"),
        Column("problem", "text", "What is unknown", required=True),
        Column("rows", "integer", "Rows", required=True),
        Column("action", "text", "What was done", required=True),
        Column("advice", "text", "What to do", required=True),
        Column("last_seen", "date", "Last in a file of", required=True),
    ),
    note="Words of partners that no code of ours stands for.",
)

PLACE_DOUBTS = Table(
    "PLACE_DOUBTS",
    (
        Column("flag", "text", "Doubt", required=True, note="a flag of RECORDS about where it is"),
        Column("records", "integer", "Records", required=True),
        Column("row", "integer", "Row", note="of the first of them, as a spreadsheet numbers it"),
        Column("name", "text", "Name", note="of the first of them"),
    ),
    key=("flag",),
    note="What is doubtful about the places that a source or a file gives.",
)

OF_QUALITY = (SOURCE_QUALITY, ARRIVALS, UNKNOWN_WORDS, PLACE_DOUBTS)
