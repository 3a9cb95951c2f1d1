"""What did this partner send, and where did every row go?"""

import streamlit as st

from pages.shared import accounts, doubts, intake, layout, messages, publish, state, wizard, work
from pages.shared.messages import counted, plain

scope = state.scope()
place = state.place()
layout.header(
    "Load",
    "Drop what a partner sent. You see what it is and why, then where every row went.  \n"
    "Read = kept + left out + unchanged.",
)
if scope.partners == ():
    messages.not_yours("load files")
    st.stop()
if work.running():
    st.stop()
news = st.container()
files = intake.dropped(scope)
if not files:
    with news:
        publish.outcome(work.ended(("load", "publish", "correct")))
        publish.bar(scope)
ready, to_map = intake.cards(scope, files)
if ready and not to_map:
    intake.load_button(scope, ready, sum(looked.state in ("recognised", "asks") for _, looked in files) - len(ready))
if to_map:
    number = 0
    if ready:
        st.caption(f"{counted(len(ready), 'file')} of a known layout will be loaded together with what you map below. To load without mapping, take the others out of the drop zone.")
    if len(to_map) > 1:
        number = st.radio("Map first", list(range(len(to_map))), format_func=lambda n: plain(to_map[n].looked.name), key="load.map_first")
    wizard.wizard(scope, to_map[number], ready, len(to_map) - 1)
if files:
    st.stop()

st.header("Where the rows went", anchor=False)
receipt, report = publish.chosen_load(scope)
if receipt is None or report is None:
    st.caption("Nothing has been loaded yet.")
    st.stop()
accounts.account(receipt, report)
wrong, out, where = st.tabs(["What was wrong", f"Rows left out ({report.quarantined:,})", "Places"])
with wrong:
    accounts.issues(receipt)
with out:
    accounts.left_out(scope, receipt)
with where:
    doubts.of_file(scope, receipt)
