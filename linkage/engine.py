"""The linkage engine: RECORDS in, LINKS and PAIRS out. Pure: a private database in memory, no file, no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from linkage import nameless, sightings, succession
from linkage.block import candidates
from linkage.cluster import Rules, cluster
from linkage.columns import commonest
from linkage.model import probability, shipped, weight
from linkage.nameless import adopt
from linkage.parallel import alike, give_back
from linkage.premises import premises_rules, weigh_places
from linkage.prepare import Prepared, prepare
from linkage.told import bind, decided, respect
from linkage.weighed import Weighed, best_links, methods, weigh_pairs
from tables import LINKS, PAIRS, RECORDS, check, conform, empty

DEFAULT_THRESHOLD = 0.5
"""Match probability from which two records are joined: the weights are calibrated, so even odds maximise F1."""
TOLD_FROM = -6.0
"""Pairs below this match weight are not handed back: they could not be the same business."""
SAME_PLACE = 5.0
"""Place weight from which a different name is not held against joining two clusters. Source: tried at 2, 3, 5 and never on the
benchmark sets: county F1 .961, .961, .959, .954; the other sets lose up to .003, .002, .001, nothing."""
MEMORY = "1GB"

Progress = Callable[[str, float], None]


class LinkError(ValueError):
    """The records cannot be linked as they are; says why and what to do."""


@dataclass(frozen=True)
class Linked:
    """What linkage hands back.

    Attributes:
        links: LINKS, a row per record, in the order of the records given.
        pairs: PAIRS, a row per pair that could be the same business.
        rules: what each blocking rule gave: keys, pairs, largest block, records left out.
    """

    links: pd.DataFrame
    pairs: pd.DataFrame
    rules: pd.DataFrame
    work: Work | None = None


@dataclass(frozen=True)
class Work:
    """What a run found on its way, for questions about it: rows are records in the order of their ids; `clusters` are the businesses
    that the pairs made from `threshold` on, before unnamed entries were given away and owners told apart."""

    of: Prepared
    found: Weighed
    bound: Rules
    business: np.ndarray
    record_id: np.ndarray
    rows: pd.DataFrame
    divided: succession.Division
    threshold: float
    clusters: int


def link(
    records: pd.DataFrame,
    *,
    once: Collection[str] = (),
    threshold: float = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
    told: pd.DataFrame | None = None,
) -> Linked:
    """Which business, at which premises, each record is about.

    Args:
        records: RECORDS. Their order decides only which record founds (and so numbers) a business, never who is in it.
        once: names of the sources that list a business once; two of their records are never one business.
        threshold: match probability from which two records are joined.
        progress: called with the stage and the share done.
        told: DECISIONS of people that bind the clusters.
    Raises:
        TableError: the frame is not RECORDS.
        LinkError: the threshold is not between 0 and 1.
    """
    check(records, RECORDS)
    if not 0.0 < threshold < 1.0:
        raise LinkError(f"The threshold is {threshold}; it is a probability between 0 and 1.")
    if records.empty:
        return Linked(empty(LINKS), empty(PAIRS), pd.DataFrame())
    say = progress or (lambda stage, share: None)
    order = np.argsort(records["record_id"].to_numpy(dtype=object), kind="stable")
    ordered = records.iloc[order].reset_index(drop=True)
    with duckdb.connect(config={"memory_limit": MEMORY}) as con:
        say("Normalising", 0.0)
        of = prepare(ordered, once=frozenset(once), con=con)
    record_id = ordered["record_id"].to_numpy(dtype=object)
    bound = business_rules(of) if told is None else bind(business_rules(of), told, record_id)
    found = _compared(of, bound, say)
    say("Clustering businesses", 0.7)
    business = cluster_businesses(of, found, threshold=threshold, bound=bound)
    clusters = len(np.unique(business))
    say("Clustering premises", 0.8)
    premises = cluster_premises(of, found, business)
    business, adopted = adopt(of, business, premises, ordered["last_seen"])
    respect(business, adopted, bound)
    give_back(len(of))
    rows = sightings.table(ordered, of, found, business, premises)
    divided = succession.divide(rows, business, bound)
    business = divided.business
    say("Writing links", 0.95)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    links = _links(ordered, found, business, premises, adopted, place_in_load=order).iloc[rank].reset_index(drop=True)
    if told is not None:
        links["decision"] = decided(links, told)
    evidence = pairs_table(ordered, found)
    give_back(len(of))
    say("Done", 1.0)
    return Linked(
        check(links, LINKS),
        check(evidence, PAIRS),
        found.rules,
        Work(of, found, bound, business, record_id, rows, divided, threshold, clusters),
    )


def _compared(of: Prepared, bound: Rules, say: Progress) -> Weighed:
    say("Finding candidates", 0.3)
    pairs = candidates(of)
    give_back(len(of))
    say(f"Comparing {len(pairs.left):,} pairs", 0.4)
    found = weigh_pairs(of, pairs, shipped(), bound)
    give_back(len(of))
    return found


def cluster_businesses(of: Prepared, found: Weighed, *, threshold: float, bound: Rules | None = None) -> np.ndarray:
    """Number of the business of each record; `bound` are the rules with what people said, where they said something."""
    return cluster(
        found.left,
        found.right,
        found.weights["match_weight"].to_numpy(),
        business_rules(of) if bound is None else bound,
        threshold=weight(threshold),
        is_excused=other_name_here(found),
    )


def other_name_here(found: Weighed) -> np.ndarray:
    """Pairs at one place under different names: one business may be known there by its owner, its company and its sign."""
    return (found.weights["place_weight"] >= SAME_PLACE).to_numpy() & (found.weights["name_weight"] < 0).to_numpy()


def business_rules(of: Prepared) -> Rules:
    """What one business may not hold: two parties of a once-only list, two company numbers, two UPRNs by a weak link."""
    return Rules(of.party, np.where(of.once, of.source, -1), never=(of.company,), seldom=(of.uprn,))


def cluster_premises(of: Prepared, found: Weighed, business: np.ndarray) -> np.ndarray:
    """Number of the premises of each record, -1 where the record tells no place and its business has none."""
    give_back(len(of))
    places = weigh_places(of, found)
    out = cluster(places.left, places.right, places.weights["match_weight"].to_numpy(), premises_rules(of))
    placeless = (of.code < 0) & (of.address_key < 0) & (of.uprn < 0) & ~np.isfinite(of.latitude)
    alone = placeless & (np.bincount(out, minlength=len(of))[out] == 1)
    if alone.any():
        placed = commonest(pd.Series(business[~placeless]), pd.Series(out[~placeless]))
        out[alone] = pd.Series(business[alone]).map(placed).fillna(-1).to_numpy(dtype=np.int64)
    return out


def entity_id(prefix: str, founder: str) -> str:
    """Id of a business or premises, from the record that founded it.

    >>> entity_id("B", "r1")
    'BQLZ6TRUV3R'
    """
    number = int.from_bytes(hashlib.sha256(founder.encode()).digest()[:8], "big") >> 14
    return prefix + "".join(_TWO[number >> shift & 1023] for shift in (40, 30, 20, 10, 0))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TWO = [one + other for one in _LETTERS for other in _LETTERS]


def _ids(prefix: str, group: np.ndarray, record_id: np.ndarray, place_in_load: np.ndarray) -> pd.Series:
    frame = pd.DataFrame({"group": group, "load": place_in_load, "record_id": record_id})
    founders = frame.sort_values("load", kind="stable").drop_duplicates("group").set_index("group")["record_id"]
    ids = pd.Series([entity_id(prefix, str(founder)) for founder in founders], index=founders.index, dtype="str")
    return frame["group"].map(ids.mask(ids.index < 0))


def _links(
    ordered: pd.DataFrame,
    found: Weighed,
    business: np.ndarray,
    premises: np.ndarray,
    adopted: np.ndarray,
    *,
    place_in_load: np.ndarray,
) -> pd.DataFrame:
    record_id = ordered["record_id"].to_numpy(dtype=object)
    weights, pair = best_links(found, alike(business, found.left, found.right), len(ordered))
    method = np.full(len(ordered), "only record", dtype=object)
    size = np.bincount(business, minlength=len(ordered))[business]
    method[size > 1] = "same reference"
    linked = pair >= 0
    method[linked] = methods(found, pair[linked])
    method[adopted], weights[adopted] = nameless.METHOD, nameless.WEIGHT
    linked |= adopted
    return conform(
        pd.DataFrame(
            {
                "record_id": record_id,
                "business_id": _ids("B", business, record_id, place_in_load),
                "premises_id": _ids("P", premises, record_id, place_in_load),
                "match_weight": weights,
                "match_probability": np.where(linked, probability(weights), 1.0),
                "method": method,
                "decision": "AUTO",
            }
        ),
        LINKS,
    )


def pairs_table(ordered: pd.DataFrame, found: Weighed) -> pd.DataFrame:
    """PAIRS: the evidence of every pair that could be one business."""
    kept = np.flatnonzero(found.weights["match_weight"].to_numpy() >= TOLD_FROM)
    record_id = ordered["record_id"].to_numpy(dtype=object)
    frame = found.evidence(kept)
    frame.insert(0, "record_id_l", record_id[found.left[kept]])
    frame.insert(1, "record_id_r", record_id[found.right[kept]])
    return conform(frame.assign(method=methods(found, kept)), PAIRS)
