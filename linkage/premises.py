"""Same place or not: match weights from place and identifiers alone, whoever trades there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.block import candidates
from linkage.cluster import Rules
from linkage.compare import FEATURES
from linkage.compare_places import place_comparisons
from linkage.nameless import lists_places
from linkage.parallel import both, chunks, shared
from linkage.prepare import Prepared
from linkage.weighed import Weighed

START = -4.0
"""Two records that share a postcode, a number or two rare address words are the same place about once in sixteen."""
TABLES: dict[str, dict[float, float]] = {
    "uprn": {1.0: 12.0, 0.0: -7.0},
    "postcode": {6.0: 3.5, 5.0: 2.0, 4.0: 0.5, 3.0: -1.0, 2.0: -4.0, 0.0: -7.0},
    "number": {4.0: 4.0, 3.0: -0.5, 2.0: 2.0, 1.0: -2.0, 0.5: -5.0, 0.0: -7.0},
    "unit": {3.0: 3.0, 2.0: 1.0, 1.0: -2.5, 0.0: -8.0, -1.0: -8.0},
    "town": {1.0: 0.3, 0.0: -1.0},
}
"""Match weight for each level of a comparison. Source: set by hand from the meaning of the levels; checked on the sample
county (premises F1) and on linkage-dev, where all records of a business are at one place."""
STREET = ((0.95, 4.0), (0.8, 3.0), (0.6, 1.5), (0.4, 0.0), (0.2, -2.0), (-1.0, -5.0))
"""Match weight for the share of rare address words in common."""
CROWD = 30
"""Records with one numbered address from which they are one place without being compared."""
SAME_BUSINESS = 0.75
"""Share of a business weight that counts for the place: the same business is mostly at the same place."""


def weigh_places(of: Prepared, found: Weighed, *, only: np.ndarray | None = None) -> Weighed:
    """Match weight and probability that two records are at one place, for place candidates and for pairs of one business.

    Args:
        of: prepared records.
        found: business pairs, weighed.
        only: with a mask, only place pairs of which at least one record is in it.
    """
    places = candidates(of, level="premises", only=only)
    count = np.int64(len(of))
    weight = found.weights["match_weight"].to_numpy()
    likely = np.flatnonzero(weight > 0)
    business = found.left[likely] * count + found.right[likely]
    packed = places.left * count
    packed += places.right
    kind, rules = places.left.dtype, places.rules
    del places
    packed = np.union1d(packed, business)
    left, right = (packed // count).astype(kind), (packed % count).astype(kind)
    known = np.full(len(packed), np.nan, dtype=np.float32)
    known[np.searchsorted(packed, business)] = weight[likely]
    return _weighed(of, left, right, known, rules)


def _weighed(of: Prepared, left: np.ndarray, right: np.ndarray, known: np.ndarray, rules: pd.DataFrame) -> Weighed:
    """Weights of place and name of each pair; their comparisons are made again where they are asked for."""
    total, place, name = (shared(len(left), kind) for kind in (np.float64, np.float32, np.float32))

    def part(some: slice) -> None:
        a, b = left[some], right[some]
        seen = pd.DataFrame(place_comparisons(of, a, b, spelled=False)).astype(np.float32)
        by_place = _place_weight(of, a, b, seen)
        by_name = _business_weight(of, a, b, seen, known[some].astype(np.float64))
        place[some], name[some], total[some] = by_place, by_name, START + by_place + by_name

    def again(at: np.ndarray) -> pd.DataFrame:
        seen = pd.DataFrame(place_comparisons(of, left[at], right[at], spelled=False)).astype(np.float32)
        others = [one for names in FEATURES.values() for one in names if one not in seen]
        return seen.assign(**{one: np.float32(np.nan) for one in others})

    both(part, list(chunks(len(left))))
    weights = pd.DataFrame(
        {"name_weight": name, "place_weight": place, "contact_weight": 0.0, "other_weight": 0.0, "match_weight": total}
    )
    return Weighed(left, right, None, weights, rules, again, start=START)


def _place_weight(of: Prepared, left: np.ndarray, right: np.ndarray, seen: pd.DataFrame) -> np.ndarray:
    total = np.zeros(len(left))
    for name, levels in TABLES.items():
        total += seen[name].map(levels).fillna(0.0).to_numpy()
    total += _street(seen) + _distance(seen["near"].to_numpy(dtype=np.float64))
    return total + np.where(_alike(of, left, right), 3.0, 0.0)


def _alike(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether both write the same address at the same place, letter by letter."""
    same = (of.address_key[left] == of.address_key[right]) & (of.address_key[left] >= 0)
    return same & (of.building[left] == of.building[right])


def _business_weight(
    of: Prepared, left: np.ndarray, right: np.ndarray, seen: pd.DataFrame, known: np.ndarray
) -> np.ndarray:
    """The same business is mostly at the same place; without it, an address without a number says little."""
    clash = (seen["number"] < 1) | (seen["unit"] <= 0) | (seen["uprn"] == 0) | (seen["postcode"] < 3)
    help_ = np.clip(np.nan_to_num(known, nan=0.0), 0.0, 8.0) * SAME_BUSINESS
    vague = seen["number"].isna().to_numpy() & ~(known > 0) & ~_alike(of, left, right) & ~(seen["uprn"] == 1).to_numpy()
    return np.where(clash, 0.0, help_) + np.where(vague, -2.0, 0.0)


def _street(seen: pd.DataFrame) -> np.ndarray:
    rare = np.nan_to_num(
        np.maximum(seen["street_rarity"].to_numpy(), seen["street_contained"].to_numpy() * 0.85), nan=-9.0
    )
    out = np.zeros(len(rare))
    for least, value in reversed(STREET):
        out = np.where(rare >= least, value, out)
    return np.where(rare < -1, 0.0, out)


def _distance(near: np.ndarray) -> np.ndarray:
    metres = np.power(10.0, -near) - 10.0
    value = np.select([metres <= 15, metres <= 60, metres <= 250, metres <= 1000], [2.0, 1.0, 0.0, -2.0], -6.0)
    return np.where(np.isnan(near), 0.0, value)


def premises_rules(of: Prepared) -> Rules:
    """What one place may not hold: two UPRNs; records of one party at one postcode are together from the start."""
    party = pd.DataFrame({"party": of.party, "code": of.code}).groupby(["party", "code"], sort=False).ngroup()
    first = pd.Series(np.arange(len(of))).groupby(party.to_numpy()).transform("min").to_numpy()
    list_of = np.where(lists_places(of), of.source, -1)
    return Rules(party=first, list_of=list_of, never=(of.uprn,), together=_crowds(of))


def _crowds(of: Prepared) -> tuple[tuple[int, int], ...]:
    """Records that write one numbered address alike, where there are too many to compare in pairs: together from the start."""
    numbered = (of.address_key >= 0) & (of.number[:, 0] >= 0) & ~lists_places(of)
    rows = np.flatnonzero(numbered)
    frame = pd.DataFrame(
        {"row": rows, "address": of.address_key[rows], "building": of.building[rows], "uprn": of.uprn[rows]}
    )
    by = frame.groupby(["address", "building", "uprn"])["row"]
    size, first = by.transform("size").to_numpy(), by.transform("min").to_numpy()
    crowd = (size > CROWD) & (first != rows)
    return tuple(zip(first[crowd].tolist(), rows[crowd].tolist(), strict=True))
