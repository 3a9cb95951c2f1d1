"""The button that makes a briefing about a business: numbered, entered in the book and the audit log when it is pressed."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from charts.briefing import Facts
from charts.briefing import briefing as made
from pages.shared import cached, cached_profile, state
from risk.gaps import gaps
from store import notes, outlines
from store.access import Scope


def button(scope: Scope, register: state.Register, found: dict[str, Any]) -> None:
    """A PDF to print or send; nothing is made before it is pressed."""
    if not scope.may_export:
        return
    name = re.sub(r"[^A-Za-z0-9]+", "-", str(found["name"])).strip("-")[:40] or "business"
    st.download_button(
        "Briefing (PDF)", partial(_briefing, scope, register, dict(found), state.marking(register)),
        file_name=f"touchpoint-{name}.pdf", mime="application/pdf", key="profile.briefing", on_click="ignore",
        icon=":material/picture_as_pdf:", type="primary",
        help="Marked and numbered, with timeline and map, sources and caveats. That you took it is recorded.",
    )  # fmt: skip


def _briefing(scope: Scope, register: state.Register, found: dict[str, Any], marking: str) -> bytes:
    place, key = state.place(), str(found["business_id"])
    contacts = cached.business_touch_points(scope, register.path, key)
    contacts = contacts.assign(event_date=pd.to_datetime(contacts["event_date"]))
    near = cached_profile.neighbours(scope, register.path, key)
    said = gaps(found, contacts, cached_profile.loaded(scope, register.path), as_of=register.as_of)
    number = notes.number_briefing(place, scope, key, register.path.stem)
    return made(
        Facts(
            number=number,
            marking=marking,
            issued_by=scope.user,
            issued_at=dt.datetime.now(dt.UTC),
            as_of=register.as_of,
            register=register.path.stem,
            business=found,
            touch_points=contacts,
            records=cached.business_records(scope, register.path, key),
            tenures=cached_profile.tenures(scope, register.path, key),
            indicators=cached_profile.told(scope, register.path, key, register.as_of),
            companies=cached_profile.companies(scope, register.path, key),
            shared=cached_profile.shared(scope, register.path, key),
            gaps=said,
            outlines=outlines.rings(place),
            others=list(zip(near["longitude"], near["latitude"], strict=True)),
            attribution=register.attribution,
        )
    )
