"""Texts into words with a rarity each, and pairs of texts compared by the rarity of the words they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

BACKGROUND_RECORDS = 2000
"""The shipped word rates count as this many records, so that three records do not make CAFE a rare word."""


@dataclass(frozen=True)
class Words:
    """The words of many texts.

    Attributes:
        text: word of each code.
        code: word codes, texts one after the other.
        offsets: where each text begins in `code`; one longer than the number of texts.
    """

    text: np.ndarray
    code: np.ndarray
    offsets: np.ndarray

    @property
    def row(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int32), np.diff(self.offsets))

    def joined(self, *, ordered: bool = False, glue: str = " ") -> pa.Array:
        """Each text put together again; with `ordered`, its words in alphabetical order."""
        code = self.code
        if ordered:
            rank = np.empty(len(self.text), dtype=np.int32)
            rank[np.argsort(self.text)] = np.arange(len(self.text), dtype=np.int32)
            code = code[np.lexsort((rank[code], self.row))]
        flat = pa.array(self.text.astype(object), pa.string()).take(pa.array(code))
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(self.offsets, pa.int32()), flat), glue)


def split(texts: pa.Array, spelling: dict[str, str], dropped: frozenset[str], *, singular: bool) -> Words:
    """Words of texts, spelled in one way: `THE TYRES CENTER` -> `TYRE CENTRE`; a text of dropped words only keeps them.

    Args:
        texts: capitals, digits and blanks.
        spelling: word to the word that stands for it.
        dropped: words that say nothing.
        singular: take plurals as singulars.
    """
    lists = pc.utf8_split_whitespace(pc.fill_null(pc.utf8_trim_whitespace(texts), ""))
    if isinstance(lists, pa.ChunkedArray):
        lists = lists.combine_chunks()
    encoded = lists.values.dictionary_encode()
    raw = encoded.dictionary.to_pylist()
    spelled = [spell(word, spelling, singular=singular) for word in raw]
    distinct = sorted(set(spelled))
    position = {word: number for number, word in enumerate(distinct)}
    translate = np.array([position[word] for word in spelled], dtype=np.int32)
    code = translate[encoded.indices.to_numpy()] if len(encoded) else np.empty(0, np.int32)
    is_dropped = np.array([word in dropped for word in distinct], dtype=bool)
    offsets = np.asarray(lists.offsets, dtype=np.int64)
    return _without(Words(np.array(distinct, dtype=object), code, offsets), is_dropped)


def _without(words: Words, is_dropped: np.ndarray) -> Words:
    if not len(words.code):
        return words
    row = words.row
    rows = len(words.offsets) - 1
    says_something = ~is_dropped[words.code] & (words.text[words.code] != "")
    has_any = np.bincount(row[says_something], minlength=rows) > 0
    kept = says_something | (~has_any[row] & (words.text[words.code] != ""))
    counts = np.bincount(row[kept], minlength=rows)
    return Words(words.text, words.code[kept], np.concatenate([[0], np.cumsum(counts)]))


def spell(word: str, spelling: dict[str, str], *, singular: bool) -> str:
    """One spelling per word.

    >>> spell("TYRES", {"TIRE": "TYRE"}, singular=True), spell("TIRE", {"TIRE": "TYRE"}, singular=True)
    ('TYRE', 'TYRE')
    >>> spell("GLASS", {}, singular=True), spell("BAKERIES", {}, singular=True)
    ('GLASS', 'BAKERY')
    """
    word = spelling.get(word, word)
    if singular and len(word) > 3 and word.endswith("S") and word[-2] not in "SUI":
        word = word[:-3] + "Y" if word.endswith("IES") and len(word) > 4 else word[:-1]
        word = spelling.get(word, word)
    return word


@dataclass(frozen=True)
class Rarity:
    """Which words each record holds and how rare they are here.

    Attributes:
        weighted: records by words, the rarity of the word (0 everywhere to 1 once only).
        present: the same with ones.
        total: sum of rarities of each record.
        rarity: of each word.
        bits: a rarity of 1 in bits of information; rarities add up, and so do their bits.
    """

    weighted: sparse.csr_matrix
    present: sparse.csr_matrix
    total: np.ndarray
    rarity: np.ndarray
    bits: float


def rarity(words: Words, row: np.ndarray, counted: np.ndarray, background: dict[str, float]) -> Rarity:
    """Rarity of words by the number of records that hold them, leaning on shipped rates where records are few.

    Args:
        words: of texts.
        row: record of each word in `words.code`.
        counted: which records count for the rarity: each name at each place once.
        background: share of names or addresses that hold a word, from published lists.
    """
    expected = np.array([background.get(word, 0.0) for word in words.text] or [0.0])
    return rarity_of(words.code, row, counted, expected)


def rarity_of(code: np.ndarray, row: np.ndarray, counted: np.ndarray, background: np.ndarray) -> Rarity:
    """The same of numbered words; `background` is the share of names or addresses that hold each."""
    width, rows, count = len(background), len(counted), int(counted.sum())
    present = sparse.csr_matrix((np.ones(len(row), np.float32), (row, code)), shape=(rows, width))
    present.sum_duplicates()
    present.data[:] = 1.0
    held = np.bincount(present.indices, weights=np.repeat(counted, np.diff(present.indptr)), minlength=width)
    share = (held + background * BACKGROUND_RECORDS) / (count + BACKGROUND_RECORDS)
    value = np.clip(-np.log2(np.maximum(share, 1e-12)) / np.log2(count + BACKGROUND_RECORDS), 0.0, 1.0).astype(
        np.float32
    )
    weighted = present.copy()
    weighted.data = value[present.indices]
    total = np.asarray(weighted.sum(axis=1), dtype=np.float32).ravel()
    return Rarity(weighted, present, total, value, float(np.log2(count + BACKGROUND_RECORDS)))


def shared(of: Rarity, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Summed and greatest rarity of the words that two records share, pair by pair."""
    common = of.weighted[left].multiply(of.present[right]).tocsr()
    total = np.asarray(common.sum(axis=1), dtype=np.float32).ravel()
    greatest = (
        common.max(axis=1).toarray().ravel().astype(np.float32) if common.nnz else np.zeros(len(left), np.float32)
    )
    return total, greatest


def rarest(present: object, rarity: np.ndarray, total: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The rarest and second rarest word of each record that another record has too, -1 where there is none; ties by word.

    A slip of the pen makes the rarest word of all, and nothing that is like it can be found by it.
    """
    indices, indptr = present.indices, present.indptr  # type: ignore[attr-defined]
    is_own = np.bincount(indices, minlength=len(rarity)) < 2
    by_rarity = np.lexsort((np.arange(len(rarity)), -rarity))
    rank = np.empty(len(rarity), dtype=np.int64)
    rank[by_rarity] = np.arange(len(rarity))
    held, length = np.where(is_own[indices], len(rarity), rank[indices]), np.diff(indptr)
    some = np.flatnonzero(length)
    out = []
    for place in (0, 1):
        word = np.full(rows, -1, dtype=np.int64)
        if len(some):
            lowest = np.minimum.reduceat(held, indptr[some])
            has = lowest < len(rarity)
            word[some[has]] = by_rarity[lowest[has]]
            if place == 0:
                held[held == np.repeat(lowest, length[some])] = len(rarity)
        out.append(word)
    return out[0], out[1]
