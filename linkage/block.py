"""Candidates: pairs of records that share a key worth a closer look. Never every pair with every pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from linkage.controls import is_looked_at
from linkage.keys import grouped, hashed, kept_blocks, pairs_of, touching, unpacked
from linkage.limits import at_most
from linkage.prepare import Prepared, beginnings
from linkage.promising import promising
from linkage.slip_keys import slip_keys
from linkage.words import rarest

MAX_BLOCK = 250
"""Source: LINKAGE.md, candidates: skip blocks over 250 and say so."""
PAIRS_PER_RECORD = 12
"""Largest blocks are left out until there are at most this many pairs a record (before repeats)."""
THREADS = 2
Rule = tuple[str, np.ndarray, np.ndarray, int]
"""Name, keys, the row of each key, largest block."""


@dataclass(frozen=True)
class Candidates:
    """Pairs of row numbers, left below right, and what each rule gave.

    Attributes:
        left, right: row numbers, sorted by left, then right.
        rules: per rule its keys, pairs, largest block, blocks and records left out.
        only: records of which each pair holds at least one; None where all were paired.
        within: left and right of pairs within a list that names a business once; None where they were not looked for.
    """

    left: np.ndarray
    right: np.ndarray
    rules: pd.DataFrame
    only: np.ndarray | None = None
    within: tuple[np.ndarray, np.ndarray] | None = None


def candidates(
    of: Prepared, *, level: str = "business", only: np.ndarray | None = None, max_block: int = MAX_BLOCK
) -> Candidates:
    """Pairs that share a key; two records of one party are not paired, nor are two of one once-only source for businesses.

    Args:
        of: prepared records.
        level: business, or premises (keys of the place alone).
        only: with a mask, only pairs of which at least one record is in it (a new file against the register).
        max_block: larger blocks are split by the rarest name word, then left out.
    """
    budget = max(200_000, PAIRS_PER_RECORD * len(of))

    within: list[np.ndarray] = []

    def blocked(rule: Rule) -> tuple[np.ndarray, dict[str, object]]:
        return _blocked(of, rule, level=level, only=only, max_block=max_block, budget=budget, within=within)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(blocked, _rules(of, only) if level == "business" else _place_rules(of, only)))
    told = [told for _, told in parts]
    packed = _distinct([part for part, _ in parts])
    parts.clear()
    inside = _distinct(within)
    if level == "business":
        packed, inside = packed[promising(of, packed)], inside[promising(of, inside)]
    every = {"keys": len(of), "largest_block": 0, "records_left_out": 0}
    told.append(every | {"rule": "all, worth comparing", "pairs": len(packed)})
    if len(packed) > len(packed := at_most(of, packed)):
        told.append(every | {"rule": "all, compared (those with most in common)", "pairs": len(packed)})
    return Candidates(*unpacked(packed, len(of)), pd.DataFrame(told), only, unpacked(inside, len(of)))


def _distinct(parts: list[np.ndarray]) -> np.ndarray:
    """The different values, rising, of the parts, which are let go; sorting is faster here than numpy's hashing."""
    values = np.concatenate(parts) if parts else np.empty(0, np.int64)
    parts.clear()
    values.sort()
    return values[np.concatenate([[True], values[1:] != values[:-1]])] if len(values) else values


def _blocked(
    of: Prepared,
    rule: Rule,
    *,
    level: str,
    only: np.ndarray | None,
    max_block: int,
    budget: int,
    within: list[np.ndarray],
) -> tuple[np.ndarray, dict[str, object]]:
    """The pairs of one rule, packed into one number each, and what to tell of them; control pairs go to `within`."""
    name, key, row, limit = rule
    size, start, ordered = grouped(key, row)
    if only is not None and len(start):
        touched = np.logical_or.reduceat(only[ordered], start)
        size, start = size[touched], start[touched]
    size, start, left_out = kept_blocks(size, start, min(limit, max_block), budget)
    pairs = pairs_of(ordered, start, size)
    if level == "business":
        inside = pairs[:, is_looked_at(of, pairs[0], pairs[1], only)]
        within.append(inside.min(axis=0) * np.int64(len(of)) + inside.max(axis=0))
    if only is not None:
        pairs = pairs[:, only[pairs[0]] | only[pairs[1]]]
    pairs = pairs[:, _allowed(of, pairs[0], pairs[1], level)]
    packed = pairs.min(axis=0) * np.int64(len(of)) + pairs.max(axis=0)
    largest = int(size.max(initial=0))
    return packed, {
        "rule": name,
        "keys": len(key),
        "pairs": len(packed),
        "largest_block": largest,
        "records_left_out": left_out,
    }


