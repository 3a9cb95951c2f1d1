"""Notes about a business, the list of those a person watches, and the briefing to take away."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from pages.shared import navigation, state
from pages.shared.messages import plain
from store import around, notes, review
from store.access import Scope
from store.home import StoreError


def watch(scope: Scope, business_id: str) -> None:
    """A button that puts the business on the person's list, or takes it off."""
    place = state.place()
    is_watched = business_id in notes.watched(place, scope)
    st.button(
        "Watching" if is_watched else "Watch",
        icon=":material/notifications_active:" if is_watched else ":material/notification_add:",
        key="profile.watch",
        help="Your own list; it stands on the page Businesses",
        on_click=partial(notes.watch, place, scope, business_id, is_watched=not is_watched),
    )


def wrong_match(scope: Scope, register: Path, business_id: str) -> None:
    """The way to the review desk: the most doubtful pair of this business's records, where there is one."""
    if not review.has_queue(register):
        return
    cases = around.doubtful_cases(business_id, register)
    case = next((found for found in cases if review.case(scope, register, found) is not None), "")
    if case:
        navigation.link("matches", "Wrong match?", {"case": case}, icon=":material/call_split:")


def show(scope: Scope, business_id: str) -> None:
    """Everything the person may read, newest first, and a field for more."""
    place = state.place()
    with st.form("profile.note", clear_on_submit=True, border=False):
        text = st.text_area(
            "Add a note", max_chars=notes.MOST_LETTERS, placeholder="What would the next person need to know? No names of people.",
        )  # fmt: skip
        everybody = st.checkbox("Everybody who sees this business may read it", key="profile.note.everybody")
        if st.form_submit_button("Keep the note", icon=":material/add_notes:") and text:
            try:
                notes.add(place, scope, business_id, text, for_everybody=everybody)
            except StoreError as error:
                st.warning(str(error))
    found = notes.notes(place, scope, business_id)
    for note in found:
        with st.container(border=True, gap="xxsmall"):
            st.markdown(plain(note.text).replace("\n", "  \n"))
            with st.container(horizontal=True, vertical_alignment="center"):
                readers = "everybody" if note.audience == notes.EVERYBODY else "people who see the same partners"
                st.caption(f"{plain(note.by)}, {note.at[8:10]}/{note.at[5:7]}/{note.at[:4]}, for {readers}")
                if note.by == scope.user:
                    st.button(
                        "Take back", type="tertiary", key=f"profile.note.{note.id}",
                        on_click=partial(notes.withdraw, place, scope, business_id, note.id),
                    )  # fmt: skip
    st.caption(
        "Notes are kept for good and recorded in the audit log; one that is taken back is shown no more."
        if found
        else "No note yet. Notes are kept for good and recorded in the audit log."
    )
