"""Every figure as a picture, PNG or SVG, with title, filters, source and marking, made in the browser; on whatever page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st


@lru_cache(maxsize=1)
def _script() -> str:
    """The browser's sanitiser throws scripts away that hold what looks like markup: its angle brackets are spelt out."""
    script = Path(__file__).with_suffix(".js").read_text("utf8").replace("<", "\\x3c")
    return f"<script>\n{script}</script>"


def as_pictures() -> None:
    """Put the buttons beside every figure's other buttons; app.py does it once for all pages."""
    st.html(_script(), unsafe_allow_javascript=True)