def _allowed(of: Prepared, left: np.ndarray, right: np.ndarray, level: str) -> np.ndarray:
    same_list = (of.source[left] == of.source[right]) & of.once[left] & (level == "business")
    return ~same_list & (of.party[left] != of.party[right])


def _rules(of: Prepared, only: np.ndarray | None = None) -> Iterator[Rule]:
    """Name, keys, their rows and the largest block of each rule; with `only`, of keys that one of these records has, and perhaps others."""
    rule = partial(_keyed, only=only)
    every = np.arange(len(of), dtype=np.int64)
    rare = rarest(of.name.present, of.name.rarity, of.name.total, len(of))
    for label, values in (
        ("postcode", of.code),
        ("phone", of.phone_short),
        ("uprn", of.uprn),
        ("company number", of.company),
    ):
        yield rule(label, (values,), every, values >= 0, MAX_BLOCK, fallback=rare[0])
    yield from _name_rules(of, every, *rare, rule)
    yield from _address_rules(of, every, rare[0], rule)
    yield from _cells(of, rare[0], rule)


def _name_rules(
    of: Prepared, every: np.ndarray, rare1: np.ndarray, rare2: np.ndarray, rule: Callable[..., Rule]
) -> Iterator[Rule]:
    name, area = of.name_key, np.where(of.district >= 0, of.district + 1, 0)
    every2, town2 = np.concatenate([every, every]), np.concatenate([of.town, of.locality])
    name2, rare12, rare22 = (np.concatenate([values, values]) for values in (name, rare1, rare2))
    yield rule("name and district", (name, area), every, (name >= 0) & (area > 0), MAX_BLOCK)
    yield rule("name and town", (name2, town2), every2, (name2 >= 0) & (town2 >= 0), 100)
    yield rule("name anywhere, rare", (name,), every, name >= 0, 20)
    for label, word in (("rarest name word and district", rare1), ("second rarest name word and district", rare2)):
        yield rule(label, (word, area), every, (word >= 0) & (area > 0), 100)
    for label, word in (("rarest name word and town", rare12), ("second rarest name word and town", rare22)):
        yield rule(label, (word, town2), every2, (word >= 0) & (town2 >= 0), 60)
    yield from _bare_rules(of, rare1, rare2, rule)
    yield rule("two rarest name words", (np.minimum(rare1, rare2), np.maximum(rare1, rare2)), every, rare2 >= 0, 20)
    prefix = beginnings(of, 5)
    yield rule("beginning of name and district", (prefix, area), every, (prefix >= 0) & (area > 0), 100)


def _bare_rules(of: Prepared, rare1: np.ndarray, rare2: np.ndarray, rule: Callable[..., Rule]) -> Iterator[Rule]:
    """Of records without postcode and number: a slip in the rarest word of a name must not hide it."""
    bare = np.flatnonzero((of.code < 0) & (of.number[:, 0] < 0))
    twice, prefix = np.concatenate([bare, bare]), beginnings(of, 5)[bare]
    word, town = np.concatenate([rare1[bare], rare2[bare]]), of.town
    has, begun = (word >= 0) & (town[twice] >= 0), (prefix >= 0) & (town[bare] >= 0)
    yield rule("one of two rare name words and town, no place", (word, town[twice]), twice, has, 60)
    yield rule("beginning of name and town, no place", (prefix, town[bare]), bare, begun, 100)


