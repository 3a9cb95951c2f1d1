"""The search that stands on every page, and the same search as a list."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from charts.businesses import found_by, place_of
from linkage.search import search
from pages.shared import cached, navigation, state
from pages.shared.messages import plain
from store import search as numbers
from store.access import Scope
from store.filters import Filters

SHOWN = 6
BRANCHES = 3
RESULTS = 50


def find(scope: Scope, register: Path, typed: str, *, most: int = RESULTS, branches: int = 250) -> pd.DataFrame:
    """Businesses in scope, best first, those of one name together.

    What a number belongs to comes before what a name is like.

    Args:
        most: at most so many results.
        branches: of each at most so many businesses.
    Returns:
        BUSINESS_LIST with `matched` and `text`, what each was found by, `result` and `bearers`, as `linkage.search` has them.
    """
    exact = numbers.by_number(scope, typed, register, most=most)
    exact = exact.assign(result=range(len(exact)), bearers=1)
    index, allowed = cached.search_index(register), numbers.bits(scope.partners)
    alike = search(typed, index, most=most, branches=branches if scope.districts is None else 250, allowed=allowed)
    alike = alike.drop(columns="likeness").assign(result=alike["result"] + len(exact))
    hits = pd.concat([exact, alike], ignore_index=True).drop_duplicates("business_id")
    listed = cached.businesses_only(scope, register, Filters(), tuple(hits["business_id"])) if len(hits) else None
    if listed is None or listed.empty:
        nothing = cached.businesses_only(scope, register, Filters(), ("",))
        return nothing.assign(matched="", text="", result=0, bearers=0)
    found = hits.merge(listed, on="business_id", how="inner")
    if scope.districts is not None:
        found["bearers"] = found.groupby("result")["business_id"].transform("size")
    return found


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
    found = find(scope, register, typed, most=SHOWN + 1, branches=BRANCHES)
    if found.empty:
        st.caption("Nothing is spelt like this. Try fewer letters, or part of the address.")
    results = list(found.groupby("result"))
    for _, rows in results[:SHOWN]:
        with st.container(gap=None):
            _result(rows)
    if len(results) > SHOWN:
        navigation.link("businesses", "All that were found", {"q": typed.strip()}, icon=":material/list:")


def _result(rows: pd.DataFrame) -> None:
    """A business with what it was found by; or a name that several bear, with those nearest to what was typed."""
    first = rows.iloc[0]
    name = plain(shortened(first["name"]))
    if first["bearers"] == 1:
        navigation.link("profile", f"**{name}**", {"business": first["business_id"]})
        st.caption(plain(shortened(found_by(first), 90)))
        return
    st.markdown(f"**{name}**  ·  {first['bearers']:,} of this name")
    for row in rows.head(BRANCHES).itertuples():
        navigation.link("profile", plain(shortened(place_of(row), 70)), {"business": row.business_id})
    if first["bearers"] > BRANCHES:
        navigation.link("businesses", f"All {first['bearers']:,}", {"q": first["name"]}, icon=":material/list:")


def shortened(text: str, most: int = 60) -> str:
    """A text of any length in one line: `"Aaaa…"`."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
