"""How many pairs of two lists are there by chance, told from control pairs, and what that does to the weights.

The model has learnt from other data what a difference means. Here may be a register whose entries move, or streets where every building holds five
businesses. For every kind of pair the pairs that came out best are counted, and those that chance makes are taken off; where what is left is not what the
weights say, the weights of that kind are shifted, no further than the counts are certain.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.controls import CELLS, Controls
from linkage.model import Model
from linkage.overlap import list_odds, with_odds
from linkage.prepare import Prepared
from linkage.rivals import most_matches

KNOTS = (-5.0, -1.0, 3.0)
"""Match weights at which a shift is found; between them it goes straight."""
LEAST = -8.0
"""Pairs below this weight are not looked at."""
HOPELESS = -6.0
"""Pairs below this weight are chance: their number tells how much denser one list is than two lists are."""
SPREAD = 1.5
"""Standard deviation expected of a shift, in bits."""
BELIEVED, DOUBT = 20.0, 0.02
"""Control pairs that what the weights expect counts as; share of the pairs they are taken to expect by chance in any case."""
OFF_BY, OFF_BY_ALL = 0.2, 0.1
"""What the number of chance pairs may be wrong by, as a share of it and of all pairs: two lists are not quite two halves of one.
Source of all: tried together on the benchmark's sets, with families left out of training (decision 0100)."""
CLEAR, STEPS, SWEEPS = 12.0, 16, 4
TRIED = np.linspace(-6.0, 6.0, 97)
"""Shifts that are tried."""


def shifts(
    of: Prepared,
    standing: pd.DataFrame,
    weight: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    control: Controls,
    model: Model,
    only: np.ndarray | None = None,
) -> np.ndarray:
    """Match weight to add to each pair of two lists that name a business once, before rivals are looked at again; nought for others.

    Args:
        of: prepared records.
        standing: of the pairs, from `rivals`.
        weight: match weight of each pair, its standing included, the overlap of the lists not.
        pairs: left, right and cell of the pairs.
        control: control pairs.
        model: the model.
        only: records of which each pair holds at least one; None where all were paired.
    """
    left, right, cell = pairs
    lists, margin = standing["lists"].to_numpy(), standing["margin"].to_numpy()
    out = np.zeros(len(weight))
    at = np.flatnonzero(lists >= 0)
    if not len(at) or model.standing is None:
        return out
    odds = list_odds(standing, weight, model.scale)
    full = weight[at] + with_odds(lists[at], margin[at], weight[at], odds, model.scale)
    best = at[margin[at] >= 0]
    number = _numbers(of, left[at], right[at], lists[at], control)
    kept = np.flatnonzero((number >= 0) & (control.margin >= 0))
    number = number[kept]
    chance = control.weight[kept] + model.standing.of(pd.DataFrame({"margin": control.margin[kept]}))
    chance = chance + with_odds(number, control.margin[kept], chance, odds, model.scale)
    of_best = full[margin[at] >= 0]
    times = _times(of, control, kept)
    times = times * _free(
        (lists[best], of_best, standing["entries"].to_numpy()[best]), (number, chance), times,
        most_matches(of, control.source[kept], control.as_if[kept], only),
    )  # fmt: skip
    times *= _density(lists[best], of_best, number, chance, times)
    found = _found(cell[best], of_best, control.cell[kept], chance, times)
    out[at] = (_hats(full) * found[cell[at]]).sum(axis=1)
    return out


def _numbers(of: Prepared, left: np.ndarray, right: np.ndarray, lists: np.ndarray, control: Controls) -> np.ndarray:
    """Number of the two lists of each control pair, as the pairs are numbered; -1 where these have no pair."""
    width = int(of.source.max()) + 1
    one, other = of.source[left].astype(np.int64), of.source[right]
    code, first = np.unique(np.minimum(one, other) * width + np.maximum(one, other), return_index=True)
    one, other = control.source.astype(np.int64), control.as_if
    asked = np.minimum(one, other) * width + np.maximum(one, other)
    place = np.minimum(np.searchsorted(code, asked), len(code) - 1)
    return np.where(code[place] == asked, lists[first][place], -1)


def _times(of: Prepared, control: Controls, kept: np.ndarray) -> np.ndarray:
    """Pairs of two lists that each control pair stands for, if no entry had a match: by the lengths of the lists, half from either list.

    Where pairs have at least one of some records, control pairs have so too, in their list, and stand for as many.
    """
    is_entry = of.party == np.arange(len(of))
    size = np.bincount(of.source[is_entry], minlength=int(of.source.max()) + 1).astype(np.float64)
    lists = len(np.unique(of.source[of.once]))
    one, other = control.source[kept], control.as_if[kept]
    return np.asarray(size[other] / size[one] * (lists - 1) / control.share)


