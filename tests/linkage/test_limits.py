"""More pairs than one run compares: those that have least in common are left out, the same ones in any order of the rows."""

from __future__ import annotations

import pandas as pd

import linkage.limits
from linkage.table import link_table

TRADES = ["Cafe", "Nail Bar", "Car Wash", "Pizza"]


def trades(count: int = 160) -> pd.DataFrame:
    """Two lists of the same businesses, which bear four names between them, each at its own house of one road."""
    rows = [
        {"record_id": f"{source}{n:03d}", "source": source, "name": TRADES[n % 4], "address": f"{n + 1} Mill Road", "town": "Witham", "postcode": f"CM8 {n // 20}AB"}
        for source in ("a", "b") for n in range(count)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def compared(table: pd.DataFrame) -> tuple[int, pd.Series]:
    linked = link_table(table, once=("all",), explain=False)
    return int(linked.rules["pairs"].iloc[-1]), linked.clusters.set_index("record_id")["cluster_id"].sort_index()


def pairs_by_truth(clusters: pd.Series) -> int:
    return sum(clusters[f"a{n:03d}"] == clusters[f"b{n:03d}"] for n in range(160))


def test_too_many_pairs_are_left_out_those_with_least_in_common_first(monkeypatch):
    every, before = compared(trades())
    monkeypatch.setattr(linkage.limits, "MOST_PAIRS", 200)
    monkeypatch.setattr(linkage.limits, "PAIRS_OF_A_RECORD", 1)
    most, after = compared(trades())
    assert every > 2 * most
    assert 160 <= most <= 320
    assert pairs_by_truth(after) >= pairs_by_truth(before) - 2
    assert pairs_by_truth(after) >= 150


def test_what_is_left_out_is_told_and_does_not_depend_on_the_order(monkeypatch):
    monkeypatch.setattr(linkage.limits, "MOST_PAIRS", 200)
    monkeypatch.setattr(linkage.limits, "PAIRS_OF_A_RECORD", 1)
    table = trades()
    rules = link_table(table, once=("all",), explain=False).rules.set_index("rule")["pairs"]
    assert rules["all, compared (those with most in common)"] < rules["all, worth comparing"]
    _, one = compared(table)
    _, other = compared(table.sample(frac=1, random_state=3))
    pd.testing.assert_series_equal(one, other)


def test_a_usual_table_leaves_nothing_out():
    rules = link_table(trades(), once=("all",), explain=False).rules["rule"]
    assert rules.iloc[-1] == "all, worth comparing"
