"""Pictures first: lists wait for the pictures of others, and never for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from pages.shared import turns


def test_nobody_waits_who_is_alone() -> None:
    with turns.picture():
        pass
    start = time.monotonic()
    turns.others_first()
    assert time.monotonic() - start < 0.05


def test_lists_wait_until_the_picture_of_another_is_sent() -> None:
    begun, sent = threading.Event(), []

    def other() -> None:
        with turns.picture():
            begun.set()
            time.sleep(0.08)
            sent.append("picture")

    thread = threading.Thread(target=other)
    thread.start()
    begun.wait()
    turns.others_first()
    assert sent == ["picture"]
    thread.join()


def test_a_picture_that_fails_holds_nobody_up_and_one_that_hangs_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError), turns.picture():
        raise RuntimeError
    monkeypatch.setattr(turns, "LONGEST_WAIT_S", 0.05)
    with turns.picture():
        start = time.monotonic()
        turns.others_first()
        assert 0.04 < time.monotonic() - start < 0.4


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with a person whose browser says when it has drawn; none is waited for longer than a moment."""
    monkeypatch.setattr(turns.runtime, "exists", lambda: True)
    monkeypatch.setattr(turns.state, "may_be_interrupted", lambda: None)
    for registry in (turns._drawing, turns._opening, turns._changed, turns._silent):
        registry.clear()


def waited(wait: Callable[[], None]) -> float:
    start = time.monotonic()
    wait()
    return time.monotonic() - start


@pytest.mark.parametrize("is_opening", [True, False])
def test_lists_wait_until_ones_own_browser_has_the_map(
    quick: None, monkeypatch: pytest.MonkeyPatch, is_opening: bool
) -> None:
    monkeypatch.setattr(turns, "LONGEST_OPENING_S" if is_opening else "LONGEST_DRAWING_S", 20)
    turns.sent("a", is_opening=is_opening)
    threading.Timer(0.05, turns.drawn, ("a",)).start()
    assert 0.04 < waited(lambda: turns.drawn_first("a")) < 15


def test_lists_wait_for_the_changed_maps_of_others_and_not_for_a_page_that_another_opens(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_DRAWING_S", 20)
    turns.sent("opened", is_opening=True)
    assert waited(turns.all_drawn) < 0.04
    turns.sent("changed")
    threading.Timer(0.05, turns.drawn, ("changed",)).start()
    assert 0.04 < waited(turns.all_drawn) < 15


def test_a_map_that_does_not_say_so_in_time_is_not_waited_for_again_until_it_does(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_DRAWING_S", 0.5)
    monkeypatch.setattr(turns, "CHANGED_S", 0.05)
    turns.sent("hidden")
    assert waited(turns.all_drawn) > 0.4
    turns.sent("hidden")
    assert waited(turns.all_drawn) < 0.04
    assert 0.05 <= waited(lambda: turns.drawn_first("hidden")) < 0.25
    turns.drawn("hidden")
    turns.sent("hidden")
    assert waited(turns.all_drawn) > 0.4


def test_in_a_crowd_who_may_have_clicked_and_was_not_heard_yet_is_waited_for_a_little(quick: None) -> None:
    for name in "abc":
        turns.sent(name)
        turns.drawn(name)
    assert waited(turns.all_drawn) < 0.04
    turns.sent("d")
    turns.drawn("d")
    assert 0.2 < waited(turns.all_drawn) < 1
