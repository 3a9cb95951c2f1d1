"""Who was at a place from when to when, after whom, and in what chain."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from linkage.columns import commonest
from linkage.engine import Work
from linkage.model import probability
from linkage.takeovers import successions
from tables import DECISIONS, TENURES, check, conform, empty

PHOENIX_DAYS = 365
"""A business that begins again in the same trade within so long. Source: our choice; a sign to look at, never a finding."""
PHOENIX_SIGNS = ("another company number", "the same phone", "a new reference in the same system")


def tenures(work: Work, records: pd.DataFrame, links: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """TENURES of all businesses that have premises, by business.

    A tenure begins when its business is first seen, or on the day a person named; it ends when it is last seen, where another
    followed, and is open otherwise. Two changes or more at one place are a chain; it may be a phoenix when the trade stays and the
    company, the reference or nothing but the name changes within a year.

    Args:
        work: what the run found.
        records: RECORDS.
        links: LINKS with lasting ids.
        told: DECISIONS that bind, for what people know of successions.
    """
    placed = links.dropna(subset=["premises_id"])
    if placed.empty:
        return empty(TENURES)
    seen = placed.merge(records[["record_id", "first_seen", "last_seen", "sector", "source"]], on="record_id")
    listed = frozenset(work.rows.loc[work.rows["is_listed"], "system"].str.split("\x1f").str[0])
    seen = seen.assign(dated=seen["first_seen"].where(~seen["source"].isin(listed)))
    by = seen.groupby("business_id", sort=True)
    out = pd.DataFrame(
        {
            "premises_id": commonest(seen["business_id"], seen["premises_id"]),
            "tenure_from": by["dated"].min(),
            "last": by["last_seen"].max(),
            "sector": commonest(seen["business_id"], seen["sector"]),
        }
    )
    changes = _changes(work, links, told)
    out = out.join(changes.set_index("business_id"), how="left")
    followed = out.index.isin(changes["predecessor_business_id"])
    out["tenure_to"] = out["last"].where(followed)
    since = out["since"].notna()
    out.loc[since, "tenure_from"] = out.loc[since, "since"]
    out["is_decided"] = out["is_decided"].astype("boolean").fillna(False)
    out = out.reset_index()
    out = out.join(_chains(out))
    return check(conform(out, TENURES), TENURES)


def _changes(work: Work, links: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Successions by business id: those people told, and of the others those that do not contradict them."""
    own = links.set_index("record_id")["business_id"]
    found = successions(work.rows, work.divided)
    at = pd.Series(work.record_id).map(own)
    lines = pd.DataFrame(
        {
            "business_id": at.to_numpy(dtype=object)[found["after"]],
            "predecessor_business_id": at.to_numpy(dtype=object)[found["before"]],
            "gap_days": found["gap_days"],
            "match_probability": probability(found["weight"].to_numpy(dtype=np.float64)),
            "evidence": found["evidence"],
            "is_decided": False,
            "since": pd.NaT,
        }
    )
    said = told[told["answer"] == "successor"] if len(told) else empty(DECISIONS)
    decided = pd.DataFrame(
        {
            "business_id": said["record_id_r"].map(own),
            "predecessor_business_id": said["record_id_l"].map(own),
            "gap_days": pd.NA,
            "match_probability": 1.0,
            "evidence": "a person said so",
            "is_decided": True,
            "since": pd.to_datetime(said["since"]),
        }
    ).dropna(subset=["business_id", "predecessor_business_id"])
    every = pd.concat([decided.astype({"gap_days": "Int64"}), lines.astype({"gap_days": "Int64"})], ignore_index=True)
    every = every[every["business_id"] != every["predecessor_business_id"]]
    return every.drop_duplicates("business_id").drop_duplicates("predecessor_business_id").reset_index(drop=True)


def _chains(found: pd.DataFrame) -> pd.DataFrame:
    """`chain`, `chain_position` and `is_phoenix` of each row of tenures."""
    after = found.set_index("predecessor_business_id")["business_id"]
    after = after[after.index.notna()].to_dict()
    rows = found.set_index("business_id")
    chain: dict[str, tuple[str, int, bool]] = {}
    followers = set(after.values())
    for first in sorted(set(after) - followers):
        line = [first]
        while line[-1] in after and after[line[-1]] not in line:
            line.append(after[line[-1]])
        if len(line) > 2:
            is_phoenix = any(_is_phoenix(rows.loc[a], rows.loc[b]) for a, b in pairwise(line))
            chain |= {business: (first, place, is_phoenix) for place, business in enumerate(line, start=1)}
    told = [chain.get(business, (None, None, False)) for business in found["business_id"]]
    return pd.DataFrame(told, columns=["chain", "chain_position", "is_phoenix"], index=found.index)


def _is_phoenix(before: pd.Series, after: pd.Series) -> bool:
    soon = pd.isna(after["gap_days"]) or after["gap_days"] <= PHOENIX_DAYS
    signs = any(sign in str(after["evidence"]) for sign in PHOENIX_SIGNS)
    return bool(soon and signs and before["sector"] == after["sector"])
