"""Figures on a page."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from charts.dress import dressed
from pages.shared import layout, state


def draw(figure: go.Figure, *, key: str, alt: str = "", config: dict[str, Any] | None = None, **told: Any) -> None:  # noqa: ANN401 - on_select and its like
    """A figure of the chart library in the page's colours.

    Args:
        figure: from charts.
        key: of the element.
        alt: what it shows, for people who do not see it.
        config: of the chart library; the usual buttons otherwise.
        told: passed on: what to do with a selection.
    """
    usual = layout.PLOTLY if config is None else config
    st.plotly_chart(dressed(figure, state.mode()), key=key, config=usual, theme=None, alt=alt or None, **told)
