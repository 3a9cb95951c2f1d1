"""The terms of a source on the page Sources: what counts, a form that changes it, and what counted before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

import codes
from loaders import LoadError
from pages.shared import layout, listing, state
from pages.shared.download import neutralised
from pages.shared.messages import counted, plain
from pipeline.sources import REGIMES, SENSITIVITIES, change_terms
from store import audit, decisions
from store.access import Scope
from store.decisions import Terms

EXPIRY = {
    "in force": "✓ in force to {day}",
    "soon": "⚠ runs out on {day}",
    "expired": "✕ ran out on {day}",
    "not recorded": "no expiry recorded",
}
NUMBERS = ("Rows",)


def register_table(found: pd.DataFrame) -> pd.DataFrame:
    """SOURCE_REGISTER in words people read, a line break before what explains the first words of a cell."""
    return pd.DataFrame([_line(row) for row in found.itertuples()])


def _line(row: Any) -> dict[str, str | None]:  # noqa: ANN401 - a row of itertuples
    span = f"{_day(row.date_min)}\nto {_day(row.date_max)}" if pd.notna(row.date_min) else "none of its own"
    partner, body = codes.labels("partners")[row.partner], _or(row.partner_org, "")
    return {
        "Source": f"{row.title}\n{row.source}",
        "Partner and owner": f"{partner}\n{body if body != partner else ''}\n{_or(row.owner, 'owner not recorded')}",
        "Rows": f"{row.rows_read:,}\n{row.quarantined:,} left out\n{counted(row.files, 'file')}",
        "Last load": _day(row.last_load),
        "Contacts": span,
        "Sharing agreement": f"{_or(row.agreement, 'none recorded')}\n{EXPIRY[row.expiry].format(day=_day(row.agreement_expires))}",
        "Legal regime": REGIMES.get(_or(row.legal_regime, ""), "not recorded"),
        "Kept for": counted(row.retain_years, "year").replace(" ", "\u00a0")
        if pd.notna(row.retain_years)
        else "no rule",
        "Sensitivity": SENSITIVITIES.get(_or(row.sensitivity, ""), "not recorded"),
        "Count only": "yes" if row.is_count_only else "no",
    }


def _day(day: object) -> str:
    """`"3 Mar 2025"`, never broken over two lines."""
    return layout.date_words(day).replace(" ", "\u00a0")


def _or(value: object, otherwise: str) -> str:
    return str(value) if isinstance(value, str) and value else otherwise


def register(scope: Scope, found: pd.DataFrame) -> None:
    """Every source with every term it is held under, on the page and to take away."""
    listing.listing(register_table(found), label="Register of sources", numbers=NUMBERS, most="min(62rem,80vh)")
    if not scope.may_export:
        return
    place = state.place()
    lines = neutralised(found).assign(marking=state.marking(state.register()))

    def taken() -> None:
        audit.record(place, scope.user, "download", name="sources", rows=len(found))

    st.download_button(
        "Download the register of sources", lines.to_csv(index=False).encode("utf-8-sig"), file_name="touchpoint-sources.csv",
        mime="text/csv", key="sources.download", on_click=taken, icon=":material/download:",
    )  # fmt: skip


def warnings(found: pd.DataFrame) -> None:
    """Agreements that have run out, or soon will."""
    for state_of, icon, words in (("expired", ":material/event_busy:", "ran out on"), ("soon", ":material/schedule:", "runs out on")):  # fmt: skip
        for row in found[found["expiry"] == state_of].itertuples():
            text = f"**{plain(row.title)}**: the sharing agreement {plain(str(row.agreement)) if pd.notna(row.agreement) else ''} {words} {layout.date_words(row.agreement_expires)}."
            (st.error if state_of == "expired" else st.warning)(text, icon=icon)


def form(scope: Scope, source: str) -> None:
    """Change the terms of one source; what counted before stays written down."""
    place = state.place()
    held = decisions.terms(place).get(source, Terms(source))
    with st.form(f"sources.terms.{source}.{state.turn('sources.terms')}"):
        with st.grid(3, min_column_width=240):
            owner = st.text_input("Data owner at the partner", held.owner or "", placeholder="Name or role", key=f"sources.owner.{source}")  # fmt: skip
            agreement = st.text_input("Sharing agreement", held.agreement or "", placeholder="Reference", key=f"sources.agreement.{source}")  # fmt: skip
            expires = st.date_input("Expires", dt.date.fromisoformat(held.agreement_expires) if held.agreement_expires else None, format="DD/MM/YYYY", key=f"sources.expires.{source}")  # fmt: skip
            regime = _choice("Legal regime", REGIMES, held.legal_regime, f"sources.regime.{source}")
            years = st.number_input("Kept for (years)", 1, 100, held.retain_years, key=f"sources.years.{source}", placeholder="No rule", help="Contacts older than this are in no register; files with nothing younger are disposed of")  # fmt: skip
            sensitivity = _choice("Sensitivity", SENSITIVITIES, held.sensitivity, f"sources.sensitivity.{source}")
        count_only = st.toggle("Count only: others see that there was a contact, not what it was", held.is_count_only, key=f"sources.count_only.{source}")  # fmt: skip
        if st.form_submit_button("Save the terms", type="primary", icon=":material/save:"):
            given = {
                "owner": owner.strip() or None,
                "agreement": agreement.strip() or None,
                "agreement_expires": expires.isoformat() if isinstance(expires, dt.date) else None,
                "legal_regime": regime,
                "retain_years": int(years) if years else None,
                "sensitivity": sensitivity,
                "is_count_only": count_only,
            }
            _save(scope, source, given)


def _choice(label: str, options: dict[str, str], held: str | None, key: str) -> str | None:
    names = list(options)
    return st.selectbox(label, names, names.index(held) if held in names else None, format_func=lambda code: options[code], key=key, placeholder="Not recorded")  # fmt: skip


def _save(scope: Scope, source: str, given: Mapping[str, Any]) -> None:
    try:
        change_terms(scope, state.place(), source, **given)
    except LoadError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def history(source: str) -> None:
    """What counted before, newest first."""
    found = decisions.terms_history(state.place(), source)
    if found.empty:
        st.caption("Nobody has recorded terms for this source yet.")
        return
    with st.expander(f"Recorded {counted(len(found), 'time')}: who, when, what"):
        st.dataframe(found.rename(columns=lambda name: name.replace("_", " ").capitalize()), hide_index=True, key="sources.history")  # fmt: skip
