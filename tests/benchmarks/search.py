"""How often a misspelt name finds its business among the first three, and how long it takes.

Run: python -m tests.benchmarks.search [--home FOLDER] [--names 1000]; without --home it invents and links a county first.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from linkage.search import search
from pipeline import geography, ingest, link
from pipeline.searching import index_of
from pipeline.start import partner_files
from sample_data.make import make
from store import db
from store import search as kept
from store.access import Scope
from store.home import Home
from tests.benchmarks.misspelt import misspelt

NAMES = "select business_id, name, address from businesses where name is not null and name <> '(no name)' order by business_id"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--home", type=Path)
    options.add_argument("--names", type=int, default=1000)
    options.add_argument("--businesses", type=int, default=2_500)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchpoint-search-"))
    try:
        place = Home(chosen.home) if chosen.home else _county(folder, chosen.businesses)
        return measure(place, chosen.names)
    finally:
        shutil.rmtree(folder)


def _county(folder: Path, businesses: int) -> Home:
    make(folder / "county", businesses=businesses, touch_points=6 * businesses)
    place = Home(folder / "home")
    geography.install(place, folder / "county" / "geography")
    ingest.ingest(place, partner_files(folder / "county"), by="benchmark", agreement="SYNTHETIC")
    link.link(place, by="benchmark")
    return place


def measure(place: Home, count: int) -> int:
    register = db.current_register(place)
    start = time.perf_counter()
    index = index_of(register)
    made = time.perf_counter() - start
    asked = misspelt(db.cursor(register).execute(NAMES).df(), count)
    rows, results, times, missed = [], [], [], []
    for row in asked.itertuples():
        start = time.perf_counter()
        kept.by_number(Scope("benchmark"), row.typed, register)
        found = search(row.typed, index, most=7, branches=250)
        times.append(time.perf_counter() - start)
        own = found[found["business_id"] == row.business_id]
        rows.append(own.index[0] + 1 if len(own) else 99)
        results.append(int(own["result"].iloc[0]) + 1 if len(own) else 99)
        if results[-1] > 3:
            missed.append(f"{row.typed!r} ({row.name}, {row.bearers})")
    rows, results, times = np.array(rows), np.array(results), np.array(times) * 1000
    sole = asked["bearers"].to_numpy() <= 3
    kept_there = "read as it was kept" if kept.kept(register) is not None else "made anew, for this register keeps none"
    print(
        f"{len(index.starts):,} businesses known by {len(index.plain):,} names and addresses; index {kept_there} in {made:.1f} s"
    )
    print(
        f"in the first result {np.mean(results == 1):.1%}, in the first three {np.mean(results <= 3):.1%} (at least 95% is wanted), "
        f"n = {len(asked):,}; a result is a name, with all that bear it"
    )
    print(
        f"itself among the first three rows, whoever else bears its name: {np.mean(rows <= 3):.1%}; "
        f"of the {np.mean(sole):.1%} with at most two namesakes at the place typed {np.mean(rows[sole] <= 3):.1%}"
    )
    print(
        f"median {np.median(times):.0f} ms, 95 of 100 under {np.quantile(times, 0.95):.0f} ms, slowest {times.max():.0f} ms (200 ms is wanted)"
    )
    for name, typed in {
        "a UPRN": "990399516298",
        "a telephone": "01632 960055",
        "a reference": "22/000117/FHINSP",
        "a postcode": "CM1 1AA",
    }.items():
        start = time.perf_counter()
        kept.by_number(Scope("benchmark"), typed, register)
        print(f"{name:<12}{(time.perf_counter() - start) * 1000:>6.0f} ms")
    print("missed: " + "; ".join(missed[:12]))
    return 0 if np.mean(results <= 3) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
