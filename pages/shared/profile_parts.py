"""The parts of the page of one business: what each shows when it is opened."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from charts import known_as as known_by
from charts import place, profile
from charts.network import network
from pages.shared import cached, cached_profile, download, layout, messages, navigation, state
from pages.shared.drawn import draw
from pages.shared.listing import listing
from pages.shared.messages import plain
from pages.shared.search import shortened
from risk.gaps import gaps
from store import outlines
from store.access import Scope
from store.filters import Filters

KINDS = {
    "concern": (":material/flag:", "Indicators"),
    "gap": (":material/visibility_off:", "Looked at too little"),
    "context": (":material/info:", "For context"),
}
NOT_COMPUTABLE = (
    "Fear, control, kept documents, debt, withheld wages, injuries and the identity of workers are in no file and cannot be "
    "worked out. Files give the day of a contact and not the hour, and no layout has licensed hours: what happens at night cannot be "
    "told from what happens by day. No indicator is not a clean bill. Where you see signs of exploitation: Modern Slavery & Exploitation "
    "Helpline 08000 121 700, GLAA 0800 432 0804; first responders refer to the National Referral Mechanism."
)
AROUND_M = 500
MOST_IN_FULL = 60
"""A longer table is drawn by the grid, which keeps only what is seen in the page."""
_DAY = "D MMM YYYY"
DATES = {
    name: st.column_config.DateColumn(name, format=_DAY)
    for name in ("Date", "Since", "Until", "Formed", "Dissolved", "Accounts due", "Last contact")
}
COLUMNS = {**DATES, "Row": st.column_config.NumberColumn("Row", format="%d", help="As a spreadsheet numbers it")}


def table(frame: pd.DataFrame, key: str, nothing: str) -> None:
    """A table as high as its rows, or why there is none."""
    if frame.empty:
        st.caption(nothing)
        return
    st.dataframe(
        frame,
        column_config=COLUMNS,
        hide_index=True,
        key=key,
        placeholder="–",
        height="content" if len(frame) < 15 else 560,
    )


@st.fragment
def indicators(found: pd.DataFrame, contacts: pd.DataFrame, records: pd.DataFrame) -> None:
    """Every rule that is met with its count and caution, its rows when they are opened, and what no rule can tell."""
    lines = profile.indicator_lines(found)
    if lines.empty:
        st.caption("No rule is met by what is loaded. That is not a clean bill.")
    for kind, (icon, heading) in KINDS.items():
        part = lines[lines["kind"] == kind]
        if part.empty:
            continue
        st.markdown(f"**{icon} {heading}**")
        for row in part.itertuples():
            _indicator(row, contacts, records)
    with st.popover("What cannot be known from files", icon=":material/help:", type="tertiary"):
        st.markdown(NOT_COMPUTABLE)


def _indicator(row: Any, contacts: pd.DataFrame, records: pd.DataFrame) -> None:  # noqa: ANN401 - a row of itertuples
    when = f" · {row.when}" if row.when else ""
    ids = set(str(row.touch_point_ids).split()) if isinstance(row.touch_point_ids, str) else set()
    behind = contacts[contacts["touch_point_id"].isin(ids)]
    named = set(str(row.record_ids).split()) if isinstance(row.record_ids, str) else set()
    spoken = records[records["record_id"].isin(named)]
    count = len(behind) or len(spoken)
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute"):
            st.markdown(f"**{row.label}**: {plain(shortened(row.detail, 220))}{when}", width="stretch")
            if count:
                label = f"{count:,} row{'s' if count > 1 else ''}"
                opened = st.popover(
                    label, type="tertiary", icon=":material/table_rows:", key=f"profile.behind.{row.indicator}", on_change="rerun"
                )  # fmt: skip
                if opened.open:
                    frame = profile.contacts_table(behind) if len(behind) else profile.records_table(spoken)
                    with opened, st.container(width=640):
                        table(frame, f"profile.rows.{row.indicator}", "")
        caution = f" Caution: {row.caution}." if row.caution else ""
        st.caption(f"Rule: {plain(row.rule)}.{plain(caution)}")


def gap_box(found: dict[str, Any], contacts: pd.DataFrame, loaded: tuple[str, ...], register: state.Register) -> None:
    """What nobody knows about it."""
    said = gaps(found, contacts, loaded, as_of=register.as_of)
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**:material/unknown_document: Intelligence gaps**")
        st.markdown("\n".join(f"- {line}" for line in said) or "Nothing obvious is missing.")


def where(scope: Scope, register: state.Register, found: dict[str, Any]) -> None:
    """The small map, the way to the large one, and how precise the position is."""
    if pd.isna(found["longitude"]):
        st.caption("No partner has given a position, UPRN or known postcode.")
        return
    x, y, home = float(found["longitude"]), float(found["latitude"]), state.place()
    others = cached_profile.positions(scope, register.path, place.frame(x, y))
    st.html(
        place.place_picture(
            x, y, str(found["name"]), districts=outlines.shapes(home, "districts"), wards=outlines.shapes(home, "wards"),
            others=others, mode=state.mode(),
        )
    )  # fmt: skip
    navigation.link(
        "hotspots", "What is around it, on the map", {"area": f"c:{x:.5f},{y:.5f},{AROUND_M}"}, icon=":material/map:"
    )
    source = {"SUPPLIED": "as supplied", "UPRN": "from its UPRN", "POSTCODE": "its postcode's centre"}
    said = source.get(str(found["coordinate_source"]), "not known")
    layout.source_note(
        f"Position {said}, precise to {str(found['coordinate_precision']).lower()}. Grey: other businesses. {plain(register.attribution)}"
    )


def known_as(records: pd.DataFrame) -> None:
    """Every name, address and number, who says so, since when; and the records themselves with the way to the review desk."""
    st.markdown("**Every name, address and number it was ever known by**")
    if records.empty:
        st.caption("No record in scope.")
        return
    identity = known_by.identity_table(records)
    if len(identity) <= MOST_IN_FULL:
        listing(known_by.identity_in_words(identity), label="What the business was known by", numbers=("Records",))
    else:
        table(identity, "profile.identity", "")
    st.markdown("**The records, as sent, and why each was linked**")
    if len(records) <= MOST_IN_FULL:
        listing(known_by.records_in_words(records), label="Records of the business", most="40rem")
    else:
        st.dataframe(
            profile.records_table(records), column_config=layout.RECORD_COLUMNS, hide_index=True, key="profile.records", placeholder="–",
        )  # fmt: skip
    layout.source_note(
        f"{messages.counted(len(records), 'record')} linked to this business. 'Linked by' and the probability say why."
    )


def company(scope: Scope, register: state.Register, business_id: str) -> None:
    """The legal entities behind it, as the register of companies has them, and what registers' snapshots say happened."""
    companies = cached_profile.companies(scope, register.path, business_id)
    table(profile.companies_table(companies), "profile.companies", "No partner has recorded a company number.")
    if not companies.empty and companies["name"].isna().any():
        st.caption(
            "A number without a company's name is not in the register of companies that is loaded: dissolved, mistyped, or not loaded yet."
        )
    st.markdown("**What registers say happened**")
    events = profile.changes_table(cached_profile.changes(scope, register.path, business_id))
    table(events, "profile.changes", "No register that was received more than once says that anything changed.")


