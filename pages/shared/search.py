"""The search that stands on every page, and the same search as a list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from charts.businesses import found_by
from linkage.search import search
from pages.shared import cached, navigation, state
from pages.shared.messages import plain
from store import search as numbers
from store.access import Scope
from store.filters import Filters

SHOWN = 6


def find(scope: Scope, register: Path, typed: str, *, most: int = 50) -> pd.DataFrame:
    """Businesses in scope, best first: BUSINESS_LIST with `matched` and `text`, what each was found by.

    What a number belongs to comes before what a name is like.
    """
    exact = numbers.by_number(scope, typed, register, most=most)
    alike = search(typed, cached.search_index(register), most=most, allowed=numbers.bits(scope.partners))
    hits = pd.concat([exact, alike[["business_id", "matched", "text"]]], ignore_index=True)
    hits = hits.drop_duplicates("business_id").head(most)
    listed = cached.businesses_only(scope, register, Filters(), tuple(hits["business_id"])) if len(hits) else None
    if listed is None or listed.empty:
        return cached.businesses(scope, register, Filters()).head(0).assign(matched="", text="")
    return hits.merge(listed, on="business_id", how="inner")


def box(scope: Scope) -> None:
    """The search in the sidebar; app.py draws it on every page."""
    register = state.register()
    if register is not None:
        with st.sidebar:
            _box(scope, register.path)


@st.fragment
def _box(scope: Scope, register: Path) -> None:
    typed = st.text_input(
        "Search",
        key="search.typed",
        placeholder="Name, address, number …",
        icon=":material/search:",
        max_chars=200,
        help="A name however misspelt, a former name, an address, postcode, UPRN, telephone, company number, or a partner's own reference",
    )
    if not typed.strip():
        return
    found = find(scope, register, typed, most=SHOWN + 1)
    if found.empty:
        st.caption("Nothing is spelt like this. Try fewer letters, or part of the address.")
    for row in found.head(SHOWN).itertuples():
        with st.container(gap=None):
            navigation.link("profile", f"**{plain(shortened(row.name))}**", {"business": row.business_id})
            st.caption(plain(shortened(found_by(row), 90)))
    if len(found) > SHOWN:
        navigation.link("businesses", "All that were found", {"q": typed.strip()}, icon=":material/list:")


def shortened(text: str, most: int = 60) -> str:
    """A text of any length in one line: `"Aaaa…"`."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
