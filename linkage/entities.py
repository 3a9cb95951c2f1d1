"""The one list: BUSINESSES and PREMISES from the records and their links."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.columns import codes_of, texts
from tables import BUSINESSES, LINKS, PREMISES, RECORDS, check, conform, empty

PRECISION = {"ROOFTOP": 0, "STREET": 1, "POSTCODE": 2, "AREA": 3}
"""Better positions first."""
PLACE = ("longitude", "latitude", "coordinate_source", "coordinate_precision", "district", "ward")
OTHER_NAMES = 8


def businesses(records: pd.DataFrame, links: pd.DataFrame, *, listed_sources: Collection[str] = ()) -> pd.DataFrame:
    """One row per business: its best name, address and position, its sector by evidence, and when it was seen.

    Args:
        records: RECORDS.
        links: LINKS of them.
        listed_sources: sources that are a rating list.
    Returns:
        BUSINESSES, by business_id. The name is the one most records carry (the latest of those that tie); the address and the
        position come from the most precise record; the sector from most records that have one, UNKNOWN where none has.
    """
    linked = _linked(records, links)
    if linked.empty:
        return empty(BUSINESSES)
    by = linked.groupby("business_id", sort=True)
    place = _best_place(linked, "business_id")
    out = place.assign(
        premises_id=_most(linked, "business_id", "premises_id"),
        name=_best_name(linked),
        company_number=_most(linked, "business_id", "company_number"),
        sector=_most(linked, "business_id", "sector").reindex(place.index).fillna("UNKNOWN"),
        is_listed=linked["source"].isin(listed_sources).groupby(linked["business_id"]).any(),
        first_seen=by["first_seen"].min(),
        last_seen=by["last_seen"].max(),
        records=by.size(),
    )
    out["other_names"] = _other_names(linked, out["name"])
    out["name"] = out["name"].fillna("(no name)")
    return check(conform(out.reset_index(names="business_id"), BUSINESSES), BUSINESSES)


def premises(records: pd.DataFrame, links: pd.DataFrame, *, listed_sources: Collection[str] = ()) -> pd.DataFrame:
    """One row per place: best address, UPRN and position.

    Args:
        records: RECORDS.
        links: LINKS of them; records without premises are left out.
        listed_sources: sources that are a rating list.
    Returns:
        PREMISES, by premises_id.
    """
    linked = _linked(records, links)
    linked = linked[linked["premises_id"].notna()]
    if linked.empty:
        return empty(PREMISES)
    place = _best_place(linked, "premises_id")
    out = place.assign(
        uprn=_most(linked, "premises_id", "uprn"),
        is_listed=linked["source"].isin(listed_sources).groupby(linked["premises_id"]).any(),
        sector=_most(linked, "premises_id", "sector"),
    )
    return check(conform(out.reset_index(names="premises_id"), PREMISES), PREMISES)


def _linked(records: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    check(records, RECORDS)
    check(links, LINKS)
    return records.merge(links[["record_id", "business_id", "premises_id"]], on="record_id", validate="one_to_one")


def _most(linked: pd.DataFrame, by: str, column: str) -> pd.Series:
    """The value most records carry; of those that tie, the first in the alphabet."""
    told = pa.table({"by": texts(linked[by]), "value": texts(linked[column])}).drop_null()
    counts = told.group_by(["by", "value"]).aggregate([([], "count_all")])
    found = counts.sort_by([("by", "ascending"), ("count_all", "descending"), ("value", "ascending")])
    found = found.take(_starts(found["by"]))
    return pd.Series(
        found["value"].to_pandas().to_numpy(),
        index=pd.Index(found["by"].to_pandas(), name=by),
        name=column,
        dtype="str",
    )


def _starts(ordered: pa.ChunkedArray) -> np.ndarray:
    """Where each value of an ordered column stands first."""
    number = codes_of(ordered)
    return np.flatnonzero(np.append(True, number[1:] != number[:-1])[: len(number)])


def _first(owner: pd.Series, **order: pd.Series) -> np.ndarray:
    """The row of each owner that comes first in this order, by owner."""
    table = pa.table(
        {"owner": texts(owner)} | {name: pa.array(values, from_pandas=True) for name, values in order.items()}
    )
    at = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in table.column_names])
    return at.to_numpy()[_starts(table["owner"].take(at))]


def _best_name(linked: pd.DataFrame) -> pd.Series:
    named = linked.assign(name=linked["name"].fillna(linked["legal_name"])).dropna(subset=["name"])
    spelled = named["name"].str.upper().str.replace(r"[^\w]+", " ", regex=True).str.strip()
    frame = pd.DataFrame(
        {"business_id": named["business_id"], "name": named["name"], "key": spelled, "last_seen": named["last_seen"]}
    )
    counts = frame.groupby(["business_id", "key"], sort=True).agg(
        n=("key", "size"), last_seen=("last_seen", "max"), name=("name", _readable)
    )
    best = counts.reset_index().sort_values(
        ["business_id", "n", "last_seen", "key"],
        ascending=[True, False, False, True],
        kind="stable",
        na_position="last",
    )
    return best.drop_duplicates("business_id").set_index("business_id")["name"]


def _readable(names: pd.Series) -> str:
    """Of several ways to write one name, the one that is not all capitals."""
    return min(names, key=lambda name: (name.isupper() or name.islower(), name))


def _other_names(linked: pd.DataFrame, best: pd.Series) -> pd.Series:
    both = pd.concat(
        [
            linked[["business_id", "name"]],
            linked[["business_id", "legal_name"]].set_axis(["business_id", "name"], axis=1),
        ]
    )
    both = both.dropna().drop_duplicates()
    key = both["name"].str.upper().str.replace(r"[^\w]+", " ", regex=True).str.strip()
    own = both["business_id"].map(best).str.upper().str.replace(r"[^\w]+", " ", regex=True).str.strip()
    both = (
        both.assign(key=key)[key != own]
        .sort_values(["business_id", "key", "name"])
        .drop_duplicates(["business_id", "key"])
    )
    return both.groupby("business_id")["name"].agg(lambda names: " | ".join(names.iloc[:OTHER_NAMES]))


def _best_place(linked: pd.DataFrame, by: str) -> pd.DataFrame:
    """Address, postcode and position: each from the record that tells it best."""
    rank = linked["coordinate_precision"].map(PRECISION).fillna(4).where(linked["longitude"].notna(), 9)
    position = _first(linked[by], rank=rank, record=linked["record_id"])
    length = linked["address"].str.len().fillna(0)
    address = _first(linked[by], code=linked["postcode"].isna(), length=-length, record=linked["record_id"])
    out = linked[[by, *PLACE]].iloc[position].set_index(by)
    told = linked[[by, "address", "postcode"]].iloc[address].set_index(by)
    out["address"], out["postcode"] = told["address"], told["postcode"]
    for column in ("district", "ward"):
        out[column] = out[column].where(out[column].notna(), _most(linked, by, column).reindex(out.index))
    return out


__all__ = ["businesses", "premises"]
