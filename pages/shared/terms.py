"""The terms of a source on the page Sources: what counts, a form that changes it, and what counted before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

import codes
from loaders import LoadError
from pages.shared import layout, state
from pages.shared.messages import counted, plain
from pipeline.sources import REGIMES, SENSITIVITIES, change_terms
from store import decisions
from store.access import Scope
from store.decisions import Terms

_DAY = "D MMM YYYY"
EXPIRY = {
    "in force": "✓ in force",
    "soon": "⚠ expires soon",
    "expired": "✕ expired",
    "not recorded": "not recorded",
}
REGISTER_COLUMNS = {
    "Source": st.column_config.TextColumn("Source", pinned=True),
    "Last load": st.column_config.DateColumn("Last load", format=_DAY),
    "From": st.column_config.DateColumn("From", format=_DAY),
    "To": st.column_config.DateColumn("To", format=_DAY),
    "Expires": st.column_config.DateColumn("Expires", format=_DAY, width="small"),
    "Rows": st.column_config.NumberColumn("Rows", format="localized"),
    "Left out": st.column_config.NumberColumn("Left out", format="localized"),
    "Kept for": st.column_config.TextColumn("Kept for", alignment="right"),
    "Count only": st.column_config.CheckboxColumn(
        "Count only", help="Others see that a contact exists, not what it was"
    ),
}


def register_table(found: pd.DataFrame) -> pd.DataFrame:
    """SOURCE_REGISTER in words people read."""
    return pd.DataFrame(
        {
            "Source": found["title"],
            "Partner": found["partner"].map(codes.labels("partners")),
            "Rows": found["rows_read"],
            "Last load": found["last_load"],
            "Agreement": found["agreement"],
            "Expires": found["agreement_expires"],
            "In force": found["expiry"].map(EXPIRY),
            "Legal regime": found["legal_regime"].map(REGIMES),
            "Kept for": found["retain_years"].map(lambda years: counted(years, "year"), na_action="ignore"),
            "Sensitivity": found["sensitivity"].map(SENSITIVITIES),
            "Count only": found["is_count_only"],
            "Owner": found["owner"],
            "Organisation": found["partner_org"],
            "Files": found["files"],
            "Left out": found["quarantined"],
            "From": found["date_min"],
            "To": found["date_max"],
            "Layout": found["source"],
        }
    )


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
