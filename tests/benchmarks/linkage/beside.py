"""Each kind of data beside the best engine for it: ours, Splink in two ways and rapidfuzz, the same sets, the same run, F1 of the clusters.

Run: python -m tests.benchmarks.linkage.beside [--only WORD] [--write FOLDER]
Ours at its default threshold. The others at two fixed ones where they have two, so that the best of them is the best of several tries on the answers;
that is to their advantage. "Once": a list that names a business once gives a cluster at most one record.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from linkage.measure import quality
from tests.benchmarks.linkage import generate, slips, worlds
from tests.benchmarks.linkage.baselines import best_link_clusters, rapidfuzz_clusters, splink_edges
from tests.benchmarks.linkage.datasets import Known, linkage_dev
from tests.benchmarks.linkage.families import judged
from tests.benchmarks.linkage.grouped import grouped_edges
from tests.benchmarks.linkage.many import f1

FAMILIES = judged()
KINDS: dict[str, dict[str, Callable[[], Known]]] = {
    "nine partner lists": {"linkage-dev": linkage_dev, "norwich": FAMILIES["norwich"]["norwich"]},
    "register, four years": {
        "register, 10% renamed": generate.make_register, "food, 8% renamed": FAMILIES["years"]["food, 8% renamed"],
        "food, 10% renamed": partial(worlds.make_food_years, 4000, 65, renamed=0.1, replaced=0.02),
    },
    "changed rows": {
        **FAMILIES["practices"], "practices 66": partial(worlds.make_practices, 2500, 66),
        "changed 68": partial(generate.make_changed, 2500, 68),
    },
    "lists with errors": {
        **{f"slips {seed}": partial(slips.make_slips, seed, count) for seed, count in ((7301, 5800), (7302, 3000))},
        "lists": FAMILIES["lists"]["lists"], "food lists": worlds.make_food_lists,
    },
    "register, a third renamed": {name: make for name, make in FAMILIES["years"].items() if "33%" in name},
    "two guides": {**FAMILIES["guides"], "guides 70": partial(worlds.make_guides, 70), "guides 71": partial(worlds.make_guides, 71)},
    "agencies": {**FAMILIES["agencies"], "agencies 72": partial(worlds.make_agencies, 72)},
    "visits": {**FAMILIES["visits"], "visits 74": partial(worlds.make_visits, 74)},
}  # fmt: skip


def engines(known: Known) -> dict[str, float]:
    """F1 of ours and of the others."""
    found = {"ours": f1(known)}
    ways = {"": replace(known, once=()), ", once": known} if known.once else {"": known}
    for name, edges_of in (("Splink", splink_edges), ("grouped", grouped_edges)):
        edges = edges_of(known)
        for way, asked in ways.items():
            for threshold in (0.5, 0.95):
                clusters = best_link_clusters(asked, edges, threshold)
                found[f"{name}{way} {threshold:g}"] = quality(clusters, known.truth).f1
    for way in ways:
        clusters = rapidfuzz_clusters(known, best_links=way == ", once")
        found[f"rapidfuzz{way}"] = quality(clusters, known.truth).f1
    return found


def write(folder: Path, only: str) -> None:
    """The sets of two lists with postcodes as CSV files with their truth, for an engine that needs an environment of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("register, four years", "changed rows", "register, a third renamed"):
        for name, make in KINDS[kind].items():
            if only in f"{kind}: {name}":
                known = make()
                columns = known.records[["record_id", "source", "name", "address", "town", "postcode"]]
                told = columns.assign(truth=columns["record_id"].map(known.truth))
                told.to_csv(folder / f"{name}.csv", index=False)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="kinds and sets whose name holds this")
    options.add_argument("--write", type=Path, help="write the registers for `address_matcher` instead")
    chosen = options.parse_args()
    if chosen.write is not None:
        write(chosen.write, chosen.only)
        return
    rows = []
    for kind, sets in KINDS.items():
        for name, make in sets.items():
            if chosen.only in f"{kind}: {name}":
                known = make()
                found = engines(known)
                best = max((engine for engine in found if engine != "ours"), key=lambda engine: found[engine])
                first = {"kind": kind, "set": name, "records": len(known.records), "best of them": best}
                rows.append(first | {"theirs": found[best]} | found)
                print(f"{kind}: {name}: ours {found['ours']:.4f}, {best} {found[best]:.4f}", flush=True)
    with pd.option_context("display.width", 320, "display.max_columns", 30, "display.max_rows", 200):
        print(pd.DataFrame(rows).round(4).to_string(index=False))


if __name__ == "__main__":
    main()
