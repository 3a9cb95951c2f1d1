"""Dated records at known places, with what a change of owner is told by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from linkage.nameless import lists_places
from linkage.owners import SLIP, Owners, owners
from linkage.prepare import Prepared
from linkage.weighed import Weighed

SOLID_NAME = 4.0
"""Name weight from which two records carry one name."""
KEPT, GIVEN = 1.0, 3.0
"""Before a system's references were looked at: as if one of four had stayed with the premises when the owner changed."""

ENOUGH, SELDOM = 20, 0.02
"""Businesses of a sector that must be known before a list's word for one of them can be called unheard of, and their share."""


class Seen(NamedTuple):
    """A dated record at a known place, with what a change of owner is told by.

    Attributes:
        name: number of the name; records of one name at one place share it.
        is_trade: the name says what is done there, or an owner stands beside it.
        is_listed: an entry of a list, which says who is there now and not since when.
        is_placed: says where; a record without an address tells nothing of who was at the place when.
        owner: person or company named, empty for none.
        held: how often the system's references stay with the premises when the owner changes, 0 to 1.
        is_shared: a list of places has several entries at this address, so that it tells no one place.
        unlike: of a list's entry, sectors that hardly any business has that the list puts where this entry is.
    """

    row: int
    business: int
    premises: int
    first: pd.Timestamp
    last: pd.Timestamp
    name: int
    is_trade: bool
    is_listed: bool
    is_placed: bool
    owner: str
    sector: str | None
    company: int
    phone: int
    uprn: int
    is_numbered: bool
    system: str
    ref: str | None
    held: float
    is_shared: bool
    unlike: frozenset[str]


def table(
    ordered: pd.DataFrame, of: Prepared, found: Weighed, business: np.ndarray, premises: np.ndarray
) -> pd.DataFrame:
    """The dated records of all premises that have a name, or a list's word for the trade: a column for each field of Seen.

    Args:
        ordered: RECORDS in the order of `of`.
        of, found: what the run found.
        business, premises: number of the business and premises of each record.
    """
    name = ordered["name"].fillna(ordered["legal_name"])
    last = ordered["last_seen"].fillna(ordered["first_seen"])
    first = ordered["first_seen"].fillna(last)
    names = owners(ordered, of.is_person)
    alias = names.is_alias | (of.once & ~names.has_trade_word)
    numbered = of.number[:, 0] >= 0
    rows = pd.DataFrame(
        {
            "row": np.arange(len(of)),
            "business": business,
            "premises": premises,
            "first": first,
            "last": last,
            "name": _names(names, of, found, premises),
            "is_trade": ~alias | _told_elsewhere(names, premises),
            "is_listed": of.once,
            "is_placed": numbered | (of.address_key >= 0) | (of.uprn >= 0) | (of.code >= 0),
            "owner": names.owner,
            "sector": ordered["sector"],
            "company": of.company,
            "phone": of.phone,
            "uprn": of.uprn,
            "is_numbered": numbered,
            "system": ordered["source"] + "\x1f" + ordered["partner_org"],
            "ref": ordered["record_ref"],
        }
    )
    told = name.notna() | (of.once & ordered["sector"].notna())
    rows = rows[(premises >= 0) & last.notna() & told].reset_index(drop=True)
    rows = rows.assign(held=_held(rows), is_shared=rows["premises"].isin(_shared(of, premises)), unlike=_unlike(rows))
    return rows[name.notna().to_numpy()[rows["row"]] | _contradicts(rows)].reset_index(drop=True)


def _contradicts(rows: pd.DataFrame) -> np.ndarray:
    """Whether an entry of a list is unheard of for all that the others say its business does; where they say nothing it is as well."""
    others = rows[
        ~rows["is_listed"] & rows["sector"].notna() & rows["business"].isin(rows["business"][rows["is_listed"]])
    ]
    trades: dict[int, set[str]] = others.groupby("business")["sector"].agg(set).to_dict()
    none: set[str] = set()
    pairs = zip(rows["business"].tolist(), rows["unlike"], strict=True)
    return np.array([trades.get(business, none) <= unlike for business, unlike in pairs], dtype=bool)


def _told_elsewhere(names: Owners, premises: np.ndarray) -> np.ndarray:
    """Names that some record at the place gives beside its owner: trading names, whatever they look like."""
    frame = pd.DataFrame({"premises": premises, "name": names.name})
    told = frame[names.is_beside & (premises >= 0) & (names.name != "")].drop_duplicates().assign(told=True)
    found: np.ndarray = frame.merge(told, on=["premises", "name"], how="left")["told"].notna().to_numpy()
    return found


