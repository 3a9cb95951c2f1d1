"""Parts of the evidence, taken without what pandas spends on parts that are empty or of one business alone."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import pandas as pd


def where(rows: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The rows that are kept: as `rows[kept]`, and at once where none is or all are."""
    if not kept.any():
        return rows.iloc[:0]
    return rows if kept.all() else rows[kept]


def each_business(rows: pd.DataFrame) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    """Each business_id with its rows, in the order of the ids."""
    first = rows["business_id"].iloc[0] if len(rows) else None
    if len(rows) and (rows["business_id"] == first).all():
        yield first, rows
    elif len(rows):
        yield from rows.groupby("business_id")
