"""What matters today, what do we hold, and how fresh is it?"""

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.overview import FRESHNESS_BARS, FRESHNESS_NUMBERS, freshness_table
from charts.timeline import touch_points_per_month
from pages.shared import cached, cached_picture, figures, filters, last_load, layout, messages, navigation, state
from pages.shared.drawn import draw
from pages.shared.listing import listing
from risk.standouts import standouts
from store.access import Scope
from store.changes import before
from store.filters import Filters

layout.register_or_stop("Overview")


@st.fragment(key="overview")
def everything() -> None:
    """The whole page, so that a filter draws it without what stands around it."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Overview"), filters.wanted()
    layout.header(
        "Overview",
        "First what stands out, then seven figures, each with its change since the last load and the rows behind it.  \n"
        "Everything counts what is loaded, under the filters on the left. A touch-point is one recorded contact; it is not a mark against the business.",
        wanted,
    )
    counts = cached.monthly_counts(scope, register.path, wanted, "class")
    if counts.empty:
        messages.nothing_found(wanted)
        return
    top, middle, is_opening = st.container(), st.container(), state.has_just_arrived()
    left, right = st.columns([3, 2], gap="large")
    if not is_opening:  # before what stands above it: the browser draws it while the figures are being counted
        months(left, counts)
    fresh = cached.freshness(scope, register.path, wanted, register.as_of)
    freshness(scope, register, wanted, fresh)
    earlier = before(register.path)
    with top:
        matters_today(scope, register, wanted, fresh)
    with middle:
        seven_figures(scope, register, wanted, earlier)
    with right:
        last_load.details(scope, register, wanted, earlier, fresh)
    if is_opening:  # a browser that opens the page reads the chart library for a second, in which it draws nothing else
        months(left, counts)
    layout.footer()


def months(place: DeltaGenerator, counts: pd.DataFrame) -> None:
    """Contacts each month, divided by their kind."""
    with place:
        st.subheader("Contacts each month, by kind", anchor=False)
        draw(
            touch_points_per_month(counts, by="class", height=340), key="overview.months",
            alt="Contacts each month, divided by kind of contact",
        )  # fmt: skip
        total = int(counts["touch_points"].sum())
        layout.source_note(layout.counted(total, counts["month"], left_out="The last month may be incomplete."))


def matters_today(scope: Scope, register: state.Register, wanted: Filters, fresh: pd.DataFrame) -> None:
    """What is out of the ordinary, each with the way to its rows."""
    st.subheader(f"What matters today, {register.as_of:%-d %B %Y}", anchor=False)
    found = standouts(
        fresh,
        cached.changes(scope, register.path, wanted, register.as_of),
        cached.unseen(scope, register.path, wanted.of_business(), register.as_of - dt.timedelta(days=3 * 365)),
        severe=cached_picture.recent_severe(scope, register.path, wanted, register.as_of),
        most=4,
    )
    if found.empty:
        st.caption("Nothing out of the ordinary under these filters.")
    with st.grid(4, min_column_width=230):
        for row in found.itertuples():
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.markdown(f"**{layout.ICONS[row.kind]} {messages.plain(row.headline)}**")
                st.caption(row.detail)
                link = filters.of_query(row.query, register.as_of)
                navigation.link(row.page, "Show the rows", link, icon=":material/arrow_forward:")


def seven_figures(scope: Scope, register: state.Register, wanted: Filters, earlier: Path | None) -> None:
    """The seven figures, each beside what it was."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("The seven figures", anchor=False)
        more_than = int(
            st.segmented_control(
                "Known to more than … organisations", ["1", "2", "3", "4", "5"], default="3", key="known",
                bind="query-params", required=True,
            )
        )  # fmt: skip
    now = cached_picture.figures(scope, register.path, wanted, register.as_of, more_than)
    then = cached_picture.figures(scope, earlier, wanted, state.as_of(earlier), more_than) if earlier else None
    trends = cached_picture.trends(scope, register.path, wanted, register.as_of, more_than).set_index("month")
    top = cached_picture.top_by_year(scope, register.path, wanted, register.as_of).set_index("year")["top_share"]
    with st.grid(4, min_column_width=230):
        for headline in figures.HEADLINES:
            trend = top if headline.key == "top" else trends[headline.trend]
            figures.tile(headline, now, then, trend, filters.query_of(wanted), more_than)
        last_load.card(scope, register, wanted, earlier)


def freshness(scope: Scope, register: state.Register, wanted: Filters, fresh: pd.DataFrame) -> None:
    """Who sends, and until when."""
    st.subheader("How far each organisation's contacts reach", anchor=False)
    table = freshness_table(fresh, cached.contacts_by_month(scope, register.path, wanted), as_of=register.as_of)
    listing(
        table, label="Freshness of each organisation's contacts", numbers=FRESHNESS_NUMBERS, drawn=(FRESHNESS_BARS,), most="560px"
    )  # fmt: skip
    until = f"{pd.Timestamp(register.as_of):%-d %B %Y}"
    layout.source_note(f"{len(table):,} organisations with a contact under the filters. Silence is counted to {until}.")


everything()