def _held(rows: pd.DataFrame) -> pd.Series:
    """How often each system keeps the reference of premises whose name changed once and for all.

    Some systems number premises, whoever trades there, others whoever trades. Their own references tell which: one that stands
    for two trading names in turn was kept; a second one at the same premises was given.
    """
    with_ref = rows[rows["ref"].notna() & rows["is_trade"] & ~rows["is_listed"]]
    turns = with_ref.groupby(["system", "premises", "ref", "name"], sort=False).agg(
        first=("first", "min"), last=("last", "max")
    )
    turns = turns.reset_index().sort_values(["system", "premises", "first", "last"], kind="stable")
    before = turns.groupby(["system", "premises"], sort=False).shift(1)
    changed = before["name"].notna() & (before["name"] != turns["name"]) & (before["last"] < turns["first"])
    kept = changed & (before["ref"] == turns["ref"])
    counts = pd.DataFrame({"system": turns["system"], "kept": kept, "all": changed}).groupby("system").sum()
    share = (counts["kept"] + KEPT) / (counts["all"] + KEPT + GIVEN)
    return rows["system"].map(share).fillna(KEPT / (KEPT + GIVEN)).astype("float64")


def _shared(of: Prepared, premises: np.ndarray) -> np.ndarray:
    """Premises at whose address a list of places has several entries: a farm with workshops, a house with two shops."""
    at = np.flatnonzero(lists_places(of) & (of.address_key >= 0))
    entries = pd.DataFrame({"source": of.source[at], "address": of.address_key[at]})
    several = entries.groupby(["source", "address"])["address"].transform("size").to_numpy() > 1
    found: np.ndarray = np.unique(premises[at[several]])
    return found


def _unlike(rows: pd.DataFrame) -> list[frozenset[str]]:
    """For each entry of a list, the sectors it contradicts: what the list and the others call one business of one name tells which.

    A list may call a salon a shop and a workshop a warehouse; what it hardly ever calls a restaurant contradicts one.
    """
    known = rows[rows["sector"].notna() & (rows["sector"] != "UNKNOWN")]
    key = ["business", "name"]
    listed = known[known["is_listed"]][[*key, "sector"]]
    others = known[~known["is_listed"]][[*key, "sector"]].drop_duplicates()
    both = listed.merge(others, on=key, suffixes=("_listed", ""))
    called = both.groupby(["sector", "sector_listed"]).size().to_dict()
    enough = {sector: count for sector, count in both["sector"].value_counts().items() if count >= ENOUGH}
    unlike = {
        kind: frozenset(sector for sector in enough if called.get((sector, kind), 0) < SELDOM * enough[sector])
        for kind in listed["sector"].unique()
    }
    none: frozenset[str] = frozenset()
    pairs = zip(rows["is_listed"], rows["sector"], strict=True)
    return [unlike.get(sector, none) if is_listed else none for is_listed, sector in pairs]


def _alike(premises: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows at one place whose names differ by a slip of the pen."""
    frame = pd.DataFrame({"premises": premises, "text": text, "row": np.arange(len(text))})
    frame = frame[(frame["premises"] >= 0) & (frame["text"] != "")].drop_duplicates(["premises", "text"])
    frame = frame[frame.groupby("premises")["row"].transform("size") > 1]
    left, right = [], []
    for _, here in frame.groupby("premises"):
        words_, rows = here["text"].tolist(), here["row"].tolist()
        for a in range(len(rows)):
            for b in range(a + 1, min(len(rows), a + 30)):
                if DamerauLevenshtein.normalized_similarity(words_[a], words_[b], score_cutoff=SLIP) >= SLIP:
                    left.append(rows[a])
                    right.append(rows[b])
    return np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)


def _names(names: Owners, of: Prepared, found: Weighed, premises: np.ndarray) -> np.ndarray:
    """Records at one place whose names are one, or that share a company number, get one number."""
    named = (of.name_key[found.left] >= 0) & (of.name_key[found.right] >= 0)
    company = of.company[found.left]
    same_company = (company >= 0) & (company == of.company[found.right])
    edge = (named & (found.weights["name_weight"].to_numpy() >= SOLID_NAME)) | same_company
    edge &= premises[found.left] == premises[found.right]
    said = pd.Series(np.concatenate([names.name, names.legal_name]), dtype="str").str.replace(" ", "")
    same = pd.DataFrame({"premises": np.tile(premises, 2), "key": said, "row": np.tile(np.arange(len(of)), 2)})
    same = same[(same["key"] != "") & (same["premises"] >= 0)]
    first = same.groupby(["premises", "key"])["row"].transform("first")
    alike = _alike(premises, said.to_numpy()[: len(of)])
    ends = (
        np.concatenate([found.left[edge], same["row"], alike[0]]),
        np.concatenate([found.right[edge], first, alike[1]]),
    )
    graph = sparse.coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(len(of), len(of)))
    numbers: np.ndarray = connected_components(graph, directed=False)[1]
    return numbers


def grouped(rows: pd.DataFrame, by: str) -> Iterator[list[Seen]]:
    """Records group by group, each in the order of time."""
    ordered = rows.sort_values([by, "first", "last", "row"], kind="stable")[list(Seen._fields)]
    group: list[Seen] = []
    for values in ordered.itertuples(index=False, name=None):
        one = Seen(*values)
        if group and getattr(group[-1], by) != getattr(one, by):
            yield group
            group = []
        group.append(one)
    if group:
        yield group
