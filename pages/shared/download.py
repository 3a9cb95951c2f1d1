"""Rows out of the product: only for those who may, marked, neutralised, and written to the audit log."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import state
from store import audit
from store.access import Scope
from store.filters import Filters

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front: `"=1+1"` -> `"'=1+1"`."""
    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name]):
            safe[name] = safe[name].mask(
                safe[name].str.startswith(FORMULA_STARTS).fillna(False).astype(bool), "'" + safe[name]
            )
    return safe


def csv(scope: Scope, frame: pd.DataFrame, wanted: Filters, *, name: str) -> None:
    """A button that hands over the rows on screen as CSV for Excel (UTF-8 with BOM)."""
    if not scope.may_export or frame.empty:
        return
    place = state.place()
    marked = neutralised(frame).assign(marking=state.marking(state.register()))

    def taken() -> None:
        audit.record(place, scope.user, "download", name=name, rows=len(frame), filters=wanted.described())

    st.download_button(
        f"Download {len(frame):,} rows (CSV)",
        marked.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"touchpoint-{name}.csv",
        mime="text/csv",
        key=f"{name}.download",
        on_click=taken,
        icon=":material/download:",
    )
