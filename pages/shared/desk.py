"""Parts of the review desk: its filters, its buttons with their keys, and how the work is going."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

import codes
from pages.shared import cached_review, layout, state
from pages.shared.messages import plain
from store import desk, leases, review
from store.access import Scope
from store.review import Wanted

KINDS = {
    "near": "Near the threshold",
    "weak": "Held by one weak link",
    "rule": "Would break a rule",
    "owner": "New owner, or one business?",
    "sample": "Fair sample",
}
PICKS = (
    ("partner", "Partner", "partners", "partners"),
    ("sector", "Sector", "sectors", "sectors"),
    ("district", "District", "districts", "districts"),
)
REASON = "matches.reason"


def wanted(scope: Scope, register: Path) -> Wanted:
    """The desk's own filters, in the sidebar."""
    offered = cached_review.choices(scope, register)
    chosen: dict[str, tuple[str, ...]] = {}
    with st.sidebar:
        for key, label, attribute, table in PICKS:
            labels = codes.labels(table)
            options = [code for code in labels if code in offered[attribute]]
            picked = st.multiselect(
                label,
                options,
                format_func=labels.__getitem__,
                key=f"matches.{key}",
                placeholder="All",
                help="Of either record",
            )
            chosen[attribute] = tuple(picked)
        kinds = st.multiselect(
            "Asked because", list(KINDS), format_func=KINDS.__getitem__, key="matches.kind", placeholder="All"
        )
        st.caption(
            "One case in five comes from a fair random sample, so that the page *How good is it?* can say how often "
            "the register is right. Those are easier, and as important."
        )
    is_sample = True if kinds == ["sample"] else None
    return Wanted(**chosen, kinds=tuple(kinds) if not is_sample else (), is_sample=is_sample)


def progress_line(found: desk.Progress) -> None:
    """Today's cases, the pace, and what is left."""
    pace = f"**{found.seconds_per_case:.0f} s** a case" if found.seconds_per_case is not None else "pace after 3 cases"
    hours = f", about {found.left * found.seconds_per_case / 3600:.1f} hours" if found.seconds_per_case else ""
    st.caption(f":material/task_alt: **{found.answered}** answered today · {pace} · **{found.left:,}** left{hours}")


def _say(scope: Scope, register: Path, case_id: str, said: str) -> None:
    values = state.widget_values([REASON, f"matches.since.{case_id}"])
    day: dt.date | None = values[f"matches.since.{case_id}"]
    kept = desk.answer(scope, state.place(), register, case_id, said, since=day, reason=values[REASON] or "")
    st.toast(
        SAID[said] if kept else "This case is no longer yours to answer.", icon=":material/check:" if kept else None
    )
    state.clear((), (REASON,))


SAID = {
    "same": "Kept: one business",
    "different": "Kept: two businesses",
    "successor": "Kept: a new owner at the same premises",
    "unsure": "Kept: not sure",
}


def _skip(scope: Scope, case_id: str) -> None:
    desk.skip(scope, state.place(), case_id)
    st.toast("Passed by; it comes back tomorrow")


def _opinion(scope: Scope, case_id: str) -> None:
    desk.ask_second_opinion(scope, state.place(), case_id, state.widget_values([REASON])[REASON] or "")
    state.clear((), (REASON,))
    st.toast("Somebody else will be asked")


def _undo(scope: Scope) -> None:
    st.toast("Taken back; the case is before you again" if desk.undo(scope, state.place()) else "Nothing to take back")


def buttons(scope: Scope, register: Path, case_id: str, since: dt.date) -> None:
    """The answers and what else can be done with a case, each with its key."""
    here = (scope, register, case_id)
    with st.container(horizontal=True, gap="small"):
        _button("Same business", "same", "S", _say, (*here, "same"), main=True)
        _button("Different", "different", "D", _say, (*here, "different"), main=True)
        _button("New owner, same premises", "successor", "N", _say, (*here, "successor"))
        _button("Not sure", "unsure", "U", _say, (*here, "unsure"))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input("Reason (kept with the answer)", key=REASON, width=330, placeholder="Optional", max_chars=300)
        st.date_input(
            "New owner since", since, key=f"matches.since.{case_id}", format="DD/MM/YYYY", width=150, help="Used with N"
        )
        _button("Skip", "skip", "K", _skip, (scope, case_id))
        _button("Undo", "undo", "Z", _undo, (scope,))
        _button("Ask a second opinion", "opinion", "O", _opinion, (scope, case_id))


def _button(label: str, key: str, shortcut: str, act: Any, args: tuple, *, main: bool = False) -> None:  # noqa: ANN401
    st.button(
        label, key=f"matches.{key}", shortcut=shortcut, on_click=act, args=args, type="primary" if main else "secondary"
    )


def undo_button(scope: Scope) -> None:
    """Undo by itself, for when no case is left."""
    _button("Undo the last answer", "undo", "Z", _undo, (scope,))


def asked_by(case_id: str) -> None:
    """Who asked for a second opinion, without what they think it is."""
    for by, note in leases.opinions_asked(state.place()).get(case_id, [])[-1:]:
        st.info(
            f"**{plain(by)}** asks for a second opinion{': ' + plain(note) if note else ''}", icon=":material/group:"
        )


def candidates(found: pd.DataFrame, one: str) -> None:
    """Other records that either might belong to instead."""
    if found.empty:
        st.caption("No other record comes close to either.")
        return
    table = pd.DataFrame(
        {
            "Beside": ["A" if about == one else "B" for about in found["about"]],
            "Name": found["name"].fillna(found["legal_name"]),
            "Address": [layout.where(a, p) for a, p in zip(found["address"], found["postcode"], strict=True)],
            "Organisation": found["partner_org"],
            "Probability": found["match_probability"],
            "Matched on": found["method"],
            "Joined now": found["is_joined"],
        }
    )
    st.dataframe(
        table, hide_index=True, column_config=layout.RECORD_COLUMNS, key="matches.candidates", height="content"
    )


def nothing_left(scope: Scope, found: Wanted, register: Path) -> None:
    """When the queue is empty: why, and what to try."""
    total = review.how_many(scope, register, found)
    with st.container(border=True):
        st.markdown("#### :material/done_all: No case is waiting under these filters")
        st.caption(
            f"{total:,} cases match the filters; all are answered, passed by today, or in somebody else's hands."
            if total
            else "No case matches the filters. Take one away in the sidebar."
        )
    undo_button(scope)
