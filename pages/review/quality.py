"""How good are the links?"""

import streamlit as st

import codes
from charts.match_quality import quality_intervals, threshold_effect, unmatched_bars
from linkage import DEFAULT_THRESHOLD
from linkage.estimate import estimate
from pages.shared import conflicts, download, layout, share_back, state
from pages.shared.drawn import draw
from store import match_quality, matches, review
from store.filters import Filters

PACE_S = 40.0
DIMENSIONS = {"partner": "partners", "sector": "sectors", "district": "districts"}

scope = state.scope()
register = layout.register_or_stop("How good are the links?")
layout.header(
    "How good are the links?",
    "Estimated from a fair random sample of pairs, stratified by probability, that people answered on the page Matches.  \n"
    "Bars are 95% intervals. Pairs that were never compared are outside: of misses among those the sample says nothing.",
)
if not review.has_queue(register.path):
    st.info("This register was built before there was a review queue. Run: python -m pipeline link")
    st.stop()
place = state.place()
strata = match_quality.strata(scope, register.path)
answers = match_quality.sampled_answers(place, register.path)
overall = estimate(strata, answers)
if not overall.empty:
    one = overall.iloc[0]
    with st.grid(4, min_column_width=190):
        for name, words, said in (
            ("precision", "Pairs joined that are right", "Precision: of all pairs of records in one business, how many are one business"),
            ("recall", "True pairs found", "Recall: of the pairs that are one business and were compared, how many were joined"),
            ("f1", "Both together (F1)", "Harmonic mean of the two"),
        ):  # fmt: skip
            interval = f"{one[f'{name}_low']:.1%} to {one[f'{name}_high']:.1%}"
            layout.figure(words, f"{one[name]:.1%}", below=interval, help_text=said)
        layout.figure(
            "Answers from the fair sample", f"{len(answers):,}", help_text="Not sure and disputed ones left out"
        )
    if len(answers) < 30:
        st.warning(
            f"Only {len(answers)} answers of the fair sample yet: the figures are mostly the model's own expectation, which is "
            "why the intervals are wide. One case in five on the page Matches is from the sample.",
            icon=":material/hourglass_empty:",
        )

st.subheader("By partner, sector and district", anchor=False)
dimension = (
    st.segmented_control(
        "By",
        list(DIMENSIONS),
        default="partner",
        key="match_quality.by",
        format_func=str.title,
        label_visibility="collapsed",
    )
    or "partner"
)
found = estimate(strata, match_quality.by_value(answers, dimension), dimension=dimension)
draw(quality_intervals(found, codes.labels(DIMENSIONS[dimension])), key="match_quality.intervals")
layout.source_note("In brackets: answers. A pair of two partners' records counts for both.")

st.subheader("What another threshold would do", anchor=False)
curve = match_quality.thresholds(scope, register.path)
chosen = st.select_slider(
    "Match probability from which records are joined", curve["threshold"].tolist(), DEFAULT_THRESHOLD, format_func="{:.0%}".format, key="match_quality.threshold",
)  # fmt: skip
row = curve[curve["threshold"] == chosen].iloc[0]
pace = matches.seconds_per_case(place)
with st.grid(4, min_column_width=190):
    layout.figure(
        "Matches gained", f"{int(row['gained']):,}", help_text="Pairs of records it would join that are apart now"
    )
    layout.figure("Matches lost", f"{int(row['lost']):,}", help_text="Pairs joined now that it would part")
    layout.figure("Businesses", f"{int(row['businesses']):,}", help_text="Before owners are told apart")
    hours = int(row["cases"]) * (pace or PACE_S) / 3600
    layout.figure(
        "Reviewer hours", f"{hours:.1f}",
        help_text=f"To look at the {int(row['cases']):,} questions between the two thresholds, at {pace or PACE_S:.0f} s each ({'your median' if pace else 'assumed until ten cases are answered'})",
    )  # fmt: skip
draw(threshold_effect(curve, chosen, DEFAULT_THRESHOLD), key="match_quality.effect")
layout.source_note(
    "Found by clustering again with each threshold. It changes nothing: the threshold in force is a decision on record."
)

st.subheader("Records nobody else knows", anchor=False)
alone = match_quality.unmatched(scope, register.path)
draw(unmatched_bars(alone), key="match_quality.unmatched")
layout.source_note("Not every one is a miss: many businesses are known to one organisation only.")
download.csv(scope, alone, Filters(), name="unmatched")

conflicts.show(scope, place, match_quality.conflicts(scope, place, register.path))
share_back.show(scope, register.path)
layout.footer()
