"""How good and how fast is the linkage? One table, beside Splink and plain rapidfuzz in the same run.

Run: python -m tests.benchmarks.linkage [--quick] [--sizes 10000 100000 1000000] [--only-sizes] [--no-splink]
Exit status 1 when F1 on linkage-dev (folds by business) is more than 0.005 below the number kept in expected.json.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np
import pandas as pd

from linkage import link
from linkage.measure import calibration_error, quality
from linkage.model import shipped
from linkage.table import link_table
from sample_data.make import make as make_county
from tests.benchmarks.linkage import generate, slips, worlds
from tests.benchmarks.linkage.datasets import COUNTY, SHARED, Known, county, linkage_dev

EXPECTED = Path(__file__).with_name("expected.json")
TOLERANCE = 0.005
SETS: dict[str, Callable[[], Known]] = {
    **generate.SETS, "food-lists": worlds.make_food_lists, "food-years": worlds.make_food_years, "practices": worlds.make_practices,
    "slips": lambda: slips.make_slips(7301), "guides": worlds.make_guides, "agencies": worlds.make_agencies, "visits": worlds.make_visits,
}  # fmt: skip


Spent = tuple[float, float]
"""Seconds on the clock, and seconds of both processors, the second process of an engine included once it has ended."""


def now() -> Spent:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used)


def since(start: Spent) -> Spent:
    end = now()
    return end[0] - start[0], end[1] - start[1]


def row(
    engine: str, known: Known, clusters: pd.Series, spent: Spent, pairs: int | None = None, ece: float | None = None
) -> dict[str, object]:
    q = quality(clusters, known.truth)
    return {
        "set": known.name, "records": len(known.records), "engine": engine, "precision": q.precision, "recall": q.recall, "F1": q.f1,
        "B-cubed": q.bcubed_f1, "cluster F1": q.cluster_f1, "ECE": ece, "pairs": pairs, "seconds": round(spent[0], 1), "CPU s": round(spent[1], 1),
        "peak GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }  # fmt: skip


def ours(known: Known) -> dict[str, object]:
    start = now()
    frame = known.records.rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})
    linked = link_table(frame, once=known.once, explain=len(frame) <= 50_000)
    spent = since(start)
    ece = None
    if len(linked.pairs):
        same = (
            known.truth.reindex(linked.pairs["record_id_l"]).to_numpy()
            == known.truth.reindex(linked.pairs["record_id_r"]).to_numpy()
        )
        ece = calibration_error(linked.pairs["match_probability"].to_numpy(), same)
    compared = int(linked.rules["pairs"].iloc[-1]) if len(linked.rules) else 0
    return row("touchpoint", known, linked.clusters.set_index("record_id")["cluster_id"], spent, compared, ece)


def answered(known: Known, count: int = 100) -> dict[str, object]:
    """Ours with so many answers of a person who is always right: half on the pairs nearest even odds, half anywhere among likely pairs."""
    frame = known.records.rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})
    start = now()
    pairs = link_table(frame, once=known.once).pairs
    near = pairs.iloc[pairs["match_weight"].abs().argsort(kind="stable")[: count // 2]]
    asked = pd.concat(
        [near, pairs.drop(near.index).sample(min(count - len(near), len(pairs) - len(near)), random_state=1)]
    )
    left, right = (known.truth.reindex(asked[column]).to_numpy() for column in ("record_id_l", "record_id_r"))
    labels = asked[["record_id_l", "record_id_r"]].assign(same=(left == right).astype(int))
    clusters = link_table(frame, once=known.once, labels=labels, explain=False).clusters.set_index("record_id")
    return row(f"touchpoint, {count} answers", known, clusters["cluster_id"], since(start))


def splink(known: Known, *, best_links: bool) -> dict[str, object]:
    from tests.benchmarks.linkage.baselines import splink_clusters

    start = now()
    clusters = splink_clusters(known, best_links=best_links, threshold=0.5 if best_links else 0.95)
    return row("splink, best links" if best_links else "splink, documented", known, clusters, since(start))


def fuzz(known: Known) -> dict[str, object]:
    from tests.benchmarks.linkage.baselines import rapidfuzz_clusters

    start = now()
    clusters = rapidfuzz_clusters(known, best_links=True)
    return row("rapidfuzz", known, clusters, since(start))


ENGINES: dict[str, Callable[[Known], dict[str, object]]] = {
    "touchpoint": ours,
    "touchpoint answered": answered,
    "splink": lambda known: splink(known, best_links=False),
    "splink best": lambda known: splink(known, best_links=True),
    "rapidfuzz": fuzz,
}


def _work(
    job: Callable[[Known], dict[str, object]],
    called: str,
    make: Callable[[], Known],
    results: SimpleQueue[dict[str, object]],
) -> None:
    try:
        found = job(make())
    except Exception as error:  # noqa: BLE001  an engine that fails is a result of the benchmark
        found = {
            "engine": called,
            "set": getattr(make, "__name__", "set"),
            "F1": np.nan,
            "error": f"{type(error).__name__}: {str(error)[:120]}",
        }
    results.put(found)


def alone(engine: str, make: Callable[[], Known]) -> dict[str, object]:
    """Run one engine in its own process, so that its peak memory is its own."""
    return alone_with(ENGINES[engine], make, engine)


def alone_with(
    job: Callable[[Known], dict[str, object]], make: Callable[[], Known], called: str = "touchpoint"
) -> dict[str, object]:
    """Run a job on a set that is made in the same process of its own."""
    context = multiprocessing.get_context("fork")
    results: SimpleQueue[dict[str, object]] = context.SimpleQueue()
    process = context.Process(target=_work, args=(job, called, make, results))
    process.start()
    found = results.get()
    process.join()
    return found


def cross_validated() -> dict[str, float]:
    """F1 and calibration on linkage-dev by models that did not see the business (five folds by business)."""
    from tests.benchmarks.linkage.families import taught
    from tests.benchmarks.linkage.fit import fit_standing
    from tests.benchmarks.linkage.train import apply, compared, f1, out_of_fold, sets_of

    dev = compared(linkage_dev())
    sets, share = sets_of([name for name in taught() if name not in ("county", "tiny")])
    real = [one.known.name in ("dvsa", "nhs", "norwich") for one in sets]
    others = [(one, of) for one, of, is_real in zip(sets, share, real, strict=True) if not is_real]
    sets, share = [dev, *(one for one, _ in others)], [8.0, *(of for _, of in others)]
    _, weights = out_of_fold(sets, share, parts=5, only=True)
    standing = dev.standing(weights[0])
    final = np.zeros(len(dev.left))
    for k in range(5):
        held = dev.fold % 5 == k
        model = fit_standing(shipped(), weights[0][~held], standing[~held], dev.is_match[~held])
        final[held] = apply(model, dev, weights[0])[held]
    precision, recall, score = f1(dev, final)
    ece = calibration_error(1 / (1 + np.exp2(-final)), dev.is_match)
    return {"precision": precision, "recall": recall, "F1": score, "ECE": ece}


def sample_county() -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        files = COUNTY
        if not (COUNTY / "truth.csv").exists():
            files = Path(folder) / "county"
            make_county(files)
        known, premises = county(Path(folder) / "home", files)
    start = now()
    links = link(known.records, once=known.once).links.set_index("record_id")
    spent = since(start)
    by_premises = Known("sample county, premises", known.records, premises, known.once)
    rows = [
        row("touchpoint", known, links["business_id"], spent),
        row("touchpoint", by_premises, links["premises_id"].dropna(), spent),
    ]
    return pd.DataFrame(rows)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="linkage-dev only, no cross-validation")
    options.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    options.add_argument(
        "--only-sizes", action="store_true", help="time and memory on the generated sizes, nothing else"
    )
    options.add_argument("--no-splink", action="store_true")
    chosen = options.parse_args()
    engines = ["touchpoint", "touchpoint answered", "rapidfuzz"] + (
        [] if chosen.no_splink else ["splink", "splink best"]
    )
    rows: list[dict[str, object]] = []
    sets = {} if chosen.only_sizes else {"linkage-dev": linkage_dev, **({} if chosen.quick else SETS)}
    for name, make in sets.items():
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += [alone(engine, make) for engine in engines]
    if not chosen.quick:
        for size in chosen.sizes:
            print(f"{size:,} generated records ...", file=sys.stderr, flush=True)
            large = (
                ["touchpoint"]
                + (["rapidfuzz"] if size <= 100_000 else [])
                + (["splink"] if not chosen.no_splink else [])
            )
            rows += [alone(engine, lambda size=size: generate.make_large(size)) for engine in large]
    table = pd.DataFrame(rows)
    if not chosen.quick and not chosen.only_sizes:
        table = pd.concat([table, sample_county()], ignore_index=True)
    with pd.option_context("display.width", 220, "display.max_columns", 30, "display.max_rows", 200):
        print(table.round(4).to_string(index=False))
    return _verdict(chosen.quick or chosen.only_sizes)


def _verdict(quick: bool) -> int:
    if quick or not SHARED.exists():
        return 0
    found = cross_validated()
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    print(
        f"linkage-dev, five folds by business: {', '.join(f'{k} {v:.4f}' for k, v in found.items())}; expected F1 {expected['linkage_dev_f1']:.4f}"
    )
    if found["F1"] < expected["linkage_dev_f1"] - TOLERANCE:
        print(f"F1 has fallen by more than {TOLERANCE}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
