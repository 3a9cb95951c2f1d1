"""Finding a business by what somebody typed, misspelt or not: an index of the pieces of words, made once for a register."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

LETTERS = " abcdefghijklmnopqrstuvwxyz0123456789"
PIECES = len(LETTERS) ** 3
CANDIDATES = 400
LEAST_SHARE = 0.8
LEGAL = frozenset(("ltd", "limited", "llp", "plc"))
LEAST = 58.0
NOTHING = pd.DataFrame({"business_id": [], "likeness": [], "matched": [], "text": []})
EXTRA = {"name": 0.0, "other": 0.5, "address": 6.0}
"""What each kind of text costs: of two that are as like, the present name comes before a former one, and both before an address."""
_CODE = np.full(128, -1, dtype=np.int32)
_CODE[[ord(letter) for letter in LETTERS]] = np.arange(len(LETTERS))
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {
    ord("&"): " and ",
    ord("'"): None,
}


def plain(text: str) -> str:
    """Lower case letters and figures: `"Joe's Café & Bar"` -> `"joes cafe and bar"`."""
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text)
        text = "".join(
            letter if letter.isascii() else "" if unicodedata.combining(letter) or letter == "\u2019" else " "
            for letter in folded
        )
    return " ".join(text.translate(_PLAIN).split())


@dataclass(frozen=True)
class SearchIndex:
    """Every text businesses are known by, and for each piece of three letters the texts that hold it.

    Attributes:
        texts: one row for each text, those of a business together: `business_id`, `kind` (name, other or address), `text`,
            `known_to` (bits of the partners who say so), `weight` (records that say so).
        plain: each text as `plain` makes it.
        starts: where each business's texts begin.
        first: where each piece's texts begin in `holders`; `holders` are rows of `texts`.
        rarity: what each piece is worth.
        worth: what all pieces of each text together are worth.
        is_address: which texts are addresses.
        known_to: as in `texts`.
        owner: for each text the number of its business.
        words: how rare each word of a name is, in bits.
    """

    texts: pd.DataFrame
    plain: list[str]
    starts: np.ndarray
    first: np.ndarray
    holders: np.ndarray
    rarity: np.ndarray
    worth: np.ndarray
    is_address: np.ndarray
    known_to: np.ndarray
    owner: np.ndarray
    words: dict[str, float]


def search_index(texts: pd.DataFrame) -> SearchIndex:
    """Make the index.

    Args:
        texts: `business_id`, `kind`, `text`, `known_to`, `weight`.
    """
    texts = texts.sort_values("business_id", kind="stable").reset_index(drop=True)
    said = [plain(text) for text in texts["text"].tolist()]
    piece, text = _pieces(said)
    counts = np.bincount(piece, minlength=PIECES)
    rarity = np.log2((len(said) + 1) / np.maximum(counts, 1)).astype(np.float32)
    is_address = (texts["kind"] == "address").to_numpy(dtype=bool)
    businesses = pd.factorize(texts["business_id"])[0]
    return SearchIndex(
        texts=texts,
        plain=said,
        starts=np.flatnonzero(np.diff(businesses, prepend=-1)),
        first=np.concatenate([[0], np.cumsum(counts)]),
        holders=text,
        rarity=rarity,
        worth=np.bincount(text, weights=rarity[piece], minlength=len(said)).astype(np.float32),
        is_address=is_address,
        known_to=texts["known_to"].to_numpy(dtype=np.int64),
        owner=businesses,
        words=_rarity_of_words([text for text, other in zip(said, is_address, strict=True) if not other]),
    )


def _rarity_of_words(names: list[str]) -> dict[str, float]:
    counts = pd.Series(" ".join(names).split(), dtype="object").value_counts()
    return dict(zip(counts.index, np.log2((len(names) + 1) / counts.to_numpy()), strict=True))


def _pieces(said: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Each different piece of three letters of each text, by piece: its number and the text's. Words begin and end with a blank."""
    letters = _CODE[np.frombuffer("".join(f" {text} " for text in said).encode("ascii"), dtype=np.uint8)]
    owner = np.repeat(np.arange(len(said), dtype=np.int32), [len(text) + 2 for text in said])
    whole = owner[2:] == owner[:-2]
    piece = ((letters[:-2] * len(LETTERS) + letters[1:-1]) * len(LETTERS) + letters[2:])[whole]
    both = np.sort(piece.astype(np.int64) * max(len(said), 1) + owner[2:][whole])
    both = both[np.diff(both, prepend=-1) > 0]
    return both // max(len(said), 1), (both % max(len(said), 1)).astype(np.int32)


def search(typed: str, index: SearchIndex, *, most: int = 50, allowed: int = -1) -> pd.DataFrame:
    """The businesses most like what was typed, best first.

    Args:
        typed: a name, an address, or both.
        index: what is looked through.
        most: at most so many.
        allowed: bits of the partners whose words may be looked through; all of them where it is -1.
    Returns:
        `business_id`, `likeness` (0 to 100), `matched` (name, other or address) and `text` (the words it was found by).
    """
    asked = plain(typed)[:200]
    if not asked or not index.plain:
        return NOTHING.copy()
    rows = _candidates(asked, index, allowed)
    if not len(rows):
        return NOTHING.copy()
    likeness = _likeness(asked, rows, index)
    found = index.texts.iloc[rows].assign(likeness=likeness)
    found["order"] = found["likeness"] - found["kind"].map(EXTRA)
    found = found[found["order"] >= LEAST].sort_values(
        ["order", "weight", "business_id"], ascending=[False, False, True]
    )
    found = found.drop_duplicates("business_id").head(most).rename(columns={"kind": "matched"})
    return found[["business_id", "likeness", "matched", "text"]].reset_index(drop=True)


