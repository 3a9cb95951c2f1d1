"""Pairs into comparisons: each a number that only ever speaks more for a match as it rises; missing where nothing can be said."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, JaroWinkler

from linkage.prepare import Prepared
from linkage.words import shared

CHUNK = 250_000
THREADS = 2
FEATURES = {
    "name": (
        "name_sorted", "name_jaro", "name_shared", "name_contained", "name_jaccard", "name_rarest", "name_common",
        "name_kept", "name_person",
    ),
    "place": (
        "postcode", "number", "unit", "street", "street_rarity", "street_contained", "town", "near", "uprn", "alone", "place_kept",
    ),
    "contact": ("phone", "phone_alone", "company", "email"),
}  # fmt: skip


def compare(of: Prepared, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """All comparisons of the pairs, a float32 column each, a row per pair.

    Args:
        of: prepared records.
        left, right: row numbers.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        frames = list(pool.map(lambda chunk: _compared(of, *chunk), _chunks(left, right)))
    features = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(dtype=np.float32)
    return features.assign(**_context(of, left, right, features)).astype(np.float32)


def _compared(of: Prepared, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    parts = {**_names(of, left, right), **place_comparisons(of, left, right), **_contacts(of, left, right)}
    return pd.DataFrame(parts).astype(np.float32)


def _chunks(left: np.ndarray, right: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    count = max(1, -(-len(left) // CHUNK))
    return list(zip(np.array_split(left, count), np.array_split(right, count), strict=True))


def _similar(texts: pa.Array, left: np.ndarray, right: np.ndarray, scorer: Callable[..., float]) -> np.ndarray:
    a = texts.take(pa.array(left)).to_pylist()
    b = texts.take(pa.array(right)).to_pylist()
    return process.cpdist(a, b, scorer=scorer, dtype=np.float32, workers=1)


# ---- name


def _names(of: Prepared, left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    best_sorted, best_jaro, exact = _best_alias(of, left, right)
    total, greatest = shared(of.name, left, right)
    smaller = np.minimum(of.name.total[left], of.name.total[right])
    union = of.name.total[left] + of.name.total[right] - total
    with np.errstate(invalid="ignore", divide="ignore"):
        contained = np.where(smaller > 0, total / smaller, np.nan)
        jaccard = np.where(union > 0, total / union, np.nan)
    person = of.is_person[left] != of.is_person[right]
    nameless = (of.name_key[left] < 0) | (of.name_key[right] < 0)
    out = {
        "name_sorted": best_sorted,
        "name_jaro": best_jaro,
        "name_shared": np.maximum(total, exact),
        "name_contained": contained,
        "name_jaccard": jaccard,
        "name_rarest": greatest,
        "name_person": person.astype(np.float32),
    }
    return {key: np.where(nameless, np.nan, value) for key, value in out.items()}


def _best_alias(of: Prepared, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Similarity of the closest two names: words in any order, and letters from the left."""
    first = of.alias_first
    by_words = _similar(of.alias_sorted, first[left], first[right], Indel.normalized_similarity)
    by_letters = _similar(of.alias_squashed, first[left], first[right], JaroWinkler.normalized_similarity)
    names_l, names_r = first[left + 1] - first[left], first[right + 1] - first[right]
    several = np.flatnonzero((names_l > 1) | (names_r > 1))
    for i in range(4):
        for j in range(4):
            at = several[(names_l[several] > i) & (names_r[several] > j)]
            if i + j == 0 or not len(at):
                continue
            a, b = first[left[at]] + i, first[right[at]] + j
            by_words[at] = np.maximum(by_words[at], _similar(of.alias_sorted, a, b, Indel.normalized_similarity))
            by_letters[at] = np.maximum(
                by_letters[at], _similar(of.alias_squashed, a, b, JaroWinkler.normalized_similarity)
            )
    return by_words, by_letters, np.zeros(len(left), np.float32)


# ---- place


def place_comparisons(
    of: Prepared, left: np.ndarray, right: np.ndarray, *, spelled: bool = True
) -> dict[str, np.ndarray]:
    """The comparisons of two places; without `spelled`, the spelling of the streets is left out."""
    total, _ = shared(of.address, left, right)
    smaller = np.minimum(of.address.total[left], of.address.total[right])
    union = of.address.total[left] + of.address.total[right] - total
    has = smaller > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        contained = np.where(has, total / smaller, np.nan)
        jaccard = np.where(has, total / union, np.nan)
    street = _similar(of.address_text, left, right, fuzz.token_set_ratio) / 100 if spelled else np.nan
    return {
        "postcode": _postcode(of, left, right),
        "number": _number(of.number[left], of.number[right]),
        "unit": _unit(of, left, right),
        "street": np.where(has, street, np.nan),
        "street_rarity": jaccard,
        "street_contained": contained,
        "town": _town(of, left, right),
        "near": -_metres(of, left, right),
        "uprn": _equal(of.uprn, left, right),
    }


def _equal(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    a, b = codes[left], codes[right]
    return np.where((a < 0) | (b < 0), np.nan, (a == b).astype(np.float32))


def _postcode(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """6 the same, 5 one slip of the pen, 4 same sector, 3 same district, 2 same first two characters, 0 other."""
    a, b = of.code_bytes[left], of.code_bytes[right]
    differs = a != b
    slips = differs.sum(axis=1)
    swapped = (slips == 2) & (np.sort(a, axis=1) == np.sort(b, axis=1)).all(axis=1)
    length = (a != 0).sum(axis=1)
    first_differing = np.where(slips > 0, differs.argmax(axis=1), 99)
    same_length = length == (b != 0).sum(axis=1)
    level = np.zeros(len(left), np.float32)
    level[first_differing >= 2] = 2
    level[(of.district[left] == of.district[right])] = 3
    level[(first_differing >= length - 2) & same_length & (length >= 6)] = 4
    level[same_length & ((slips == 1) | swapped)] = 5
    level[slips == 0] = 6
    full = (of.code[left] >= 0) & (of.code[right] >= 0)
    level = np.where(full, level, np.minimum(level, 3))
    return np.where((of.district[left] < 0) | (of.district[right] < 0), np.nan, level)


def _number(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """4 same, 3 but for a letter, 2 ranges overlap, 1 other letter (12A, 12B), 0 clash; missing where one has none."""
    level = np.zeros(len(a), np.float32)
    for i in (0, 3):
        for j in (0, 3):
            has = (a[:, i] >= 0) & (b[:, j] >= 0)
            overlap = has & (a[:, i] <= b[:, j + 1]) & (b[:, j] <= a[:, i + 1])
            level = np.where(overlap, np.maximum(level, 2), level)
    same = (a[:, 0] == b[:, 0]) & (a[:, 1] == b[:, 1])
    letter = (a[:, 2] > 0) & (b[:, 2] > 0) & (a[:, 2] != b[:, 2])
    level[same] = np.where(a[:, 2] == b[:, 2], 4, 3)[same]
    level[letter & (level >= 2)] = 1
    return np.where((a[:, 0] < 0) | (b[:, 0] < 0), np.nan, level)


def _unit(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """3 same, 2 one holds the other (5, 5A), 1 only one has a unit, 0 clash or a flat against a shop; missing where neither has."""
    a, b = of.unit[left], of.unit[right]
    none_a, none_b = a == "", b == ""
    level = np.where(a == b, 3.0, 0.0)
    level[none_a != none_b] = 1
    for at in np.flatnonzero(~none_a & ~none_b & (a != b)):
        level[at] = 2 if _near_units(a[at].split(), b[at].split()) else 0
    level[none_a & none_b] = np.nan
    level[of.is_flat[left] != of.is_flat[right]] = 0
    return level


def _near_units(one: list[str], other: list[str]) -> bool:
    """Whether two lists of units share one, or one differs by a letter that the other does not have.

    >>> _near_units(["5", "6"], ["6"]), _near_units(["5"], ["5A"]), _near_units(["5A"], ["5B"]), _near_units(["A"], ["B"])
    (True, True, False, False)
    """
    if set(one) & set(other):
        return True
    return any(_digits(s) and _digits(s) == _digits(t) and (s.isdigit() or t.isdigit()) for s in one for t in other)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _town(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """1 where town or locality of one is town or locality of the other, 0 where both are known and differ."""
    a, b, c, d = of.town[left], of.town[right], of.locality[left], of.locality[right]
    same = (a == b) | (a == d) | (c == b) | ((c == d) & (c >= 0))
    return np.where((a < 0) | (b < 0), np.nan, same.astype(np.float32))


def _metres(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logarithm of the distance in metres; positions good to a postcode only count as at least 50 m apart."""
    north = (of.latitude[left] - of.latitude[right]) * 111_320
    east = (of.longitude[left] - of.longitude[right]) * 111_320 * np.cos(np.radians(of.latitude[left]))
    metres = np.hypot(north, east)
    coarse = of.is_coarse[left] | of.is_coarse[right]
    return np.log10(np.maximum(metres, np.where(coarse, 50.0, 0.0)) + 10)


# ---- contact


def _contacts(of: Prepared, left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    phone = _equal(of.phone, left, right)
    short = (of.phone[left] >= 0) & (of.phone_short[left] == of.phone_short[right])
    return {
        "phone": np.where((phone == 0) & short, 0.5, phone),
        "company": _equal(of.company, left, right),
        "email": _equal(of.email, left, right),
    }


# ---- context: what the rest of the table says of the pair


def _context(of: Prepared, left: np.ndarray, right: np.ndarray, features: pd.DataFrame) -> dict[str, np.ndarray]:
    if not len(left):
        return {
            name: np.empty(0, np.float32) for name in ("name_common", "alone", "name_kept", "place_kept", "phone_alone")
        }
    common = _log_count(of.name_key, of.building)
    kept = one_list(of, left, right)
    at_place = (of.building[left] == of.building[right]) & (of.building[left] >= 0)
    return {
        "name_kept": np.where(
            features["name_sorted"].isna(), np.nan, np.where(features["name_sorted"] >= 0.95, kept, 0.0)
        ),
        "place_kept": np.where(at_place, kept, 0.0),
        "name_common": np.where(features["name_sorted"].isna(), np.nan, -np.minimum(common[left], common[right])),
        "alone": _alone(of, left, right),
        "phone_alone": -_log_count(of.phone_short, of.name_key)[left] * np.where(features["phone"] > 0, 1.0, np.nan),
    }


def _log_count(key: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Logarithm of the number of different values that go with the key of each row; 0 where there is no key."""
    frame = pd.DataFrame({"key": key, "value": value})
    count = frame[frame["key"] >= 0].drop_duplicates().groupby("key").size()
    return np.log2(np.maximum(frame["key"].map(count).fillna(1).to_numpy(), 1))


def _alone(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Minus the logarithm of how many names the busier source has at the place of either record."""
    frame = pd.DataFrame({"place": of.building, "source": of.source, "name": of.name_key}).drop_duplicates()
    count = frame[frame["place"] >= 0].groupby(["place", "source"]).size().groupby("place").max()
    busiest = pd.Series(of.building).map(count).fillna(1).to_numpy()
    return -np.log2(np.maximum(busiest[left], busiest[right]))


def one_list(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How far the two sources of each pair are one list at two dates: the share of their pairs at one place that write the address alike.

    Different hands write one address in different ways; a register copies itself letter by letter. A pair does not speak for itself. Zero within a source.
    """
    low, high = np.minimum(of.source[left], of.source[right]), np.maximum(of.source[left], of.source[right])
    pair = low.astype(np.int64) * (int(of.source.max(initial=0)) + 1) + high
    alike = (of.address_raw[left] == of.address_raw[right]) & (of.address_raw[left] >= 0)
    counted = (of.building[left] == of.building[right]) & (of.building[left] >= 0) & (low != high)
    share = pd.DataFrame({"pair": pair[counted], "alike": alike[counted]}).groupby("pair")["alike"].agg(["sum", "size"])
    of_pair = pd.Series(pair)
    others = of_pair.map(share["size"]).fillna(0).to_numpy() - counted
    kept = of_pair.map(share["sum"]).fillna(0).to_numpy() - (counted & alike)
    return kept / (others + 3)
