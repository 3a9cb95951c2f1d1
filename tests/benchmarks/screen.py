"""The pages of the picture in a real Chromium: filter change, search, profile, from the key or click to the last thing drawn.

Run: python -m tests.benchmarks.screen --home HOME [--times 7] [--pages overview timeline …]. HOME holds a county that is already loaded. A
picture is taken to be there when the body of the page has changed for the last time before a second in which nothing changes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from store import db
from store.home import Home
from tests.benchmarks.maps import DESK, Server
from tests.browser.chromium import path as chromium_path
from tests.browser.conftest import ARGUMENTS

PAGES = {
    "overview": "/",
    "figure": "/figure?figure=businesses",
    "timeline": "/timeline",
    "coverage": "/coverage",
    "compare": "/compare",
    "businesses": "/businesses",
}
CHANGES = (
    ("Sector", "Takeaway"),
    ("Outcome", "Formal action"),
    ("Partner", "Police"),
    ("District", "Basildon"),
    ("The business was", "Subject"),
    ("Kind of contact", "Inspection"),
    ("Sector", "Hand car wash"),
)
"""Each from everything and to what nobody has asked for before."""
WARM = ("Sector", "Pub and club")
WATCH = """where => { window.tp = {from: 0, last: 0, plot: 0, shown: 0};
  const begin = () => { tp.from = Date.now(); tp.last = tp.plot = tp.shown = 0; };
  document.addEventListener('click', begin, true); document.addEventListener('keydown', e => e.key === 'Enter' && begin(), true);
  new MutationObserver(seen => { if (!tp.from) return;
    const now = Date.now(); tp.last = now;
    if (!tp.shown && seen.some(m => m.target.closest && m.target.closest('h1'))) tp.shown = now;
    if (!tp.plot && seen.some(m => m.type === 'childList' && m.target.closest && m.target.closest('.cartesianlayer'))) tp.plot = now;
  }).observe(document.querySelector(where), {subtree: true, childList: true, attributes: true, characterData: true}); }"""
BODY, SIDE = "[data-testid=stMain]", "[data-testid=stSidebar]"
NUMBERS = """select distinct uprn from records join links using (record_id) join businesses b using (business_id)
where uprn is not null and b.records > 2 order by hash(uprn) limit ?"""
NAMES = "select distinct name from businesses where length(name) between 12 and 30 order by hash(name) limit ?"


def took(page: Page, act: Callable[[], object]) -> dict[str, float]:
    """Seconds from the act to the last change, to the first chart that is drawn between its axes, and to the heading."""
    page.evaluate("tp.from = 0")
    act()
    page.wait_for_function("tp.last && Date.now() - tp.last > 1000")
    seen = page.evaluate("tp")
    return {key: (seen[key] - seen["from"]) / 1000 for key in ("last", "plot", "shown") if seen[key]}


def watched(page: Page, address: str, where: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_timeout(3000)
    page.evaluate(WATCH, where)


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text=label)
    box.get_by_role("combobox").click()
    choice = page.get_by_role("option", name=option, exact=True)
    choice.wait_for()
    choice.click()


def typed(page: Page, words: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")


def summary(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f}) s"


def filters(page: Page, address: str, times: int) -> list[float]:
    """Changes of one page; the first, which opens what stays, does not count."""
    watched(page, address, BODY)
    found = []
    for label, option in (WARM, *CHANGES[:times]):
        found.append(took(page, lambda label=label, option=option: choose(page, label, option))["last"])
        page.locator("h1").click()
        took(page, page.get_by_role("button", name="Clear all filters").click)
    return found[1:]


def profiles(page: Page, address: str, numbers: list[str]) -> dict[str, list[float]]:
    """From the click on a result of the search to the profile's heading, its timeline, and all of it."""
    watched(page, f"{address}/profile", BODY)
    found: dict[str, list[float]] = {"last": [], "plot": [], "shown": []}
    for number in numbers:
        page.evaluate("tp.from = 0")
        typed(page, number)
        link = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink").locator("a").first
        link.wait_for()
        page.wait_for_timeout(1500)
        for key, value in took(page, link.click).items():
            found[key].append(value)
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--times", type=int, default=7)
    options.add_argument("--pages", nargs="*", default=[*PAGES, "search", "profile"])
    chosen = options.parse_args()
    place = Home(chosen.home.resolve())
    reads = db.cursor(db.current_register(place))
    numbers = [str(row[0]) for row in reads.execute(NUMBERS, [chosen.times + 1]).fetchall()]
    names = [str(row[0]) for row in reads.execute(NAMES, [chosen.times + 1]).fetchall()]
    reads.close()
    server = Server(place)
    try:
        return measured(server, chosen.pages, chosen.times, numbers, names)
    finally:
        server.process.terminate()


def measured(server: Server, pages: list[str], times: int, numbers: list[str], names: list[str]) -> int:
    """Everything asked for, printed as it is found; 1 where something is slower than it may be."""
    slow = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_context(viewport=DESK).new_page()
        page.set_default_timeout(60_000)
        page.goto(server.address)
        page.wait_for_timeout(15_000)  # the server reads ahead what the first person would wait for
        for name in pages:
            if name in PAGES:
                values = filters(page, server.address + PAGES[name], times)
                print(f"filter change, {name}: {summary(values)}", flush=True)
                slow = slow or statistics.median(values) > 1
        if "search" in pages:
            watched(page, server.address, SIDE)
            values = [took(page, lambda name=name: typed(page, name[:4] + name[5:]))["last"] for name in names][1:]
            print(f"search, a name with a letter missing: {summary(values)}", flush=True)
        if "profile" in pages:
            seen = profiles(page, server.address, numbers)
            for key, words in (("shown", "heading"), ("plot", "timeline"), ("last", "all of the page")):
                print(f"profile, {words}: {summary(seen[key][1:])}", flush=True)
            slow = slow or statistics.median(seen["last"][1:]) > 0.7
        browser.close()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
