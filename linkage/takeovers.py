"""Who took over from whom at each place, of the businesses that clustering and division left."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pandas as pd

from linkage.sightings import Seen, grouped
from linkage.succession import Division
from linkage.turnover import SHARED, Side, side, weight_of

APART = 2.0
"""Added where linkage itself found two businesses."""
CROWDED = -4.0
"""For each other business that traded there before and after: a shared building, not a takeover."""

Link = tuple[int, int, int, float, str]


def successions(rows: pd.DataFrame, divided: Division) -> pd.DataFrame:
    """Who took over from whom: at one premises one business ends before, or shortly after, the next begins.

    Args:
        rows: from `sightings.table`.
        divided: what `divide` made of the businesses; its cuts are successions.
    Returns:
        `before`, `after` (business numbers), `premises`, `gap_days` (negative where they overlap), `weight` (log2 odds) and
        `evidence`. A business has at most one predecessor and one successor at a premises.
    """
    found = []
    business = divided.business
    known = {(int(business[a]), int(business[b])): (weight, why) for a, b, weight, why in divided.cuts}
    last = [divided.ended.get(row, last) for row, last in zip(rows["row"].tolist(), rows["last"], strict=True)]
    for here in grouped(rows.assign(business=business[rows["row"]], last=last), "premises"):
        parts: dict[int, list[Seen]] = {}
        for one in here:
            parts.setdefault(one.business, []).append(one)
        if len(parts) > 1:
            found += [(*link, here[0].premises) for link in _links_here(_sides(parts), known)]
    columns = ["before", "after", "gap_days", "weight", "evidence", "premises"]
    return pd.DataFrame(found, columns=columns).astype(
        {"before": "int64", "after": "int64", "gap_days": "int64", "weight": "float64", "premises": "int64"}
    )


def _sides(parts: dict[int, list[Seen]]) -> dict[int, Side]:
    """What each business's records say. A description that tells two businesses of one name apart by nothing (no reference, owner or
    company) does not say when either was there, if other records do."""
    carried = Counter(name for seen in parts.values() for name in {one.name for one in seen})
    out = {}
    for number, seen in parts.items():
        own = [
            one for one in seen if carried[one.name] == 1 or isinstance(one.ref, str) or one.owner or one.company >= 0
        ]
        out[number] = side(own or seen)
    return out


def _links_here(sides: dict[int, Side], known: dict[tuple[int, int], tuple[float, str]]) -> list[Link]:
    """The successions of one premises: of those that two claim the one without a third between, then the likelier."""
    claims = _claims(sides, known)
    between = {
        (a, b): sum(1 for c in sides if (a, c) in claims and (c, b) in claims and sides[a].first <= sides[c].first)
        for a, b in claims
    }
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    out = []
    for a, b in sorted(claims, key=lambda pair: (between[pair], -claims[pair][0], pair)):
        if a not in taken_before and b not in taken_after:
            taken_before.add(a)
            taken_after.add(b)
            out.append((a, b, (sides[b].first - sides[a].last).days, *claims[a, b]))
    return out


def _claims(
    sides: dict[int, Side], known: dict[tuple[int, int], tuple[float, str]]
) -> dict[tuple[int, int], tuple[float, str]]:
    """Weight and evidence of each pair of which one may have taken over from the other."""
    claims = {}
    for a, b in permutations(sides, 2):
        before, after = sides[a], sides[b]
        if (a, b) in known:
            weight, why = known[a, b]
            claims[a, b] = weight + APART, why
        elif (b, a) not in known and (before.first, before.last, a) < (after.first, after.last, b):
            if after.last <= before.last:
                continue
            weight, told = weight_of(before, after)
            beside = sum(
                1
                for c, other in sides.items()
                if c not in (a, b) and other.first < before.last and other.last > after.first
            )
            shared = (before.is_shared or after.is_shared) and not before.uprns & after.uprns
            weight += APART + CROWDED * beside + SHARED * shared
            if weight > 0:
                claims[a, b] = weight, "; ".join(told)
    return claims
