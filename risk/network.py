"""Which businesses share a telephone, email domain, company, office or premises, once chains and mass addresses are left out."""

from __future__ import annotations

import re

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
