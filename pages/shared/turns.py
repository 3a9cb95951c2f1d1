"""Pictures first: when several people click at once, nobody's lists are made while somebody else still waits for a map."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime

from pages.shared import state

LONGEST_WAIT_S = 0.6
CHANGED_S = 0.1
"""About what a browser takes from the message to the picture."""
LONGEST_OPENING_S = 4.5
MOST_BROWSERS = 1000
_STEP_S = 0.004
_count = threading.Lock()
_making = 0
_drawn: dict[str, float] = {}
"""When each browser, by its address in the network, last said that it has drawn a first map."""


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


def drawn(browser: str) -> None:
    """A browser says that its first map is there."""
    with _count:
        if len(_drawn) >= MOST_BROWSERS:
            _drawn.clear()
        _drawn[browser] = time.monotonic()


def opened_first(browser: str) -> None:
    """Wait while a browser that was just sent its first map puts up the page and draws the map: how long that takes, only it knows."""
    begun = time.monotonic()
    latest = begun + (LONGEST_OPENING_S if runtime.exists() else 0)
    while time.monotonic() < latest and _drawn.get(browser, 0.0) < begun:
        time.sleep(_STEP_S * 5)
        state.may_be_interrupted()


def drawn_first(seconds: float) -> None:
    """Wait while a browser draws the map: lists that came meanwhile would be drawn before it."""
    latest = time.monotonic() + (seconds if runtime.exists() else 0)
    while time.monotonic() < latest:
        time.sleep(_STEP_S * 5)
        state.may_be_interrupted()
