"""The small line beside a figure."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pandas as pd

from charts.spark import EDGE, HEIGHT, WIDTH, sparkline


def drawn(values: list[float | None], shown=str) -> tuple[str, list[tuple[float, float]]]:
    trend = pd.Series(values, index=pd.date_range("2026-01-01", periods=len(values), freq="MS"), dtype="float64")
    said = sparkline(trend, label="Contacts & more", shown=shown)
    points = re.search(r'points="([^"]*)"', unquote(said))
    return said, [tuple(map(float, point.split(","))) for point in points[1].split()] if points else []


def test_the_least_is_at_the_foot_and_the_most_at_the_top_from_edge_to_edge():
    _, points = drawn([10, 30, 20])
    assert points == [(0, HEIGHT - EDGE), (WIDTH / 2, EDGE), (WIDTH, HEIGHT / 2)]


def test_a_figure_that_never_changes_is_a_level_line():
    assert {y for _, y in drawn([5, 5, 5])[1]} == {HEIGHT / 2}


def test_who_cannot_see_it_hears_where_it_began_and_ended():
    said, _ = drawn([10, 30, None, 20], shown=lambda value: f"{value:.0f}")
    assert 'alt="Contacts &amp; more: 10 in January 2026, 20 in April 2026, between 10 and 30"' in said


def test_one_value_is_no_line():
    assert drawn([None, 3])[0] == ""
