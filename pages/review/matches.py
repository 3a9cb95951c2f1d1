"""Are these two records one business?"""

import pandas as pd
import streamlit as st

from charts.match_weights import in_words, likelihood, match_waterfall
from charts.two_places import distance_m, distance_words, two_histories, two_places
from pages.shared import desk as parts
from pages.shared import layout, side_by_side, state
from pages.shared.drawn import draw
from pages.shared.messages import counted, plain
from store import desk, leases, review

scope = state.scope()
register = layout.register_or_stop("Matches")
if not review.has_queue(register.path):
    layout.header("Matches", "This register was built before there was a review queue. Run: python -m pipeline link")
    st.stop()
wanted = parts.wanted(scope, register.path)
place = state.place()
asked_for = st.query_params.get("case", "") or review.case_of(scope, register.path, st.query_params.get("record", ""))
if asked_for and review.case(scope, register.path, asked_for) is not None:
    leases.take(place, scope.user, asked_for)
    st.query_params.clear()
turn = desk.turn(scope, place, register.path, wanted)
case_id = turn.case_id
case = review.case(scope, register.path, case_id) if case_id else None
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
    st.title("Are these two one business?", anchor=False)
    parts.progress_line(turn.progress)
if case is None or case_id is None:
    parts.nothing_left(scope, wanted, register.path)
    st.stop()

ids = (str(case["record_id_l"]), str(case["record_id_r"]))
records = review.records(scope, register.path, ids).set_index("record_id").loc[list(ids)]
one, other = records.iloc[0], records.iloc[1]
evidence = review.evidence(scope, register.path, case_id)
metres = distance_m(one, other)
reached = float(evidence["match_weight"].sum()) if len(evidence) else None

parts.asked_by(case_id)
pairs, stake = int(case["pairs_at_stake"]), str(case["why"])
st.markdown(
    f":material/help: **{plain(stake)}.** {'Joined now' if case['is_joined'] else 'Apart now'}"
    + (f"; the evidence says **{likelihood(reached)}**" if reached is not None else "")
    + (f". The answer may change {pairs:,} pairs of records." if pairs > 1 else ".")
)
left, right = st.columns([11, 9], gap="large")
with left:
    side_by_side.side_by_side(one, other)
    later = max(
        first for first in (one["first_seen"], other["first_seen"], pd.Timestamp(register.as_of)) if pd.notna(first)
    )
    seen = [first for first in (one["first_seen"], other["first_seen"]) if pd.notna(first)]
    parts.buttons(scope, register.path, case_id, (max(seen) if seen else later).date())
with right:
    pro, con = in_words(evidence)
    draw(match_waterfall(evidence), key="matches.waterfall")
    said = [f"For: {', '.join(pro).lower()}" if pro else "", f"Against: {', '.join(con).lower()}" if con else ""]
    layout.source_note(
        "  \n".join(part for part in said if part) or "No comparison of these two was needed to join them."
    )
    st.markdown(f":material/distance: **{distance_words(metres)}**")
    here = next((row for row in (one, other) if pd.notna(row["longitude"])), None)
    near = (
        review.around(scope, register.path, float(here["longitude"]), float(here["latitude"]))
        if here is not None
        else pd.DataFrame(columns=["name", "longitude", "latitude"])
    )
    draw(two_places(records, near), key="matches.map", config={"displayModeBar": False, "staticPlot": False})

st.subheader("What each record's history is", anchor=False)
contacts = review.contacts(scope, register.path, ids)
draw(two_histories(contacts, ids), key="matches.history")
layout.source_note(
    f"A: {counted((contacts['record_id'] == ids[0]).sum(), 'contact')}, B: {(contacts['record_id'] == ids[1]).sum():,}. "
    "One after the other under another name suggests a new owner; side by side suggests two businesses, or one with two names."
)
st.subheader("Who else it could be", anchor=False)
parts.candidates(review.candidates(scope, register.path, *ids), ids[0])
layout.footer()
