"""Records without a name: an entry of a register that tells only a place is about whoever trades there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage.prepare import Prepared

WEIGHT = 1.5
"""Match weight of such a link. Source: sample county, where three in four unnamed rating-list entries are about the business
last seen at the place; no real list with answers was at hand."""
METHOD = "last seen at the place"


def adopt(of: Prepared, business: np.ndarray, premises: np.ndarray, last_seen: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give each unnamed record that stands alone to the business last seen at its premises.

    Args:
        of: prepared records.
        business, premises: number of the business and premises of each record.
        last_seen: of each record; missing dates come first.
    Returns:
        The businesses, and which records were given away. A once-only list still gives one record to a business, a business
        keeps one company number and one UPRN.
    """
    alone = (of.name_key < 0) & (np.bincount(business, minlength=len(of))[business] == 1) & (premises >= 0)
    out = business.copy()
    adopted = np.zeros(len(of), dtype=bool)
    if not alone.any():
        return out, adopted
    frame = pd.DataFrame(
        {"business": business, "premises": premises, "seen": last_seen.to_numpy(), "named": of.name_key >= 0, "once": of.once, "source": of.source}
    )
    named = frame[frame["named"]]
    traders = named.groupby(["premises", "business"], sort=True).agg(seen=("seen", "max"), records=("seen", "size")).reset_index()
    traders = traders.sort_values(["premises", "seen", "records", "business"], ascending=[True, False, False, True], na_position="last", kind="stable")
    latest = traders.drop_duplicates("premises").set_index("premises")["business"]
    listed = set(zip(frame.loc[frame["once"], "business"], frame.loc[frame["once"], "source"], strict=True))
    holds = [_held(business, codes) for codes in (of.company, of.uprn)]
    for row in np.flatnonzero(alone):
        target = latest.get(premises[row])
        entry = (target, of.source[row])
        if target is None or (of.once[row] and entry in listed) or _clash(of, row, int(target), holds):
            continue
        out[row] = target
        adopted[row] = True
        if of.once[row]:
            listed.add(entry)
    return out, adopted


def _held(business: np.ndarray, codes: np.ndarray) -> dict[int, set[int]]:
    has = codes >= 0
    return pd.Series(codes[has]).groupby(business[has]).agg(set).to_dict()


def _clash(of: Prepared, row: int, target: int, holds: list[dict[int, set[int]]]) -> bool:
    return any(codes[row] >= 0 and target in held and codes[row] not in held[target] for codes, held in zip((of.company, of.uprn), holds, strict=True))
