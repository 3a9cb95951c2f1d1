"""Who has been seen by whom, and who by nobody?"""

import datetime as dt

import pandas as pd
import streamlit as st

from charts.coverage import ANY, coverage_heat
from pages.shared import cached_picture, coverage_lists, filters, layout, messages, state
from pages.shared.drawn import draw
from store.access import Scope
from store.filters import Filters

PARTS = {
    "unseen": "Seen by nobody", "expected": "Expected, but missing", "together": "Who overlaps", "disagree": "Who disagrees",
}  # fmt: skip
LEAST_LISTED = 10

layout.register_or_stop("Coverage")


@st.fragment(key="coverage")
def everything() -> None:
    """The whole page, so that a filter draws it without what stands around it."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Coverage"), filters.wanted()
    layout.header(
        "Coverage",
        "Each cell is the share of a sector's premises in the rating list that a partner has been in contact with in the period.  \n"
        "A low share is a question, not a fault: not every partner has business with every sector, and a record that could not be matched is not seen.",
        wanted,
    )
    months = st.slider("Contacts of the last … months", 3, 120, 36, 3, key="months", bind="query-params")
    since = (pd.Timestamp(register.as_of) - pd.DateOffset(months=months)).date()
    found = cached_picture.seen_by_sector(scope, register.path, wanted, since)
    if found.empty:
        messages.nothing_found(wanted)
        st.caption(
            "Coverage needs a rating list to count against. None of its premises is under these filters, or none is loaded."
        )
        return
    listed = headlines(found)
    with st.container(key="wide_heat"):
        draw(
            coverage_heat(found, mode=state.mode()), key="coverage.heat",
            alt="Share of listed premises seen, by sector and partner",
        )  # fmt: skip
    layout.source_note(
        f"Source: the rating list, and contacts from {since:%-d %B %Y} to {register.as_of:%-d %B %Y}. n = {listed:,} listed premises, the number beside each sector. "
        "Left out: premises that are not in the list, contacts whose premises is not known, partners without a contact in the period."
    )
    lists(scope, register, wanted, since)
    layout.footer()


def headlines(found: pd.DataFrame) -> int:
    """What is seen by anybody; how many premises the list has."""
    anybody = found[found["partner"] == ANY]
    seen, listed = int(anybody["seen"].sum()), int(anybody["listed"].sum())
    with st.grid(4, min_column_width=210):
        words = "Premises of the rating list with at least one contact in the period, whoever trades there"
        layout.share("Premises seen by anybody", seen, listed, words)
        high = anybody[anybody["sector"].isin(coverage_lists.high_attention())]
        words = "The same for sectors in which exploitation is found more often"
        layout.share("In sectors of high attention", int(high["seen"].sum()), int(high["listed"].sum()), words)
        words = "Listed premises without any contact in the period"
        layout.figure("Seen by nobody", f"{listed - seen:,}", help_text=words)
        of_size = anybody[anybody["listed"] >= LEAST_LISTED]
        least = of_size.assign(share=of_size["seen"] / of_size["listed"]).sort_values("share", kind="stable")
        if not least.empty:
            row = least.iloc[0]
            words = "Of the sectors with at least ten listed premises"
            layout.share(
                f"Least seen: {layout.sector_words(row['sector'])}", int(row["seen"]), int(row["listed"]), words
            )
    return listed


def lists(scope: Scope, register: state.Register, wanted: Filters, since: dt.date) -> None:
    """One of four lists."""
    part = st.segmented_control(
        "List", list(PARTS), default="unseen", format_func=lambda code: PARTS[code], key="list", bind="query-params",
        required=True,
    )  # fmt: skip
    if part == "unseen":
        coverage_lists.unseen(scope, register, wanted, since)
    elif part == "expected":
        coverage_lists.expected(scope, register, wanted)
    elif part == "together":
        coverage_lists.together(scope, register, wanted, since)
    else:
        coverage_lists.disagree(scope, register, wanted, since)


everything()
