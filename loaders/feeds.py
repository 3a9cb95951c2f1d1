"""What rows come to that are not contacts: companies of a register, and events of an area."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.dates import FIRST_COMPANY, days
from loaders.points import Points, distinct
from loaders.source import Source
from tables import CONTEXT, LEGAL_ENTITIES, Table, check_arrow, conform, schema

_SIC = ("sic_1", "sic_2", "sic_3", "sic_4")


def legal_entities(point: Points, rows: np.ndarray, kept: np.ndarray, source: Source) -> pa.Table:
    """LEGAL_ENTITIES of the rows that have a company number."""
    if not kept.any():
        return schema(LEGAL_ENTITIES).empty_table()
    party = point.party.take(point.party_of)
    has_number = kept & party["company_number"].notna().to_numpy()
    party = party[has_number]
    cells = {name: _text(point, name)[has_number] for name in ("status", "previous_name", *_SIC)}
    sic = [
        " | ".join(part for part in parts if isinstance(part, str))
        for parts in zip(*(cells[name] for name in _SIC), strict=True)
    ]
    frame = pd.DataFrame(
        {
            "company_number": party["company_number"].to_numpy(),
            "name": party["name"].to_numpy(),
            "status": cells["status"],
            "category": party["category"].to_numpy(),
            **{name: _dates(point, name, source)[has_number] for name in ("incorporated", "dissolved", "accounts_due")},
            "sic": pd.Series(sic, dtype="str").replace("", pd.NA).to_numpy(),
            "previous_name": cells["previous_name"],
            "address": party["address"].to_numpy(),
            "postcode": party["postcode"].to_numpy(),
            "source_file": source.source_file,
            "source_row": rows[has_number],
        }
    ).dropna(subset=["name"])
    return _arrow(frame, LEGAL_ENTITIES)


def context(point: Points, rows: np.ndarray, kept: np.ndarray, source: Source) -> pa.Table:
    """CONTEXT of the rows kept; the day is that of the event's month."""
    if not kept.any():
        return schema(CONTEXT).empty_table()
    party = point.party.take(point.party_of[kept])
    frame = pd.DataFrame(
        {
            "layer": source.spec.name,
            "month": point.days[kept],
            "category": party["category"].to_numpy(),
            "outcome": point.contact["outcome_raw"].to_numpy()[point.contact_of[kept]],
            "longitude": party["longitude"].to_numpy(),
            "latitude": party["latitude"].to_numpy(),
            "source_file": source.source_file,
            "source_row": rows[kept],
        }
    )
    return _arrow(frame, CONTEXT)


def _text(point: Points, name: str) -> np.ndarray:
    if name not in point.given:
        return np.full(len(point.party_of), None, dtype=object)
    once, group = distinct(point.given[name])
    return once.to_numpy(dtype=object)[group]


def _dates(point: Points, name: str, source: Source) -> np.ndarray:
    if name not in point.given:
        return np.full(len(point.party_of), np.datetime64("NaT", "us"))
    once, group = distinct(point.given[name])
    far = source.received.replace(year=source.received.year + 3)
    return days(once, source.spec.date_formats, latest=far, earliest=FIRST_COMPANY)[0].to_numpy()[group]


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    return check_arrow(pa.Table.from_pandas(conform(frame, table), schema(table), preserve_index=False), table)
