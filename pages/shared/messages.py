"""What pages say when there is nothing to show, and why."""

from __future__ import annotations

import streamlit as st

from pages.shared import filters
from pages.shared.plain import plain
from store.filters import Filters


def not_loaded() -> None:
    """Before the first register: say what to do."""
    st.info(
        "**Nothing is loaded yet.** Load a partner's file and build the register, then reload this page.\n\n"
        "```\npython -m pipeline ingest FILE\npython -m pipeline link\n```",
        icon=":material/upload_file:",
    )


def nothing_found(wanted: Filters) -> None:
    """No row under the filters: name them, and what to try."""
    said = filters.in_words(wanted)
    with st.container(border=True):
        st.markdown(
            f"#### :material/search_off: Nothing under these filters\n\n{plain(said)}"
            if said
            else "#### :material/search_off: Nothing to show"
        )
        st.caption("Take a filter away in the sidebar, or widen the dates.")


def gone(what: str) -> None:
    """A link to something that is not there, or not for this person: both say the same."""
    with st.container(border=True):
        st.markdown(f"#### :material/link_off: This {what} cannot be shown")
        st.caption(
            "It is not in the register, or outside what you may see. It may have been merged, or the load that "
            "brought it was withdrawn. Search for it by name on the page Businesses."
        )


def no_sources() -> None:
    """No source that the person may see has a record in the register."""
    with st.container(border=True):
        st.markdown("#### :material/search_off: Nothing to show")
        st.caption("No source that you may see has a record in the register.")


def not_yours(what: str) -> None:
    """Somebody whose scope covers no partner came to a page about partners' files."""
    with st.container(border=True):
        st.markdown(f"#### :material/lock: You may not {what}")
        st.caption("Your account covers no partner's data. Ask whoever manages people and access.")


def counted(number: float, what: str) -> str:
    """`(1, "row")` -> `"1 row"`, `(1200, "row")` -> `"1,200 rows"`."""
    return f"{number:,.0f} {what}{'' if number == 1 else 's'}"
