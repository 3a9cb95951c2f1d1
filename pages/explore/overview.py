"""What do we hold, how fresh is it, what stands out?"""

import datetime as dt

import streamlit as st

from charts.overview import freshness_table
from charts.timeline import touch_points_per_month
from pages.shared import cached, filters, layout, messages, navigation, state
from risk.standouts import standouts

scope = state.scope()
register = layout.register_or_stop("Overview")
wanted = filters.wanted()
layout.header(
    "Overview",
    "Each figure counts what is loaded, under the filters on the left. A touch-point is one recorded contact with a business; it is not a mark against it.",
    wanted,
)
figures = cached.totals(scope, register.path, wanted, register.as_of)
if not figures["touch_points"]:
    messages.nothing_found(wanted)
    st.stop()
listed, seen = cached.premises_seen(scope, register.path, wanted)

with st.grid(6, min_column_width=165):
    layout.figure("Touch-points", f"{figures['touch_points']:,.0f}", help_text="Recorded contacts of any kind")
    layout.figure(
        "Businesses",
        f"{figures['businesses']:,.0f}",
        help_text="Distinct businesses with at least one contact",
    )
    layout.share(
        "Premises seen",
        seen,
        listed,
        "Premises in the rating list with at least one contact, of all in the list",
    )
    layout.share(
        "Known to 2+",
        figures["known_to_2"],
        figures["businesses"],
        "Businesses that at least two organisations have had contact with",
    )
    layout.change(
        "Last 12 months",
        figures["year"],
        figures["year_before"],
        "Contacts in the 12 months to the last day any partner reaches, against the 12 before",
        "off",
    )
    layout.change(
        "Formal action",
        figures["formal"],
        figures["formal_before"],
        "Outcomes 'Formal action' and 'Stop / prosecute' in the last 12 months, against the 12 before",
        "inverse",
    )

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Contacts each month, by kind", anchor=False)
    counts = cached.monthly_counts(scope, register.path, wanted, "class")
    st.plotly_chart(touch_points_per_month(counts, by="class", height=360), key="overview.months", config=layout.PLOTLY)
    layout.source_note(
        f"n = {figures['touch_points']:,.0f} touch-points by the date of the contact. The last month may be incomplete."
    )
with right:
    st.subheader("What stands out", anchor=False)
    fresh = cached.freshness(scope, register.path, wanted, register.as_of)
    unseen = cached.unseen(scope, register.path, wanted, register.as_of - dt.timedelta(days=3 * 365))
    found = standouts(fresh, cached.changes(scope, register.path, wanted, register.as_of), unseen)
    if found.empty:
        st.caption("Nothing out of the ordinary under these filters.")
    for row in found.itertuples():
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{layout.ICONS[row.kind]} {messages.plain(row.headline)}**")
            st.caption(row.detail)
            navigation.link(row.page, "Show the rows", filters.of_query(row.query), icon=":material/arrow_forward:")

st.subheader("How far each organisation's contacts reach", anchor=False)
months = cached.contacts_by_month(scope, register.path, wanted)
table = freshness_table(fresh, months, as_of=register.as_of)
st.dataframe(
    table,
    column_config=layout.FRESHNESS_COLUMNS,
    hide_index=True,
    key="overview.freshness",
    height=min(38 * (len(table) + 1), 560),
)
layout.footer()
