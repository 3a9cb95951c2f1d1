"""Pictures first: when several people click at once, nobody's lists are made while somebody else still waits for a map."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime

from pages.shared import state

LONGEST_WAIT_S = 0.6
OPENED_S, CHANGED_S = 0.45, 0.1
"""About what a browser takes to the picture: on a page that was just opened from asking for the map's frame, else from its message."""
LONGEST_OPENING_S = 3.0
MOST_BROWSERS = 1000
_STEP_S = 0.004
_count = threading.Lock()
_making = 0
_fetched: dict[str, float] = {}
"""When each browser, by its address in the network, last asked for the frame of a map."""


@contextmanager
def picture() -> Iterator[None]:
    """Around what makes and sends a picture."""
    global _making
    with _count:
        _making += 1
    try:
        yield
    finally:
        with _count:
            _making -= 1


def others_first() -> None:
    """Wait while pictures of other people are being made, but never long."""
    latest = time.monotonic() + LONGEST_WAIT_S
    while _making and time.monotonic() < latest:
        time.sleep(_STEP_S)


def fetched(browser: str) -> None:
    """A browser asks for the frame of a map."""
    with _count:
        if len(_fetched) >= MOST_BROWSERS:
            _fetched.clear()
        _fetched[browser] = time.monotonic()


def opened_first(browser: str) -> None:
    """Wait while a browser that was just sent its first map puts up the page and draws the map: how long that takes, only it knows."""
    begun = time.monotonic()
    latest = begun + (LONGEST_OPENING_S if runtime.exists() else 0)
    while time.monotonic() < latest and _fetched.get(browser, 0.0) < begun:
        time.sleep(_STEP_S * 5)
        state.may_be_interrupted()
    drawn_first(OPENED_S)


def drawn_first(seconds: float) -> None:
    """Wait while a browser draws the map: lists that came meanwhile would be drawn before it."""
    latest = time.monotonic() + (seconds if runtime.exists() else 0)
    while time.monotonic() < latest:
        time.sleep(_STEP_S * 5)
        state.may_be_interrupted()
