"""What the rest of the table says of a pair: how common its name is, who else is at the place, how alike the two lists are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from linkage.keys import hashed, touching
from linkage.prepare import Prepared, beginnings
from linkage.reliability import ALIKE, Failures, failures
from linkage.two_lists import Facts, facts
from linkage.words import BACKGROUND_RECORDS

EVERYBODYS = 8
"""A name at one place in so many, of the table and the usual BACKGROUND_RECORDS together, says nothing. Source: our choice; no set the
model is trained or judged on has one."""


@dataclass(frozen=True)
class Context:
    """Counts over the whole table, taken once.

    Attributes:
        common, local: logarithm of the number of places with the name of each record, anywhere and in its district or town.
        crowd: logarithm of the number of names at its place, in the source that has most there.
        phone_names, phone_bits: logarithm of the number of names with its phone; rarity of the phone in bits.
        facts: what the pairs of every two lists say of them.
        failures: how often names, places and phones of certain matches differ.
        attested: logarithm of the number of records with the name of each record at its place.
        branches: logarithm of the number of places with its name in its district or town, in the list that has most.
    """

    common: np.ndarray
    local: np.ndarray
    crowd: np.ndarray
    phone_names: np.ndarray
    phone_bits: np.ndarray
    facts: Facts
    failures: Failures
    attested: np.ndarray
    branches: np.ndarray

    def everybodys(self, left: np.ndarray, right: np.ndarray, name_key: np.ndarray) -> np.ndarray:
        """Whether both have one name that a good part of the whole table bears: it tells nobody from anybody."""
        most = np.log2((len(self.common) + BACKGROUND_RECORDS) / EVERYBODYS)
        return (self.common[left] > most) & (name_key[left] == name_key[right])


def context(of: Prepared, left: np.ndarray, right: np.ndarray) -> Context:
    """Count what the comparisons of these pairs need."""
    asked = np.zeros(len(of), dtype=bool)
    asked[left], asked[right] = True, True
    place = np.where(of.building >= 0, of.building, -1 - np.arange(len(of)))
    area = np.where(of.district >= 0, of.district, of.town + int(of.district.max(initial=0)) + 1)
    here = np.where(of.name_key >= 0, of.name_key * (int(area.max(initial=0)) + 2) + area + 1, -1)
    held = np.bincount(of.phone[of.phone >= 0], minlength=1)
    common, crowd = _log_count(of.name_key, place, asked), _crowd(of, asked)
    seen = facts(of, left, right, crowd, common)
    return Context(
        common=common,
        local=_log_count(here, place, asked),
        crowd=crowd,
        phone_names=_log_count(of.phone_short, of.name_key, asked),
        phone_bits=np.log2(len(of) / np.maximum(held[np.maximum(of.phone, 0)], 1)).astype(np.float32),
        facts=seen,
        failures=failures(of, left, right, seen),
        attested=_log_count(_both(of.name_key, of.building), np.arange(len(of)), asked),
        branches=_branches(of, here, asked),
    )


def context_comparisons(
    at: Context,
    left: np.ndarray,
    right: np.ndarray,
    told: tuple[slice | np.ndarray, np.ndarray],
    seen: dict[str, np.ndarray],
    same_place: np.ndarray,
    placed: np.ndarray,
) -> dict[str, np.ndarray]:
    """The comparisons that speak of other records.

    Args:
        at: counts.
        left, right: row numbers of some of the pairs.
        told: which pairs these are of those the counts were taken for, and numbers of their two lists.
        seen: comparisons made already.
        same_place: whether both records are at one place.
        placed: whether the place of both is known.
    """
    nameless = np.isnan(seen["name_sorted"])
    agree = seen["name_sorted"] >= 0.85
    pairs, code = told
    kept = at.facts.kept(pairs, code)
    has_phone = seen["phone"] > 0
    differs = (seen["name_sorted"] < 0.6) & (seen["name_rarest"] < ALIKE)
    elsewhere = placed & ~same_place
    return {
        "name_kept": np.where(nameless, np.nan, np.where(seen["name_sorted"] >= 0.95, kept, 0.0)),
        "place_kept": np.where(same_place, kept, 0.0),
        "name_common": np.where(nameless, np.nan, -np.minimum(at.common[left], at.common[right])),
        "name_local": np.where(agree, -np.maximum(at.local[left], at.local[right]), np.nan),
        "alone": -np.maximum(at.crowd[left], at.crowd[right]),
        "phone_alone": np.where(has_phone, -at.phone_names[left], np.nan),
        "phone_bits": np.where(seen["phone"] == 1, at.phone_bits[left], 0.0),
        "twins": at.facts.twins(pairs, code),
        "name_fails": np.where(nameless, np.nan, np.where(differs, at.failures.share("name", pairs, code), 0.0)),
        "place_fails": np.where(elsewhere, at.failures.share("place", pairs, code), 0.0),
        "attested": np.where(elsewhere & agree, -np.minimum(at.attested[left], at.attested[right]), 0.0),
        "branches": np.where(elsewhere & agree, -np.maximum(at.branches[left], at.branches[right]), 0.0),
        "phone_fails": np.where(seen["phone"] == 0, at.failures.share("phone", pairs, code), 0.0),
    }


FEW = 4
"""Where fewer than one record in so many is in a pair, only what has their names or places is counted: a new file beside a register."""


def _counted(key: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Rows to count for the keys of the rows asked about: those with a key, of a few rows those that may have one of their keys."""
    at = np.flatnonzero(key >= 0)
    if asked.sum() * FEW > len(asked):
        return at
    return at[touching(hashed(key[at]), asked[at])]


def _log_count(key: np.ndarray, value: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Logarithm of the number of different values that go with the key of each row asked about; 0 where there is no key."""
    at = _counted(key, asked)
    frame = pd.DataFrame({"key": key[at], "value": value[at]})
    return _spread(frame["key"], frame.drop_duplicates().groupby("key").size(), at, len(key))


def _spread(key: pd.Series, count: pd.Series, at: np.ndarray, rows: int) -> np.ndarray:
    """The logarithm of the count of each key, by row; 0 elsewhere."""
    out = np.zeros(rows, dtype=np.float32)
    out[at] = np.log2(np.maximum(key.map(count).fillna(1).to_numpy(), 1))
    return out


def _both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A number for both values together, -1 where one is missing."""
    return np.where((one >= 0) & (other >= 0), one * (int(other.max(initial=0)) + 1) + other, -1)


def _branches(of: Prepared, here: np.ndarray, asked: np.ndarray) -> np.ndarray:
    at = _counted(here, asked)
    frame = pd.DataFrame({"here": here[at], "source": of.source[at], "place": of.building[at]})
    places = frame[frame["place"] >= 0].drop_duplicates().groupby(["here", "source"]).size()
    return _spread(frame["here"], places.groupby("here").max(), at, len(of))


def _crowd(of: Prepared, asked: np.ndarray) -> np.ndarray:
    """Names that begin alike count once: a list that repeats its entries is not a crowd."""
    begin = beginnings(of, 3)
    name = np.where(begin >= 0, begin, of.name_key + int(begin.max(initial=0)) + 2)
    at = _counted(of.building, asked)
    frame = pd.DataFrame({"place": of.building[at], "source": of.source[at], "name": name[at]})
    count = frame.drop_duplicates().groupby(["place", "source"]).size().groupby("place").max()
    return _spread(frame["place"], count, at, len(of))
