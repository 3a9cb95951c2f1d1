"""Intervals of counts and rates, against values tables print."""

from __future__ import annotations

import pytest

from risk.rates import count_interval, difference_in_words, rate_interval, ratio_interval


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39), (100, 81.4, 121.6)]
)
def test_the_interval_of_a_count_is_within_a_few_hundredths_of_the_exact_poisson_one(count, low, high):
    found = count_interval(count)
    assert found.low == pytest.approx(low, abs=0.06)
    assert found.high == pytest.approx(high, abs=0.06)


def test_a_rate_is_for_each_thousand_premises_and_there_is_none_without_premises():
    assert rate_interval(10, 200).value == 50
    assert rate_interval(10, 0) is None


def test_a_ratio_needs_something_on_both_sides():
    assert ratio_interval(0, 10, 5, 10) is None
    assert ratio_interval(20, 100, 10, 100).value == 2


def test_a_difference_that_may_be_chance_is_said_to_be_so():
    assert difference_in_words("A", "B", ratio_interval(6, 100, 5, 100)).startswith(
        "No difference in rate beyond chance"
    )
    assert difference_in_words("A", "B", ratio_interval(600, 100, 300, 100)) == (
        "A has 2.00 times the rate of B (95% interval 1.74 to 2.30)."
    )
    assert "Too few" in difference_in_words("A", "B", None)