def _candidates(asked: str, index: SearchIndex, allowed: int) -> np.ndarray:
    """Rows of the texts worth a closer look: those of the businesses whose texts together share most, and rarest, pieces."""
    pieces, _ = _pieces([asked])
    shared = np.zeros(len(index.plain), dtype=np.float32)
    together = np.zeros(len(index.starts), dtype=np.float32)
    seen = None if allowed == -1 else (index.known_to & allowed) != 0
    for piece in pieces:
        holders = index.holders[index.first[piece] : index.first[piece + 1]]
        holders = holders if seen is None else holders[seen[holders]]
        shared[holders] += index.rarity[piece]
        together[index.owner[holders]] = together[index.owner[holders]] + index.rarity[piece]
    total = float(index.rarity[pieces].sum()) or 1.0
    alike = shared / (0.6 * total + 0.4 * np.maximum(index.worth, 1))
    by_name = np.maximum.reduceat(np.where(index.is_address, 0, alike), index.starts)
    by_address = np.maximum.reduceat(np.where(index.is_address, shared / total, 0), index.starts)
    score = np.maximum(together / total + 0.7 * by_name, by_address)
    best = np.argpartition(-score, min(CANDIDATES, len(score) - 1))[:CANDIDATES]
    best = best[score[best] > 0]
    chosen = np.zeros(len(index.starts), dtype=bool)
    chosen[best] = True
    return np.flatnonzero(chosen[index.owner] & (shared > 0))


def _likeness(asked: str, rows: np.ndarray, index: SearchIndex) -> np.ndarray:
    """0 to 100 for each text: letters in their order, words in any order, or rare words found wherever the business has them."""
    said = [index.plain[row] for row in rows]
    squeezed = [text.replace(" ", "") for text in said]
    letters = process.cdist([asked.replace(" ", "")], squeezed, scorer=fuzz.ratio, dtype=np.float32)[0]
    sorted_ = process.cdist([asked], said, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0]
    whole = np.maximum(np.maximum(letters, sorted_), _by_words(asked, rows, said, index))
    return np.maximum(whole, _by_name_and_place(asked, rows, said, index)).astype("float64")


def _by_name_and_place(asked: str, rows: np.ndarray, said: list[str], index: SearchIndex) -> np.ndarray:
    """Where some of the words typed say where it is, these are compared with its addresses and only the rest with its names."""
    words = asked.split()
    found = np.zeros(len(rows))
    if len(words) < 2:
        return found
    owners, here = index.owner[rows], index.is_address[rows]
    places: dict[int, set[str]] = {}
    for owner, text, is_address in zip(owners, said, here, strict=True):
        if is_address:
            places.setdefault(owner, set()).update(text.split())
    pairs = []
    for number, (owner, text) in enumerate(zip(owners, said, strict=True)):
        place = places.get(owner)
        if here[number] or not place:
            continue
        name = [word for word in text.split() if word not in LEGAL]
        rest = [word for word in words if word not in place or word in name]
        if rest and len(rest) < len(words):
            pairs.append((number, "".join(rest), "".join(name), " ".join(rest), " ".join(name)))
    if not pairs:
        return found
    letters = process.cpdist(
        [pair[1] for pair in pairs], [pair[2] for pair in pairs], scorer=fuzz.ratio, dtype=np.float32
    )
    order = process.cpdist(
        [pair[3] for pair in pairs], [pair[4] for pair in pairs], scorer=fuzz.token_sort_ratio, dtype=np.float32
    )
    share = np.maximum(np.array([len(pair[1]) for pair in pairs]) / len(asked.replace(" ", "")), LEAST_SHARE)
    found[[pair[0] for pair in pairs]] = share * np.maximum(letters, order) + (1 - share) * 97
    return found


def _by_words(asked: str, rows: np.ndarray, said: list[str], index: SearchIndex) -> np.ndarray:
    """How much of what was typed is in a text, by the rarity of its words; what a name lacks may stand in the address."""
    words = asked.split()
    rarest = float(np.log2(len(index.plain) + 1))
    weight = np.array([max(index.words.get(word, rarest), 1.0) for word in words])
    heard = sorted({word for text in said for word in text.split()})
    if not heard:
        return np.zeros(len(rows))
    place = {word: number for number, word in enumerate(heard)}
    same = process.cdist(words, heard, scorer=OSA.normalized_similarity, dtype=np.float32)
    begins = np.array([[len(word) >= 3 and other.startswith(word) for other in heard] for word in words])
    same = np.maximum(same, np.where(begins, 0.88, 0))
    figures = np.array([word.isdigit() for word in words])
    same = np.where(same < np.where(figures, 1.0, 0.6)[:, None], 0, same)
    said_words = [text.split() or [heard[0]] for text in said]
    spans = np.array([place[word] for text in said_words for word in text])
    begin = np.concatenate([[0], np.cumsum([len(text) for text in said_words])[:-1]])
    mine = np.maximum.reduceat(same[:, spans], begin, axis=1).T
    owners = index.owner[rows]
    there = {owner: found for owner, found, here in zip(owners, mine, index.is_address[rows], strict=True) if here}
    nowhere = np.zeros(len(words))
    helped = np.maximum(mine, 0.93 * np.array([there.get(owner, nowhere) for owner in owners]))
    asked_for = (helped**2) @ weight / weight.sum()
    worth = np.array([max(index.words.get(word, 1.0), 1.0) for word in heard])[spans]
    own = np.add.reduceat(same.max(axis=0)[spans] * worth, begin) / np.add.reduceat(worth, begin)
    return np.where(mine.max(axis=1) > 0, 100 * (0.82 * asked_for + 0.18 * own), 0)
