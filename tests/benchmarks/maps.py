"""The map of hotspots in a real Chromium: filter change to picture, payload, queries, clicks, ten people at once.

Run: python -m tests.benchmarks.maps HOME [--times 10] [--only first | layers | ten | hundred]. HOME holds a county that is already loaded,
which is only read: its register is written again in a folder of its own, with --times as many contacts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from store import cells, db, hotspots
from store.access import Scope
from store.filters import Filters
from store.home import Home, home
from tests.benchmarks import map_sessions, processors
from tests.browser.chromium import path as chromium_path
from tests.browser.conftest import ARGUMENTS, ROOT, _free_port

RUNS = 7
WARMING_S = 15
"""A server reads and loads some things by itself ten seconds after its start."""
LAYERS = {"Wards": "areas", "Hexagons": "hexes", "Heat": "heat", "Businesses": "dots"}
NOW, BEFORE = (dt.date(2025, 10, 1), dt.date(2026, 9, 30)), (dt.date(2024, 10, 1), dt.date(2025, 9, 30))
OUTCOMES = ("Satisfactory", "Advice", "Improvement needed", "Formal action", "Not assessed")
CHANGES = (
    *(("Outcome", outcome) for outcome in OUTCOMES),
    ("The business was", "Subject"),
    ("Sector", "Takeaway"),
    ("Sector", "Hand car wash"),
)
EVERY_DOT = (
    *(("Kind of contact", kind) for kind in ("Inspection", "Complaint or incident", "Enforcement", "Administrative")),
    *(("The business was", role) for role in ("Subject", "Location", "Victim")),
)
"""Filters that leave many places."""
"""One after the other and each on top of those before, so that no set of filters comes twice; every layer begins at another one."""
CLICK_AT = """([option, moment]) => { setTimeout(() => {
  [...document.querySelectorAll('[role=option]')].find(one => one.textContent.trim() === option).click(); }, moment - Date.now()); }"""
"""Ten pages asked one after the other would click one after the other: each is told the moment, and waited for from that moment on."""
TOGETHER, SETTLING_S = 5, 2
WATCH = """() => { let drawn = 0;
  Object.defineProperty(window, '__tpDrawn', {get: () => drawn, set: v => { drawn = v;
    requestAnimationFrame(() => setTimeout(() => { window.tpPaintedAt = Date.now(); window.tpPaintedVersion = TP.version; }, 0)); }}); }"""
"""The moment after the frame that shows the new picture."""


def prepared(source: Home, folder: Path, times: int) -> Home:
    """An installation of its own with the same county, and so many times its contacts; once is the register itself."""
    place = Home(folder / f"home-{times}")
    place.path.mkdir(parents=True)
    if source.geography.exists():
        shutil.copytree(source.geography, place.geography)
    old = db.current_register(source)
    new = place.path / f"register-bench-{times}.duckdb"
    if times == 1:
        new.symlink_to(old.resolve())
    else:
        shutil.copyfile(old, new)
        with duckdb.connect(str(new), config={"threads": "2", "memory_limit": "1500MB"}) as connection:
            connection.execute("create temp table once as select * from touch_points")
            for _ in range(times - 1):
                connection.execute("insert into touch_points select * from once")
            connection.execute("checkpoint")
    place.current.write_text(new.name, "utf8")
    return place


def median(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})" if values else "–"


def queries(place: Home) -> Iterator[tuple[str, str]]:
    """Server time of the reads behind each layer, in milliseconds, warm, without the memory of answers."""
    register, scope = db.current_register(place), Scope("benchmark")
    start = time.perf_counter()
    cells.held(register)
    yield "columns read once for all sessions", f"{time.perf_counter() - start:.2f} s"
    asked = {
        "areas: wards": lambda w: hotspots.cells(scope, w, register, level="ward"),
        "hexes of 1 km": lambda w: hotspots.cells(scope, w, register, level="hex_1000"),
        "heat cells": lambda w: hotspots.heat(scope, w, register),
        "business dots": lambda w: hotspots.dots(scope, w, register),
        "busiest streets": lambda w: hotspots.tops(scope, w, register, by="street", now=NOW, before=BEFORE),
    }
    for name, ask in asked.items():
        for label, wanted in (
            ("everything", Filters()), ("one partner", Filters(partners=("POLICE",))), ("one outcome", Filters(severities=("2",))), ("one year", Filters(date_from=NOW[0])),
        ):  # fmt: skip
            ask(wanted)
            times = []
            for _ in range(RUNS):
                cells._counted.cache_clear()
                start = time.perf_counter()
                ask(wanted)
                times.append((time.perf_counter() - start) * 1000)
            yield f"query, {name}, {label}", f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"


class Server:
    """The app serving one installation on a free port."""

    def __init__(self, place: Home) -> None:
        port = _free_port()
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "TOUCHPOINT_HOME": str(place.path)}
        # What `pipeline serve` becomes after its preparations, which would link the county again after any change of the linkage.
        command = [sys.executable, "-m", "pages.shared.serve", str(port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(self.address + "/_stcore/health", timeout=1).read()
                return
            except OSError:
                time.sleep(0.2)

    def sent_bytes(self) -> int:
        """What has gone out over the connections there are, as the kernel counts it: deflated, and acknowledged by the browser."""
        found = subprocess.run(
            ["ss", "-tinH", "sport", "=", self.address.rpartition(":")[2]], capture_output=True, text=True, check=False
        )
        return sum(int(number) for number in re.findall(r"bytes_acked:(\d+)", found.stdout))

    def rss_mb(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


DESK = {"width": 1440, "height": 900}


def opened(
    browser: Browser, address: str, layer: str, context: BrowserContext | None = None
) -> tuple[Page, object, dict]:
    """A page of hotspots with its map drawn; what came over the socket and what was asked elsewhere is counted."""
    page = (context or browser.new_context(viewport=DESK)).new_page()
    page.set_default_timeout(180_000)
    page.add_init_script(f"({WATCH})()")
    seen = {"bytes": 0, "most": 0, "outside": 0}
    page.on(
        "request",
        lambda request: seen.update(
            outside=seen["outside"] + (not request.url.startswith((address, "data:", "blob:")))
        ),
    )
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda frame: seen.update(bytes=seen["bytes"] + len(frame), most=max(seen["most"], len(frame))),
        ),
    )
    page.goto(f"{address}/hotspots?layer={layer}")
    frame = page.wait_for_selector("iframe[title*='st_folium']", state="attached").content_frame()
    frame.wait_for_function("window.tpPaintedVersion > 0", polling=5)
    return page, frame, seen


def settled(page: Page, frame: object) -> None:
    """Wait until nothing has been drawn for a second and a half, so that no earlier change is taken for this one."""
    before = -1
    while (now := frame.evaluate("TP.version")) != before:
        before = now
        page.wait_for_timeout(1500)


def change(
    server: Server, page: Page, frame: object, seen: dict, label: str, option: str
) -> tuple[float, float, float, float]:
    """Seconds from choosing a value of a filter to the picture of it; kilobytes of the map's own message, of all messages, and on the wire."""
    settled(page, frame)
    version = frame.evaluate("TP.version")
    box = page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text=label)
    box.get_by_role("combobox").click()
    choice = page.get_by_role("option", name=option, exact=True)
    choice.wait_for()
    page.evaluate(
        "document.addEventListener('click', () => { window.clickedAt = Date.now(); }, {capture: true, once: true})"
    )
    seen.update(bytes=0, most=0)
    wire = server.sent_bytes()
    choice.click()
    frame.wait_for_function(f"window.tpPaintedVersion > {version}", polling=5)
    took = (frame.evaluate("window.tpPaintedAt") - page.evaluate("window.clickedAt")) / 1000
    page.keyboard.press("Escape")
    page.wait_for_timeout(900)
    return took, seen["most"] / 1000, seen["bytes"] / 1000, (server.sent_bytes() - wire) / 1000


