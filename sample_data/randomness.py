"""Seeded random streams by name, so that adding a part never disturbs the others, and a few vectorised draws."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The random numbers of one part of the county; the same seed and name always give the same numbers."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def shares(weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Weights scaled to add up to 1."""
    array = np.asarray(weights, dtype=float)
    return array / array.sum()


def apportion(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights that add up to the total exactly (largest remainders)."""
    exact = shares(weights) * total
    counts = np.floor(exact).astype(int)
    short = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    return counts


def draw(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Positions drawn with replacement, each with a chance in proportion to its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    places = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    return np.minimum(places, len(cumulative) - 1)


def draw_by_group(rng: np.random.Generator, groups: np.ndarray, table: np.ndarray) -> np.ndarray:
    """For every row a column of `table`, drawn with the weights in the row's group.

    Args:
        groups: row of `table` to draw with, one for each result.
        table: weights, one row for each group.
    """
    picked = np.zeros(len(groups), dtype=int)
    chance = rng.random(len(groups))
    for group in range(len(table)):
        where = np.flatnonzero(groups == group)
        cumulative = np.cumsum(table[group])
        if len(where) and cumulative[-1] > 0:
            found = np.searchsorted(cumulative, chance[where] * cumulative[-1], side="right")
            picked[where] = np.minimum(found, len(cumulative) - 1)
    return picked


def sample_without_replacement(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Positions drawn without replacement, heavier ones sooner; weights of 0 come last.

    Source:
        Efraimidis and Spirakis 2006, keys of exponential variates divided by weights.
    """
    keys = rng.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    return np.argsort(keys, kind="stable")[:size]
