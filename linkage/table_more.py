"""A table that has grown: records without a cluster are linked to those that have one, and the others are left as they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.block import candidates
from linkage.cluster import cluster
from linkage.columns import by_id, numbers_in, texts
from linkage.engine import DEFAULT_THRESHOLD, MEMORY, LinkError, Progress, business_rules
from linkage.headings import listed_once, names_alone, recognised
from linkage.incremental import chains, kept_ids
from linkage.kept import NOTE, is_ours, keys_of, packed, restored, towns_of
from linkage.model import probability, shipped, weight
from linkage.normalise import clean
from linkage.parallel import alike, give_back
from linkage.places import known_towns
from linkage.prepare import Prepared, prepare
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
    keep: bool = False,
) -> TableLinked:
    """Link the records of a table that `linked` does not know; the others keep their cluster, unless a new record shows two to be one.

    Args:
        table: all records, old and new, as `link_table` takes them.
        linked: record_id, cluster_id and perhaps match_probability: what was written before. Records that are gone are passed over.
        once: sources that list a business once; `all` for every source.
        threshold: match probability from which two records are joined.
        progress: called with the stage and the share done.
        kept: what an earlier run kept; records in it are not read again. Of another version of linkage it is left alone, and said so.
        keep: also hand back what the next run may use.
    Returns:
        clusters of all records, in the order given; no pairs; which earlier clusters became part of another, and notes that count them.
    Raises:
        LinkError: as `link_table`; or `linked` lacks a column or names a record twice.
    """
    table, renamed = recognised(table)
    once = listed_once(once, table)
    check_table(table, level="business", once=once, threshold=threshold, engine="duckdb")
    _check_linked(linked)
    say = progress or (lambda stage, share: None)
    records, notes = to_records(table)
    if kept is not None and not is_ours(kept):
        notes, kept = [*notes, NOTE], None
    ids = texts(records["record_id"])
    place = pc.index_in(ids, value_set=texts(linked["record_id"])).to_numpy(zero_copy_only=False)
    say(f"Reading {int(np.isnan(place).sum()):,} new records beside {int((~np.isnan(place)).sum()):,}", 0.05)
    of, row, described = read_again(records, once, kept, keep=keep)
    place, record_id = place[row], records["record_id"].iloc[row]
    del records
    give_back(len(of))
    is_new = np.isnan(place)
    at = np.where(is_new, -1, place).astype(np.int64)
    say("Finding candidates of new records", 0.5)
    pairs = candidates(of, only=is_new)
    say(f"Comparing {len(pairs.left):,} pairs", 0.6)
    found = weigh_pairs(of, pairs, shipped())
    say("Clustering", 0.8)
    held = np.full(len(of), None, dtype=object)
    held[~is_new] = linked["cluster_id"].to_numpy(dtype=object)[at[~is_new]]
    weights = found.weights["match_weight"].to_numpy()
    rules = replace(business_rules(of), together=chains(held))
    number = cluster(found.left, found.right, weights, rules, threshold=weight(threshold))
    cluster_id, merged = kept_ids("C", number, held, record_id, np.arange(len(of)))
    merged = merged.set_axis(["cluster_id", "into_cluster_id"], axis=1)
    best, pair = best_links(found, alike(number, found.left, found.right), len(of))
    told = np.where(pair >= 0, probability(np.nan_to_num(best)), 1.0)
    before = numbers_in(linked.get("match_probability", pd.Series(1.0, index=linked.index)))
    told[~is_new] = before.to_numpy(dtype=np.float64)[at[~is_new]]
    back = np.empty(len(row), dtype=np.int64)
    back[row] = np.arange(len(row))
    out = pd.DataFrame({"record_id": ids.to_pandas(), "cluster_id": cluster_id[back], "match_probability": told[back]})
    say("Done", 1.0)
    counted = [*names_alone(table), f"{int(is_new.sum()):,} records were new; the others kept their cluster."]
    counted += [f"{len(merged):,} of the earlier clusters became part of another."] if len(merged) else []
    return TableLinked(out, pd.DataFrame(), (*renamed, *notes, *counted), found.rules, described, merged)


def read_again(
    records: pd.DataFrame, once: Collection[str], kept: pa.Table | None, *, keep: bool
) -> tuple[Prepared, np.ndarray, pa.Table | None]:
    """The records prepared, those kept first, then the others by their id; the record of each row; and what to keep of them.

    Args:
        records: RECORDS.
        once: sources that list a business once.
        kept: what this version of linkage kept of some of them, or None.
        keep: whether to say what to keep.
    """
    with duckdb.connect(config={"memory_limit": MEMORY}) as con:
        key = keys_of(records, con) if keep or kept is not None else None
        place = np.full(len(records), np.nan)
        if kept is not None:
            place = pc.index_in(key, value_set=kept["key"]).to_numpy(zero_copy_only=False)
        fresh = np.flatnonzero(np.isnan(place))
        fresh = fresh[by_id(records["record_id"].iloc[fresh])]
        rest = records.iloc[fresh].reset_index(drop=True)
        cleaned = clean(rest, con)
        towns = known_towns(cleaned) | (towns_of(kept) if kept is not None else frozenset())
        of = prepare(rest, once=frozenset(once), con=con, cleaned=cleaned, known=towns)
    more = None if key is None else packed(of, rest, cleaned, key.take(pa.array(fresh)), towns)
    if kept is None or more is None:
        return of, fresh, more
    told = np.flatnonzero(~np.isnan(place))
    used = place[told].astype(np.int64)
    order = np.argsort(used, kind="stable")
    old = kept if len(used) == len(kept) else kept.take(pa.array(used[order]))
    whole = pa.concat_tables([old, more]).replace_schema_metadata(more.schema.metadata)
    return restored(whole, once), np.concatenate([told[order], fresh]), whole


def _check_linked(linked: pd.DataFrame) -> None:
    lacking = [column for column in ("record_id", "cluster_id") if column not in linked]
    if lacking:
        raise LinkError(f"The earlier clusters lack the column {', '.join(lacking)}; they are what link-table wrote.")
    twice = linked.loc[linked["record_id"].duplicated(), "record_id"]
    if len(twice):
        raise LinkError(f"The earlier clusters name {len(twice)} records twice (the first is {twice.iloc[0]}).")
