"""The tables of one business's page, in words people read."""

from __future__ import annotations

import pandas as pd

import codes
from charts.theme import severity_labels


def contacts_table(touch_points: pd.DataFrame) -> pd.DataFrame:
    """Every contact, newest first: what happened, what came of it, and the file and row it was read from."""
    words = severity_labels()
    return pd.DataFrame(
        {
            "Date": touch_points["event_date"],
            "Organisation": touch_points["partner_org"],
            "What": touch_points["type"].map(codes.labels("touch_point_types")),
            "Field": touch_points["function"].map(codes.labels("functions")),
            "The business was": touch_points["role"].map(codes.labels("roles")),
            "Outcome, as sent": touch_points["outcome_raw"],
            "Outcome": touch_points["severity"].astype("Int64").astype("str").fillna("none").map(words),
            "Note": touch_points["summary"],
            "Reference": touch_points["touch_point_ref"],
            "File": touch_points["file_name"],
            "Row": touch_points["source_row"],
        }
    )


def records_table(records: pd.DataFrame) -> pd.DataFrame:
    """Every record linked to the business, in the partner's words, and why it was linked."""
    return pd.DataFrame(
        {
            "Organisation": records["partner_org"],
            "Name": records["name"],
            "Legal name": records["legal_name"],
            "Address": records["address"],
            "Postcode": records["postcode"],
            "UPRN": records["uprn"],
            "Company number": records["company_number"],
            "Phone": records["phone"],
            "From": records["first_seen"],
            "To": records["last_seen"],
            "Linked by": records["method"],
            "Probability": records["match_probability"],
            "Doubts": records["flags"],
            "File": records["file_name"],
            "Row": records["source_row"],
        }
    )


def by_role(touch_points: pd.DataFrame) -> list[tuple[str, int, str]]:
    """How often the business was subject, victim or place: `("Subject", 4, "worst: Formal action")`."""
    words, labels = severity_labels(), codes.labels("roles")
    found = []
    for role, part in touch_points.groupby("role"):
        worst = part["severity"].max()
        found.append(
            (labels[role], len(part), f"worst: {words[str(int(worst))]}" if pd.notna(worst) else "no outcome assessed")
        )
    return sorted(found, key=lambda item: -item[1])
