"""Both processors do the same as one."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pandas as pd
import pytest

from linkage import link, parallel, weighed
from linkage.parallel import both, shared

needs_fork = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="Windows has no fork, and the product then works in one process"
)


def names(make_records):
    words = ["Rosemary", "Harbour", "Corner", "Mill", "Abbey"]
    return make_records(
        [
            {
                "name": f"{words[n % 5]} {('Cafe', 'Tyres', 'Salon')[n % 3]}",
                "address": f"{n % 9 + 1} High Street",
                "postcode": f"CO{n % 4 + 1} 1AA",
                "phone": f"01206 55{n % 30:04d}",
            }
            for n in range(120)
        ]
    )


def test_every_part_is_done_once():
    found = shared(10, np.int64)

    def work(part: slice) -> None:
        found[part] += np.arange(part.start, part.stop)

    both(work, [slice(n, n + 2) for n in range(0, 10, 2)])
    assert found.tolist() == list(range(10))


@needs_fork
def test_an_error_of_the_second_process_is_told(monkeypatch):
    monkeypatch.setattr(parallel, "can_fork", lambda: True)  # on one processor too
    first = os.getpid()

    def work(part: int) -> None:
        if os.getpid() != first:
            raise ValueError("out of paper")

    with pytest.raises(RuntimeError, match="out of paper"):
        both(work, range(6))


@needs_fork
def test_a_stop_from_the_keyboard_ends_both_processes(monkeypatch):
    monkeypatch.setattr(parallel, "can_fork", lambda: True)  # on one processor too
    first, said = os.getpid(), shared(1, np.int64)

    def work(part: int) -> None:
        if os.getpid() == first:
            while not said[0]:
                time.sleep(0.005)
            raise KeyboardInterrupt
        said[0] = os.getpid()
        time.sleep(30)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        both(work, range(6))
    assert time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(int(said[0]), signal.SIG_DFL)


def test_links_are_the_same_whether_comparisons_are_kept_or_let_go(make_records, monkeypatch):
    records = names(make_records)
    monkeypatch.setattr(weighed, "lesson", lambda pairs, *_: np.zeros(len(pairs[0])))  # so many teach nothing
    whole = link(records)
    monkeypatch.setattr(weighed, "MANY", 0)
    monkeypatch.setattr(parallel, "CHUNK", 50)
    slim = link(records)
    pd.testing.assert_frame_equal(slim.links, whole.links)
    pd.testing.assert_frame_equal(slim.pairs, whole.pairs, rtol=1e-5, atol=1e-5)
    assert len(whole.pairs) > 200
