"""When did who see what?"""

import pandas as pd
import streamlit as st

from charts import county_timeline as pictures
from charts.timeline import seasons, touch_points_per_month
from pages.shared import cached, cached_picture, dates, filters, layout, messages, sides, state
from pages.shared.drawn import draw
from store.access import Scope
from store.filters import Filters
from store.saved_views import Mark

DIVIDE = {
    "partner": "Partner",
    "class": "Kind of contact",
    "severity": "Outcome",
    "sector": "Sector",
    "district": "District",
}
SCALES = {"county": "As filtered", "district": "Two areas", "sector": "Two sectors", "period": "Two periods"}
PICTURES = ("Stacked", "Small multiples", "Calendar")

layout.register_or_stop("Timeline")


@st.fragment(key="timeline")
def everything() -> None:
    """The whole page, so that a filter draws it without what stands around it."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Timeline"), filters.wanted()
    layout.header(
        "Timeline",
        "Each step is one month of contacts. Drag across it to keep those months only: the filters follow, on every page.  \n"
        "A partner that stops has stopped sending, or stopped going: ask before reading it as calm.",
        wanted,
    )
    scale = st.segmented_control(
        "What to show", list(SCALES), default="county", format_func=lambda code: SCALES[code], key="scale",
        bind="query-params", required=True,
    )  # fmt: skip
    if scale == "county":
        one_picture(scope, register, wanted)
    else:
        both = sides.choose(scale, scope, register, wanted)
        if both is not None:
            sides.over_time(scope, register, both, is_period=scale == "period", key="timeline")
    layout.footer()


def one_picture(scope: Scope, register: state.Register, wanted: Filters) -> None:
    """What the filters let through, divided as the person likes, and whether it has a season."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(
            "Divide by", list(DIVIDE), default="partner", format_func=lambda code: DIVIDE[code], key="by",
            bind="query-params", required=True,
        )  # fmt: skip
        shown = st.segmented_control(
            "Picture", PICTURES, default="Stacked", key="picture", bind="query-params", required=True
        )
        marks = dates.marks_popover(scope)
    counts = cached.monthly_counts(scope, register.path, wanted, by)
    if counts.empty:
        messages.nothing_found(wanted)
        return
    if shown == "Calendar":
        by_day(scope, register, wanted)
    else:
        by_month(counts, wanted, by, marks, is_stacked=shown == "Stacked")
    st.subheader("Is there a season?", anchor=False)
    draw(
        seasons(counts), key="timeline.seasons",
        alt="Contacts by month of the year, one line a year",
    )  # fmt: skip
    total = int(counts["touch_points"].sum())
    layout.source_note(
        layout.counted(total, counts["month"], left_out="Months of the latest year that lie ahead are absent.")
        + " Each grey line is one year, the paler the longer ago; the latest stands out."
    )


def by_day(scope: Scope, register: state.Register, wanted: Filters) -> None:
    """A square for each day."""
    since = pd.Timestamp(register.as_of.year - pictures.YEARS_OF_DAYS + 1, 1, 1).date()
    days = cached_picture.daily_counts(scope, register.path, wanted, since)
    draw(
        pictures.calendar(days, as_of=register.as_of, mode=state.mode()), key="timeline.calendar",
        alt="Contacts on each day of the last three years",
    )  # fmt: skip
    layout.source_note(
        f"Source: every file loaded. n = {int(days['touch_points'].sum()):,} touch-points since {since:%-d %B %Y}; "
        f"{int(days['not_to_the_day'].sum()):,} whose date is only a month or a year are left out."
    )


def by_month(counts: pd.DataFrame, wanted: Filters, by: str, marks: list[Mark], *, is_stacked: bool) -> None:
    """The months as one stack, or a panel for each group."""
    if is_stacked:
        figure, mark_on = touch_points_per_month(counts, by=by, height=440), pictures.marked
    else:
        figure, mark_on = pictures.small_multiples(counts, by=by), pictures.marked_panels
    marked = mark_on(figure, [(mark.day, mark.label) for mark in marks])
    dates.selectable_chart(pictures.selectable(marked), wanted, alt=f"Contacts each month by {DIVIDE[by].lower()}")
    said = " Click a name in the legend to take it out, twice to see it alone. Small multiples show up to 24 groups each by itself."
    layout.source_note(
        layout.counted(
            int(counts["touch_points"].sum()),
            counts["month"],
            left_out="FHRS files hold only the latest rating of each premises.",
        )
        + (said if is_stacked else dates.marks_in_words(marks))
    )


everything()
