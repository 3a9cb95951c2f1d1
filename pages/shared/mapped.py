"""What a mapping would come to: the contacts, and what is wrong with which row."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import codes
from pages.shared import fields, layout
from pages.shared.accounts import ISSUE_COLUMNS, issues_table
from pipeline.draft import Preview
from pipeline.sheets import Sheet

MOST_SHOWN = 200


def show_preview(sheet: Sheet, kind: str, found: Preview) -> None:
    """Figures, contacts or businesses, and issues of the sampled rows."""
    with st.grid(4, min_column_width=135):
        layout.figure("Rows looked at", f"{found.read:,}", help_text="All of the file" if sheet.is_whole else "The first rows of the file; all are loaded")  # fmt: skip
        layout.figure("Touch-points", f"{len(found.contacts):,}", help_text="Rows that are a contact with a business")
        layout.figure("Businesses and places", f"{len(found.records):,}", help_text="As this file describes them, before linking")  # fmt: skip
        layout.figure(
            "Left out", f"{found.left_out:,}", help_text="Rows that would be quarantined, with the reason below"
        )
    contacts, businesses, issues = st.tabs(
        [
            f"Touch-points ({len(found.contacts):,})",
            f"Businesses ({len(found.records):,})",
            f"Issues ({len(found.issues):,})",
        ]
    )
    with contacts:
        st.dataframe(_contacts(found), hide_index=True, column_config=CONTACTS, height="auto", placeholder="–")
        if kind == "register" and found.contacts.empty:
            layout.source_note("A row of a register is a contact only where it has a date.")
    with businesses:
        st.dataframe(_businesses(found), hide_index=True, placeholder="–")
    with issues:
        if found.issues.empty:
            st.caption("Nothing is wrong with these rows.")
        else:
            st.dataframe(
                issues_table(found.issues).head(MOST_SHOWN),
                hide_index=True,
                column_config=ISSUE_COLUMNS,
                placeholder="–",
            )


CONTACTS = {"Date": st.column_config.DateColumn("Date", format="D MMM YYYY")}


def _contacts(found: Preview) -> pd.DataFrame:
    rows = found.contacts.head(MOST_SHOWN)
    return pd.DataFrame(
        {
            "Row": rows["source_row"],
            "Date": rows["event_date"],
            "Name": rows["name"],
            "Address": rows["address"],
            "Postcode": rows["postcode"],
            "Kind": rows["type"].map(codes.labels("touch_point_types")),
            "Outcome, as sent": rows["outcome_raw"],
            "Outcome": rows["outcome"].map(fields.code_labels("outcome")),
        }
    )


def _businesses(found: Preview) -> pd.DataFrame:
    rows = found.records.head(MOST_SHOWN)
    given = rows[["name", "legal_name", "address", "postcode", "uprn", "company_number", "phone", "category", "sector"]]
    labels = given.assign(sector=given["sector"].map(codes.labels("sectors"))).dropna(axis="columns", how="all")
    return labels.rename(columns=lambda name: {"uprn": "UPRN"}.get(name, name.replace("_", " ").capitalize()))
