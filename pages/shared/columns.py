"""How the tables of the page Quality are shown: shares as bars, months as a small picture."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

_DAY = "D MMM YYYY"


def _number(label: str, form: str, width: int, help_text: str = "") -> ColumnConfig:
    return st.column_config.NumberColumn(label, format=form, width=width, help=help_text or None)


QUALITY = {
    "Source": st.column_config.TextColumn("Source", pinned=True, width=170),
    "Matched": st.column_config.ProgressColumn(
        "Matched",
        format="%.0f%%",
        min_value=0,
        max_value=100,
        width=105,
        help="To another source, of all that is loaded",
    ),
    "Last month": _number("Last month", "%.0f%%", 78, "Matched, of the last month it reaches"),
    "Month before": _number("Before", "%.0f%%", 60, "Matched, of the month before that"),
    "Left out": _number("Left out", "%.1f%%", 65, "Of all rows read"),
    "Sent before": _number(
        "Sent before", "%.0f%%", 78, "Of all rows read: said the same in an earlier file or further up"
    ),
    "Several spellings": _number(
        "Spellings", "%.0f%%", 70, "Records whose business the same source names more than once"
    ),
    "Unknown words": _number("Unknown", "%d", 68, "Words no code of ours stands for"),
    "Last load": st.column_config.DateColumn("Last load", format=_DAY, width=92),
    "Last contact": st.column_config.DateColumn("Last contact", format=_DAY, width=92),
    "Days silent": _number("Silent", "%d", 55, "Days from the last contact to the last day any partner reaches"),
    "Months missed": _number("Missed", "%d", 60, "Of the last 36 months, those without a contact"),
    "Last three years": st.column_config.BarChartColumn("Three years", help="Contacts each month", y_min=0, width=88),
    "Partner": st.column_config.TextColumn("Partner", width=140),
}
"""A column of figures has to be narrow for all of them to be seen at once; its help says what it is."""
