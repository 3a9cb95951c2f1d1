"""The sources of an installation with their terms: for the page and the command line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from loaders import LoadError
from pipeline import layouts, retract
from store import decisions, sources
from store.access import Scope
from store.decisions import Terms
from store.home import Home

REGIMES = {
    "UK_GDPR": "UK GDPR, public task",
    "DPA_PART3": "DPA 2018 Part 3, law enforcement",
    "NOT_PERSONAL": "No personal data",
}
SENSITIVITIES = {"OPEN": "Open data", "OFFICIAL": "OFFICIAL", "OFFICIAL_SENSITIVE": "OFFICIAL-SENSITIVE"}


def partners(place: Home) -> dict[str, str]:
    """Layout to partner."""
    return {spec.name: spec.partner for spec in layouts.known(place)}


def titles(place: Home) -> dict[str, str]:
    """Layout to what people call it."""
    return {spec.name: spec.title for spec in layouts.known(place)}


def register_layouts(place: Home) -> list[str]:
    """Layouts whose rows are businesses on a list, not contacts."""
    return [spec.name for spec in layouts.known(place) if spec.kind == "register"]


def loads(scope: Scope, place: Home) -> pd.DataFrame:
    """LOADS that count, of the partners in scope."""
    return sources.loads(scope, place, retract.active(place), partners(place))


def register(scope: Scope, place: Home, *, today: dt.date) -> pd.DataFrame:
    """SOURCE_REGISTER of the partners in scope."""
    return sources.register(loads(scope, place), decisions.terms(place), titles(place), today=today)


def change_terms(scope: Scope, place: Home, source: str, **changes: Any) -> Terms:  # noqa: ANN401 - the fields of Terms
    """The terms of a source with some of them changed.

    Raises:
        LoadError: there is no such source, or a value is not what it should be.
        AccessDenied: the scope does not cover its partner.
    """
    partner = partners(place).get(source)
    if partner is None:
        raise LoadError(f"There is no layout '{source}'. Nothing was changed. `python -m pipeline sources` lists them.")
    before = decisions.terms(place).get(source, Terms(source))
    terms = Terms(**{**before.__dict__, **changes})
    faults = _faults(terms)
    if faults:
        raise LoadError(f"{'; '.join(faults)}. Nothing was changed.")
    if terms != before:
        sources.set_terms(scope, place, terms, partner=partner)
    return terms


def _faults(terms: Terms) -> list[str]:
    found = []
    if terms.agreement_expires:
        try:
            dt.date.fromisoformat(terms.agreement_expires)
        except ValueError:
            found.append(f"'{terms.agreement_expires}' is not a date written yyyy-mm-dd")
    if terms.retain_years is not None and not 0 < terms.retain_years <= 100:
        found.append(f"{terms.retain_years} years is no time to keep data for: 1 to 100")
    if terms.legal_regime and terms.legal_regime not in REGIMES:
        found.append(f"'{terms.legal_regime}' is not a legal regime: {', '.join(REGIMES)}")
    if terms.sensitivity and terms.sensitivity not in SENSITIVITIES:
        found.append(f"'{terms.sensitivity}' is not a sensitivity: {', '.join(SENSITIVITIES)}")
    return found
