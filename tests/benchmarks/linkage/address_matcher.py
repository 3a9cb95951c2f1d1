"""Registers at two dates by uk-address-matcher, which cannot live beside Splink 5: run by a Python of its own, without anything of ours.

Run: python -m venv OTHER && OTHER/bin/pip install uk-address-matcher rapidfuzz
     python -m tests.benchmarks.linkage.beside --write FOLDER
     OTHER/bin/python tests/benchmarks/linkage/address_matcher.py FOLDER
Every entry of the later list looks for its best one in the earlier; one to one by falling weight, names where weights tie. With the name before the
address and without, at two thresholds: the best of the four is said, which is to its advantage.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pandas as pd
from rapidfuzz import fuzz


def matched(records: pd.DataFrame, *, named: bool) -> pd.DataFrame:
    """Best match of each later entry: unique_id, resolved_canonical_id, match_weight."""
    from uk_address_matcher import AddressMatcher  # type: ignore[import-not-found]  # of the other environment

    parts = [*(["name"] if named else []), "address", "town"]
    text = records[parts].fillna("").agg(", ".join, axis=1)
    frame = pd.DataFrame({"unique_id": records["record_id"], "address_concat": text, "postcode": records["postcode"]})
    earlier, later = (frame[records["source"] == source] for source in sorted(records["source"].unique()))
    with duckdb.connect() as con:
        con.register("earlier", earlier)
        con.register("later", later)
        matcher = AddressMatcher(
            canonical_addresses=con.table("earlier"), addresses_to_match=con.table("later"), con=con
        )
        found: pd.DataFrame = matcher.match().matches().df()
    found = found.dropna(subset=["resolved_canonical_id"])
    return found.assign(match_weight=found["match_weight"].astype(float).fillna(100.0))


def f1(records: pd.DataFrame, pairs: pd.DataFrame) -> float:
    """F1 of the pairs that are left when every entry is in one pair at most."""
    name = records.set_index("record_id")["name"].fillna("").str.upper()
    truth = records.set_index("record_id")["truth"]
    left, right = pairs["unique_id"], pairs["resolved_canonical_id"]
    alike = [fuzz.token_sort_ratio(name[a], name[b]) for a, b in zip(left, right, strict=True)]
    ordered = pairs.assign(alike=alike).sort_values(["match_weight", "alike"], ascending=False)
    ordered = ordered.drop_duplicates("resolved_canonical_id").drop_duplicates("unique_id")
    same = truth[ordered["unique_id"]].to_numpy() == truth[ordered["resolved_canonical_id"]].to_numpy()
    count = records["truth"].value_counts()
    return 2 * int(same.sum()) / (int((count * (count - 1) // 2).sum()) + len(ordered))


def main() -> None:
    for path in sorted(Path(sys.argv[1]).glob("*.csv")):
        records = pd.read_csv(path, dtype=str)
        tried = {}
        for named in (False, True):
            pairs = matched(records, named=named)
            for least in (-100.0, 0.0):
                way = f"{'name and address' if named else 'address'}, weight from {least:g}"
                tried[way] = f1(records, pairs[pairs["match_weight"] >= least])
        best = max(tried, key=lambda way: tried[way])
        print(f"{path.stem}: {best}: {tried[best]:.4f}", flush=True)


if __name__ == "__main__":
    main()
