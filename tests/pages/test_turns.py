"""Pictures first: lists wait for the pictures of others, and never for long."""

from __future__ import annotations

import threading
import time

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


def test_lists_of_a_page_that_was_opened_wait_until_its_browser_has_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns.runtime, "exists", lambda: True)
    monkeypatch.setattr(turns.state, "may_be_interrupted", lambda: None)
    monkeypatch.setattr(turns, "LONGEST_OPENING_S", 20)
    threading.Timer(0.05, turns.drawn, ("10.0.0.7",)).start()
    start = time.monotonic()
    turns.opened_first("10.0.0.7")
    assert 0.05 < time.monotonic() - start < 15
    monkeypatch.setattr(turns, "LONGEST_OPENING_S", 0.05)
    start = time.monotonic()
    turns.opened_first("10.0.0.8")
    assert 0.04 < time.monotonic() - start < 15
