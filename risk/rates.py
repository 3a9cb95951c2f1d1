"""How sure a count, a rate and a comparison of two rates can be."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

NORMAL_95 = 1.959964
PER_PREMISES = 1_000


@dataclass(frozen=True)
class Interval:
    """A value with the range that would hold it in 95 of 100 cases, were contacts independent of each other."""

    value: float
    low: float
    high: float


def count_interval(count: int) -> Interval:
    """A count of events as Poisson has it: 0 lies between 0 and 3.7.

    Source: Byar's approximation, Breslow and Day (1987), Statistical Methods in Cancer Research II, as England's public health
    observatories use it (APHO Technical Briefing 3).
    """
    upper = count + 1
    high = upper * (1 - 1 / (9 * upper) + NORMAL_95 / (3 * sqrt(upper))) ** 3
    low = count * (1 - 1 / (9 * count) - NORMAL_95 / (3 * sqrt(count))) ** 3 if count else 0.0
    return Interval(count, max(0.0, low), high)


def rate_interval(count: int, premises: int, *, per: int = PER_PREMISES) -> Interval | None:
    """Contacts for each `per` premises, with its interval; None without a premises."""
    if premises <= 0:
        return None
    found = count_interval(count)
    return Interval(*(per * value / premises for value in (found.value, found.low, found.high)))


def ratio_interval(count_a: int, premises_a: int, count_b: int, premises_b: int) -> Interval | None:
    """How many times B's rate A's is, with its interval on the log scale; None where either count or number of premises is 0."""
    if min(count_a, premises_a, count_b, premises_b) <= 0:
        return None
    ratio = (count_a / premises_a) / (count_b / premises_b)
    spread = NORMAL_95 * sqrt(1 / count_a + 1 / count_b)
    return Interval(ratio, exp(log(ratio) - spread), exp(log(ratio) + spread))


def difference_in_words(name_a: str, name_b: str, ratio: Interval | None) -> str:
    """`"A has 1.4 times the rate of B (95% interval 1.3 to 1.5)."`, or that the difference may be chance, or that none can be told."""
    if ratio is None:
        return "Too few contacts or premises on one side to compare rates."
    said = f"(95% interval {ratio.low:.2f} to {ratio.high:.2f})"
    if ratio.low <= 1 <= ratio.high:
        return f"No difference in rate beyond chance: {name_a} has {ratio.value:.2f} times the rate of {name_b} {said}."
    return f"{name_a} has {ratio.value:.2f} times the rate of {name_b} {said}."
