"""Keys into blocks, and blocks into pairs of records."""

from __future__ import annotations

import numpy as np

_MIX = np.uint64(0x9E3779B97F4A7C15)


def hashed(*parts: np.ndarray) -> np.ndarray:
    """One 64-bit number per row for the values of all parts."""
    out = np.full(len(parts[0]), 1469598103934665603, dtype=np.uint64)
    for part in parts:
        out = (out ^ part.astype(np.int64).view(np.uint64)) * _MIX
        out ^= out >> np.uint64(29)
    return out


def touching(key: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Rows whose key one of some rows has, and one in a hundred others or fewer: enough to leave the rest of a large table alone.

    Args:
        key: from `hashed`.
        some: mask of rows.
    """
    bits = np.uint64(64 - max(16, min(24, int(some.sum()).bit_length() + 7)))
    place = (key * _MIX) >> bits
    held = np.zeros(1 << (64 - int(bits)), dtype=bool)
    held[place[some]] = True
    return np.flatnonzero(held[place])


def grouped(key: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Size and start of each block, and the rows block by block."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    start = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(key) else np.empty(0, np.int64)
    size = np.diff(np.concatenate([start, [len(key)]]))
    return size, start, row[order]


def kept_blocks(size: np.ndarray, start: np.ndarray, limit: int, budget: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Blocks of two records up to the limit, smallest first while the pairs fit the budget."""
    out = int(size[size > limit].sum())
    kept = (size > 1) & (size <= limit)
    size, start = size[kept], start[kept]
    if len(size):
        by_size = np.bincount(size)
        pairs = np.cumsum(by_size * (np.arange(len(by_size)) * (np.arange(len(by_size)) - 1) // 2))
        largest = max(int(np.searchsorted(pairs, budget, side="right")) - 1, 2)
        out += int(size[size > largest].sum())
        start, size = start[size <= largest], size[size <= largest]
    return size, start, out


def pairs_of(row: np.ndarray, start: np.ndarray, size: np.ndarray) -> np.ndarray:
    """All pairs within each block, as two rows of record numbers."""
    out = []
    for n in np.flatnonzero(np.bincount(size, minlength=1)):
        a, b = np.triu_indices(int(n), 1)
        base = start[size == n]
        out.append(np.stack([row[(base[:, None] + a).ravel()], row[(base[:, None] + b).ravel()]]))
    return np.concatenate(out, axis=1) if out else np.empty((2, 0), dtype=np.int64)


def unpacked(packed: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Left and right row of packed pairs."""
    kind = np.int32 if count < 2**31 else np.int64
    return (packed // max(count, 1)).astype(kind), (packed % max(count, 1)).astype(kind)
