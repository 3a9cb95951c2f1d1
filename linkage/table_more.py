"""A table that has grown: records without a cluster are linked to those that have one, and the others are left as they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.block import candidates
from linkage.cluster import cluster
from linkage.engine import DEFAULT_THRESHOLD, MEMORY, LinkError, Progress, business_rules
from linkage.headings import listed_once, recognised
from linkage.incremental import chains, kept_ids
from linkage.model import probability, shipped, weight
from linkage.normalise import clean
from linkage.parallel import alike, give_back
from linkage.prepare import prepare
from linkage.table import TableLinked, check_table, to_records
from linkage.weighed import best_links, weigh_pairs


def link_more(
    table: pd.DataFrame,
    linked: pd.DataFrame,
    *,
    once: Collection[str] = (),
    threshold: float = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
    kept: pa.Table | None = None,
) -> TableLinked:
    """Link the records of a table that `linked` does not know; the others keep their cluster, unless a new record shows two to be one.

    Args:
        table: all records, old and new, as `link_table` takes them.
        linked: record_id, cluster_id and perhaps match_probability: what was written before. Records that are gone are passed over.
        once: sources that list a business once; `all` for every source.
        threshold: match probability from which two records are joined.
        progress: called with the stage and the share done.
        kept: what an earlier run kept; records in it are not normalised again.
    Returns:
        clusters of all records, in the order given; no pairs; notes that tell which clusters became one.
    Raises:
        LinkError: as `link_table`; or `linked` lacks a column or names a record twice.
    """
    table, renamed = recognised(table)
    once = listed_once(once, table)
    check_table(table, level="business", once=once, threshold=threshold, engine="duckdb")
    _check_linked(linked)
    say = progress or (lambda stage, share: None)
    records, notes = to_records(table)
    ids = records["record_id"].to_numpy(dtype=object)
    order = np.argsort(ids, kind="stable")
    ordered = records.iloc[order].reset_index(drop=True)
    held = linked.set_index("record_id").reindex(ordered["record_id"])
    is_new = held["cluster_id"].isna().to_numpy()
    say(f"Normalising {int(is_new.sum()):,} new records beside {int((~is_new).sum()):,}", 0.05)
    with duckdb.connect(config={"memory_limit": MEMORY}) as con:
        cleaned = clean(ordered, con, kept=kept)
        of = prepare(ordered, once=frozenset(once), con=con, cleaned=cleaned)
    give_back(len(of))
    say("Finding candidates of new records", 0.5)
    pairs = candidates(of, only=is_new)
    say(f"Comparing {len(pairs.left):,} pairs", 0.6)
    found = weigh_pairs(of, pairs, shipped())
    say("Clustering", 0.8)
    rules = replace(business_rules(of), together=chains(held["cluster_id"]))
    weights = found.weights["match_weight"].to_numpy()
    number = cluster(found.left, found.right, weights, rules, threshold=weight(threshold))
    cluster_id, merged = kept_ids("C", number, held["cluster_id"], ordered["record_id"], np.arange(len(of)))
    best, pair = best_links(found, alike(number, found.left, found.right), len(of))
    told = pd.to_numeric(held.get("match_probability", pd.Series(1.0, index=held.index)), errors="coerce").to_numpy()
    told = np.where(is_new, np.where(pair >= 0, probability(np.nan_to_num(best)), 1.0), told)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    out = pd.DataFrame({"record_id": ids, "cluster_id": cluster_id[rank], "match_probability": told[rank]})
    say("Done", 1.0)
    lines = [*renamed, *notes, f"{int(is_new.sum()):,} records were new; the others kept their cluster."]
    lines += [f"{gone} became part of {into}." for gone, into in merged.to_numpy(dtype=object).tolist()]
    return TableLinked(out, pd.DataFrame(), tuple(lines), found.rules, cleaned)


def _check_linked(linked: pd.DataFrame) -> None:
    lacking = [column for column in ("record_id", "cluster_id") if column not in linked]
    if lacking:
        raise LinkError(f"The earlier clusters lack the column {', '.join(lacking)}; they are what link-table wrote.")
    twice = linked.loc[linked["record_id"].duplicated(), "record_id"]
    if len(twice):
        raise LinkError(f"The earlier clusters name {len(twice)} records twice (the first is {twice.iloc[0]}).")
