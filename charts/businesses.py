"""The list of businesses in words people read."""

from __future__ import annotations

from typing import Any

import pandas as pd

import codes
from charts.theme import severity_labels
from tables import BUSINESS_LIST, check


def business_table(businesses: pd.DataFrame) -> pd.DataFrame:
    """BUSINESS_LIST with labels for codes, in the order of the rows given."""
    check(businesses, BUSINESS_LIST)
    partners = codes.table("partners").set_index("partner")["short"]
    seen_by = businesses["partners"].fillna("").map(lambda line: [partners.get(code, code) for code in line.split()])
    found = {"Found by": [found_by(row) for row in businesses.itertuples()]} if "matched" in businesses else {}
    return pd.DataFrame(
        {
            "Name": businesses["name"],
            **found,
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


def found_by(row: Any) -> str:  # noqa: ANN401 - a row of itertuples
    """Why a search found a business: its address where its name was meant, else what else it is known by."""
    said = {
        "name": f"name · {place_of(row)}",
        "other": f"also known as {row.text}",
        "address": f"at {row.text}",
        "uprn": f"UPRN {row.text}",
        "phone": f"telephone {row.text}",
        "company": f"company {row.text}",
        "reference": f"reference {row.text}",
        "postcode": f"postcode {row.text}",
    }
    return said[row.matched]


def place_of(row: Any) -> str:  # noqa: ANN401 - a row of itertuples
    """Where a business is, in words."""
    known = [text for text in (row.address, row.postcode) if isinstance(text, str) and text]
    return known[0] if known else "address not known"
