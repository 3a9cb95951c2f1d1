"""A real server, a real Chromium, and no way out: a request to anywhere else is stopped and counted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from store.home import Home
from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass
class Visit:
    """A browser page at our server, with what it asked for elsewhere and what went wrong in its scripts."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1")

    def map_frame(self):
        """The frame with the map in it, once land and layers are there; an undrawn map raises no error of its own."""
        handle = self.page.wait_for_selector("iframe[title*='st_folium']", state="attached")
        frame = handle.content_frame()
        frame.wait_for_function(
            "window.map && window.map.getPane('land') && window.map.getPane('land').querySelector('canvas, path')"
        )
        return frame


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(place: Home, log: Path) -> Iterator[str]:
    """A server of one installation on a free port; ends with the generator."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "TOUCHPOINT_HOME": str(place.path)}
    command = [sys.executable, "-m", "pipeline", "serve", "--port", str(port)]
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        try:
            for _ in range(150):
                try:
                    urllib.request.urlopen(address + "/_stcore/health", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.2)
            else:
                pytest.fail(f"the server did not start:\n{log.read_text()}")
            yield address
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server of `server` writes on the screen of whoever starts it."""
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="session")
def server(home: Home, server_log: Path) -> Iterator[str]:
    yield from serve(home, server_log)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    where = chromium.path()
    if where is None:
        pytest.fail("no Chromium or Chrome is installed; run: make browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=where, args=ARGUMENTS)
        yield opened
        opened.close()


def visit(browser: Browser, address: str, **options: object) -> Iterator[Visit]:
    """A new browser context; whatever it asks of another host is stopped, and afterwards there must be none of it."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    context.set_default_timeout(30_000)
    found = Visit(context.new_page(), address)

    def guard(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:", "ws://127.0.0.1")):
            route.continue_()
        else:
            found.outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    yield found
    context.close()
    assert found.outside == []
    assert found.errors == []


@pytest.fixture
def desk(browser: Browser, server: str) -> Iterator[Visit]:
    yield from visit(browser, server)


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Visit]:
    yield from visit(browser, server, viewport={"width": 390, "height": 844})


@pytest.fixture
def night(browser: Browser, server: str) -> Iterator[Visit]:
    yield from visit(browser, server, color_scheme="dark")
