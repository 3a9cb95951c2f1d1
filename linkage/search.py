"""Finding a business by what somebody typed, misspelt or not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from linkage.search_index import LEGAL, SearchIndex, pieces_of, plain

CANDIDATES = 400
LEAST_SHARE = 0.8
LEAST = 58.0
WORSE = 24.0
"""What is so much less like it than the best is left out: somebody who hits a name exactly wants no page of others."""
COLUMNS = ("business_id", "likeness", "matched", "text", "result", "bearers")
NOTHING = pd.DataFrame({name: [] for name in COLUMNS})
EXTRA = {"name": 0.0, "other": 0.5, "address": 6.0}
"""What each kind of text costs: of two that are as like, the present name comes before a former one, and both before an address."""


def search(typed: str, index: SearchIndex, *, most: int = 50, branches: int = 250, allowed: int = -1) -> pd.DataFrame:
    """The businesses most like what was typed, best first; all that bear one name are one result.

    Where one of a name is found, the others of that name stand below it: a person who typed the name of a chain sees the chain once,
    with the branches nearest to what was typed first, and not a page of them.

    Args:
        typed: a name, an address, or both.
        index: what is looked through.
        most: at most so many results.
        branches: of each result at most so many businesses.
        allowed: bits of the partners whose words may be looked through; all of them where it is -1.
    Returns:
        `business_id`, `likeness` (0 to 100), `matched` (name, other or address), `text` (the words it was found by), `result` (0 for
        the best), `bearers` (how many businesses the result has, also those beyond `branches`).
    """
    asked = plain(typed)[:200]
    if not asked or index.plain.empty:
        return NOTHING.copy()
    rows = _candidates(asked, index, allowed)
    if not len(rows):
        return NOTHING.copy()
    found = index.texts.iloc[rows].assign(likeness=_likeness(asked, rows, index), owner=index.owner[rows])
    found["order"] = found["likeness"] - found["kind"].map(EXTRA)
    least = max(LEAST, found["order"].max() - WORSE)
    found = found[found["order"] >= least].sort_values(
        ["order", "weight", "business_id"], ascending=[False, False, True]
    )
    found = found.drop_duplicates("business_id").rename(columns={"kind": "matched"})
    return _by_result(found[["business_id", "likeness", "matched", "text", "owner"]], index, most, branches, allowed)


def _by_result(found: pd.DataFrame, index: SearchIndex, most: int, branches: int, allowed: int) -> pd.DataFrame:
    """What was found, name by name, each with its other bearers that may be seen."""
    owners = found["owner"].to_numpy()
    alone = -2 - owners
    found = found.assign(name=np.where(_name_is_seen(owners, index, allowed), index.bearer[owners], alone))
    found["result"] = pd.factorize(found["name"])[0]
    found = found[found["result"] < most]
    found = pd.concat([found, _others(found, owners, index, allowed)], ignore_index=True)
    found = found.sort_values("result", kind="stable", ignore_index=True)
    by_result = found.groupby("result")
    found["bearers"] = by_result["business_id"].transform("size")
    found["likeness"] = by_result["likeness"].ffill()
    return found.loc[by_result.cumcount() < branches, list(COLUMNS)].reset_index(drop=True)


def _others(found: pd.DataFrame, owners: np.ndarray, index: SearchIndex, allowed: int) -> pd.DataFrame:
    """The other bearers of the names that were found."""
    names = found.loc[found["name"] >= 0, ["name", "result"]].drop_duplicates("result")
    first = index.bearer_first[names["name"]]
    sizes = index.bearer_first[names["name"] + 1] - first
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    others = index.bearers[np.repeat(first, sizes) + within]
    new = _name_is_seen(others, index, allowed) & ~np.isin(others, owners)
    texts = index.texts.iloc[index.named[others[new]]]
    result = np.repeat(names["result"].to_numpy(), sizes)[new]
    return texts[["business_id", "text"]].assign(matched="name", result=result)


def _name_is_seen(owners: np.ndarray, index: SearchIndex, allowed: int) -> np.ndarray:
    """Whether the present name of each business may be seen."""
    rows = index.named[owners]
    return (rows >= 0) & ((index.known_to[rows] & allowed) != 0 if allowed != -1 else True)


def _candidates(asked: str, index: SearchIndex, allowed: int) -> np.ndarray:
    """Rows of the texts worth a closer look: those of the businesses whose texts together share most, and rarest, pieces."""
    pieces, _ = pieces_of([asked])
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
    said = index.plain.iloc[rows].tolist()
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
