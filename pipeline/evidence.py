"""The evidence about businesses that indicators are worked out from, read in the person's scope."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from risk.indicators import Evidence, indicators
from risk.network import clusters, told_apart
from risk.tenures import tenures
from store import around
from store.access import Scope


def evidence(scope: Scope, ids: tuple[str, ...], register: Path, trading: pd.DataFrame | None = None) -> Evidence:
    """What the person may know about the businesses; `trading` is the answer of `tenures_at`, where it has been asked for already."""
    own, met = around.own(scope, ids, register), around.contacts(scope, ids, register)
    shared = told_apart(around.shared_details(scope, ids, register, own))
    kept = shared[shared["left_out"].isna() & (shared["kind"] != "premises")]
    return Evidence(
        touch_points=met,
        businesses=around.described(scope, ids, register),
        tenures=tenures_at(scope, ids, register) if trading is None else trading,
        companies=around.companies(scope, ids, register, own),
        shared=kept[kept["business_id"].isin(ids)],
        clusters=clusters(kept),
        known_to=pd.concat([own, met])[["business_id", "partner", "function"]].drop_duplicates(ignore_index=True),
        loaded=around.loaded(scope, register),
    )


def indicators_of(scope: Scope, ids: tuple[str, ...], register: Path, *, as_of: dt.date) -> pd.DataFrame:
    """INDICATORS of the businesses, from what the person may see."""
    return indicators(evidence(scope, ids, register), as_of=as_of)


def told(scope: Scope, business_id: str, register: Path, trading: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """INDICATORS of one business whose tenures are known."""
    return indicators(evidence(scope, (business_id,), register, trading), as_of=as_of)


def tenures_at(scope: Scope, ids: tuple[str, ...], register: Path) -> pd.DataFrame:
    """Who traded at the premises of the businesses, in order."""
    return tenures(around.traders(scope, ids, register))


def shared_with(scope: Scope, business_id: str, register: Path) -> pd.DataFrame:
    """What the business shares with others, and what these share among themselves; `left_out` says what does not count."""
    own = told_apart(around.shared_details(scope, (business_id,), register))
    others = tuple(own.loc[own["left_out"].isna() & (own["business_id"] != business_id), "business_id"].unique()[:12])
    if not others:
        return own
    further = told_apart(around.shared_details(scope, others, register))
    known = set(zip(own["kind"], own["value"], strict=True))
    keys = zip(further["kind"], further["value"], strict=True)
    new = pd.Series([key not in known for key in keys], index=further.index, dtype="bool")
    return pd.concat([own, further[new & further["left_out"].isna()]], ignore_index=True)
