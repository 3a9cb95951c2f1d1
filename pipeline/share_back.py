"""Suggested corrections in a partner's own words: their column headings, their references, their rows."""

from __future__ import annotations

import pandas as pd

from pipeline import layouts
from store.home import Home

FIELDS = {"postcode": "postcode", "uprn": "uprn", "status": "status"}


def in_their_columns(place: Home, source: str, suggestions: pd.DataFrame) -> pd.DataFrame:
    """The suggestions as a file for the partner: their reference under their heading, then column, value now, value suggested, why.

    A field their layout has no column for is named in plain words.
    """
    spec = next((spec for spec in layouts.known(place) if spec.name == source), None)
    headings: dict[str, str] = {}
    for heading, fields in (spec.rename if spec else {}).items():
        for field in fields.split():
            headings.setdefault(field, heading)
    ref = headings.get("record_ref", "Your reference")
    name = headings.get("name", headings.get("legal_name", "Name"))
    return pd.DataFrame(
        {
            "File": suggestions["file_name"],
            "Row": suggestions["source_row"],
            ref: suggestions["record_ref"],
            name: suggestions["name"],
            "Column": [headings.get(FIELDS[field], f"({field})") for field in suggestions["field"]],
            "Value now": suggestions["is_now"],
            "Suggested value": suggestions["suggested"],
            "Why": suggestions["why"],
        }
    )
