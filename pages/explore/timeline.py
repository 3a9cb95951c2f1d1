"""When did who see what?"""

import streamlit as st

from charts.timeline import seasons, touch_points_per_month
from pages.shared import cached, filters, layout, messages, state

DIVIDE = {
    "partner": "Partner",
    "class": "Kind of contact",
    "severity": "Outcome",
    "sector": "Sector",
    "district": "District",
}

scope = state.scope()
register = layout.register_or_stop("Timeline")
wanted = filters.wanted()
layout.header(
    "Timeline",
    "Each bar is one month of contacts. A partner that stops has stopped sending, or stopped going: ask before reading it as calm.",
    wanted,
)
by = st.segmented_control(
    "Divide by",
    list(DIVIDE),
    default="partner",
    format_func=lambda code: DIVIDE[code],
    key="by",
    bind="query-params",
    required=True,
)
counts = cached.monthly_counts(scope, register.path, wanted, by)
if counts.empty:
    messages.nothing_found(wanted)
    st.stop()
st.plotly_chart(touch_points_per_month(counts, by=by, height=440), key="timeline.months", config=layout.PLOTLY)
total = int(counts["touch_points"].sum())
layout.source_note(
    f"n = {total:,} touch-points, {counts['month'].min():%B %Y} to {counts['month'].max():%B %Y}, by the date of the contact. "
    "Click a name in the legend to take it out, twice to see it alone. FHRS files hold only the latest rating of each premises."
)
st.subheader("Is there a season?", anchor=False)
st.plotly_chart(seasons(counts), key="timeline.seasons", config=layout.PLOTLY)
layout.source_note("Each line is one year; the latest stands out. Months of the latest year that lie ahead are absent.")
layout.footer()
