"""Pictures first: when several people click at once, nobody's lists are made while somebody else still waits for a map."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime

from pages.shared import state

LONGEST_WAIT_S = 0.6
"""For pictures that are being made for others."""
LONGEST_DRAWING_S = 1.5
"""For a browser that draws a changed picture, one's own or another's, until it says that the picture is there."""
LONGEST_OPENING_S = 4.5
"""For one's own browser that opens the page with its map."""
CHANGED_S = 0.1
"""About what a browser takes from the message to the picture, where none says when it is there."""
CROWD, LATELY_S, STRAGGLERS_S = 4, 2.0, 0.3
"""So many maps that changed so lately are a crowd: others of it may have clicked too and not yet been heard, and are waited for a little."""
MOST_MAPS = 1000
_STEP_S = 0.004
_lock = threading.Lock()
_making = 0
_drawing: dict[str, float] = {}
"""Maps that draw a picture, by the name that their messages give them, and the moment until which one waits for them."""
_opening: set[str] = set()
"""Of these, those whose page was just opened: nobody else waits for them."""
_changed: dict[str, float] = {}
"""When each map last changed its picture, or said that it is there."""
_silent: set[str] = set()
"""Maps that did not say in time that a picture was there (a page behind another one draws nothing): they are not waited for again."""


@contextmanager
def picture() -> Iterator[None]:
    """Around what makes and sends a picture."""
    global _making
    with _lock:
        _making += 1
    try:
        yield
    finally:
        with _lock:
            _making -= 1


def sent(name: str, *, is_opening: bool = False) -> None:
    """A picture is on its way to a map that has a name, and will say when it is there."""
    with _lock:
        for kept in (_silent, _changed):
            if len(kept) >= MOST_MAPS:
                kept.clear()
        _forget_late(name)
        _opening.discard(name)
        if name and name not in _silent:
            _drawing[name] = time.monotonic() + (LONGEST_OPENING_S if is_opening else LONGEST_DRAWING_S)
            if is_opening:
                _opening.add(name)
            else:
                _changed[name] = time.monotonic()


def drawn(name: str) -> None:
    """A browser says that the picture is there."""
    with _lock:
        _drawing.pop(name, None)
        _opening.discard(name)
        _silent.discard(name)
        if name in _changed:
            _changed[name] = time.monotonic()


def _is_drawing(name: str) -> bool:
    """Whether a map still draws, as far as anybody knows."""
    with _lock:
        _forget_late(name)
        return name in _drawing


def _forget_late(name: str) -> None:
    """Of a map that should have said long ago that the picture is there, it is no longer expected."""
    if _drawing.get(name, math.inf) < time.monotonic():
        del _drawing[name]
        _opening.discard(name)
        _silent.add(name)


def others_first() -> None:
    """Wait while pictures are being made for other people, but never long."""
    latest = time.monotonic() + LONGEST_WAIT_S
    while _making and time.monotonic() < latest:
        time.sleep(_STEP_S)


def drawn_first(name: str) -> None:
    """Wait while one's own browser draws its map: lists that came meanwhile would be drawn before it."""
    if name in _drawing:
        while _is_drawing(name):
            _rest()
        return
    latest = time.monotonic() + (CHANGED_S if runtime.exists() else 0)
    while time.monotonic() < latest:
        _rest()


def all_drawn() -> None:
    """Wait while browsers of other people draw a map that they had changed, however many follow one another not for long."""
    latest = time.monotonic() + LONGEST_DRAWING_S
    while time.monotonic() < latest and (
        _may_come() or any(_is_drawing(name) for name in [*_drawing] if name not in _opening)
    ):
        _rest()


def _may_come() -> bool:
    """Whether so many have clicked just now that more of them are likely to have."""
    now = time.monotonic()
    with _lock:
        lately = [now - at for at in _changed.values() if now - at < LATELY_S]
    return len(lately) >= CROWD and min(lately) < STRAGGLERS_S


def _rest() -> None:
    time.sleep(_STEP_S * 5)
    state.may_be_interrupted()
