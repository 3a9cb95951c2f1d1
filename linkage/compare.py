"""Pairs into comparisons: each a number that only ever speaks more for a match as it rises; missing where nothing can be said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel, JaroWinkler

from linkage.columns import similar
from linkage.compare_places import equal, place_comparisons
from linkage.compare_unlike import ONE_NAME, unlike_names
from linkage.context import Context, context, context_comparisons
from linkage.parallel import chunks
from linkage.prepare import Prepared
from linkage.words import shared

THREADS = 2
FEATURES = {
    "name": (
        "name_sorted", "name_jaro", "name_shared", "name_contained", "name_jaccard", "name_rarest", "name_common",
        "name_kept", "name_person", "name_local", "name_bits", "name_odd", "name_odd_less", "name_fails", "name_placed", "name_slip",
    ),
    "place": (
        "postcode", "number", "unit", "street", "street_rarity", "street_contained", "street_shared", "street_rarest",
        "town", "near", "uprn", "alone", "place_kept", "street_bits", "street_odd", "street_odd_less", "place_bits", "written_bits", "place_fails", "attested", "branches",
    ),
    "contact": ("phone", "phone_alone", "company", "email", "phone_bits", "phone_fails"),
    "other": ("twins",),
}  # fmt: skip


def compare(of: Prepared, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """All comparisons of the pairs, a float32 column each, a row per pair.

    Args:
        of: prepared records.
        left, right: row numbers.
    """
    at = context(of, left, right)
    with ThreadPoolExecutor(THREADS) as pool:
        frames = list(pool.map(lambda pairs: compare_some(of, left, right, pairs, at), chunks(len(left))))
    return pd.concat(frames, ignore_index=True)


def compare_some(
    of: Prepared,
    left: np.ndarray,
    right: np.ndarray,
    pairs: slice | np.ndarray,
    at: Context,
    code: np.ndarray | None = None,
) -> pd.DataFrame:
    """The comparisons of some of the pairs: a part, or their numbers; `code` tells the two lists of each, where these are not their own."""
    a, b = left[pairs], right[pairs]
    names = _names(of, a, b)
    if (everybodys := at.everybodys(a, b, of.name_key)).any():
        names = {name: np.where(everybodys, np.nan, values) for name, values in names.items()}
    seen = {**names, **place_comparisons(of, a, b), **_contacts(of, a, b)}
    same_place = (of.building[a] == of.building[b]) & (of.building[a] >= 0)
    placed = (of.building[a] >= 0) & (of.building[b] >= 0) & (of.number[a, 0] >= 0) & (of.number[b, 0] >= 0)
    code = at.facts.lists.of(a, b) if code is None else code
    seen |= context_comparisons(at, a, b, (pairs, code), seen, same_place, placed)
    seen |= unlike_names(of, a, b, seen["name_sorted"])
    seen["unit"] = np.where((seen["unit"] < 0) & (seen["name_sorted"] >= ONE_NAME), 1.0, seen["unit"])
    return pd.DataFrame({name: values.astype(np.float32) for name, values in seen.items()})


# ---- name


def _names(of: Prepared, left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    best_sorted, best_jaro = _best_alias(of, left, right)
    total, greatest = shared(of.name, left, right)
    one, other = of.name.total[left], of.name.total[right]
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    with np.errstate(invalid="ignore", divide="ignore"):
        contained = np.where(smaller > 0, total / smaller, np.nan)
        jaccard = np.where(one + other - total > 0, total / (one + other - total), np.nan)
    nameless = (of.name_key[left] < 0) | (of.name_key[right] < 0)
    out = {
        "name_sorted": best_sorted,
        "name_jaro": best_jaro,
        "name_shared": total,
        "name_contained": contained,
        "name_jaccard": jaccard,
        "name_rarest": greatest,
        "name_person": (of.is_person[left] != of.is_person[right]).astype(np.float32),
        "name_bits": total * of.name.bits,
        "name_odd": (total - larger) * of.name.bits,
        "name_odd_less": (total - smaller) * of.name.bits,
    }
    return {key: np.where(nameless, np.nan, value) for key, value in out.items()}


def _best_alias(of: Prepared, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Similarity of the closest two names: words in any order, and letters from the left."""
    first = of.alias_first
    by_words = similar(of.alias_sorted, first[left], first[right], Indel.normalized_similarity)
    by_letters = similar(of.alias_squashed, first[left], first[right], JaroWinkler.normalized_similarity)
    names_l, names_r = first[left + 1] - first[left], first[right + 1] - first[right]
    several = np.flatnonzero((names_l > 1) | (names_r > 1))
    for i in range(4):
        for j in range(4):
            at = several[(names_l[several] > i) & (names_r[several] > j)]
            if i + j == 0 or not len(at):
                continue
            a, b = first[left[at]] + i, first[right[at]] + j
            by_words[at] = np.maximum(by_words[at], similar(of.alias_sorted, a, b, Indel.normalized_similarity))
            by_letters[at] = np.maximum(
                by_letters[at], similar(of.alias_squashed, a, b, JaroWinkler.normalized_similarity)
            )
    return by_words, by_letters


# ---- contact


def _contacts(of: Prepared, left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    phone = equal(of.phone, left, right)
    short = (of.phone[left] >= 0) & (of.phone_short[left] == of.phone_short[right])
    return {
        "phone": np.where((phone == 0) & short, 0.5, phone),
        "company": equal(of.company, left, right),
        "email": equal(of.email, left, right),
    }
