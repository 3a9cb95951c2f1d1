"""Time on a chart: dragging across it sets the dates of the shared filters; dates that matter can be marked and kept."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from pages.shared import filters, layout, state
from pages.shared.drawn import draw
from pages.shared.messages import plain
from store import audit, saved_views
from store.access import Scope
from store.filters import Filters

CONFIG = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["lasso2d", "autoScale2d"],
    "doubleClick": "reset",
}


def selectable_chart(figure: go.Figure, wanted: Filters, *, alt: str, name: str = "timeline") -> None:
    """A chart over time whose marked stretch becomes the filters' dates; with other dates it is another chart, without the mark."""
    key = f"{name}.months.{wanted.date_from or ''}.{wanted.date_to or ''}"
    draw(figure, key=key, config=CONFIG, on_select=lambda: _keep(key), selection_mode="box", alt=alt)
    if wanted.date_from or wanted.date_to:
        st.button(
            "All dates again",
            key=f"{name}.all_dates",
            on_click=filters.keep_dates,
            args=(None, None),
            icon=":material/zoom_out_map:",
        )


def _keep(key: str) -> None:
    """Callback of the chart: the filters stand outside the page's own part, so all of it is drawn anew."""
    state.keep_marked_dates(key)
    st.rerun()


def marks_in_words(marks: list[saved_views.Mark]) -> str:
    """What the numbers on small panels stand for."""
    said = "; ".join(
        f"{number} {mark.label} ({layout.date_words(mark.day)})" for number, mark in enumerate(marks, start=1)
    )
    return f" Marked: {plain(said)}." if marks else ""


def marks_popover(scope: Scope) -> list[saved_views.Mark]:
    """The dates that are marked; a popover adds and removes them."""
    place = state.place()
    marks = saved_views.marks(place)
    with st.popover("Marked dates", icon=":material/flag:"):
        with st.form("timeline.mark", border=False, clear_on_submit=True):
            day = st.date_input("Day", None, key="timeline.mark_day", format="DD/MM/YYYY")
            label = st.text_input(
                "What happened", key="timeline.mark_label", max_chars=saved_views.MOST_LETTERS,
                placeholder="New licensing policy in force",
            )  # fmt: skip
            sent = st.form_submit_button("Mark this day", icon=":material/add:")
        if sent and day is not None and label.strip():
            saved_views.mark(place, scope.user, day=day, label=label)
            audit.record(place, scope.user, "mark date", day=day, label=label)
            st.rerun()
        elif sent:
            st.warning("Both a day and a few words are needed.")
        for mark in marks:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{layout.date_words(mark.day)}** {plain(mark.label)} *({plain(mark.by)})*")
                if st.button("Remove", key=f"timeline.unmark_{mark.id}", type="tertiary", icon=":material/close:"):
                    saved_views.unmark(place, scope.user, mark)
                    audit.record(place, scope.user, "unmark date", day=mark.day, label=mark.label)
                    st.rerun()
    return marks
