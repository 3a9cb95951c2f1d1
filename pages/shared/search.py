"""The search that stands on every page, and the same search as a list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from charts.businesses import found_by, place_of
from pages.shared import navigation, state
from pages.shared.cached_search import first
from pages.shared.messages import plain
from store.access import Scope

SHOWN = 6
BRANCHES = 3


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
    found = first(scope, register, typed, SHOWN + 1, BRANCHES)
    if found.empty:
        st.caption("Nothing is spelt like this. Try fewer letters, or part of the address.")
    results = list(found.groupby("result"))
    for number, (_, rows) in enumerate(results[:SHOWN]):
        _result(rows, is_best=number == 0)
    if len(results) > SHOWN:
        navigation.link("businesses", "All that were found", {"q": typed.strip()}, icon=":material/list:")


def _result(rows: pd.DataFrame, *, is_best: bool) -> None:
    """A business with what it was found by; or a name that several bear, of the best with those nearest to what was typed.

    A browser draws each link in five milliseconds: forty of them would be seen to come.
    """
    first = rows.iloc[0]
    name = plain(shortened(first["name"]))
    if first["bearers"] == 1:
        why = plain(shortened(found_by(first), 90))
        navigation.link("profile", f"**{name}** :small[{why}]", {"business": first["business_id"]})
        return
    many = f"{first['bearers']:,} of this name"
    if not is_best:
        navigation.link("businesses", f"**{name}** :small[{many}]", {"q": first["name"]})
        return
    with st.container(gap=None):
        st.markdown(f"**{name}**  ·  {many}")
        for row in rows.head(BRANCHES).itertuples():
            navigation.link("profile", plain(shortened(place_of(row), 70)), {"business": row.business_id})
        if first["bearers"] > BRANCHES:
            navigation.link("businesses", f"All {first['bearers']:,}", {"q": first["name"]}, icon=":material/list:")


def shortened(text: str, most: int = 60) -> str:
    """A text of any length in one line: `"Aaaa…"`."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
