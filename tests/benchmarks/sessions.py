"""What a further person costs: `python -m tests.benchmarks.sessions --home FOLDER [--people 6]`.

A server of its own and real browsers, one context for each person, who looks at the overview, the timeline and the list of businesses, each
under filters of their own, and stays. The memory of the server is read before anybody comes, after the first and after each further person.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS, ROOT
from tests.browser.conftest import _free_port as free_port

SECTORS = (
    "Takeaway",
    "Hand car wash",
    "Pub and club",
    "Other shop",
    "Construction",
    "Restaurant and cafe",
    "Office and services",
)
PAGES = ("overview", "timeline", "businesses")
ALLOWED_MB = 50.0


def memory_mb(port: str) -> float:
    """Proportional memory of the process that listens on a port of this machine, in MB."""
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0") if folder.name.isdigit() else []
            if "pages.shared.serve" in words and port in words:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    raise RuntimeError("the server is gone")


def come(browser: Browser, address: str, sector: str) -> None:
    """One person who opens the pages and stays."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    for name in PAGES:
        page.goto(f"{address}/{name}?sector={quote(sector)}")
        page.wait_for_selector("h1")
        page.wait_for_selector('[data-testid="stStatusWidget"]', state="detached")
        time.sleep(1.0)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--people", type=int, default=6)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = str(free_port())
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "pages.shared.serve", port]
        environment = {**os.environ, "TOUCHPOINT_HOME": str(chosen.home.resolve())}
        with (Path(folder) / "server.log").open("w") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=ARGUMENTS)
        time.sleep(15)  # the server reads ahead what the first person would wait for
        seen = [memory_mb(port)]
        for sector in SECTORS[: chosen.people]:
            come(browser, address, sector)
            seen.append(memory_mb(port))
        browser.close()
        server.terminate()
    print("memory of the server, MB: " + ", ".join(f"{mb:.0f}" for mb in seen) + " (nobody, then each person)")
    further = (seen[-1] - seen[1]) / max(1, chosen.people - 1)
    print(
        f"with {chosen.people} people {seen[-1]:.0f} MB (2,000 allowed); each further person {further:.0f} MB ({ALLOWED_MB:.0f} allowed)"
    )
    return int(seen[-1] > 2000 or further > ALLOWED_MB)


if __name__ == "__main__":
    raise SystemExit(main())
