"""The evidence about businesses that indicators are worked out from, read in the person's scope."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from risk.indicators import Evidence, indicators
from risk.network import told_apart
from risk.tenures import tenures
from store import around
from store.access import Scope


def evidence(scope: Scope, ids: tuple[str, ...], register: Path) -> Evidence:
    """What the person may know about the businesses."""
    shared = told_apart(around.shared_details(scope, ids, register))
    kept = shared[shared["left_out"].isna() & (shared["kind"] != "premises")]
    return Evidence(
        touch_points=around.contacts(scope, ids, register),
        businesses=around.described(scope, ids, register),
        tenures=tenures(around.traders(scope, ids, register)),
        companies=around.companies(scope, ids, register),
        shared=kept[kept["business_id"].isin(ids)],
        known_to=around.known_to(scope, ids, register),
        loaded=around.loaded(scope, register),
    )


def indicators_of(scope: Scope, ids: tuple[str, ...], register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """INDICATORS of the businesses, from what the person may see."""
    return indicators(evidence(scope, ids, register), as_of=as_of)
