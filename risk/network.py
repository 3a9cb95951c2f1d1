"""Which businesses share a telephone, email domain, company, office or premises, once chains and mass addresses are left out."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

import codes

MOST = {"telephone": 12, "email domain": 12, "company": 12, "registered office": 5, "premises": 12}
"""A detail that more businesses share says nothing about any of them: a switchboard, a formation agent, a market hall."""
CHAIN_SHARE = 0.6
ALIKE = 85
_DEFAULT_OFFICE = "COMPANIES HOUSE DEFAULT ADDRESS"
LEGAL = re.compile(r"\b(ltd|limited|llp|plc|the|and|co|uk)\b|[^a-z0-9 ]", re.I)


def told_apart(shared: pd.DataFrame) -> pd.DataFrame:
    """Say of every shared detail whether it counts.

    Args:
        shared: kind, value, business_id, name, sector, businesses.
    Returns:
        The same rows with `left_out`: why the detail does not count, or missing where it does.
    Source:
        DOMAIN.md 1.5 and 4.2, indicator 12.
    """
    if shared.empty:
        return shared.assign(left_out=pd.Series(dtype="str"))
    reasons = {
        key: _reason(str(key[0]), str(key[1]), rows) for key, rows in shared.groupby(["kind", "value"], sort=False)
    }
    keys = list(zip(shared["kind"], shared["value"], strict=True))
    return shared.assign(left_out=pd.Series([reasons[key] for key in keys], index=shared.index, dtype="str"))


def _reason(kind: str, value: str, rows: pd.DataFrame) -> str | None:
    count = int(rows["businesses"].iloc[0])
    if kind == "registered office" and _DEFAULT_OFFICE in value.upper():
        return "the default address of the register of companies"
    if kind == "email domain" and value.lower() in set(codes.table("free_mail")["domain"]):
        return "a provider anybody may use"
    if kind != "premises" and count >= 3 and _share_of_one_brand(rows["name"]) >= CHAIN_SHARE:
        return f"a chain: {count} businesses of one name"
    if count > MOST[kind]:
        return f"shared by {count} businesses: " + (
            "an accountant's or agent's address" if kind == "registered office" else "too many to mean anything"
        )
    return None


def _share_of_one_brand(names: pd.Series) -> float:
    """The largest share of names that are one name however spelt."""
    plain = [" ".join(LEGAL.sub(" ", str(name).lower()).split()) for name in names]
    alike = [sum(fuzz.token_sort_ratio(one, other) >= ALIKE for other in plain) for one in plain]
    return max(alike) / len(plain)


NEAR_M = 250.0
NEAR_LEAST = 3
METRES_PER_DEGREE = 111_320.0


def clusters(shared: pd.DataFrame) -> pd.DataFrame:
    """Businesses of one sector that stand close together and share a detail.

    Args:
        shared: details that count: kind, value, business_id, name, sector, longitude, latitude.
    Returns:
        business_id, kind, near (it and the others of its sector within 250 m that share the detail, at least three), names.
    Source:
        DOMAIN.md 4.2, indicator 20.
    """
    placed = shared[shared["longitude"].notna() & (shared["sector"] != "UNKNOWN")].drop_duplicates(
        ["kind", "value", "business_id"]
    )
    if placed.empty or placed.groupby(["kind", "value", "sector"]).size().max() < NEAR_LEAST:
        return pd.DataFrame(columns=["business_id", "kind", "near", "names"])
    pairs = placed.merge(placed, on=["kind", "value", "sector"], suffixes=("", "_other"))
    north = (pairs["latitude_other"] - pairs["latitude"]) * METRES_PER_DEGREE
    east = (pairs["longitude_other"] - pairs["longitude"]) * METRES_PER_DEGREE * np.cos(np.radians(pairs["latitude"]))
    close = pairs[np.hypot(north, east) <= NEAR_M]
    found = close.groupby(["business_id", "kind", "value"], as_index=False).agg(
        near=("business_id_other", "nunique"), names=("name_other", lambda names: ", ".join(sorted(set(names))[:4]))
    )
    return found[found["near"] >= NEAR_LEAST].drop(columns="value")
