"""Does a change of the rules help all kinds of data? F1 of 67 sets: every family's, the kinds, and other seeds of each; beside an earlier run.

Run: python -m tests.benchmarks.linkage.many --out AFTER.json [--before BEFORE.json] [--only WORD]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from linkage.measure import quality
from linkage.table import link_table
from tests.benchmarks.linkage import generate, kinds, slips, worlds
from tests.benchmarks.linkage.datasets import Known
from tests.benchmarks.linkage.families import judged

SEEDS: dict[str, Callable[[], Known]] = {
    "lists 61": partial(generate.make_lists, 3000, 61), "food lists 62": partial(worlds.make_food_lists, 3000, 62),
    "food lists 63": partial(worlds.make_food_lists, 2500, 63, phones=0.5), "years 64": partial(worlds.make_food_years, 4000, 64, replaced=0.03),
    "years 65": partial(worlds.make_food_years, 4000, 65, renamed=0.1, replaced=0.02), "practices 66": partial(worlds.make_practices, 2500, 66),
    "practices 67": partial(worlds.make_practices, 2500, 67), "changed 68": partial(generate.make_changed, 2500, 68), "changed 69": partial(generate.make_changed, 1500, 69),
    "guides 70": partial(worlds.make_guides, 70), "guides 71": partial(worlds.make_guides, 71), "agencies 72": partial(worlds.make_agencies, 72),
    "agencies 73": partial(worlds.make_agencies, 73, sources=5), "visits 74": partial(worlds.make_visits, 74),
    "French 1": partial(kinds.make_abroad, 1), "French 2": partial(kinds.make_abroad, 2, sources=3), "German 1": partial(kinds.make_abroad, 1, german=True),
    "German 2": partial(kinds.make_abroad, 2, german=True, sources=3), "older 1": partial(kinds.make_older, 1), "older 2": partial(kinds.make_older, 2),
    "names 1": partial(kinds.make_names, 1), "names 2": partial(kinds.make_names, 2), "slips 7301": partial(slips.make_slips, 7301),
    "slips 7302": partial(slips.make_slips, 7302, 3000), "slips 7303": partial(slips.make_slips, 7303, 3000, 3, 0.5),
    **{f"world {900 + n}": partial(worlds.make_world, 900 + n) for n in range(8)}, "30,000 generated": partial(generate.make_large, 30_000),
}  # fmt: skip


def sets() -> dict[str, Callable[[], Known]]:
    """All sets by name."""
    families = {f"{family}: {name}": make for family, some in judged().items() for name, make in some.items()}
    return families | SEEDS


def f1(known: Known) -> float:
    """F1 of the clusters at the default threshold."""
    frame = known.records.rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})
    clusters = link_table(frame, once=known.once, explain=False).clusters.set_index("record_id")
    return quality(clusters["cluster_id"], known.truth).f1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True, help="F1 by set, to compare a later run with")
    options.add_argument("--before", type=Path, help="what an earlier run wrote")
    options.add_argument("--only", default="", help="sets whose name holds this")
    chosen = options.parse_args()
    before = json.loads(chosen.before.read_text(encoding="utf-8")) if chosen.before else {}
    found: dict[str, float] = {}
    for name, make in sets().items():
        if chosen.only in name:
            found[name] = f1(make())
            gain = f"  {found[name] - before[name]:+.4f}" if name in before else ""
            print(f"{name:40} {found[name]:.4f}{gain}", flush=True)
    chosen.out.write_text(json.dumps(found), encoding="utf-8")
    both = [name for name in found if name in before]
    earlier = f", before {sum(before[name] for name in both) / len(both):.5f}" if both else ""
    print(f"{len(found)} sets, mean {sum(found.values()) / max(len(found), 1):.5f}{earlier}")


if __name__ == "__main__":
    main()
