"""The comparisons of two places: postcode, house number, unit, street, town, distance, UPRN."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from linkage.columns import similar
from linkage.prepare import Prepared
from linkage.words import shared

LEAST_CODE = 5
"""Letters and digits of a postcode that has lost one."""


def place_comparisons(
    of: Prepared, left: np.ndarray, right: np.ndarray, *, spelled: bool = True
) -> dict[str, np.ndarray]:
    """The comparisons of two places; without `spelled`, the spelling of the streets is left out."""
    total, rarest = shared(of.address, left, right)
    one, other = of.address.total[left], of.address.total[right]
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    has = smaller > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        contained = np.where(has, total / smaller, np.nan)
        jaccard = np.where(has, total / (one + other - total), np.nan)
    street = similar(of.address_text, left, right, fuzz.token_set_ratio) / 100 if spelled else np.nan
    same_place = (of.building[left] == of.building[right]) & (of.building[left] >= 0)
    as_written = (of.address_key[left] == of.address_key[right]) & (of.address_key[left] >= 0)
    return {
        "postcode": _postcode(of, left, right),
        "number": _number(of.number[left], of.number[right]),
        "unit": _unit(of, left, right),
        "street": np.where(has, street, np.nan),
        "street_rarity": jaccard,
        "street_contained": contained,
        "street_shared": np.where(has, total, np.nan),
        "street_rarest": np.where(has, rarest, np.nan),
        "street_bits": np.where(has, total * of.address.bits, np.nan),
        "street_odd": np.where(has, (total - larger) * of.address.bits, np.nan),
        "street_odd_less": np.where(has, (total - smaller) * of.address.bits, np.nan),
        "place_bits": np.where(same_place, _bits(of.building, left), 0.0),
        "written_bits": np.where(as_written, _bits(of.address_key, left), 0.0),
        "town": _town(of, left, right),
        "near": -_metres(of, left, right),
        "uprn": equal(of.uprn, left, right),
    }


def _bits(codes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """How rare the value of each row is, in bits: 10 where one record in 1,024 has it."""
    count = np.bincount(codes[codes >= 0], minlength=1)
    return np.log2(len(codes) / np.maximum(count[np.maximum(codes[rows], 0)], 1))


def equal(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """1 the same, 0 different, missing where one has none."""
    a, b = codes[left], codes[right]
    return np.where((a < 0) | (b < 0), np.nan, (a == b).astype(np.float32))


def _postcode(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """6 the same, 5 one slip of the pen, 4 same sector, 3 same district, 2 same first two characters, 0 other."""
    a, b = of.code_bytes[left], of.code_bytes[right]
    differs = a != b
    slips = differs.sum(axis=1)
    length = (a != 0).sum(axis=1)
    first_differing = np.where(slips > 0, differs.argmax(axis=1), 99)
    same_length = length == (b != 0).sum(axis=1)
    level = np.zeros(len(left), np.float32)
    level[first_differing >= 2] = 2
    level[(of.district[left] == of.district[right])] = 3
    level[(first_differing >= length - 2) & same_length & (length >= 6)] = 4
    at = np.flatnonzero((slips > 0) & (length > 0) & (b != 0).any(axis=1))
    level[at[one_slip(a[at], b[at])]] = 5
    level[slips == 0] = 6
    full = (of.code[left] >= 0) & (of.code[right] >= 0)
    level = np.where(full, level, np.minimum(level, 3))
    return np.where((of.district[left] < 0) | (of.district[right] < 0), np.nan, level)


def one_slip(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether two postcodes, rows of letters, are one but for a letter that is lost, added, changed or swapped with the next."""
    a, b = _without_blank(a), _without_blank(b)
    in_a, in_b = (a != 0).sum(axis=1), (b != 0).sum(axis=1)
    differ = (a != b).sum(axis=1)
    swapped = (differ == 2) & (np.sort(a, axis=1) == np.sort(b, axis=1)).all(axis=1)
    out = (in_a == in_b) & ((differ <= 1) | swapped)
    at = np.flatnonzero((np.abs(in_a - in_b) == 1) & (np.minimum(in_a, in_b) >= LEAST_CODE))
    longer, shorter = (np.where((in_a > in_b)[at, None] == more, a[at], b[at]) for more in (True, False))
    from_left = np.cumprod(longer == shorter, axis=1).sum(axis=1)
    from_right = np.cumprod((longer[:, 1:] == shorter[:, :-1])[:, ::-1], axis=1).sum(axis=1)
    out[at] = from_left + from_right >= a.shape[1] - 1
    return out


def _without_blank(code: np.ndarray) -> np.ndarray:
    blank = code == ord(" ")
    place = np.where(blank.any(axis=1), blank.argmax(axis=1), code.shape[1] - 1)[:, None]
    letter = np.arange(code.shape[1] - 1)
    return np.take_along_axis(code, letter + (letter >= place), axis=1)


def _number(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """4 same, 3 but for a letter, 2 ranges overlap, 1 other letter (12A, 12B), 0.5 one slip of the pen (1224, 1242), 0 clash; missing where one has none."""
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
    clash = np.flatnonzero((level == 0) & (a[:, 0] >= 0) & (b[:, 0] >= 0))
    level[clash] = np.where(_slipped(a[clash, 0], b[clash, 0]), 0.5, 0.0)
    return np.where((a[:, 0] < 0) | (b[:, 0] < 0), np.nan, level)


def _slipped(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether two numbers of at least three digits differ by one digit lost, added, changed or swapped with the next."""
    one, other = a.astype(str).tolist(), b.astype(str).tolist()
    slips = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32, workers=1)
    return (slips <= 1) & (np.maximum(a, b) >= 100) & (np.minimum(a, b) >= 10)


def _unit(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """3 same, 2 one holds the other (5, 5A), 1 only one has a unit, 0 clash, -1 a flat against a shop; missing where neither has."""
    a, b = of.unit[left], of.unit[right]
    none_a, none_b = a == "", b == ""
    level = np.where(a == b, 3.0, 0.0)
    level[none_a != none_b] = 1
    for at in np.flatnonzero(~none_a & ~none_b & (a != b)):
        level[at] = 2 if _near_units(a[at].split(), b[at].split()) else 0
    level[none_a & none_b] = np.nan
    level[of.is_flat[left] != of.is_flat[right]] = -1
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
