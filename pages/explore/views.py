"""Which question has somebody asked before?"""

import streamlit as st

from pages.shared import layout, saved_views, state

scope = state.scope()
register = layout.register_or_stop("Saved views")
layout.header(
    "Saved views",
    "A view is a page with its filters under a name. Open one, or send its link: who opens it sees what they may see, as the data stands then.  \n"
    "The questions below are ready made; dates in them count back from the last day any partner reaches.",
)
left, right = st.columns([2, 3], gap="large")
with left:
    st.subheader("Saved here", anchor=False)
    saved_views.listed(scope)
with right:
    st.subheader("Common questions", anchor=False)
    saved_views.questions(scope, register)
layout.footer()
