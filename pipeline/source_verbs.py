"""`sources` and `terms` on the command line, which sees every partner's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from loaders import LoadError
from pipeline import sources
from pipeline.ingest import whoami
from store import decisions
from store.access import Scope
from store.home import Home

TEXTS = ("owner", "agreement", "agreement_expires", "legal_regime", "sensitivity")


def listed(place: Home) -> list[dict[str, Any]]:
    """A line for each source with its rows, days and terms."""
    found = sources.register(Scope(whoami()), place, today=dt.datetime.now(dt.UTC).date())
    return [{str(name): _plain(value) for name, value in line.items()} for line in found.to_dict("records")]


def terms(place: Home, source: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Change what was given of a source's terms; what counts now and what counted before, newest first.

    Raises:
        LoadError: there is no such source, or a value is not what it should be.
    """
    changes: dict[str, Any] = {name: given[name] or None for name in TEXTS if given.get(name) is not None}
    if given.get("retain_years") is not None:
        changes["retain_years"] = _years(given["retain_years"])
    if given.get("count_only") is not None:
        changes["is_count_only"] = given["count_only"] == "yes"
    sources.change_terms(Scope(whoami()), place, source, **changes)
    history = decisions.terms_history(place, source).astype("object")
    return [{str(name): _plain(value) for name, value in line.items()} for line in history.to_dict("records")]


def _years(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise LoadError(f"'{text}' is not a number of years. Nothing was changed.")
    return int(text)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a frame holds
    """Missing as None, days as ISO 8601."""
    if value is None or pd.isna(value):
        return None
    return str(value.date()) if isinstance(value, pd.Timestamp) else value
