"""Decisions that contradict each other, and those that wait: shown to a person, settled by withdrawing one."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from pages.shared.messages import plain
from store import audit, matches
from store.access import Scope
from store.home import Home

WORDS = {"same": "one business", "different": "two businesses", "successor": "a new owner", "unsure": "not sure"}


def show(scope: Scope, place: Home, found: pd.DataFrame) -> None:
    """Conflicts with a button for each decision in them, then the decisions whose records are not in the register."""
    torn, waiting = found[found["state"] == "conflict"], found[found["state"] == "waiting"]
    st.subheader("Decisions that contradict each other", anchor=False)
    if torn.empty:
        st.caption(
            "None. Where two people answer in opposite ways, or answers contradict each other in a chain, both are kept, neither counts, and they stand here."
        )
    for number, group in torn.groupby("conflict"):
        with st.container(border=True):
            st.markdown(f"**Conflict {int(number)}**: these cannot all be true. None counts until one is withdrawn.")
            for row in group.itertuples():
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(
                        f"{plain(row.by)}, {row.at[:10]}: {_names(row.described, row)} are **{WORDS[row.answer]}**{': ' + plain(row.reason) if isinstance(row.reason, str) else ''}"
                    )
                    st.button(
                        "Withdraw", key=f"conflict.{row.decision_id}", on_click=_withdraw, args=(scope, place, row.act)
                    )
    if len(waiting):
        st.subheader("Decisions that wait for their records", anchor=False)
        st.caption(
            "A record they are about is not in the register now. They are kept, and count again when it comes back."
        )
        lines = [
            {
                "By": row.by,
                "On": row.at[:10],
                "Records": _names(row.described, row, markdown=False),
                "Answer": WORDS[row.answer],
            }
            for row in waiting.itertuples()
        ]
        st.dataframe(pd.DataFrame(lines), hide_index=True, key="conflict.waiting")


def _names(described: object, row: object, *, markdown: bool = True) -> str:
    told = json.loads(described) if isinstance(described, str) else {}
    names = [
        str(
            (told.get(side) or {}).get("name")
            or (told.get(side) or {}).get("legal_name")
            or getattr(row, f"record_id_{side}")
        )
        for side in ("l", "r")
    ]
    return " and ".join(f"*{plain(name)}*" if markdown else name for name in names)


def _withdraw(scope: Scope, place: Home, act: str) -> None:
    matches.withdraw(place, scope.user, act, reason="settles a conflict")
    audit.record(place, scope.user, "withdraw decision", act=act)
    st.toast("Withdrawn; the rest counts from the next link run")
