"""How much ingest costs beside reading the same file with pandas alone, in the same run.

Run: python -m tests.benchmarks.ingest [--rows 1000000] [--times 3]
The file is a fire-audit CSV with 14 columns and the usual dirt. Each measurement has its own process, so that its peak
memory is its own; what Python imports is there before the clock starts, for both. They take turns, and the ratio is the middle one of
those of each turn: the machine may be quicker in one minute than in the next.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.ingest import ingest
from store.home import Home

HEADINGS = "JobRef,UPRN,Premises Name,Address,Postcode,Easting,Northing,Premises Type (FSEC),Job Type,Date Completed,Outcome,Risk Score,Inspector,Notice Ref"
OUTCOMES = np.array(
    ["Satisfactory", "Fire safety advice", "Fire safety matters revisit", "Enforcement notice", "Refer to district"]
)


def write(path: Path, rows: int) -> None:
    """An invented file about 90,000 businesses, as many as a county has."""
    random = np.random.default_rng(1)
    number = random.integers(0, 90_000, rows)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    unit = np.char.add(letters[number % 20], letters[number // 20 % 20])
    postcode = np.char.add(
        np.char.add(np.char.add("CM", (number % 24).astype(str)), " "),
        np.char.add((number // 24 % 10).astype(str), unit),
    )
    days = pd.Timestamp(2020, 10, 1) + pd.to_timedelta(random.integers(0, 2_190, rows), unit="D")
    frame = pd.DataFrame(
        {
            "JobRef": np.char.add("FS", np.arange(rows).astype(str)),
            "UPRN": np.where(random.random(rows) < 0.1, "", np.char.add("99", np.char.zfill(number.astype(str), 10))),
            "Premises Name": np.char.add(
                np.char.add("Business ", number.astype(str)), np.where(random.random(rows) < 0.1, " Ltd", "")
            ),
            "Address": np.char.add(
                (number % 200).astype(str), np.char.add(" High Street, Town ", (number % 60).astype(str))
            ),
            "Postcode": np.where(random.random(rows) < 0.02, "C0 1ZZ?", postcode),
            "Easting": 550_000 + number % 60_000,
            "Northing": 190_000 + number % 40_000,
            "Premises Type (FSEC)": np.array(["Shop", "Office", "Care Home", "Licensed Premises"])[number % 4],
            "Job Type": np.array(["Audit", "Follow-up", "BFSC"])[number % 3],
            "Date Completed": np.where(random.random(rows) < 0.001, "31/02/2025", days.strftime("%d/%m/%Y")),
            "Outcome": OUTCOMES[random.choice(5, rows, p=[0.6, 0.2, 0.13, 0.06, 0.01])],
            "Risk Score": "5.10",
            "Inspector": "FSO 1234",
            "Notice Ref": "",
        }
    )
    frame.to_csv(path, index=False)


def read_alone(path: Path) -> dict[str, int]:
    return {"read": len(pd.read_csv(path, low_memory=False))}


def ingest_it(path: Path) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as home:
        (report,) = ingest(Home(Path(home)), [path], by="benchmark")
        return {
            "read": report.read,
            "kept": report.kept,
            "quarantined": report.quarantined,
            "unchanged": report.unchanged,
        }


def _peak_gb() -> float:
    """Peak resident memory of this process alone; ru_maxrss would begin with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1e6


def _work(act: Callable[[Path], dict[str, int]], path: Path, results: object) -> None:
    start, processor = time.perf_counter(), time.process_time()
    found = act(path)
    seconds, busy = time.perf_counter() - start, time.process_time() - processor
    results.put({**found, "seconds": seconds, "processor seconds": busy, "peak GB": _peak_gb()})  # type: ignore[attr-defined]


def alone(act: Callable[[Path], dict[str, int]], path: Path) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_work, args=(act, path, results))
    process.start()
    found = results.get()
    process.join()
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--times", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fire.csv"
        write(path, chosen.rows)
        print(f"{chosen.rows:,} rows, 14 columns, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        acts = (read_alone, ingest_it)
        pairs = [[alone(act, path) for act in acts] for _ in range(chosen.times)]
    found = {act.__name__: list(runs) for act, runs in zip(acts, zip(*pairs, strict=True), strict=True)}
    ratios = [ours["seconds"] / theirs["seconds"] for theirs, ours in pairs]
    medians = {name: statistics.median(run["seconds"] for run in runs) for name, runs in found.items()}
    for name, runs in found.items():
        busy = statistics.median(run["processor seconds"] for run in runs)
        print(
            f"{name:<12}{medians[name]:>8.2f} s  processor {busy:.2f} s  peak {max(run['peak GB'] for run in runs):.2f} GB"
        )
    last = found["ingest_it"][-1]
    print(f"ratio {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f} (at most 4 is wanted)")
    print(
        f"read {last['read']:,} = kept {last['kept']:,} + quarantined {last['quarantined']:,} + unchanged {last['unchanged']:,}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
