"""What a file's earlier rows were about is remembered as long as it comes again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from loaders import memory
from loaders.memory import Parts, Things


@pytest.fixture
def things(monkeypatch) -> Things:
    """Things that know 1, 2 and 3, where three are many."""
    monkeypatch.setattr(memory, "MANY", 3)
    found = Things()
    found.numbers(np.array([1, 2, 3], dtype="uint64"))
    found.add(pd.DataFrame({"name": ["a", "b", "c"]}), [])
    return found


def test_what_came_before_keeps_its_number_and_what_is_new_is_numbered_on(things):
    assert things.numbers(np.array([3, 9, 1], dtype="uint64")).tolist() == [2, 3, 0]
    assert len(things.frame) == 3


def test_where_nothing_comes_again_everything_before_is_forgotten(things):
    assert things.numbers(np.array([7, 8], dtype="uint64")).tolist() == [0, 1]
    assert things.frame.empty


def test_a_frame_that_grows_by_parts_gives_its_rows_in_the_order_asked_for():
    parts = Parts()
    for names in (["a", "b"], [], ["c"], ["d", "e"]):
        parts.add(pd.DataFrame({"name": pd.Series(names, dtype="str")}))
    assert len(parts) == 5
    assert parts.take(np.array([4, 0, 2, 0])).to_dict("list") == {"name": ["e", "a", "c", "a"]}
    assert parts.take(np.array([1, 0])).index.tolist() == [0, 1]
    assert parts.take(np.empty(0, dtype="int64")).columns.tolist() == ["name"]