def _address_rules(of: Prepared, every: np.ndarray, rare1: np.ndarray, rule: Callable[..., Rule]) -> Iterator[Rule]:
    one, two = rarest(of.address.present, of.address.rarity, of.address.total, len(of))
    number, initial, prefix = of.number[:, 0], beginnings(of, 1), beginnings(of, 5)
    both = (np.minimum(one, two), np.maximum(one, two))
    has = number >= 0
    second = "house number, second address word, initial"
    yield rule("rarest name word and house number", (rare1, number), every, (rare1 >= 0) & has, 60)
    yield rule("rarest name and address word", (rare1, one), every, (rare1 >= 0) & (one >= 0), 60)
    yield rule("house number and address word", (number, one), every, has & (one >= 0), 30)
    yield rule(second, (number, two, initial), every, has & (two >= 0) & (initial >= 0), 60)
    yield rule("two rarest address words, few", both, every, two >= 0, 8)
    yield rule("two rarest address words, initial", (*both, initial), every, (two >= 0) & (initial >= 0), 40)
    yield rule("beginning of name and house number", (prefix, number), every, (prefix >= 0) & has, 60)
    for label, parts, told, limit in slip_keys(of):
        yield rule(label, parts, every, told, limit)


def _place_rules(of: Prepared, only: np.ndarray | None = None) -> Iterator[Rule]:
    rule = partial(_keyed, only=only)
    every = np.arange(len(of), dtype=np.int64)
    address1, address2 = rarest(of.address.present, of.address.rarity, of.address.total, len(of))
    number = of.number[:, 0]
    area = np.where(of.district >= 0, of.district + 1, 0)
    yield rule("uprn", (of.uprn,), every, of.uprn >= 0, 60)
    yield rule(
        "postcode", (of.code,), every, of.code >= 0, 100, fallback=np.where(number >= 0, number + 10**9, address1)
    )
    yield rule("address as written", (of.address_key,), every, of.address_key >= 0, 60)
    for label, word in (
        ("house number, address word and district", address1),
        ("house number, second word and district", address2),
    ):
        yield rule(label, (number, word, area), every, (number >= 0) & (word >= 0), 60)
    yield rule(
        "two rarest address words",
        (np.minimum(address1, address2), np.maximum(address1, address2)),
        every,
        address2 >= 0,
        40,
    )
    yield from _cells(of, number, rule)


def _cells(of: Prepared, rare1: np.ndarray, rule: Callable[..., Rule]) -> Iterator[Rule]:
    """Two grids of 120 m, one moved by half a cell: all records within 60 m north or east share one of them."""
    has = np.isfinite(of.latitude) & np.isfinite(of.longitude)
    every = np.arange(len(of), dtype=np.int64)
    north = np.where(has, of.latitude, 0.0) * 111_320 / 120
    east = (
        np.where(has, of.longitude, 0.0)
        * 111_320
        / 120
        * np.cos(np.radians(np.round(np.where(has, of.latitude, 0.0), 1)))
    )
    for label, move in (("cell of 120 m", 0.0), ("cell of 120 m, moved", 0.5)):
        keys = (np.floor(north + move).astype(np.int64), np.floor(east + move).astype(np.int64))
        yield rule(label, keys, every, has, 60, fallback=rare1)


def _keyed(
    label: str,
    parts: tuple[np.ndarray, ...],
    row: np.ndarray,
    has: np.ndarray,
    limit: int,
    *,
    fallback: np.ndarray | None = None,
    only: np.ndarray | None = None,
) -> Rule:
    key = hashed(*(part[has] for part in parts))
    kept = row[has]
    if only is not None:
        at = touching(key, only[kept])
        key, kept = key[at], kept[at]
    if fallback is not None and len(key):
        codes, _ = pd.factorize(key)
        large = np.bincount(codes)[codes] > limit
        finer = large & (fallback[kept] >= 0)
        key = key.copy()
        key[finer] = hashed(key[finer].view(np.int64), fallback[kept[finer]])
    return label, key, kept, limit
