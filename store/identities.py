"""The ids that were given out: which business and premises each record was in, every time that changed. Append-only."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy import Column, String, insert

from store.decisions import engine, entries, everything, now
from store.home import Home

COLUMNS = ["record_id", "business_id", "premises_id"]
_LEDGER = entries(
    "identities",
    Column("record_id", String, nullable=False),
    Column("business_id", String, nullable=False),
    Column("premises_id", String),
)


def ledger(place: Home, *, until: dt.datetime | None = None) -> pd.DataFrame:
    """Every entry, oldest first: at, record_id, business_id, premises_id; `until`: as it was at that moment."""
    rows = everything(place, _LEDGER)
    if until is not None:
        rows = rows[rows["at"] <= until.astimezone(dt.UTC).isoformat(timespec="milliseconds")]
    return rows[["at", *COLUMNS]].reset_index(drop=True)


def extend(place: Home, by: str, links: pd.DataFrame, known: pd.DataFrame) -> int:
    """Enter the records whose ids are new or changed against the last entry about them; returns how many.

    Args:
        links: LINKS about to be published.
        known: the ledger as read before.
    """
    last = known.drop_duplicates("record_id", keep="last")[COLUMNS]
    fresh = links[COLUMNS].astype("object").where(links[COLUMNS].notna(), None)
    both = fresh.merge(last, on="record_id", how="left", suffixes=("", "_was"))
    moved = both["business_id"].ne(both["business_id_was"])
    moved |= both["premises_id"].fillna("").ne(both["premises_id_was"].fillna(""))
    rows = both.loc[moved, COLUMNS].astype("object").where(lambda frame: frame.notna(), None)
    if len(rows):
        at = now()
        entries_ = [{"at": at, "by": by, **row} for row in rows.to_dict("records")]
        with engine(place).begin() as connection:
            connection.execute(insert(_LEDGER), entries_)
    return len(rows)
