"""Same premises, new name: who may have taken over from whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tables import LINKS, RECORDS, check

OVERLAP_DAYS = 120
"""Two businesses may be seen together for this long around a change: letters and late visits still name the old one.
Source: our choice; the sample county's late records lie within four months."""


def successions(records: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Possible successions: at one premises a business was seen last before, or shortly after, the next was first seen.

    Args:
        records: RECORDS with first_seen and last_seen; records of businesses without dates are left out.
        links: LINKS.
    Returns:
        premises_id, predecessor_business_id, business_id, gap_days (negative where they overlap), in order of premises and time.
        A business has at most one predecessor and one successor at a premises.
    """
    check(records, RECORDS)
    check(links, LINKS)
    seen = records[["record_id", "first_seen", "last_seen"]].merge(
        links[["record_id", "business_id", "premises_id"]], on="record_id"
    )
    seen = seen[seen["premises_id"].notna() & seen["last_seen"].notna()]
    first = seen["first_seen"].fillna(seen["last_seen"])
    spans = (
        seen.assign(first_seen=first)
        .groupby(["premises_id", "business_id"])
        .agg(first_seen=("first_seen", "min"), last_seen=("last_seen", "max"))
    )
    spans = spans.reset_index().sort_values(["premises_id", "first_seen", "last_seen", "business_id"], kind="stable")
    following = spans.shift(-1)
    gap = (following["first_seen"] - spans["last_seen"]).dt.days
    later = following["last_seen"] > spans["last_seen"]
    found = (following["premises_id"] == spans["premises_id"]) & (gap >= -OVERLAP_DAYS) & later
    return pd.DataFrame(
        {
            "premises_id": spans["premises_id"][found],
            "predecessor_business_id": spans["business_id"][found],
            "business_id": following["business_id"][found],
            "gap_days": gap[found].astype(np.int64),
        }
    ).reset_index(drop=True)
