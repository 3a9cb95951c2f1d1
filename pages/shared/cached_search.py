"""What a search finds, remembered; the rules of cached.py hold here too."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from linkage.search import search
from pages.shared import cached
from store import search as numbers
from store.access import Scope
from store.filters import Filters

RESULTS = 50
_keep = st.cache_data(ttl=3600, max_entries=200, show_spinner=False, hash_funcs=cached.BY_WORDS)


@_keep
def find(scope: Scope, register: Path, typed: str, most: int = RESULTS, branches: int = 250) -> pd.DataFrame:
    """Businesses in scope, best first, those of one name together.

    What a number belongs to comes before what a name is like. What was typed stays in its box from page to page, and is not
    looked for again on each.

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
