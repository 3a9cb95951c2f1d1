"""What does everybody know about this business?"""

import pandas as pd
import streamlit as st

from charts import maps, profile
from charts.timeline import business_timeline
from pages.shared import cached, download, filters, layout, messages, offline, state
from store.filters import Filters

scope = state.scope()
register = layout.register_or_stop("Profile")
wanted = filters.wanted()
business_id = st.query_params.get("business", "")
found = cached.business(scope, register.path, business_id) if business_id else None
if found is None:
    layout.header("Profile", "Choose a business on the map or in the list.")
    if business_id:
        messages.gone("business")
    layout.ways_to_a_business()
    st.stop()
contacts = cached.business_touch_points(scope, register.path, business_id)
records = cached.business_records(scope, register.path, business_id)

layout.header(
    str(found["name"]),
    "Everything any partner has recorded, whatever the filters say. A contact is not a mark against the business; a hollow symbol means it was the victim, or only the place.",
)
st.markdown(layout.identity(found))
with st.grid(6, min_column_width=165):
    layout.figure("Touch-points", f"{len(contacts):,}", help_text="All partners, all years")
    layout.figure("Organisations", f"{contacts['partner_org'].nunique():,}", help_text="That have had contact with it")
    for role, count, worst in profile.by_role(contacts)[:3]:
        st.metric(f"As {role.lower()}", f"{count:,}", worst, delta_color="off", delta_arrow="off", border=True)
    layout.figure(
        "Last contact",
        layout.date_words(found["last_contact"]),
        help_text=f"Contacts reach to {register.as_of:%d %B %Y}",
    )

st.subheader("Who saw it, and when", anchor=False)
figure = business_timeline(
    contacts.assign(event_date=pd.to_datetime(contacts["event_date"])), as_of=pd.Timestamp(register.as_of)
)
st.plotly_chart(figure, key="profile.timeline", config=layout.PLOTLY)
layout.timeline_key()

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Names and addresses it is known by", anchor=False)
    st.dataframe(
        profile.records_table(records), column_config=layout.RECORD_COLUMNS, hide_index=True, key="profile.records"
    )
    layout.source_note(
        f"{len(records):,} records were linked to this business. 'Linked by' and the probability say why."
    )
with right:
    st.subheader("Where", anchor=False)
    if pd.notna(found["longitude"]):
        west, south = float(found["longitude"]) - 0.02, float(found["latitude"]) - 0.012
        base = maps.base_map(
            offline.outlines(), bounds=(west, south, west + 0.04, south + 0.024), mode=state.mode(), zoom=12
        )
        pin = maps.pin_layer(float(found["longitude"]), float(found["latitude"]), str(found["name"]))
        offline.show_map(base, [pin], key="profile.map", height=300)
        source = {"SUPPLIED": "as supplied", "UPRN": "from its UPRN", "POSTCODE": "its postcode's centre"}
        layout.source_note(
            f"Position {source.get(str(found['coordinate_source']), 'not known')}, precise to {str(found['coordinate_precision']).lower()}."
        )
    else:
        st.caption("No partner has given a position, UPRN or known postcode.")
if found["premises_id"]:
    others = cached.others_here(scope, register.path, business_id, str(found["premises_id"]))
    if not others.empty:
        st.subheader("Others at the same premises", anchor=False)
        layout.source_note("Before, after or beside. A new owner does not inherit the record of the last.")
        for row in others.head(8).itertuples():
            layout.business_line(row)

st.subheader("The rows behind it", anchor=False)
st.dataframe(
    profile.contacts_table(contacts), column_config=layout.CONTACT_COLUMNS, hide_index=True, key="profile.contacts"
)
download.csv(scope, profile.contacts_table(contacts), Filters(), name="profile")
layout.footer()
