"""Rows as other programs want them: touch-points or businesses in words, or as a star of facts and dimensions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import codes
from store.access import Scope, businesses_as_seen
from store.db import cursor
from store.filters import Filters
from store.read import businesses

LABELLED = {
    "sector": "sectors", "district": "districts", "partner": "partners", "type": "touch_point_types",
    "touch_point_class": "classes", "function": "functions", "role": "roles",
}  # fmt: skip


def touch_points(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """Every touch-point the filters let through, in words, with the business as the person may see it, and file and row."""
    where, values = _where(scope, wanted)
    shown, shown_values = businesses_as_seen(scope)
    found = cursor(register).execute(_TOUCH_POINTS.format(where=where, shown=shown), [*shown_values, *values]).df()
    return in_words(found)


_TOUCH_POINTS = """
with named as ({shown}), chosen as (select * from touch_points where {where})
select t.touch_point_id, t.event_date::timestamp as event_date, t.date_precision, t.business_id, b.name as business_name, b.address, b.postcode,
    t.sector::varchar as sector, t.district::varchar as district, t.partner::varchar as partner, t.partner_org::varchar as organisation,
    t.type::varchar as type, t.touch_point_class::varchar as touch_point_class, t.function::varchar as function, t.role::varchar as role,
    t.severity::integer as severity, t.outcome_raw as outcome_as_sent, t.status, t.value_gbp, t.summary, t.touch_point_ref as reference,
    t.longitude::double as longitude, t.latitude::double as latitude, t.coordinate_precision, s.file_name, t.source_row
from chosen t left join named b using (business_id) left join sources s using (source_file)
order by t.event_date, t.touch_point_id
"""


def business_list(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """Every business the filters let through, in words, with what they let through about it."""
    found = in_words(businesses(scope, wanted, register, most=5_000_000).rename(columns={"worst": "severity"}))
    return found.rename(columns={"severity": "worst_severity", "outcome": "worst_outcome"})


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Codes as the words people read; `outcome` in words beside `severity`."""
    found = frame.copy()
    for column, name in LABELLED.items():
        if column in found:
            found[column] = found[column].map(dict(codes.labels(name))).fillna(found[column]).astype("str")
    if "severity" in found:
        words = {row.severity: row.label for row in codes.table("severities").itertuples() if row.severity}
        level = found["severity"].astype("Int64")
        spelt = level.astype("str").map(words).astype("str").fillna("Not assessed")
        found.insert(int(found.columns.get_loc("severity")) + 1, "outcome", spelt)
        found["severity"] = level
    return found


_BUSINESS = (
    "business_id",
    "business_name",
    "address",
    "postcode",
    "sector",
    "district",
    "longitude",
    "latitude",
    "coordinate_precision",
)
_FACTS = (
    "touch_point_id",
    "event_date",
    "business_id",
    "organisation",
    "type",
    "severity",
    "role",
    "function",
    "outcome_as_sent",
    "status",
    "value_gbp",
    "summary",
    "reference",
    "date_precision",
    "file_name",
    "source_row",
)


def star(scope: Scope, wanted: Filters, register: Path) -> dict[str, pd.DataFrame]:
    """One table of facts and six of dimensions, each with a key of its own, as Power BI relates them."""
    facts = touch_points(scope, wanted, register)
    levels = facts[["severity", "outcome"]].dropna().drop_duplicates().sort_values("severity")
    return {
        "fact_touch_points": facts[list(_FACTS)],
        "dim_business": facts[list(_BUSINESS)].drop_duplicates("business_id"),
        "dim_date": _days(facts["event_date"]),
        "dim_organisation": facts[["organisation", "partner"]].drop_duplicates("organisation"),
        "dim_type": facts[["type", "touch_point_class"]].drop_duplicates("type"),
        "dim_severity": levels,
        "dim_file": facts[["file_name", "organisation", "partner"]].drop_duplicates("file_name"),
    }


def _days(dates: pd.Series) -> pd.DataFrame:
    """Every day from the first to the last, so that Power BI may take it for its calendar."""
    days = pd.Series(pd.date_range(dates.min(), dates.max()) if len(dates) else pd.DatetimeIndex([]))
    return pd.DataFrame(
        {
            "date": days,
            "year": days.dt.year,
            "quarter": days.dt.quarter,
            "month": days.dt.month,
            "month_name": days.dt.strftime("%B"),
            "weekday": days.dt.strftime("%A"),
            "financial_year": days.dt.year.where(days.dt.month >= 4, days.dt.year - 1),
        }
    )


def _where(scope: Scope, wanted: Filters) -> tuple[str, list[object]]:
    allowed, values = scope.sql()
    asked, more = wanted.sql()
    return f"{allowed} and {asked}", [*values, *more]
