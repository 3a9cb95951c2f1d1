"""Runs the web server: `python -m pages.shared.serve [PORT]`, which `python -m pipeline serve` becomes.

Streamlit takes a folder named pages/ for its old way of declaring pages until the first page has run, and would answer the
first bookmark after a start with "page not found"; it is told beforehand that ours are declared in app.py.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow
import streamlit as st
from starlette.middleware import Middleware
from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager

from pages.shared.delivery import Delivery
from pipeline.version import ROOT

LOOK_EVERY_SECONDS = 5


def _warm() -> None:
    """Read what the first to ask would wait for: of every register that is published what the map counts from and the search.
    What stays for good is then taken out of the clean-up after every run, which took longer than the run."""
    while not runtime.exists():  # caches that are declared before it warn, each on a line of its own
        time.sleep(0.02)
    cached, db, home = (importlib.import_module(name) for name in ("pages.shared.cached", "store.db", "store.home"))
    cells = importlib.import_module("store.cells")
    known: Path | None = None
    while True:
        published = db.current_register(home.home())
        if published is not None and published != known:
            cells.held(published)
            cached.search_index(published)
            known = published
            gc.collect()
            gc.freeze()
        gc.collect()
        _give_back_memory()
        time.sleep(LOOK_EVERY_SECONDS)


def _give_back_memory() -> None:
    """What clicks have let go, back to the system; glibc would keep it."""
    pyarrow.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _clean_up_between_clicks() -> None:
    """Streamlit looks for garbage after every run, which for a click of a filter is twice: before the picture is made, and before the
    next person's. Here `_warm` does it every few seconds instead."""
    runner = importlib.import_module("streamlit.runtime.scriptrunner.script_runner")
    runner.gc = SimpleNamespace(collect=lambda *_: 0)  # type: ignore[attr-defined]


def _send_at_once() -> None:
    """Streamlit binds its port without naming TCP, so asyncio leaves Nagle's algorithm on: after a first small write the next waits for
    the browser to acknowledge it, up to 40 ms for every file and every click."""
    server = importlib.import_module("streamlit.web.server.starlette.starlette_server")
    bind = server._bind_socket

    def named(*where: Any) -> Any:  # noqa: ANN401 - address, port and backlog, as Streamlit has them
        unnamed = bind(*where)
        found = type(unnamed)(unnamed.family, unnamed.type, _TCP, unnamed.detach())
        found.setblocking(False)
        return found

    server._bind_socket = named  # type: ignore[attr-defined]


def _two_heaps() -> None:
    """Two heaps instead of one for each thread (glibc alone): every click is a thread, and what one let go another cannot use."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


_M_ARENA_MAX, _TCP = -8, 6
"""As malloc.h and the list of internet protocols have them."""

if __name__ == "__main__":
    _two_heaps()
    _clean_up_between_clicks()
    _send_at_once()
    warming = threading.Timer(4, _warm)  # not while the server itself starts
    warming.daemon = True
    warming.start()
    PagesManager.uses_pages_directory = False
    served = st.App(ROOT / "app.py", middleware=[Middleware(Delivery)])
    served.run(config={"server.port": int(sys.argv[1])} if len(sys.argv) > 1 else None)