def browsed(place: Home, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is measured in the browser: `first` maps, `layers` under a change of a filter, `ten` people at once."""
    server = Server(place)
    time.sleep(WARMING_S)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            opened(browser, server.address, "Heat")[0].context.close()
            if "first" in parts:
                yield from first_maps(browser, server)
            outside = 0
            for turn, (layer, name) in enumerate(LAYERS.items() if "layers" in parts else ()):
                page, frame, seen = opened(browser, server.address, layer)
                page.wait_for_timeout(1500)
                asked = [CHANGES[(number + turn) % len(CHANGES)] for number in range(RUNS)]
                steps = [change(server, page, frame, seen, *one) for one in (EVERY_DOT if name == "dots" else asked)]
                took, most, whole, wire = (
                    statistics.median(values) if number else values
                    for number, values in enumerate(zip(*steps, strict=True))
                )
                many = f" ({frame.evaluate('TP.state.dots.x.length'):,} at the end)" if name == "dots" else ""
                yield (
                    f"filter change to picture, {name}{many}",
                    f"{median(took)} s; the map's message {most:.0f} kB, all of the page {whole:.0f} kB, on the wire {wire:.0f} kB",
                )
                if name == "areas":
                    yield "click to details", f"{median(clicks(page, frame))} s"
                outside += seen["outside"]
                page.context.close()
            if "layers" in parts:
                yield "outside requests", str(outside)
                yield "server memory after one session", f"{server.rss_mb():.0f} MB"
            if "ten" in parts:
                yield from together(browser, server)
        finally:
            browser.close()
            server.process.terminate()


def hundred(place: Home) -> Iterator[tuple[str, str]]:
    """A hundred changes of a filter one after the other: what the browser and the server hold before and after."""
    server = Server(place)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*ARGUMENTS, "--js-flags=--expose-gc"]
        )
        try:
            page, frame, _ = opened(browser, server.address, "Hexagons")
            tools = page.context.new_cdp_session(page)
            tools.send("Performance.enable")

            def held() -> str:
                settled(page, frame)
                frame.evaluate("window.gc && gc()")
                tools.send("HeapProfiler.collectGarbage")
                found = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
                layers = frame.evaluate(
                    "Object.keys(TP.map._layers).length + ' layers, ' + document.querySelectorAll('canvas').length + ' canvases'"
                )
                return f"{found['JSHeapUsedSize'] / 1e6:.0f} MB of JavaScript, {found['Nodes']:.0f} nodes, {layers}; server {server.rss_mb():.0f} MB"

            box = page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text="Outcome")
            for number in range(101):
                if number in (10, 60, 100):
                    yield f"held after {number} changes", held()
                version = frame.evaluate("TP.version")
                if number % 6 == 5:
                    page.get_by_role("button", name="Clear all filters").click()
                else:
                    box.get_by_role("combobox").click()
                    page.get_by_role("option", name=OUTCOMES[number % 6], exact=True).click()
                    page.keyboard.press("Escape")
                frame.wait_for_function(f"window.tpPaintedVersion > {version}", polling=10)
        finally:
            browser.close()
            server.process.terminate()


def first_maps(browser: Browser, server: Server) -> Iterator[tuple[str, str]]:
    """Seconds from the address to the frame after the first picture, in a browser that has been here before and in one that has not;
    and the same with the making of the window, of which a person has one already."""
    been = browser.new_context(viewport=DESK)
    opened(browser, server.address, "Heat", been)
    for label, context in (("has been here before", been), ("has never been here", None)):
        took, whole = [], []
        for _ in range(RUNS):
            start = time.perf_counter()
            page, frame, _ = opened(browser, server.address, "Heat", context)
            whole.append(time.perf_counter() - start)
            took.append((frame.evaluate("window.tpPaintedAt") - page.evaluate("performance.timeOrigin")) / 1000)
            page.wait_for_timeout(600)
            page.close()
            if context is None:
                page.context.close()
        yield (
            f"first map after opening the page, in a browser that {label}",
            f"{median(took)} s; with a new window {median(whole)} s",
        )
    been.close()


def clicks(page: Page, frame: object) -> list[float]:
    """Seconds from a click on a ward to its name in the panel."""
    took = []
    codes = frame.evaluate("TP.state.cells.codes.filter((c, i) => TP.state.cells.n[i] > 0).slice(0, 8)")
    for code in codes[: RUNS + 1]:
        name = frame.evaluate(f"TP.state.cells.outlines.get({code!r}).name")
        start = time.perf_counter()
        frame.evaluate(f"TP.send({{kind: 'area', code: 'w:{code}'}})")
        page.get_by_role("heading", name=name).first.wait_for()
        took.append(time.perf_counter() - start)
        page.wait_for_timeout(700)
    return took[1:]


def together(browser: Browser, server: Server, people: int = 10) -> list[tuple[str, str]]:
    """Ten sessions that all change a filter at the same moment: at their own computers, and as browsers on the server's machine."""
    waited = map_sessions.at_once(server.address, people, CHANGES)
    pages = [opened(browser, server.address, "Wards") for _ in range(people)]
    time.sleep(SETTLING_S)
    took, spent = [], dict.fromkeys(processors.EVERYBODY, 0.0)
    for outcome in OUTCOMES[:TOGETHER]:
        versions = [frame.evaluate("TP.version") for _, frame, _ in pages]
        for page, _, _ in pages:
            box = page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text="Outcome")
            box.get_by_role("combobox").click()
        for page, _, _ in pages:
            page.get_by_role("option", name=outcome, exact=True).wait_for()
        before, moment = processors.taken(server.process.pid), 1000 * (time.time() + 1)
        for page, _, _ in pages:
            page.evaluate(CLICK_AT, [outcome, moment])
        for (_, frame, _), version in zip(pages, versions, strict=True):
            frame.wait_for_function(f"window.tpPaintedVersion > {version}", polling=50)
        for who, seconds in processors.between(before, processors.taken(server.process.pid)).items():
            spent[who] += seconds
        took += [(frame.evaluate("window.tpPaintedAt") - moment) / 1000 for _, frame, _ in pages]
        for page, _, _ in pages:
            page.keyboard.press("Escape")
        time.sleep(SETTLING_S)
    took.sort()
    memory = server.rss_mb()
    for page, _, _ in pages:
        page.context.close()
    return [
        (
            "ten sessions at once whose browsers stand elsewhere, click to the map's message, p95",
            f"{waited[int(len(waited) * 0.95) - 1]:.2f} s (median {statistics.median(waited):.2f})",
        ),
        (
            "ten sessions at once in ten browsers on the server's two cores, click to picture, p95",
            f"{took[int(len(took) * 0.95) - 1]:.2f} s (median {statistics.median(took):.2f}; {TOGETHER} clicks of each, all ten in the same instant)",
        ),
        (
            "processor time of one of these clicks until the last picture",
            ", ".join(f"{who} {1000 * seconds / len(took):.0f} ms" for who, seconds in spent.items()),
        ),
        ("server memory with ten sessions", f"{memory:.0f} MB"),
    ]


