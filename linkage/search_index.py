"""What a search looks through: an index of the pieces of words, made once for a register and kept with it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

LETTERS = " abcdefghijklmnopqrstuvwxyz0123456789"
PIECES = len(LETTERS) ** 3
LEGAL = frozenset(("ltd", "limited", "llp", "plc"))
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
        plain: each text as `plain` makes it, in their order.
        starts: where each business's texts begin.
        first: where each piece's texts begin in `holders`; `holders` are rows of `texts`.
        rarity: what each piece is worth.
        worth: what all pieces of each text together are worth.
        is_address: which texts are addresses.
        known_to: as in `texts`.
        owner: for each text the number of its business.
        words: how rare each word of a name is, in bits.
        named: for each business the row of its present name, or -1.
        bearer: for each business a number that all businesses of the same name share; -1 without a name.
        bearers: businesses by that number; those of number n are `bearers[bearer_first[n]:bearer_first[n + 1]]`.
        bearer_first: where each number begins in `bearers`.
    """

    texts: pd.DataFrame
    plain: pd.Series
    starts: np.ndarray
    first: np.ndarray
    holders: np.ndarray
    rarity: np.ndarray
    worth: np.ndarray
    is_address: np.ndarray
    known_to: np.ndarray
    owner: np.ndarray
    words: dict[str, float]
    named: np.ndarray
    bearer: np.ndarray
    bearers: np.ndarray
    bearer_first: np.ndarray


def prepared(texts: pd.DataFrame) -> pd.DataFrame:
    """The texts of a business together, each with its `plain` form: what an index is made of, and can be kept as."""
    texts = texts.sort_values("business_id", kind="stable").reset_index(drop=True)
    return texts.assign(plain=[plain(text) for text in texts["text"].tolist()])


def search_index(texts: pd.DataFrame, pieces: tuple[np.ndarray, np.ndarray] | None = None) -> SearchIndex:
    """Make the index.

    Args:
        texts: `business_id`, `kind`, `text`, `known_to`, `weight`; with `plain` where `prepared` has made it before.
        pieces: what `pieces_of` made of the prepared texts, where it was kept.
    """
    texts = texts if "plain" in texts else prepared(texts)
    said = texts["plain"].tolist()
    texts = texts.drop(columns="plain")
    piece, text = pieces_of(said) if pieces is None else pieces
    counts = np.bincount(piece, minlength=PIECES)
    rarity = np.log2((len(said) + 1) / np.maximum(counts, 1)).astype(np.float32)
    is_address = (texts["kind"] == "address").to_numpy(dtype=bool)
    businesses = pd.factorize(texts["business_id"])[0]
    named, bearer = _bearers(said, (texts["kind"] == "name").to_numpy(dtype=bool), businesses)
    return SearchIndex(
        texts=texts,
        plain=pd.Series(said, dtype="str"),  # a third of what as many words of Python take
        starts=np.flatnonzero(np.diff(businesses, prepend=-1)),
        first=np.concatenate([[0], np.cumsum(counts)]),
        holders=text,
        rarity=rarity,
        worth=np.bincount(text, weights=rarity[piece], minlength=len(said)).astype(np.float32),
        is_address=is_address,
        known_to=texts["known_to"].to_numpy(dtype=np.int64),
        owner=businesses,
        words=_rarity_of_words([text for text, other in zip(said, is_address, strict=True) if not other]),
        named=named,
        bearer=bearer,
        bearers=np.argsort(bearer, kind="stable"),
        bearer_first=np.searchsorted(np.sort(bearer), np.arange(bearer.max(initial=-1) + 2)),
    )


def bare(text: str) -> str:
    """A plain name without its legal form, by which businesses count as bearers of one name: `"bell ltd"` -> `"bell"`."""
    return " ".join(word for word in text.split() if word not in LEGAL) or text


def _bearers(said: list[str], is_name: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each business the row of its present name, and the number of that name."""
    named = np.full(owner.max(initial=-1) + 1, -1)
    rows = np.flatnonzero(is_name)[::-1]
    named[owner[rows]] = rows
    bearer = np.full(len(named), -1)
    has = np.flatnonzero(named >= 0)
    if len(has):
        bearer[has] = pd.factorize(np.array([bare(said[row]) for row in named[has]], dtype=object))[0]
    return named, bearer


def _rarity_of_words(names: list[str]) -> dict[str, float]:
    counts = pd.Series(" ".join(names).split(), dtype="object").value_counts()
    return dict(zip(counts.index, np.log2((len(names) + 1) / counts.to_numpy()), strict=True))


def pieces_of(said: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Each different piece of three letters of each text, by piece: its number and the text's. Words begin and end with a blank."""
    letters = _CODE[np.frombuffer("".join(f" {text} " for text in said).encode("ascii"), dtype=np.uint8)]
    owner = np.repeat(np.arange(len(said), dtype=np.int32), [len(text) + 2 for text in said])
    whole = owner[2:] == owner[:-2]
    piece = ((letters[:-2] * len(LETTERS) + letters[1:-1]) * len(LETTERS) + letters[2:])[whole]
    both = np.sort(piece.astype(np.int64) * max(len(said), 1) + owner[2:][whole])
    both = both[np.diff(both, prepend=-1) > 0]
    return both // max(len(said), 1), (both % max(len(said), 1)).astype(np.int32)
