"""Pictures first: lists wait for the pictures of others, and never for long. The time of these tests is made up: nobody waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pages.shared import turns


class Clock:
    """Time that goes on only where somebody rests, and what happens at some moment of it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._planned: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        due = [one for one in self._planned if one[0] <= self.now]
        self._planned = [one for one in self._planned if one[0] > self.now]
        for _, happens in due:
            happens()

    def plan(self, after: float, happens: Callable[[], object]) -> None:
        self._planned.append((self.now + after, happens))

    def waited(self, wait: Callable[[], None]) -> float:
        start = self.now
        wait()
        return self.now - start


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A server with a person whose browser says when it has drawn, and its clock."""
    made = Clock()
    monkeypatch.setattr(turns, "time", made)
    monkeypatch.setattr(turns.runtime, "exists", lambda: True)
    monkeypatch.setattr(turns.state, "may_be_interrupted", lambda: None)
    monkeypatch.setattr(turns, "_making", 0)
    for registry in (turns._drawing, turns._opening, turns._changed, turns._silent):
        registry.clear()
    return made


def test_nobody_waits_who_is_alone(clock: Clock) -> None:
    with turns.picture():
        pass
    assert clock.waited(turns.others_first) == 0


def test_lists_wait_until_the_picture_of_another_is_sent(clock: Clock) -> None:
    picture = turns.picture()
    picture.__enter__()
    clock.plan(0.08, lambda: picture.__exit__(None, None, None))
    assert clock.waited(turns.others_first) == pytest.approx(0.08, abs=0.005)


def test_a_picture_that_fails_holds_nobody_up_and_one_that_hangs_not_for_long(clock: Clock) -> None:
    with pytest.raises(RuntimeError), turns.picture():
        raise RuntimeError
    assert clock.waited(turns.others_first) == 0
    with turns.picture():
        assert clock.waited(turns.others_first) == pytest.approx(turns.LONGEST_WAIT_S, abs=0.005)


@pytest.mark.parametrize("is_opening", [True, False])
def test_lists_wait_until_ones_own_browser_has_the_map(clock: Clock, is_opening: bool) -> None:
    turns.sent("a", is_opening=is_opening)
    clock.plan(0.4, lambda: turns.drawn("a"))
    assert clock.waited(lambda: turns.drawn_first("a")) == pytest.approx(0.4, abs=0.03)


def test_lists_wait_for_the_changed_maps_of_others_and_not_for_a_page_that_another_opens(clock: Clock) -> None:
    turns.sent("opened", is_opening=True)
    assert clock.waited(turns.all_drawn) == 0
    turns.sent("changed")
    clock.plan(0.4, lambda: turns.drawn("changed"))
    assert clock.waited(turns.all_drawn) == pytest.approx(0.4, abs=0.03)


def test_a_map_that_does_not_say_so_in_time_is_not_waited_for_again_until_it_does(clock: Clock) -> None:
    turns.sent("hidden")
    assert clock.waited(turns.all_drawn) == pytest.approx(turns.LONGEST_DRAWING_S, abs=0.03)
    turns.sent("hidden")
    assert clock.waited(turns.all_drawn) == 0
    assert clock.waited(lambda: turns.drawn_first("hidden")) == pytest.approx(turns.CHANGED_S, abs=0.03)
    turns.drawn("hidden")
    turns.sent("hidden")
    assert clock.waited(turns.all_drawn) == pytest.approx(turns.LONGEST_DRAWING_S, abs=0.03)


def test_in_a_crowd_who_may_have_clicked_and_was_not_heard_yet_is_waited_for_a_little(clock: Clock) -> None:
    for name in "abc":
        turns.sent(name)
        turns.drawn(name)
    assert clock.waited(turns.all_drawn) == 0
    turns.sent("d")
    turns.drawn("d")
    assert clock.waited(turns.all_drawn) == pytest.approx(turns.STRAGGLERS_S, abs=0.03)


def test_a_crowd_that_goes_on_clicking_holds_lists_up_not_for_ever(clock: Clock) -> None:
    def click(number: int) -> None:
        turns.sent(f"map {number}")
        turns.drawn(f"map {number}")
        clock.plan(0.1, lambda: click(number + 1))

    for number in (100, 200, 300, 400):
        click(number)
    assert clock.waited(turns.all_drawn) == pytest.approx(turns.LONGEST_DRAWING_S, abs=0.03)
