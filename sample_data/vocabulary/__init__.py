"""Words and weights of the invented county, as CSV files; a change of taste is a change of data, not of code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> pd.DataFrame:
    """One vocabulary file; columns that hold only numbers come as numbers, everything else as text."""
    return pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False, dtype={"ho_class": "str", "sectors": "str"})


@cache
def words(slot: str) -> tuple[str, ...]:
    """The words that may stand in one slot of a name."""
    frame = table("words")
    return tuple(frame.loc[frame["slot"] == slot, "word"])


@cache
def patterns(sector: str) -> tuple[str, ...]:
    """Trading name patterns of a sector."""
    frame = table("trade_names")
    return tuple(frame.loc[frame["sector"] == sector, "pattern"])


@cache
def outcome_lists(file: str, what: str, outlook: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Outcome words and weights for a kind of contact, where things go well (`good`) or not (`bad`)."""
    frame = table("outcomes")
    rows = frame[(frame["file"] == file) & (frame["what"].astype(str) == what) & (frame["outlook"] == outlook)]
    return tuple(rows["outcome"]), tuple(float(weight) for weight in rows["weight"])
