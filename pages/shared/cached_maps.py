"""Reads for maps that are remembered, under the same rules as those of `cached`."""

from __future__ import annotations

import streamlit as st

from store import geography
from store.home import Home


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def area_names(place: Home) -> dict[str, str]:
    """Ward and district codes to names; the same for everybody."""
    return geography.area_names(place)
