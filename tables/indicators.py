"""Which countable rule is met by which business."""

from __future__ import annotations

from tables.columns import Column, Table

INDICATORS = Table(
    "INDICATORS",
    (
        Column("business_id", "text", "Business", required=True),
        Column("indicator", "text", "Indicator", required=True, note="code in codes/indicators.csv"),
        Column("count", "integer", "How many", required=True),
        Column("first_date", "date", "From"),
        Column("last_date", "date", "To"),
        Column("detail", "text", "In figures", required=True),
        Column("touch_point_ids", "text", "Touch-points behind it", note="ids, separated by blanks"),
        Column("record_ids", "text", "Records behind it", note="ids, separated by blanks"),
    ),
    key=("business_id", "indicator"),
    note="Which rule is met by which business, with counts and the rows behind it: facts to check, never a score.",
)
