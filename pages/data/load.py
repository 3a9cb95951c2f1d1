"""What did this partner send, and where did every row go?"""

import streamlit as st

from pages.shared import accounts, intake, layout, messages, publish, state, wizard, work

scope = state.scope()
place = state.place()
layout.header(
    "Load",
    "Drop what a partner sent. You see what it is and why, then where every row went: read = kept + left out + unchanged.",
)
if scope.partners == ():
    messages.not_yours("load files")
    st.stop()
if work.running():
    st.stop()
ended = work.ended(("load", "publish", "correct"))
publish.bar(scope)

files = intake.dropped(scope)
ready = intake.cards(scope, files)
unknown = [(file, looked) for file, looked in files if looked.state == "unknown"]
if ready or (files and not unknown):
    intake.load_button(scope, ready, sum(looked.state in ("recognised", "asks") for _, looked in files) - len(ready))
if unknown:
    names = [looked.name for _, looked in unknown]
    number = 0
    if len(unknown) > 1:
        number = st.radio("Map first", list(range(len(names))), format_func=lambda n: names[n], key="load.map_first")
    wizard.wizard(scope, *unknown[number])
if files:
    st.stop()

st.header("Where the rows went", anchor=False)
publish.refusals(ended)
receipt, report = publish.chosen_load(scope)
if receipt is None or report is None:
    st.caption("Nothing has been loaded yet.")
    st.stop()
accounts.account(receipt, report)
wrong, out = st.tabs(["What was wrong", f"Rows left out ({report.quarantined:,})"])
with wrong:
    accounts.issues(receipt)
with out:
    accounts.left_out(scope, receipt)