def _measured(place: Home, only: str | None, *, with_queries: bool) -> Iterator[tuple[str, str]]:
    if only == "hundred":
        yield from hundred(place)
        return
    if with_queries and not only:
        yield from queries(place)
    yield from browsed(place, (only,) if only else ("first", "layers", "ten"))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, nargs="?", default=home().path)
    options.add_argument("--times", type=int, nargs="+", default=[1])
    options.add_argument("--no-queries", action="store_true", help="only what is seen in the browser")
    options.add_argument("--only", choices=("first", "layers", "ten", "hundred"), help="one part of it")
    options.add_argument("--keep", type=Path, help="a folder that keeps the registers made, for the next run")
    chosen = options.parse_args()
    if db.current_register(Home(chosen.home)) is None:
        print(f"{chosen.home} holds no register. Name an installation that does: python -m tests.benchmarks.maps HOME")
        return 1
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="touchpoint-maps-"))
    try:
        for times in chosen.times:
            place = Home(folder / f"home-{times}")
            if not place.current.exists():
                place = prepared(Home(chosen.home), folder, times)
            register = db.current_register(place)
            print(
                f"\n## {db.counts(register)['touch_points']:,} touch-points, {db.counts(register)['businesses']:,} businesses"
            )
            print(
                f"{dt.date.today():%d %B %Y}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}\n\n| measured | median (least to most) |\n|---|---|"
            )
            for label, value in _measured(place, chosen.only, with_queries=not chosen.no_queries):
                print(f"| {label} | {value} |", flush=True)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
