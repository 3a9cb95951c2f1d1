"""How the touch-points asked for are shared out: one for everybody who must have one, the rest where attention goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import stories
from sample_data.crowd import Crowd, file_weights
from sample_data.events import contacts_of
from sample_data.randomness import apportion, draw, stream
from sample_data.settings import FILE_SHARES


def simulate(seed: int, crowd: Crowd, wanted: int, met: np.ndarray) -> dict[str, pd.DataFrame]:
    """Contacts of all files that no other rule fixes.

    Args:
        wanted: how many contacts, those of the stories included.
        met: businesses that already have a contact (a rating, a food visit).
    Returns:
        File name to EVENT_COLUMNS: police, fire, complaints, visits, council; sorted by date.
    """
    told = {file: stories.contacts(file, crowd.businesses) for file in FILE_SHARES}
    free = max(0, wanted - sum(len(frame) for frame in told.values()))
    weights = {file: file_weights(file, crowd) for file in FILE_SHARES}
    covered = _first_contacts(seed, crowd, weights, met, free)
    left = free - sum(len(rows) for rows in covered.values())
    counts = dict(zip(FILE_SHARES, apportion(max(left, 0), list(FILE_SHARES.values())), strict=True))
    events = {}
    for file in FILE_SHARES:
        rng = stream(seed, f"contacts {file}")
        more = draw(rng, weights[file], int(counts[file])) if counts[file] else np.array([], dtype=int)
        frame = contacts_of(rng, file, crowd, np.concatenate([covered[file], more]))
        events[file] = pd.concat([told[file], frame], ignore_index=True)
        events[file] = events[file].sort_values(["day", "minute", "business"], kind="stable", ignore_index=True)
    return events


def _first_contacts(
    seed: int, crowd: Crowd, weights: dict[str, np.ndarray], met: np.ndarray, free: int
) -> dict[str, np.ndarray]:
    """One contact for every known premises that has none yet, from a partner likely to go there."""
    rng = stream(seed, "first contacts")
    own = (crowd.businesses["story"] == "").to_numpy() & crowd.known
    doors = crowd.businesses["premises"].to_numpy()
    seen_doors = np.unique(doors[met & (doors >= 0)])
    candidates = np.flatnonzero(own & (doors >= 0) & ~np.isin(doors, seen_doors))
    chances = np.column_stack([weights[file] / max(weights[file].sum(), 1e-9) for file in FILE_SHARES])
    chances *= np.array(list(FILE_SHARES.values()))
    reachable = candidates[chances[candidates].sum(axis=1) > 0]
    _, last = np.unique(doors[reachable][::-1], return_index=True)
    rows = np.sort(reachable[::-1][last])
    if len(rows) > free:
        rows = np.sort(rows[rng.permutation(len(rows))[:free]])
    running = np.cumsum(chances[rows], axis=1)
    picked = (running < (rng.random(len(rows)) * running[:, -1])[:, None]).sum(axis=1)
    return {file: rows[picked == turn] for turn, file in enumerate(FILE_SHARES)}
