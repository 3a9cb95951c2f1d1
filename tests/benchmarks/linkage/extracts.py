"""Tables so short that they say nothing of themselves: neighbouring records cut out of eleven sets, F1 of all their pairs.

Run: python -m tests.benchmarks.linkage.extracts [--each 40]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from linkage.table import link_table
from tests.benchmarks.linkage import generate, slips, worlds
from tests.benchmarks.linkage.datasets import Known
from tests.benchmarks.linkage.families import NORWICH, part

BASES: dict[str, Callable[[], Known]] = {
    "garages": partial(part, "dvsa", ("dvsa",)), "norwich": partial(part, "norwich", NORWICH), "food lists": partial(worlds.make_food_lists, 600, 801),
    "slips": partial(slips.make_slips, 8001, 700), "world": partial(worlds.make_world, 810), "world 2": partial(worlds.make_world, 811),
    "lists": partial(generate.make_lists, 700, 812), "practices": partial(worlds.make_practices, 400, 813),
    "years, 33% renamed": partial(worlds.make_food_years, 600, 814, replaced=0.03),
    "years, 8% renamed": partial(worlds.make_food_years, 600, 815, renamed=0.08, replaced=0.03), "guides": partial(worlds.make_guides, 816, 200),
}  # fmt: skip
LEAST, MOST, KEPT = 2, 16, 0.9
"""Records from which a table is cut, at least and below which, and share of the records of their businesses that it holds."""


def extract(base: Known, seed: int) -> pd.DataFrame:
    """Records of businesses that stand beside each other, as a table for `link_table`."""
    rng = np.random.default_rng(77_000 + seed)
    entity = base.records["record_id"].map(base.truth)
    order = base.records.sort_values(["postcode", "address", "record_id"]).index
    count = int(rng.integers(LEAST, MOST))
    at = int(rng.integers(0, len(order) - count))
    chosen = entity.isin(entity[order[at : at + count]]) & (rng.random(len(entity)) < KEPT)
    return base.records[chosen].rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})


def pairs(of: pd.Series) -> int:
    count = of.value_counts()
    return int((count * (count - 1) // 2).sum())


def counted(base: Known, each: int) -> np.ndarray:
    """Pairs joined rightly, joined wrongly and missed."""
    found = np.zeros(3, dtype=int)
    for table in (extract(base, seed) for seed in range(each)):
        once = tuple(sorted(set(table["source"]) & set(base.once)))
        if len(table) > 1:
            cluster = link_table(table, once=once, explain=False).clusters.set_index("record_id")["cluster_id"]
            truth = base.truth.reindex(cluster.index)
            right = pairs(cluster + "|" + truth)
            found += (right, pairs(cluster) - right, pairs(truth) - right)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--each", type=int, default=40, help="tables of each set")
    chosen = options.parse_args()
    total = np.zeros(3, dtype=int)
    for name, make in BASES.items():
        right, wrong, missed = found = counted(make(), chosen.each)
        total += found
        print(
            f"{name:20} F1 {2 * right / (2 * right + wrong + missed):.4f}, wrong {wrong}, missed {missed}", flush=True
        )
    right, wrong, missed = total
    print(f"all: F1 {2 * right / (2 * right + wrong + missed):.4f}, right {right}, wrong {wrong}, missed {missed}")


if __name__ == "__main__":
    main()
