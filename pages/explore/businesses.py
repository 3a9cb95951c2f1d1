"""Which businesses are these, and where is the one I am looking for?"""

import pandas as pd
import streamlit as st

from charts.businesses import business_table
from pages.shared import cached, cached_search, download, filters, layout, messages, state
from store import notes
from store.access import Scope
from store.filters import Filters

layout.register_or_stop("Businesses")


@st.fragment(key="businesses")
def everything() -> None:
    """The whole page, so that a filter draws it without what stands around it."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Businesses"), filters.wanted()
    layout.header(
        "Businesses",
        "Type a name, however misspelt, an address or any number; the column 'Found by' says why a row is there.  \n"
        "Select a row for a summary and the way to its profile.",
        wanted,
    )
    typed = st.text_input(
        "Find a business", key="q", bind="query-params", max_chars=200, icon=":material/search:",
        placeholder="Name, address, postcode, UPRN, telephone, company number or a partner's reference",
    )  # fmt: skip
    with st.container(horizontal=True):
        everyone = st.toggle("Also those nobody has seen", key="uncontacted", bind="query-params")
        mine = st.toggle("Only those I watch", key="watched", bind="query-params")
    if typed.strip():
        found = cached_search.find(scope, register.path, typed)
        ids = tuple(found["business_id"])
        listed = cached.businesses_only(scope, register.path, wanted, ids) if ids else found
        listed = found[["business_id", "matched", "text"]].merge(listed)
    elif mine:
        listed = cached.businesses_only(scope, register.path, wanted, notes.watched(state.place(), scope) or ("",))
    else:
        listed = cached.businesses(scope, register.path, wanted, everyone)
    if listed.empty:
        messages.nothing_found(wanted)
        if typed.strip():
            st.caption("Nothing is spelt like what you typed. Try fewer letters, or part of the address.")
        return
    table(scope, wanted, listed)
    layout.footer()


def table(scope: Scope, wanted: Filters, listed: pd.DataFrame) -> None:
    """The businesses, and the one that is picked beside them."""
    left, right = st.columns([3, 1], gap="medium")
    with left:
        picked = st.dataframe(
            business_table(listed), column_config=layout.BUSINESS_COLUMNS, hide_index=True, key="businesses.table", placeholder="–",
            on_select="rerun", selection_mode="single-row", height=560,
        )  # fmt: skip
        layout.source_note(
            f"{len(listed):,} {'business' if len(listed) == 1 else 'businesses'}"
            + (", the 5,000 with most contacts." if len(listed) >= 5_000 else ".")
        )
        download.csv(scope, listed, wanted, name="businesses")
    with right:
        rows = picked["selection"]["rows"]
        layout.business_card(listed.iloc[rows[0] if rows and rows[0] < len(listed) else 0])


everything()
