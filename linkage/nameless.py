"""Records without a name: an entry of a register that tells only a place is about whoever trades there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.prepare import Prepared

WEIGHT = 1.5
"""Match weight of such a link. Source: sample county, where three in four unnamed rating-list entries are about the business
last seen at the place; no real list with answers was at hand."""
NAMELESS = 0.1
"""Share of entries without a name from which a once-only list is taken for a list of places, one entry each (a rating list)."""
METHOD = "last seen at the place"


def adopt(
    of: Prepared, business: np.ndarray, premises: np.ndarray, last_seen: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Give each unnamed record that stands alone to the business last seen at its premises.

    Args:
        of: prepared records.
        business, premises: number of the business and premises of each record.
        last_seen: of each record; missing dates come first.
    Returns:
        The businesses, and which records were given away. A once-only list still gives one record to a business, a business
        keeps one company number and one UPRN.
    """
    alone = (np.bincount(business, minlength=len(of))[business] == 1) & (premises >= 0)
    alone &= (of.name_key < 0) | lists_places(of)
    out = business.copy()
    adopted = np.zeros(len(of), dtype=bool)
    if not alone.any():
        return out, adopted
    latest = _latest(premises[~alone], business[~alone], last_seen.to_numpy()[~alone])
    listed = set(zip(business[of.once].tolist(), of.source[of.once].tolist(), strict=True))
    holds = [_held(business, codes) for codes in (of.company, of.uprn)]
    for row in np.flatnonzero(alone):
        target = latest.get(premises[row])
        entry = (target, int(of.source[row]))
        if target is None or (of.once[row] and entry in listed) or _clash(of, int(row), int(target), holds):
            continue
        out[row] = target
        adopted[row] = True
        if of.once[row]:
            listed.add(entry)
    return out, adopted


def _latest(premises: np.ndarray, business: np.ndarray, seen: np.ndarray) -> dict[int, int]:
    """The business last seen at each premises; of those that tie, the one with most records, then the lowest number."""
    frame = pd.DataFrame({"premises": premises, "business": business, "seen": seen})
    traders = frame.groupby(["premises", "business"]).agg(seen=("seen", "max"), records=("seen", "size")).reset_index()
    by = ["premises", "seen", "records", "business"]
    traders = traders.sort_values(by, ascending=[True, False, False, True], na_position="last", kind="stable")
    found: dict[int, int] = traders.drop_duplicates("premises").set_index("premises")["business"].to_dict()
    return found


def lists_places(of: Prepared) -> np.ndarray:
    """Records of lists of places, such as a rating list: they name a business once, and leave many entries without a name."""
    count = np.bincount(of.source, minlength=1)
    nameless = np.bincount(of.source, weights=of.name_key < 0, minlength=1)
    return of.once & (nameless / np.maximum(count, 1) >= NAMELESS)[of.source]


def _held(business: np.ndarray, codes: np.ndarray) -> dict[int, set[int]]:
    has = codes >= 0
    return pd.Series(codes[has]).groupby(business[has]).agg(set).to_dict()


def _clash(of: Prepared, row: int, target: int, holds: list[dict[int, set[int]]]) -> bool:
    return any(
        codes[row] >= 0 and target in held and codes[row] not in held[target]
        for codes, held in zip((of.company, of.uprn), holds, strict=True)
    )
