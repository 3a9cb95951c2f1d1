"""Pictures of the overview: how far each organisation's contacts reach."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import codes
from tables import PARTNER_FRESHNESS, check

MONTHS_SHOWN = 36


def freshness_table(freshness: pd.DataFrame, months: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """A line for each organisation with a small picture of its last three years.

    Args:
        freshness: PARTNER_FRESHNESS.
        months: `partner_org`, `month`, `touch_points`.
        as_of: last month of the small picture.
    """
    check(freshness, PARTNER_FRESHNESS)
    span = pd.date_range(end=pd.Timestamp(as_of).replace(day=1), periods=MONTHS_SHOWN, freq="MS")
    wide = (
        months.pivot_table(index="partner_org", columns="month", values="touch_points", aggfunc="sum")
        .reindex(columns=span)
        .fillna(0)
    )
    partners = codes.labels("partners")
    return pd.DataFrame(
        {
            "Organisation": freshness["partner_org"],
            "Partner": freshness["partner"].map(partners),
            "Touch-points": freshness["touch_points"],
            "Businesses": freshness["businesses"],
            "Last three years": [
                wide.loc[name].tolist() if name in wide.index else [] for name in freshness["partner_org"]
            ],
            "First contact": freshness["first_contact"],
            "Last contact": freshness["last_contact"],
            "Days silent": freshness["silent_days"],
        }
    )
