"""Pictures first: when several people click at once, nobody's lists are made while somebody else still waits for a map."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime

from pages.shared import state

LONGEST_WAIT_S = 0.6
OPENED_S, CHANGED_S = 0.9, 0.1
"""About what a browser takes from the map's message to the picture: on a page that was just opened, and on one that is there."""
_STEP_S = 0.004
_count = threading.Lock()
_making = 0


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


def drawn_first(seconds: float) -> None:
    """Wait while a browser draws the map: lists that came meanwhile would be drawn before it."""
    latest = time.monotonic() + (seconds if runtime.exists() else 0)
    while time.monotonic() < latest:
        time.sleep(_STEP_S * 5)
        state.may_be_interrupted()
