"""What a heading might mean: words of the trade, spelt as people spell them, against the vocabulary of known headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy import sparse

from loaders.learned import EMPTY_WORDS, Learned
from loaders.phrases import PERSONAL, phrase
from loaders.spelling import words
from loaders.vocabulary import declared_headings, known_headings

LEAST_LIKENESS = 0.7
LEAST_SPELT = 92.0
ELSEWHERE = 0.9
LEAST_UNWANTED = 0.97
SPECIAL, SPECIAL_LIKENESS = (
    ("register_part", "previous_name", "incorporated", "dissolved", "accounts_due", "management_score"),
    0.92,
)
"""What a file stands or falls by is not guessed from a heading that is merely alike."""
SURE, SURE_LIKENESS = 0.9, 0.95
"""What a rule reads surely outweighs what a heading merely looks like."""


def plain(heading: str) -> str:
    """`"PremTradingName"` -> `"premises trading name"`, `"Tel. No"` -> `"phone"`: the likeliest reading, in plain words."""
    last = re.split(r"[/.!]", heading)[-1] if _is_path(heading) else heading
    long = " ".join(words(last))
    return re.sub(
        r"\btelephone\b",
        "phone",
        re.sub(r"\b(telephone|phone) number\b", "phone", re.sub(r"\bpost code\b", "postcode", long)),
    )


def _is_path(heading: str) -> bool:
    """Whether it is the place of a value in nested data, `site/siteAddress/postcode`, and not two words, `Town/City`."""
    return re.fullmatch(r"[A-Za-z_]+(?:/[A-Za-z_]+)+", heading) is not None and bool(
        re.search(r"_|[a-z][A-Z]", heading)
    )


@cache
def _known() -> tuple[list[str], list[str], np.ndarray]:
    """Every known heading in plain words, the field it stands for (an empty one for those we do not keep), and how far it is
    believed: what one layout means by a heading another need not."""
    rows = {(plain(heading), field): 1.0 for heading, field in known_headings()}
    rows = {(plain(heading), field): ELSEWHERE for heading, field in declared_headings()} | rows
    return [heading for heading, _ in rows], [field for _, field in rows], np.array(list(rows.values()))


@cache
def _weights() -> tuple[dict[str, int], np.ndarray, sparse.csr_array]:
    """Words to their place, how much each tells (words of many headings tell less), and which known heading has which."""
    known = [heading.split() for heading in _known()[0]]
    places = {word: place for place, word in enumerate(dict.fromkeys(word for one in known for word in one))}
    often = np.zeros(len(places) + 1)
    for one in known:
        often[[places[word] for word in set(one)]] += 1
    tells = np.log(len(known) / np.maximum(often, 1))
    tells[[places[word] for word in EMPTY_WORDS if word in places]] = 0.3
    return places, tells, _has_words(known, places)


def _has_words(headings: Sequence[Sequence[str]], places: Mapping[str, int]) -> sparse.csr_array:
    """A line for each heading with a one for each of its words; the last column counts words nobody knows."""
    cells = [(row, places.get(word, len(places))) for row, one in enumerate(headings) for word in dict.fromkeys(one)]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return sparse.csr_array(
        (np.ones(len(cells)), (rows, columns)), shape=(len(headings), len(places) + 1), dtype=np.float64
    )


def likeness(headings: list[str]) -> pd.DataFrame:
    """How like each heading is to what is known for each field, 0 to 1; the column "" stands for what we do not keep.

    Two headings are alike as far as they share words, counted by how much a word tells: "crime reference" is hardly like
    "premises reference", for half of the layouts have a reference.

    Args:
        headings: as the partner writes them.
    Returns:
        A row for each heading, a column for each field; anything below LEAST_LIKENESS counts as nothing.
    """
    known, fields, believed = _known()
    said = [plain(heading) for heading in headings]
    places, tells, theirs = _weights()
    mine = _has_words([heading.split() for heading in said], places)
    ours = mine[:, [*range(len(places))]]
    shared = (ours * tells[:-1]) @ theirs[:, [*range(len(places))]].T
    total = (mine @ tells)[:, None] + (theirs @ tells)[None, :]
    score = 2 * shared.toarray() / np.maximum(total, 1e-9)
    spelt = process.cdist(said, known, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_SPELT, dtype=np.float32) / 100
    score = np.maximum(score, spelt) * believed
    other_digits = _digits_of(tuple(said))[:, None] != _digits_of(tuple(known))[None, :]
    score[[not any(sign.isalpha() for sign in one) for one in said]] = 0.0
    score = np.where(
        (score >= LEAST_LIKENESS + (SPECIAL_LIKENESS - LEAST_LIKENESS) * np.isin(fields, SPECIAL)) & ~other_digits,
        score,
        0,
    )
    frame = pd.DataFrame(score.T, index=pd.Index(fields, name="field")).groupby(level="field", sort=False).max()
    guessed = pd.DataFrame([_learned().guess(heading) for heading in said], columns=_learned().fields)
    likest = np.maximum(frame.T, guessed.reindex(columns=frame.index, fill_value=0.0).to_numpy())
    return _with_phrases(likest.set_axis(headings, axis=0))


@cache
def _learned() -> Learned:
    return Learned(*_known()[:2])


@cache
def _digits_of(headings: tuple[str, ...]) -> np.ndarray:
    """The digits that stand alone: `"address line 2"` is not `"address line 3"`, however alike they look; years say nothing."""
    return np.array(["".join(re.findall(r"\b[0-9]\b", heading)) for heading in headings], dtype=object)


def _with_phrases(said: pd.DataFrame) -> pd.DataFrame:
    """What the rules read in each heading put beside what it is like; a rule outweighs a likeness to something unwanted that is
    not almost certain, and nothing outweighs that a heading is about a private person."""
    rows = []
    for heading, known in zip(said.index, said.to_dict("records"), strict=True):
        read = phrase(str(heading))
        if read.get("") == PERSONAL and known[""] < 1 and max(known.values()) >= LEAST_UNWANTED:
            read = {}  # a heading known word by word, such as "responsible person"
        if read and max(read.values()) >= SURE:
            known = {
                name: said if name in read or said >= SURE_LIKENESS else 0.8 * said for name, said in known.items()
            }
        if read and "" not in read and known[""] < LEAST_UNWANTED:
            known[""] = min(known[""], 0.5)
        rows.append(dict.fromkeys(known, 0.0) | {"": PERSONAL} if read.get("") == PERSONAL else _larger(known, read))
    return pd.DataFrame(rows, index=said.index, columns=[*dict.fromkeys(name for row in rows for name in row)]).fillna(
        0.0
    )


def _larger(known: dict[str, float], read: dict[str, float]) -> dict[str, float]:
    return {field: max(known.get(field, 0.0), read.get(field, 0.0)) for field in {**known, **read}}


def nearest(heading: str, field: str) -> str:
    """The known heading of a field that a heading is most like, for saying why."""
    known, fields, _ = _known()
    mine = [name for name, meant in zip(known, fields, strict=True) if meant == field]
    found = process.extractOne(plain(heading), mine, scorer=fuzz.token_sort_ratio)
    return str(found[0]) if found else ""