def connections(scope: Scope, register: state.Register, found: dict[str, Any]) -> None:
    """Who shares a telephone, domain, company, office or premises; what is left out, and why."""
    shared = cached_profile.shared(scope, register.path, str(found["business_id"]))
    kept = shared[shared["left_out"].isna()]
    figure = network(kept, business_id=str(found["business_id"]), name=str(found["name"]))
    draw(figure, key="profile.network")
    layout.source_note(
        f"Source: the records loaded. n = {kept['business_id'].nunique():,} businesses that share {kept.groupby(['kind', 'value']).ngroups:,} details. "
        "Businesses only: no person is drawn. A shared detail is a question, not a finding: franchises and accountants share too. "
        "Chains of one name, default addresses, providers anybody may use and details that very many share are left out."
    )
    table(profile.shared_table(shared), "profile.shared", "Nothing is shared with another business.")
    others = kept[kept["business_id"] != found["business_id"]].drop_duplicates("business_id").head(12)
    with st.container(horizontal=True):
        for row in others.itertuples():
            navigation.link("profile", plain(shortened(row.name)), {"business": row.business_id})


def neighbours(scope: Scope, register: state.Register, found: dict[str, Any]) -> None:
    """The same premises before, after and beside; and the same sector nearby."""
    if found["premises_id"]:
        others = cached.others_here(scope, register.path, str(found["business_id"]), str(found["premises_id"]))
        st.markdown("**Others at the same premises**")
        layout.source_note("Before, after or beside. A new owner does not inherit the record of the last.")
        for row in others.head(12).itertuples():
            layout.business_line(row)
        if others.empty:
            st.caption("Nobody else is known at the premises.")
    st.markdown("**The same sector within 1.5 km**")
    near = cached_profile.neighbours(scope, register.path, str(found["business_id"]))
    picked = None
    if near.empty:
        st.caption("None is known nearby, or this business has no position.")
    else:
        picked = st.dataframe(
            profile.neighbours_table(near), column_config=COLUMNS, hide_index=True, key="profile.neighbours", placeholder="–",
            on_select="rerun", selection_mode="single-row",
        )  # fmt: skip
        layout.open_picked(near, picked)


def rows(scope: Scope, register: state.Register, business_id: str, contacts: pd.DataFrame, wanted: Filters) -> None:
    """Every contact with its file and row, of the dates alone that are marked on the timeline above, where some are; and what earlier
    files said of those that a later one corrected."""
    _contacts(scope, contacts, wanted)
    before = profile.said_before_table(cached_profile.said_before(scope, register.path, business_id))
    if len(before):
        st.markdown("**Corrected by a later file**")
        table(before, "profile.before", "")
        layout.source_note("The later file counts: on every page, map and figure. What was said before stays here.")


def _contacts(scope: Scope, contacts: pd.DataFrame, wanted: Filters) -> None:
    days = Filters(date_from=wanted.date_from, date_to=wanted.date_to)
    day = pd.to_datetime(contacts["event_date"])
    first, last = (
        pd.Timestamp(bound) if bound else edge
        for bound, edge in ((days.date_from, day.min()), (days.date_to, day.max()))
    )
    shown = profile.contacts_table(contacts[(day >= first) & (day <= last)])
    if shown.empty:
        messages.nothing_found(days)
        return
    if not days.is_everything:
        layout.source_note(f"{len(shown):,} of {len(contacts):,} contacts: those between the dates of the filters.")
    st.dataframe(shown, column_config=layout.CONTACT_COLUMNS, hide_index=True, key="profile.contacts", placeholder="–")
    download.rows(scope, shown, days, name="profile")
