"""Per partner, a file of suggested corrections in that partner's own columns and ids."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared import download, state
from pipeline.share_back import in_their_columns
from store import share_back
from store.access import Scope
from store.filters import Filters


def show(scope: Scope, register: Path) -> None:
    """Choose an organisation's source, look at the suggestions, take the file."""
    st.subheader("Sharing back", anchor=False)
    st.caption(
        "Suggested corrections for one partner, in their own column headings and references: slips in postcodes, missing UPRNs, businesses another has followed."
    )
    known = share_back.sources(scope, register)
    if not known:
        return
    organisation, source = st.selectbox(
        "For", known, format_func=lambda pair: f"{pair[0]} · {pair[1].replace('_', ' ')}", key="share_back.for"
    )
    found = share_back.suggestions(scope, register, organisation, source)
    table = in_their_columns(state.place(), source, found)
    if table.empty:
        st.caption("Nothing to suggest for this source.")
        return
    counts = found.loc[table.index, "kind"].value_counts()
    st.markdown("  ·  ".join(f"**{count:,}** {share_back.KINDS[str(kind)].lower()}" for kind, count in counts.items()))
    st.dataframe(table.head(500), hide_index=True, key="share_back.table", height=300)
    download.csv(scope, table, Filters(), name=f"corrections-{source}")
