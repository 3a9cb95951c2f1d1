"""What a person can put right on a profile: seen at once by them, by everybody when the register is next published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.shared import cached_profile, layout, messages, navigation, state
from pipeline import corrections
from store import matches, patch, review
from store.access import Scope
from store.home import StoreError


def led_on(register: Path, business_id: str) -> str:
    """The business an id stands for now; says so where it has been merged into another."""
    lead = review.redirect(register, business_id)
    if lead is None:
        return business_id
    since = str(lead["since"])[:10]
    when = f"on {pd.Timestamp(since):%-d %B %Y}" if since[:2] == "20" else "by your correction"
    st.info(
        f"The business of this link (`{business_id}`) was merged {when}; this is the business most of its records are in now.",
        icon=":material/merge:",
    )
    return led_on(register, str(lead["into_business_id"])) if lead["into_business_id"] != business_id else business_id


def tenure(scope: Scope, register: Path, business_id: str) -> None:
    """Since when this business is here, after whom and before whom, and whether the place has seen a chain of owners."""
    found = review.tenure(scope, register, business_id)
    if not found:
        return
    parts = []
    if found.get("before"):
        parts.append(
            ("Took over from", found["before"], found["evidence"], found["match_probability"], found["is_decided"])
        )
    if found.get("after"):
        parts.append(("Followed by", found["after"], None, None, None))
    if parts:
        with st.container(border=True):
            for words, other, why, sure, is_decided in parts:
                told = "a person said so" if is_decided else f"{why}; probability {sure:.0%}" if why else ""
                navigation.link(
                    "profile",
                    f"{words} **{messages.plain(other['name'])}**{f' ({told})' if told else ''}",
                    {"business": other["business_id"]},
                )
            chain = found["chain_length"]
            if chain:
                sign = (
                    " The trade stayed while the company or reference changed within a year: **possibly one operation under new names**."
                    if found["is_phoenix"]
                    else ""
                )
                st.caption(
                    f":material/conversion_path: Number {found['chain_position']} of {chain} owners in turn at this place.{sign} A new owner does not inherit the record of the last."
                )


def corrections_box(scope: Scope, register: Path, business_id: str, records: pd.DataFrame) -> None:
    """Split a record out, merge with another business, tell a new owner, put an address right.

    Args:
        records: `record_id`, `name`, `legal_name`, `address`, `postcode`, `partner_org` of the records this person sees.
    """
    box = st.expander("Something wrong here? Put it right", icon=":material/edit:", key="correct", on_change="rerun")
    with box:
        if not box.open:
            return
        st.caption(
            "You see it at once; everybody does when the register is next published. It stays when the records come "
            "again, and can be taken back."
        )
        names = {str(row.record_id): _told(row) for row in records.itertuples()}
        tabs = st.tabs(["Split a record out", "Merge with another", "New owner since…", "Wrong address"])
        with tabs[0]:
            _split(scope, register, names)
        with tabs[1]:
            _merge(scope, register, business_id)
        with tabs[2]:
            _owner(scope, register, business_id)
        with tabs[3]:
            _place(scope, register, names)
        if patch.copies(state.place(), scope.user) and matches.last_correction(state.place(), scope.user):
            st.divider()
            _do("Take my last correction back", "undo", True, lambda: corrections.undo(scope, state.place()), _BACK)


def _key(name: str) -> str:
    """Key of a widget; after each correction they are others, so that the next begins with an empty form."""
    return f"correct.{state.turn('correct')}.{name}"


def _pick(label: str, names: dict[str, str], key: str, help_text: str | None = None) -> str:
    chosen = st.selectbox(label, list(names), format_func=names.__getitem__, index=None, key=key, help=help_text)
    return chosen or ""


def _why(key: str) -> str:
    return st.text_input("Why", key=_key(f"{key}.why"), max_chars=300)


def _split(scope: Scope, register: Path, names: dict[str, str]) -> None:
    picked, why = _pick("This record is about another business", names, _key("split")), _why("split")
    _do(
        "Split it out",
        "split",
        bool(picked) and len(names) > 1,
        lambda: corrections.split_out(scope, state.place(), register, picked, reason=why),
    )


def _merge(scope: Scope, register: Path, business_id: str) -> None:
    others = cached_profile.likely_same(scope, register, business_id)
    told = {
        str(row["business_id"]): f"{row['name']}, {layout.where(row['address'], row['postcode'])}"
        for row in others.to_dict("records")
    }
    picked = _pick("The same business as", told, _key("merge"), "Alike, or at the same premises; or give an id")
    given = st.text_input("or its id", key=_key("merge.id"), help="As in the address of its profile", max_chars=20)
    why = _why("merge")
    chosen = given.strip() or picked
    _do(
        "Merge them",
        "merge",
        bool(chosen),
        lambda: corrections.merge(scope, state.place(), register, business_id, chosen, reason=why),
    )


def _owner(scope: Scope, register: Path, business_id: str) -> None:
    day = st.date_input("A new owner trades here since", None, key=_key("owner"), format="DD/MM/YYYY")
    why = _why("owner")
    _do(
        "It is a new owner",
        "owner",
        day is not None,
        lambda: corrections.new_owner(scope, state.place(), register, business_id, _given(day), reason=why),
    )


def _place(scope: Scope, register: Path, names: dict[str, str]) -> None:
    wrong = _pick("The address of this record is wrong", names, _key("place"))
    address = st.text_input("The right address", key=_key("place.address"), max_chars=200)
    postcode = st.text_input("The right postcode", key=_key("place.postcode"), max_chars=10)
    why = _why("place")
    _do(
        "Put the address right",
        "place",
        bool(wrong),
        lambda: corrections.wrong_address(scope, state.place(), register, wrong, address, postcode, reason=why),
    )


def _told(row: object) -> str:
    name = getattr(row, "name", None)
    legal = getattr(row, "legal_name", None)
    said = name if isinstance(name, str) else legal if isinstance(legal, str) else "(no name)"
    return f"{said} · {layout.where(getattr(row, 'address', None), getattr(row, 'postcode', None))} · {getattr(row, 'partner_org', '')}"


_KEPT = "Kept. You see it now; everybody does at the next publish."
_BACK = "Taken back. What you see is as it was before."


def _do(label: str, key: str, ready: bool, act: Callable[[], object], done: str = _KEPT) -> None:
    if st.button(label, key=_key(f"{key}.do"), disabled=not ready):
        try:
            with st.spinner("Keeping it, and making what you see anew…"):
                act()
        except StoreError as error:
            st.error(messages.plain(str(error)))
            return
        state.turn("correct", next_one=True)
        st.toast(done, icon=":material/check:")
        st.rerun()


def _given(day: dt.date | None) -> dt.date:
    if day is None:
        raise StoreError("Choose the day since when the new owner trades here. Nothing was changed.")
    return day
