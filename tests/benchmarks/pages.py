"""Pages under a change of filters, measured: `python -m tests.benchmarks.pages [--home FOLDER]`.

A person who is already signed in changes one filter: the script of the page runs again, with nothing of the new answer remembered.
Each change is made with up to seven values that nobody asked for before; the median counts, and beside it, in brackets, the time of the
processors, which says more where others use them too. What the browser then draws is not in it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from store import db
from store.home import Home

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("overview", "figure", "timeline", "coverage", "compare", "businesses")
CHANGES = {
    "one sector": ("sector", ["TAKEAWAY", "CAR_WASH", "PUB", "RETAIL", "CARE", "GARAGE", "BARBER"]),
    "one partner": ("partner", ["POLICE", "FIRE", "TS", "EH", "FSA", "LICENSING", "CQC"]),
    "one district": ("district", [f"E070000{number}" for number in (66, 67, 68, 69, 70, 71, 72)]),
    "one outcome": ("severity", ["0", "1", "2", "3", "4", "none"]),
    "all but one partner": ("but", ["POLICE", "FIRE", "TS", "EH", "FSA", "LICENSING", "CQC"]),
}
ALLOWED_SECONDS = 1.0


def seconds(app: AppTest, key: str, value: str) -> tuple[float, float]:
    """How long the page takes to answer a filter that nobody asked for before: by the clock, and of the processors together."""
    partners = [code for code in CHANGES["one partner"][1] if code != value]
    if not len(app.multiselect):
        app.run()  # after a run of a part of the page that part is all there is
    for name in ("sector", "partner", "district", "severity"):
        chosen = partners if key == "but" and name == "partner" else [value] if name == key else []
        app.multiselect(key=name).set_value(chosen)
    start, used = time.perf_counter(), time.process_time()
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].value)
    return time.perf_counter() - start, time.process_time() - used


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", default="data", help="an installation with a published register")
    options.add_argument("--times", type=int, default=7)
    options.add_argument("--pages", nargs="*", default=PAGES)
    chosen = options.parse_args()
    if db.current_register(Home(Path(chosen.home).resolve())) is None:
        print(f"{chosen.home} holds no register yet; load something, or name another folder with --home")
        return 0
    os.environ["TOUCHPOINT_HOME"] = str(Path(chosen.home).resolve())
    slow = False
    print("| page | " + " | ".join(CHANGES) + " |")
    print("|---|" + "---|" * len(CHANGES))
    for page in chosen.pages:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.run().switch_page(f"pages/explore/{page}.py").run()
        cells = []
        for key, values in CHANGES.values():
            clock, used = zip(*(seconds(app, key, value) for value in values[: chosen.times]), strict=True)
            slow = slow or statistics.median(clock) > ALLOWED_SECONDS
            cells.append(f"{statistics.median(clock):.2f} s ({statistics.median(used):.2f} s)")
        print(f"| {page} | " + " | ".join(cells) + " |", flush=True)
    print(f"\nPeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
