"""How often each fact fails to repeat in this table: names at one place, places of one name, phones of one business.

Matches that other facts make nearly certain tell how much a difference weighs here. In a register that copies itself a new house
number is another business; in lists typed from memory it is a slip. This is what expectation-maximisation would learn, taken from
the certain pairs only, so that neighbours who share postcode, street and town cannot mislead it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linkage.parallel import chunks
from linkage.prepare import Prepared, beginnings
from linkage.two_lists import BY_BOTH, BY_NAME, BY_PLACE, NAMES_DIFFER, PHONES_DIFFER, PLACES_DIFFER, Facts
from linkage.words import shared

CERTAIN = 400_000
"""Certain pairs looked at, at most."""
EXPECTED = {"name": 0.2, "place": 0.2, "phone": 0.1}
"""Share of failures to expect before a certain pair is seen. Source: linkage-dev, rounded."""
FROM_TABLE, FROM_EXPECTED = 10.0, 5.0
"""Certain pairs that the whole table, and the expectation, count as beside those of two lists."""
ALIKE = 0.35
"""Rarity of a shared word from which two names are alike."""
UNLIKE = 1 << 15
"""Fact of a pair: certain by its place, and no word or beginning of the names in common."""
BITS = {"name": (BY_PLACE, UNLIKE), "place": (BY_NAME, PLACES_DIFFER), "phone": (BY_BOTH, PHONES_DIFFER)}
"""For each kind of fact, the pairs that are certain without it, and those of them in which it differs."""


@dataclass(frozen=True)
class Failures:
    """Counts of certain matches of every two lists, and of those in which names, places or phones differ.

    Attributes:
        facts: facts of the pairs.
        seen, failed: by kind, for every two lists.
        times: by kind, pairs that one counted failure stands for.
    """

    facts: Facts
    seen: dict[str, np.ndarray]
    failed: dict[str, np.ndarray]
    times: dict[str, float]

    def share(self, kind: str, pairs: slice | np.ndarray, code: np.ndarray) -> np.ndarray:
        """Logarithm to base 2 of the share of failures between the two lists of each pair, leaning on the whole table; a pair does not
        speak for itself.

        Args:
            kind: name, place or phone.
            pairs: which pairs.
            code: numbers of their two lists.
        """
        seen, failed = self.seen[kind], self.failed[kind]
        overall = (failed.sum() + FROM_EXPECTED * EXPECTED[kind]) / (seen.sum() + FROM_EXPECTED)
        certain, fails = ((self.facts.bits[pairs] & bit) > 0 for bit in BITS[kind])
        held = np.maximum(failed[code] - fails * self.times[kind], 0.0) + FROM_TABLE * overall
        share = held / (np.maximum(seen[code] - certain.astype(float), 0.0) + FROM_TABLE)
        return np.log2(np.clip(share, 1e-4, 1.0)).astype(np.float32)


def failures(of: Prepared, left: np.ndarray, right: np.ndarray, facts: Facts) -> Failures:
    """What the certain matches among the pairs say of the others; the facts learn which of their names are unlike.

    Args:
        of: prepared records.
        left, right: all pairs.
        facts: facts of all pairs.
    """
    differ = np.flatnonzero(facts.bits & NAMES_DIFFER)
    at = _some(differ)
    facts.bits[at[~_alike(of, left[at], right[at])]] |= UNLIKE
    kinds = {kind: (np.zeros(len(facts.lists)), np.zeros(len(facts.lists))) for kind in BITS}
    for part in chunks(len(left)):
        code, bits = facts.lists.of(left[part], right[part]), facts.bits[part]
        for kind, counts in kinds.items():
            for count, bit in zip(counts, BITS[kind], strict=True):
                count += np.bincount(code[(bits & bit) > 0], minlength=len(count))
    times = {"name": len(differ) / len(at) if len(at) else 1.0, "place": 1.0, "phone": 1.0}
    return Failures(
        facts,
        {kind: seen for kind, (seen, _) in kinds.items()},
        {kind: failed * times[kind] for kind, (_, failed) in kinds.items()},
        times,
    )


def _some(rows: np.ndarray) -> np.ndarray:
    """An even part of many rows."""
    return rows[:: max(1, -(-len(rows) // CERTAIN))]


def _alike(of: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    begin = beginnings(of, 3)
    _, rarest = shared(of.name, left, right)
    return (rarest >= ALIKE) | ((begin[left] == begin[right]) & (begin[left] >= 0))
