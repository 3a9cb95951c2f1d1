"""Who took over from whom at each place, of the businesses that clustering and division left."""

from __future__ import annotations

import pandas as pd

from linkage.sightings import Seen, grouped
from linkage.succession import APART, CROWDED, LATE_DAYS, Division, Side, side, weight_of


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
    for here in grouped(rows.assign(business=business[rows["row"]]), "premises"):
        parts: dict[int, list[Seen]] = {}
        for one in here:
            parts.setdefault(one.business, []).append(one)
        if len(parts) > 1:
            sides = {number: side(seen) for number, seen in parts.items()}
            found += [(*link, here[0].premises) for link in _links_here(sides, known)]
    columns = ["before", "after", "gap_days", "weight", "evidence", "premises"]
    return pd.DataFrame(found, columns=columns).astype(
        {"before": "int64", "after": "int64", "gap_days": "int64", "weight": "float64", "premises": "int64"}
    )


def _links_here(
    sides: dict[int, Side], known: dict[tuple[int, int], tuple[float, str]]
) -> list[tuple[int, int, int, float, str]]:
    """The successions of one premises, strongest first where two claim one predecessor or successor."""
    claims = []
    for a, before in sides.items():
        for b, after in sides.items():
            if (a, b) in known:
                weight, said = known[a, b]
                claims.append((-1, -weight - APART, a, b, (after.first - before.last).days, said))
                continue
            if (
                a == b
                or (b, a) in known
                or (before.first, before.last, a) >= (after.first, after.last, b)
                or after.last <= before.last
            ):
                continue
            weight, told = weight_of(before, after)
            if weight <= -LATE_DAYS:
                continue
            between = sum(
                1
                for c, other in sides.items()
                if c not in (a, b) and other.first > before.last and other.last < after.first
            )
            beside = sum(
                1
                for c, other in sides.items()
                if c not in (a, b) and other.first < before.last and other.last > after.first
            )
            weight += APART + CROWDED * beside
            if weight > 0:
                claims.append((between, -weight, a, b, (after.first - before.last).days, "; ".join(told)))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    out = []
    for _, lost, a, b, gap, why in sorted(claims):
        if a not in taken_before and b not in taken_after:
            taken_before.add(a)
            taken_after.add(b)
            out.append((a, b, gap, -lost, why))
    return out
