"""A new file against the register: only pairs with a new record are compared, old clusters and their ids stay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.block import candidates
from linkage.cluster import cluster
from linkage.engine import DEFAULT_THRESHOLD, MEMORY, LinkError, Progress, business_rules, entity_id, pairs_table
from linkage.model import probability, shipped, weight
from linkage.normalise import clean
from linkage.parallel import alike
from linkage.premises import premises_rules, weigh_places
from linkage.prepare import Prepared, prepare
from linkage.weighed import Weighed, best_links, methods, weigh_pairs
from tables import LINKS, RECORDS, check, conform


@dataclass(frozen=True)
class Grown:
    """The register after a new file.

    Attributes:
        links: LINKS of all records, in the order given; those of old records change only where businesses merged.
        pairs: PAIRS that have at least one new record.
        merged: business_id, into_business_id: old businesses that a new record showed to be one.
        kept: all records normalised, for the next new file.
    """

    links: pd.DataFrame
    pairs: pd.DataFrame
    merged: pd.DataFrame
    kept: pa.Table


def link_new(
    records: pd.DataFrame,
    links: pd.DataFrame,
    *,
    once: Collection[str] = (),
    threshold: float = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
    kept: pa.Table | None = None,
) -> Grown:
    """Link the records that have no link yet; the others keep the business and premises they have.

    Args:
        records: RECORDS, old and new.
        links: LINKS of the old ones.
        once: sources that list a business once.
        threshold: match probability from which two records are joined.
        progress: called with the stage and the share done.
        kept: what an earlier run kept; records in it are not normalised again.
    Raises:
        LinkError: links speak of records that are not there.
    """
    check(records, RECORDS)
    check(links, LINKS)
    lost = int((~links["record_id"].isin(records["record_id"])).sum())
    if lost:
        raise LinkError(
            f"{lost} linked records are not in the records; link everything anew, or hand over all records."
        )
    say = progress or (lambda stage, share: None)
    order = np.argsort(records["record_id"].to_numpy(dtype=object), kind="stable")
    ordered = records.iloc[order].reset_index(drop=True)
    held = links.set_index("record_id").reindex(ordered["record_id"])
    is_new = held["business_id"].isna().to_numpy()
    say("Normalising", 0.0)
    with duckdb.connect(config={"memory_limit": MEMORY}) as con:
        cleaned = clean(ordered, con, kept=kept)
        of = prepare(ordered, once=frozenset(once), con=con, cleaned=cleaned)
    say("Finding candidates of new records", 0.5)
    found = weigh_pairs(of, candidates(of, only=is_new), shipped())
    say("Clustering", 0.8)
    business = _business(of, found, held["business_id"], threshold)
    places = weigh_places(of, found, only=is_new)
    rules = premises_rules(of)
    crowds = np.array(rules.together, dtype=np.int64).reshape(-1, 2)
    rules = replace(rules, together=np.concatenate([crowds, chains(held["premises_id"].to_numpy(dtype=object))]))
    place = cluster(places.left, places.right, places.weights["match_weight"].to_numpy(), rules)
    out, merged = _links(ordered, found, held, business, place, order)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    say("Done", 1.0)
    return Grown(out.iloc[rank].reset_index(drop=True), pairs_table(ordered, found), merged, cleaned)


def _business(of: Prepared, found: Weighed, held: pd.Series, threshold: float) -> np.ndarray:
    rules = replace(business_rules(of), together=chains(held.to_numpy(dtype=object)))
    return cluster(
        found.left,
        found.right,
        found.weights["match_weight"].to_numpy(),
        rules,
        threshold=weight(threshold),
    )


def chains(held: np.ndarray) -> np.ndarray:
    """Each old member with the first of its cluster: pairs of rows."""
    codes, found = pd.factorize(held)
    rows = np.flatnonzero(codes >= 0)
    first = np.zeros(len(found), dtype=np.int64)
    first[codes[rows[::-1]]] = rows[::-1]
    head = first[codes[rows]]
    return np.stack([head, rows], axis=1)[head != rows]


def _links(
    ordered: pd.DataFrame,
    found: Weighed,
    held: pd.DataFrame,
    business: np.ndarray,
    place: np.ndarray,
    place_in_load: np.ndarray,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    business_id, merged = kept_ids(
        "B", business, held["business_id"].to_numpy(dtype=object), ordered["record_id"], place_in_load
    )
    premises_id, _ = kept_ids(
        "P", place, held["premises_id"].to_numpy(dtype=object), ordered["record_id"], place_in_load
    )
    weights, pair = best_links(found, alike(business, found.left, found.right), len(ordered))
    is_new = held["business_id"].isna().to_numpy()
    linked = is_new & (pair >= 0)
    method = held["method"].to_numpy(dtype=object).copy()
    method[is_new] = "only record"
    method[linked] = methods(found, pair[linked])
    told = held["match_weight"].to_numpy(dtype=np.float64).copy()
    told[is_new] = weights[is_new]
    sure = held["match_probability"].to_numpy(dtype=np.float64).copy()
    sure[is_new] = np.where(pair[is_new] >= 0, probability(np.nan_to_num(weights[is_new])), 1.0)
    frame = pd.DataFrame(
        {
            "record_id": ordered["record_id"],
            "business_id": business_id,
            "premises_id": premises_id,
            "match_weight": told,
            "match_probability": sure,
            "method": method,
            "decision": held["decision"].fillna("AUTO").to_numpy(dtype=object),
        }
    )
    return check(conform(frame, LINKS), LINKS), merged


def kept_ids(
    prefix: str, group: np.ndarray, held: np.ndarray, record_id: pd.Series, place_in_load: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Ids of clusters: that of the old cluster most of its records had, else from its first record; and what was merged."""
    codes, old = pd.factorize(held)
    width = int(group.max(initial=-1)) + 1
    id_of = np.full(width, None, dtype=object)
    rows = np.flatnonzero(codes >= 0)
    some = np.full(width, -1, dtype=np.int64)
    some[group[rows]] = codes[rows]
    told = np.flatnonzero(some >= 0)
    id_of[told] = old[some[told]]
    several = np.zeros(width, dtype=bool)
    several[group[rows][codes[rows] != some[group[rows]]]] = True
    at = rows[several[group[rows]]]
    counts = pd.DataFrame({"group": group[at], "id": held[at]}).groupby(["group", "id"], sort=True).size()
    ordered = counts.reset_index(name="n").sort_values(
        ["group", "n", "id"], ascending=[True, False, True], kind="stable"
    )
    first = ordered.drop_duplicates("group")
    id_of[first["group"].to_numpy(dtype=np.int64)] = first["id"].to_numpy(dtype=object)
    gone = ordered[ordered.duplicated("group")]
    merged = pd.DataFrame(
        {
            "business_id": gone["id"].to_numpy(dtype=object),
            "into_business_id": id_of[gone["group"].to_numpy(dtype=np.int64)],
        }
    )
    new = np.flatnonzero(some[group] < 0)
    new = new[np.argsort(place_in_load[new], kind="stable")]
    founders = new[~pd.Series(group[new]).duplicated().to_numpy()]
    id_of[group[founders]] = [entity_id(prefix, str(record_id.iloc[row])) for row in founders.tolist()]
    return id_of[group], merged
