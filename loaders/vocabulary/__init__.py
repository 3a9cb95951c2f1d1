"""Words partners use in headings, as tables: known headings, short forms, and what is not ours to keep."""

from functools import cache
from pathlib import Path

import pandas as pd


@cache
def table(name: str) -> pd.DataFrame:
    """`headings` (field, heading), `abbreviations` (short, long) or `not_ours` (heading)."""
    return pd.read_csv(Path(__file__).parent / f"{name}.csv", dtype="str", keep_default_na=False)


@cache
def abbreviations() -> dict[str, str]:
    """Short forms to what they stand for."""
    rows = table("abbreviations")
    return dict(zip(rows["short"], rows["long"], strict=True))
