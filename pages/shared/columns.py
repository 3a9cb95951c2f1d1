"""How the tables of the page Quality are shown: shares as bars, months as a small picture."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

_DAY = "D MMM YYYY"


def _share(label: str, help_text: str = "") -> ColumnConfig:
    return st.column_config.ProgressColumn(label, format="%.0f%%", min_value=0, max_value=100, help=help_text or None)


QUALITY = {
    "Source": st.column_config.TextColumn("Source", pinned=True),
    "Last load": st.column_config.DateColumn("Last load", format=_DAY),
    "Last contact": st.column_config.DateColumn("Last contact", format=_DAY),
    "Days silent": st.column_config.NumberColumn("Days silent", format="localized"),
    "Last three years": st.column_config.BarChartColumn("Last three years", help="Contacts each month", y_min=0),
    "Months missed": st.column_config.NumberColumn(
        "Months missed", help="Of the last 36 months, those without a contact"
    ),
    "Left out": st.column_config.NumberColumn("Left out", format="%.1f%%", help="Of all rows read"),
    "Several spellings": st.column_config.NumberColumn("Several spellings", format="%.0f%%"),
    "Matched": _share("Matched", "All that is loaded"),
    "Last month": _share("Matched, last month"),
    "Month before": _share("Matched, month before"),
}
BESIDE = {
    "Measure": st.column_config.TextColumn("Measure", width=200),
    "All loaded": st.column_config.NumberColumn("All loaded", format="%.0f%%", width=78),
    "Last month": st.column_config.NumberColumn("Last month", format="%.0f%%", width=78),
    "Month before": st.column_config.NumberColumn("Month before", format="%.0f%%", width=78),
    "Change": st.column_config.NumberColumn(
        "Change", format="%+.0f", width=70, help="Points, last month against the month before"
    ),
}
WORDS = {
    "Rows": st.column_config.NumberColumn("Rows", format="localized"),
    "Last in a file of": st.column_config.DateColumn("Last in a file of", format=_DAY),
}
