"""Any table of names and addresses into clusters: what `link-table` on the command line does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.answers import BENT, Answers, bend, read_answers
from linkage.block import Candidates, candidates
from linkage.cluster import Rules, cluster
from linkage.columns import by_id, ids_in_several_rows, numbers_in, repeated, whole_zips, without_fraction
from linkage.engine import DEFAULT_THRESHOLD, MEMORY, LinkError, Progress, business_rules, entity_id
from linkage.explain import sentences
from linkage.headings import listed_once, names_alone, one_list, recognised
from linkage.hindrance import hindrances
from linkage.kept import keys_of, packed
from linkage.model import probability, shipped, weight
from linkage.normalise import clean
from linkage.parallel import alike, give_back
from linkage.places import known_towns
from linkage.premises import premises_rules, weigh_places
from linkage.prepare import Prepared, prepare
from linkage.reading import read_table
from linkage.weighed import Weighed, best_links, methods, weigh_pairs
from tables import RECORDS, conform

__all__ = ["COLUMNS", "TableLinked", "check_table", "link_table", "read_table", "to_records"]
COLUMNS = (
    "record_id", "source", "name", "legal_name", "address", "town", "postcode", "phone", "company_number", "uprn", "lat", "lon", "category", "date",
)  # fmt: skip
NEEDED = ("record_id", "name")
ENGINES = ("duckdb", "spark")
LEVELS = ("business", "premises")
PAIRS_FROM = 0.01
"""Pairs below this probability are not explained in the table of pairs."""


@dataclass(frozen=True)
class TableLinked:
    """What `link-table` writes.

    Attributes:
        clusters: record_id, cluster_id, match_probability; a row per record, in the order given.
        pairs: record_id_l, record_id_r, the weights of name, place, contact and rivals, match_weight, match_probability, method, why.
        notes: sentences for people: what could not be read, which answers were not used.
        rules: what each blocking rule gave.
        kept: what was read of each record, for `link_more`; None where it was not asked for.
        merged: cluster_id and into_cluster_id, a row per earlier cluster that became part of another; None where there was no earlier run.
    """

    clusters: pd.DataFrame
    pairs: pd.DataFrame
    notes: tuple[str, ...]
    rules: pd.DataFrame
    kept: pa.Table | None = None
    merged: pd.DataFrame | None = None


def link_table(
    table: pd.DataFrame,
    *,
    level: str = "business",
    once: Collection[str] = (),
    labels: pd.DataFrame | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    engine: str = "duckdb",
    explain: bool = True,
    progress: Progress | None = None,
    keep: bool = False,
) -> TableLinked:
    """Link any table that has record_id and name, and as many of the other columns as there are.

    Args:
        table: text columns out of COLUMNS, or under headings that stand for them (`linkage/vocabulary/headings.csv`); others are left alone.
        level: business, or premises (one cluster per place).
        once: sources that list a business once; `all` for every source.
        labels: answers of a person: record_id_l, record_id_r, same (1 or 0).
        threshold: match probability from which two records are joined.
        engine: duckdb (this machine), or spark (Splink's unsupervised weights on Spark, the same clusters).
        explain: also hand back the pairs with their reasons.
        progress: called with the stage and the share done.
        keep: also hand back what a later run of `link_more` may use.
    Raises:
        LinkError: a needed column is missing, record ids repeat, an option is not one there is; says which and what to do.
    """
    table, renamed = recognised(table)
    once = listed_once(once, table)
    check_table(table, level=level, once=once, threshold=threshold, engine=engine)
    say = progress or (lambda stage, share: None)
    records, notes = to_records(table)
    if level == "business":
        notes += [*names_alone(table), *one_list(once, table)]
    notes = [*renamed, *notes]
    if records.empty:
        return TableLinked(_clusters([], [], []), _no_pairs(), (*notes, "The table has no rows."), pd.DataFrame())
    ids = records["record_id"].to_numpy(dtype=object)
    order = by_id(records["record_id"])
    ordered = records.iloc[order].reset_index(drop=True)
    answers, more = read_answers(labels, ordered["record_id"])
    say(f"Normalising {len(records):,} records", 0.05)
    of, kept = _read(ordered, once, keep=keep)
    ordered = ordered[["record_id", "source"]]
    del records
    give_back(len(of))
    found = _weighed(of, answers, engine, say)
    found = _bent(found, answers, len(of))
    say("Clustering", 0.8)
    number, weights = _solve(of, found, answers, level, threshold)
    say("Writing", 0.95)
    joined = alike(number, weights.left, weights.right)
    best, _ = best_links(weights, joined, len(of))
    founder, group = np.unique(number, return_inverse=True)
    sorted_ids = ordered["record_id"].to_numpy(dtype=object)
    cluster_id = np.array([entity_id("C", text) for text in sorted_ids[founder]], dtype=object)[group]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    told = np.where(np.isnan(best), 1.0, probability(best))
    clusters = _clusters(ids, cluster_id[rank], told[rank])
    explained = _no_pairs()
    if explain:
        explained = _explained(ordered, weights, joined)
        if level == "business":
            explained["why"] += _kept_apart(of, ordered, weights, number, joined, answers, threshold)
    say("Done", 1.0)
    return TableLinked(clusters, explained, (*notes, *more), found.rules, kept)


def _read(ordered: pd.DataFrame, once: Collection[str], *, keep: bool) -> tuple[Prepared, pa.Table | None]:
    with duckdb.connect(config={"memory_limit": MEMORY}) as con:
        cleaned = clean(ordered, con)
        of = prepare(ordered, once=frozenset(once), con=con, cleaned=cleaned)
        return of, packed(of, ordered, cleaned, keys_of(ordered, con), known_towns(cleaned)) if keep else None


def _weighed(of: Prepared, answers: Answers, engine: str, say: Progress) -> Weighed:
    if engine == "spark":
        say("Comparing on Spark", 0.25)
        from linkage.splink_engine import splink_weights

        return splink_weights(of, engine="spark")
    say("Finding candidates", 0.25)
    pairs = _with(candidates(of), answers, len(of))
    give_back(len(of))
    say(f"Comparing {len(pairs.left):,} pairs", 0.4)
    return weigh_pairs(of, pairs, shipped(), _business_rules(of, answers))


def to_records(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """RECORDS from the table's columns, and what could not be read."""
    notes = []
    frame = pd.DataFrame({column: table[column] for column in COLUMNS if column in table}).reset_index(drop=True)
    position = {}
    for column, name, limit in (("lat", "latitude", 90), ("lon", "longitude", 180)):
        given = frame.pop(column) if column in frame else pd.Series(np.nan, index=frame.index)
        values = numbers_in(given)
        values = values.where(values.abs() <= limit)
        wrong = int((given.notna() & values.isna()).sum())
        if wrong:
            notes.append(f"{wrong} values of {column} are not degrees; those records were linked without a position.")
        position[name] = values
    none = (
        position["latitude"].isna()
        | position["longitude"].isna()
        | ((position["latitude"] == 0) & (position["longitude"] == 0))
    )
    if "date" in frame:
        frame["first_seen"] = pd.to_datetime(frame.pop("date"), errors="coerce", format="ISO8601")
    for column in ("postcode", "phone", "company_number", "uprn"):
        if column in frame:
            frame[column] = without_fraction(frame[column])
    if "postcode" in frame:
        frame["postcode"] = whole_zips(frame["postcode"])
    if "source" not in frame:
        frame["source"] = "table"
    frame["source"] = frame["source"].fillna("(none)")
    filled = frame.assign(
        **{name: values.mask(none) for name, values in position.items()},
        partner="table",
        partner_org="table",
        source_file="table",
        source_row=np.arange(2, len(frame) + 2),
    )
    return conform(filled, RECORDS), notes


def check_table(table: pd.DataFrame, *, level: str, once: Collection[str], threshold: float, engine: str) -> None:
    needed = NEEDED if level == "business" else NEEDED[:1]
    faults = [f"column {column} is missing" for column in needed if column not in table]
    if "record_id" in table:
        empty = int(table["record_id"].isna().sum())
        twice = repeated(table["record_id"])
        faults += [f"{empty} rows have no record_id"] if empty else []
        faults += [ids_in_several_rows(table, twice)] if len(twice) else []
    if "name" in table and len(table) and level == "business" and table["name"].isna().all():
        faults.append("no row has a name: businesses cannot be told apart; ask for premises (--level premises)")
    known = set(table["source"].dropna().unique()) if "source" in table else {"table"}
    strange = sorted(set(once) - known)
    if strange:
        faults.append(f"--once names {', '.join(strange)}, but the sources are {', '.join(sorted(known)[:20])}")
    faults += [f"level {level} is none of {', '.join(LEVELS)}"] if level not in LEVELS else []
    faults += [f"engine {engine} is none of {', '.join(ENGINES)}"] if engine not in ENGINES else []
    faults += [] if 0.0 < threshold < 1.0 else [f"the threshold {threshold} is not a probability between 0 and 1"]
    if faults:
        raise LinkError("The table was not linked: " + "; ".join(faults) + ".")


def _with(pairs: Candidates, answers: Answers, count: int) -> Candidates:
    """The candidates and every answered pair."""
    if not len(answers.left):
        return pairs
    packed = np.union1d(pairs.left * np.int64(count) + pairs.right, answers.left * np.int64(count) + answers.right)
    return replace(pairs, left=packed // count, right=packed % count)


def _bent(found: Weighed, answers: Answers, count: int) -> Weighed:
    if not len(answers.left):
        return found
    packed, asked = found.left * np.int64(count) + found.right, answers.left * np.int64(count) + answers.right
    at = np.minimum(np.searchsorted(packed, asked), max(len(packed) - 1, 0))
    compared = packed[at] == asked if len(packed) else np.zeros(len(asked), dtype=bool)
    seen = found.comparisons if found.comparisons is not None else found.seen(np.arange(len(packed)), BENT)
    total = bend(seen, found.weights, at[compared], answers.same[compared])
    return replace(found, weights=found.weights.assign(match_weight=total, match_probability=probability(total)))


def _business_rules(of: Prepared, answers: Answers) -> Rules:
    return replace(business_rules(of), apart=answers.apart, together=answers.together)


def _solve(of: Prepared, found: Weighed, answers: Answers, level: str, threshold: float) -> tuple[np.ndarray, Weighed]:
    rules = _business_rules(of, answers)
    if level == "business":
        weights = found.weights["match_weight"].to_numpy()
        at_least = weight(threshold)
        return cluster(found.left, found.right, weights, rules, threshold=at_least), found
    places = weigh_places(of, found)
    given = premises_rules(of)
    rules = Rules(given.party, given.list_of, given.never, (), rules.apart, given.together + rules.together)
    return cluster(
        places.left, places.right, places.weights["match_weight"].to_numpy(), rules, threshold=weight(threshold)
    ), places


def _clusters(ids: object, cluster_id: object, told: object) -> pd.DataFrame:
    return pd.DataFrame({"record_id": ids, "cluster_id": cluster_id, "match_probability": told})


def _no_pairs() -> pd.DataFrame:
    return pd.DataFrame(
        columns=["record_id_l", "record_id_r", "match_weight", "match_probability", "method", "is_joined", "why"]
    )


def _kept_apart(
    of: Prepared,
    ordered: pd.DataFrame,
    found: Weighed,
    number: np.ndarray,
    joined: np.ndarray,
    answers: Answers,
    threshold: float,
) -> np.ndarray:
    """What to add to the reasons of the pairs that `_explained` tells: why they were not joined."""
    told = _told(found, joined)
    out = np.full(len(told), "", dtype=object)
    not_joined = ~joined[told]
    at = told[not_joined]
    said = answers.same == 0
    apart = frozenset(zip(answers.left[said].tolist(), answers.right[said].tolist(), strict=True))
    lacking = weight(threshold) - found.weights["match_weight"].to_numpy()[at]
    reasons = hindrances(of, ordered, number, (found.left[at], found.right[at]), lacking, apart)
    out[not_joined] = [" " + reason for reason in reasons]
    return out


def _told(found: Weighed, joined: np.ndarray) -> np.ndarray:
    return np.flatnonzero(joined | (probability(found.weights["match_weight"].to_numpy()) >= PAIRS_FROM))


def _explained(ordered: pd.DataFrame, found: Weighed, joined: np.ndarray) -> pd.DataFrame:
    told = _told(found, joined)
    record_id = ordered["record_id"].to_numpy(dtype=object)
    frame = found.evidence(told).round(3)
    frame.insert(0, "record_id_l", record_id[found.left[told]])
    frame.insert(1, "record_id_r", record_id[found.right[told]])
    why = sentences(found, told, joined[told])
    return frame.assign(method=methods(found, told), is_joined=joined[told], why=why)
