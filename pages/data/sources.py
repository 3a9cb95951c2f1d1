"""Whose data do we hold, under which terms, and until when?"""

import datetime as dt

import streamlit as st

import codes
from pages.shared import layout, messages, navigation, publish, state, taking_back, terms, work
from pages.shared.messages import counted, plain
from pipeline import sources

scope = state.scope()
place = state.place()
layout.header(
    "Sources",
    "One line for each file a partner sends regularly: what it holds, and the terms it is held under.  \n"
    "A source marked 'count only' shows others that a contact happened, never what it was.",
)
if scope.partners == ():
    messages.not_yours("look into sources")
    st.stop()
if work.running():
    st.stop()
work.ended(("publish", "withdraw", "dispose"))
publish.bar(scope)
files = sources.loads(scope, place)
found = sources.register(scope, place, today=dt.datetime.now(dt.UTC).date())
if found.empty:
    st.caption("Nothing has been loaded yet.")
    navigation.link("load", "Load a partner's file", icon=":material/upload_file:")
    st.stop()

with st.grid(5, min_column_width=135):
    layout.figure("Sources", f"{len(found):,}", help_text="Layouts with at least one file that counts")
    layout.figure("Files", f"{files['source_file'].nunique():,}", help_text="Files that count")
    layout.figure("Rows read", f"{found['rows_read'].sum():,}", help_text="In all files that count")
    layout.figure(
        "Expired or soon",
        f"{found['expiry'].isin(['expired', 'soon']).sum():,}",
        help_text="Sharing agreements that have run out, or will within 60 days",
    )
    layout.figure(
        "No agreement",
        f"{found['agreement'].isna().sum():,}",
        help_text="Neither in the terms nor with the file",
    )
terms.warnings(found)
terms.register(scope, found)

st.header("One source", anchor=False)
titles = dict(zip(found["source"], found["title"], strict=True))
named = st.query_params.get("source", "")
source = st.selectbox(
    "Source",
    list(titles),
    list(titles).index(named) if named in titles else 0,
    format_func=lambda name: titles[name],
    key=f"sources.source.{named if named in titles else ''}",
    label_visibility="collapsed",
)
row = found[found["source"] == source].iloc[0]
span = f"contacts from {layout.date_words(row['date_min'])} to {layout.date_words(row['date_max'])}" if row["date_min"] == row["date_min"] else "a list without contacts of its own"
st.markdown(
    f"**{plain(row['title'])}** of {codes.labels('partners')[row['partner']]}: {counted(row['files'], 'file')}, {counted(row['rows_read'], 'row')}, {span}."
)
terms_tab, loads_tab, partner_tab, retention_tab = st.tabs(
    ["Terms", f"Loads ({row['files']:,})", "Withdraw the partner", "Retention"]
)
with terms_tab:
    terms.form(scope, source)
    terms.history(source)
with loads_tab:
    taking_back.loads(scope, files[files["source"] == source])
with partner_tab:
    taking_back.partner(scope, str(row["partner"]), files[files["partner"] == row["partner"]])
with retention_tab:
    taking_back.retention(scope, found)
taking_back.taken_back(scope)
