"""What does everybody know about this business?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from charts import profile
from charts.county_timeline import selectable
from charts.profile_timeline import profile_timeline
from pages.shared import (
    briefing,
    cached,
    cached_profile,
    corrections,
    dates,
    filters,
    layout,
    messages,
    profile_notes,
    profile_parts,
    search,
    state,
)

PARTS = ("Names and records", "Company", "Connections", "Neighbours", "Rows", "Notes")

scope = state.scope()
register = layout.register_or_stop("Profile")
business_id = st.query_params.get("business", "")
business_id = corrections.led_on(register.path, business_id) if business_id else ""
found = cached.business(scope, register.path, business_id) if business_id else None
if found is None:
    layout.header("Profile", "Choose a business on the map or in the list.")
    if business_id:
        messages.gone("business")
    layout.ways_to_a_business()
    st.stop()
contacts = cached.business_touch_points(scope, register.path, business_id)

layout.header(
    search.shortened(str(found["name"]), 110),
    "Everything any partner has recorded, whatever the filters say.  \n"
    "A contact is not a mark against the business; a hollow symbol means it was the victim, or only the place.",
)
st.markdown(layout.identity(found))
owners = st.container()
with st.container(horizontal=True, vertical_alignment="center"):
    briefing.button(scope, register, found)
    profile_notes.watch(scope, business_id)
    doubt = st.container(width="content")
with st.grid(6, min_column_width=150):
    layout.figure("Touch-points", f"{len(contacts):,}", help_text="All partners, all years")
    layout.figure("Organisations", f"{contacts['partner_org'].nunique():,}", help_text="That have had contact with it")
    for role, count, worst in profile.by_role(contacts)[:3]:
        layout.figure(
            f"As {role.lower()}", f"{count:,}", below=worst.removeprefix("worst: "),
            help_text="How often, and the worst outcome of these",
        )  # fmt: skip
    last = layout.date_words(found["last_contact"])
    layout.figure("Last contact", last, help_text=f"Contacts reach to {register.as_of:%d %B %Y}")

st.subheader("Who saw it, and when", anchor=False)
dated = contacts.assign(event_date=pd.to_datetime(contacts["event_date"]))
tenures = cached_profile.tenures(scope, register.path, business_id)
figure = profile_timeline(dated, tenures, as_of=pd.Timestamp(register.as_of))
wanted = filters.wanted()
dates.selectable_chart(selectable(figure), wanted, alt="Contacts of each organisation over time", name="profile")
layout.timeline_key()
layout.source_note(
    layout.counted(len(contacts), dated["event_date"], left_out="Nothing is left out, whatever the filters say.")
)
if len(tenures) and len(contacts):
    layout.source_note(
        "Bands below: who was seen trading at the premises, in order, by name and company. A new owner does not inherit the record of the last."
    )
with doubt:  # asked when the timeline is on its way: the browser takes longest over that
    profile_notes.wrong_match(scope, register.path, business_id)
with owners:
    corrections.tenure(scope, register.path, business_id)

records = cached.business_records(scope, register.path, business_id)
left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("What stands out", anchor=False)
    told = cached_profile.told(scope, register.path, business_id, register.as_of)
    profile_parts.indicators(told, dated, records)
with right:
    st.subheader("Where", anchor=False)
    profile_parts.where(scope, register, found)
    profile_parts.gap_box(found, dated, cached_profile.loaded(scope, register.path), register)


@st.fragment
def parts(found: dict[str, Any]) -> None:
    """What is opened one at a time; opening one draws nothing else anew."""
    scope = state.scope()

    def known_as() -> None:
        profile_parts.known_as(records)
        corrections.corrections_box(scope, register.path, business_id, records)

    drawn: tuple[Callable[[], None], ...] = (
        known_as,
        partial(profile_parts.company, scope, register, business_id),
        partial(profile_parts.connections, scope, register, found),
        partial(profile_parts.neighbours, scope, register, found),
        partial(profile_parts.rows, scope, register, business_id, contacts, wanted),
        partial(profile_notes.show, scope, business_id),
    )
    for tab, draw in zip(st.tabs(PARTS, key="profile.part", on_change="rerun"), drawn, strict=True):
        with tab:
            if tab.open:
                draw()


parts(found)
layout.footer()
