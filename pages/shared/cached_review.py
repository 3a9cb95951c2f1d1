"""Remembered reads of the review desk: the same rules as in cached.py."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from store import review
from store.access import Scope


@st.cache_data(ttl=3600, max_entries=50, show_spinner=False)
def choices(scope: Scope, register: Path) -> dict[str, list[str]]:
    return review.choices(scope, register)
