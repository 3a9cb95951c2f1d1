"""A new file beside a large table: how long, and how far from linking everything anew? The command line itself, each run a process of its own.

Run: python -m tests.benchmarks.linkage.grown [--sizes 100000 1000000] [--by-source]
One record in a hundred is new, drawn at random; with --by-source the new ones are all of one list.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from linkage.measure import quality
from tests.benchmarks.linkage.generate import make_large


def command(*given: object) -> tuple[float, float]:
    """Seconds and peak memory, GB of the largest process, of one `link-table`."""
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "link-table", *map(str, given)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(running.pid, 0)
    if status:
        raise RuntimeError(f"link-table ended with {os.waitstatus_to_exitcode(status)}")
    return round(time.perf_counter() - start, 1), round(used.ru_maxrss / 1e6, 2)


def measured(records: int, folder: Path, *, by_source: bool) -> list[dict[str, object]]:
    """Three runs: everything, the old records, and the new ones beside them."""
    known = make_large(records)
    frame = known.records.rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})
    rng, count = np.random.default_rng(1), len(frame) // 100
    among = np.flatnonzero(frame["source"] == frame["source"].iloc[0]) if by_source else np.arange(len(frame))
    is_new = np.zeros(len(frame), dtype=bool)
    is_new[rng.choice(among, count, replace=False)] = True
    every, old, kept = folder / "all.csv", folder / "old.csv", folder / "kept.arrow"
    frame.to_csv(every, index=False)
    frame[~is_new].to_csv(old, index=False)
    runs = {
        f"all {len(frame):,}": (every, "--once", "all", "--out", folder / "whole.csv"),
        f"the old {len(frame) - count:,}, kept": (old, "--once", "all", "--out", folder / "before.csv", "--keep", kept),
        f"{count:,} new beside them": (
            every, "--once", "all", "--out", folder / "grown.csv", "--linked", folder / "before.csv", "--keep", kept,
        ),
    }  # fmt: skip
    told = {name: command(*given) for name, given in runs.items()}
    rows: list[dict[str, object]] = [{"run": name, "seconds": s, "peak GB": gb} for name, (s, gb) in told.items()]
    whole, grown, before = (clusters(folder / f"{name}.csv") for name in ("whole", "grown", "before"))
    for row, found in ((rows[0], whole), (rows[2], grown)):
        row["F1, truth"] = round(quality(found, known.truth).f1, 4)
    against = quality(grown, whole)
    rows[2] |= {"F1, all anew": round(against.f1, 4), "B-cubed, all anew": round(against.bcubed_f1, 4)}
    rows[2]["ids kept"] = round(float((grown.reindex(before.index) == before).mean()), 5)
    return rows


def clusters(path: Path) -> pd.Series:
    return pd.read_csv(path, dtype=str).set_index("record_id")["cluster_id"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="*", type=int, default=[100_000, 1_000_000])
    options.add_argument("--by-source", action="store_true", help="the new records are all of one list")
    chosen = options.parse_args()
    rows: list[dict[str, object]] = []
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows += measured(size, Path(folder), by_source=chosen.by_source)
    print(pd.DataFrame(rows).to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