def _free(
    best: tuple[np.ndarray, np.ndarray, np.ndarray],
    chance: tuple[np.ndarray, np.ndarray],
    times: np.ndarray,
    entries: np.ndarray,
) -> np.ndarray:
    """Share of the entries that is still free for a pair of this weight, against the share that is free among control pairs."""
    lists, weight, most = best
    number, of_chance = chance
    width = int(max(lists.max(initial=0), number.max(initial=0))) + 1
    held = np.zeros(width)
    held[lists] = most
    above = _above(lists, weight, np.ones(len(lists)), number, of_chance)
    before = _above(number, of_chance, times, number, of_chance)
    left_over = np.clip(1.0 - above / np.maximum(held[number], 1.0), 0.02, 1.0)
    return np.minimum(left_over / np.clip(1.0 - before / np.maximum(entries, 1.0), 0.02, 1.0), 1.0)


def _above(
    lists: np.ndarray, weight: np.ndarray, count: np.ndarray, number: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """What the pairs of the same two lists above each asked weight count."""
    order = np.lexsort((weight, lists))
    key = lists[order] * 1e4 + np.clip(weight[order], -1e3, 1e3)
    total = np.concatenate([[0.0], np.cumsum(count[order])])
    upper = np.searchsorted(key, number * 1e4 + 2e3)
    return (
        total[upper]
        - total[np.minimum(np.searchsorted(key, number * 1e4 + np.clip(asked, -1e3, 1e3), side="right"), upper)]
    )


def _density(
    lists: np.ndarray, weight: np.ndarray, number: np.ndarray, chance: np.ndarray, times: np.ndarray
) -> np.ndarray:
    """How many hopeless pairs there are for each that control pairs expect, by two lists: lists of different trades meet less."""
    width = int(max(lists.max(initial=0), number.max(initial=0))) + 1
    seen = np.bincount(lists[weight < HOPELESS], minlength=width)
    expected = np.bincount(number, weights=times * (chance < HOPELESS), minlength=width)
    return np.clip((seen + 10.0) / (expected + 10.0), 0.25, 1.2)[number]


def _found(
    cell: np.ndarray, weight: np.ndarray, chance_cell: np.ndarray, chance: np.ndarray, times: np.ndarray
) -> np.ndarray:
    """The shift of each cell at each knot."""
    out = np.zeros((CELLS, len(KNOTS)))
    usual = float(np.median(times)) if len(times) else 1.0
    for number in range(CELLS):
        here, by_chance = (cell == number) & (weight > LEAST), (chance_cell == number) & (chance > LEAST)
        if here.any():
            out[number] = _of_cell(weight[here], chance[by_chance], times[by_chance], usual)
    return out


def _of_cell(weight: np.ndarray, chance: np.ndarray, times: np.ndarray, usual: float) -> np.ndarray:
    """Shifts that make the weights expect as many matches as are left when chance is taken off."""
    weight, pairs = np.unique(np.round(np.clip(weight, LEAST, CLEAR) * STEPS) / STEPS, return_counts=True)
    near, near_chance = _hats(weight) * pairs[:, None], _hats(chance)
    count, controls = near.sum(axis=0), near_chance.sum(axis=0)
    expected = near.T @ (1.0 - _probability(weight)) + DOUBT * count + 1e-3
    each = np.where(controls > 0, times @ near_chance / np.maximum(controls, 1e-9), usual)
    rate = BELIEVED / expected + 1.0 / np.maximum(each, 0.05)
    by_chance = (BELIEVED + controls) / rate
    unsure = (BELIEVED + controls) / rate**2 + (OFF_BY * by_chance) ** 2 + (OFF_BY_ALL * count) ** 2
    matches = np.maximum(count - by_chance, 0.0)
    shift = np.zeros(len(KNOTS))
    for _ in range(SWEEPS):
        for knot in np.flatnonzero(count > 0):
            beside = np.array([shift[k] for k in (knot - 1, knot + 1) if 0 <= k < len(KNOTS)])
            shift[knot] = _best((weight, pairs), shift, int(knot), (matches[knot], unsure[knot]), beside)
    return shift


def _best(
    counted: tuple[np.ndarray, np.ndarray],
    shift: np.ndarray,
    knot: int,
    aim: tuple[float, float],
    beside: np.ndarray,
) -> float:
    """The shift at one knot at which matches expected and counted differ least, drawn to nought and to those beside it."""
    weight, pairs = counted
    matches, unsure = aim
    near = _hats(weight)
    rest, own = weight + near @ shift - near[:, knot] * shift[knot], near[:, knot]
    match = _probability(rest[:, None] + own[:, None] * TRIED)
    expected = (own * pairs) @ match
    spread = unsure + (own**2 * pairs) @ (match * (1.0 - match))
    drawn = TRIED**2 + 0.5 * ((TRIED[:, None] - beside) ** 2).sum(axis=1)
    return float(TRIED[np.argmin((matches - expected) ** 2 / spread + drawn / SPREAD**2)])


def _hats(weight: np.ndarray) -> np.ndarray:
    """How near each weight is to each knot: rows that add up to one."""
    place = np.interp(weight, KNOTS, np.arange(len(KNOTS)))
    return np.maximum(1.0 - np.abs(place[:, None] - np.arange(len(KNOTS))), 0.0)


def _probability(weight: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(weight, -40, 40))))
