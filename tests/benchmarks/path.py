"""The first path, measured: invent a county, load, link, publish, read. Run: python -m tests.benchmarks.path [--businesses N]"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from linkage.measure import quality
from pipeline import geography, ingest, link
from pipeline.start import partner_files
from sample_data.make import make
from store import activity, db, read
from store.access import Scope
from store.filters import Filters
from store.home import Home

SHEETS = {"ts_complaints": "Complaints", "ts_visits": "Visits"}
_RECORDS = """select r.record_id, r.source, s.file_name, r.source_row, l.business_id, l.premises_id
from records r join links l using (record_id) join sources s using (source_file)"""


def truth_of_records(register: Path, county: Path) -> pd.DataFrame:
    """Every record with the business and premises found, and those of truth.csv, by the file and row that first brought it."""
    records = db.cursor(register).execute(_RECORDS).df()
    records["sheet"] = records["source"].map(SHEETS).fillna("")
    truth = pd.read_csv(county / "truth.csv", dtype="str", keep_default_na=False)
    truth["file_name"] = truth["file"].str.rsplit("/", n=1).str[-1]
    truth["source_row"] = truth["row"].astype("int64")
    columns = ["file_name", "sheet", "source_row", "business_id", "premises_id"]
    return records.merge(truth[columns], on=["file_name", "sheet", "source_row"], how="left", suffixes=("", "_true"))


def timed(label: str, act: Callable[[], object], lines: list[tuple[str, float]]) -> object:
    start = time.perf_counter()
    found = act()
    lines.append((label, time.perf_counter() - start))
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--businesses", type=int, default=2_500)
    options.add_argument("--touch-points", type=int, default=15_000)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchpoint-bench-"))
    try:
        return _run(folder, chosen.businesses, chosen.touch_points)
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, businesses: int, touch_points: int) -> int:
    county, place, lines = folder / "county", Home(folder / "home"), []
    timed("invent the county", lambda: make(county, businesses=businesses, touch_points=touch_points), lines)
    timed("install its geography", lambda: geography.install(place, county / "geography"), lines)
    reports = timed(
        "ingest", lambda: ingest.ingest(place, partner_files(county), by="benchmark", agreement="SYNTHETIC"), lines
    )
    timed("link and publish", lambda: link.link(place, by="benchmark"), lines)
    timed("ingest the same again", lambda: ingest.ingest(place, partner_files(county), by="benchmark"), lines)
    register = db.current_register(place)
    scope, today = Scope("benchmark"), dt.date(2026, 9, 30)
    for label, act in {
        "read: headline figures": lambda: read.totals(scope, Filters(), register, as_of=today),
        "read: months by partner": lambda: activity.monthly_counts(scope, Filters(), register, by="partner"),
        "read: businesses": lambda: read.businesses(scope, Filters(), register),
    }.items():
        act()
        timed(label, act, lines)
    rows = sum(report.read for report in reports)
    print(f"{businesses:,} businesses, {touch_points:,} touch-points, {rows:,} rows in {len(reports)} files")
    for label, seconds in lines:
        print(f"{label:<28}{seconds:>9.2f} s")
    print(f"{'peak memory':<28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:>9.2f} GB")
    known = truth_of_records(register, county)
    for level in ("business", "premises"):
        judged = known[(known[f"{level}_id_true"].fillna("") != "") & known[f"{level}_id"].notna()].set_index(
            "record_id"
        )
        found = quality(judged[f"{level}_id"], judged[f"{level}_id_true"])
        print(
            f"{level:<10} precision {found.precision:.4f}  recall {found.recall:.4f}  F1 {found.f1:.4f}  n = {len(judged):,} records"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
