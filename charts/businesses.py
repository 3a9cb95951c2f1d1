"""The list of businesses in words people read."""

from __future__ import annotations

import pandas as pd

import codes
from charts.theme import severity_labels
from tables import BUSINESS_LIST, check


def business_table(businesses: pd.DataFrame) -> pd.DataFrame:
    """BUSINESS_LIST with labels for codes, in the order of the rows given."""
    check(businesses, BUSINESS_LIST)
    partners = codes.table("partners").set_index("partner")["short"]
    seen_by = businesses["partners"].fillna("").map(lambda line: [partners.get(code, code) for code in line.split()])
    return pd.DataFrame(
        {
            "Name": businesses["name"],
            "Sector": businesses["sector"].map(codes.labels("sectors")),
            "Touch-points": businesses["touch_points"],
            "Organisations": businesses["organisations"],
            "Worst outcome": businesses["worst"].astype("str").map(severity_labels()),
            "Last contact": businesses["last_contact"],
            "Seen by": seen_by,
            "Address": businesses["address"],
            "Postcode": businesses["postcode"],
            "District": businesses["district"].map(codes.labels("districts")),
        }
    )
