"""Pages under a change of filters, measured: `python -m tests.benchmarks.pages [--home FOLDER]`.

A person who is already signed in changes one filter: the script of the page runs again, with nothing of the new answer remembered.
Each change is made seven times, with the memory emptied before; the median counts. What the browser then draws is not in it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("overview", "figure", "timeline", "coverage", "compare", "businesses")
CHANGES = {
    "one sector": ("sector", ["TAKEAWAY"]),
    "one partner": ("partner", ["POLICE"]),
    "one district": ("district", ["E07000066"]),
    "formal action": ("severity", ["3", "4"]),
    "no filter": (None, []),
}
ALLOWED_SECONDS = 1.0


def seconds(app: AppTest, key: str | None, values: list[str]) -> float:
    """How long the page takes to answer a filter that nobody asked for before."""
    for name in ("sector", "partner", "district", "severity"):
        app.multiselect(key=name).set_value(values if name == key else [])
    st.cache_data.clear()
    start = time.perf_counter()
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].value)
    return time.perf_counter() - start


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", default="data", help="an installation with a published register")
    options.add_argument("--times", type=int, default=7)
    options.add_argument("--pages", nargs="*", default=PAGES)
    chosen = options.parse_args()
    os.environ["TOUCHPOINT_HOME"] = chosen.home
    slow = False
    print("| page | " + " | ".join(CHANGES) + " |")
    print("|---|" + "---|" * len(CHANGES))
    for page in chosen.pages:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.run().switch_page(f"pages/explore/{page}.py").run()
        medians = [
            statistics.median(seconds(app, key, values) for _ in range(chosen.times))
            for key, values in CHANGES.values()
        ]
        slow = slow or max(medians) > ALLOWED_SECONDS
        print(f"| {page} | " + " | ".join(f"{median:.2f} s" for median in medians) + " |", flush=True)
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
