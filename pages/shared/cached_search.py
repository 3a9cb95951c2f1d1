"""What a search finds, remembered; the rules of cached.py hold here too."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from pages.shared import cached, finding
from store import read
from store.access import Scope
from store.filters import Filters

RESULTS = 50
_keep = st.cache_data(ttl=3600, max_entries=200, show_spinner=False, hash_funcs=cached.BY_WORDS)


@_keep
def find(scope: Scope, register: Path, typed: str) -> pd.DataFrame:
    """Businesses in scope, best first, those of one name together.

    What a number belongs to comes before what a name is like. What was typed stays in its box from page to page, and is not
    looked for again on each.

    Returns:
        BUSINESS_LIST with `matched` and `text`, what each was found by, `result` and `bearers`, as `linkage.search` has them.
    """
    hits = finding.hits(scope, register, typed, RESULTS, 250)
    listed = cached.businesses_only(scope, register, Filters(), tuple(hits["business_id"]) or ("",))
    return finding.among(scope, hits, listed)


@_keep
def first(scope: Scope, register: Path, typed: str, most: int, branches: int) -> pd.DataFrame:
    """The first of them, while somebody waits.

    Args:
        most: at most so many results.
        branches: of each at most so many businesses.
    Returns:
        `business_id`, `name`, `address`, `postcode`, `matched`, `text`, `result`, `bearers`.
    """
    hits = finding.hits(scope, register, typed, most, branches)
    return finding.among(scope, hits, read.addressed(scope, tuple(hits["business_id"]) or ("",), register))
