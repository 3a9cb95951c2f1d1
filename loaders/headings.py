"""What a heading might mean: words of the trade, spelt as people spell them, against the vocabulary of known headings."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from loaders.phrases import PERSONAL, phrase
from loaders.vocabulary import abbreviations, table

LEAST_LIKENESS = 80.0
LEAST_UNWANTED = 0.97
SURE, SURE_LIKENESS = 0.9, 0.95
"""What a rule reads surely outweighs what a heading merely looks like."""


def words(heading: str) -> str:
    """`"PremTradingName"` -> `"premises trading name"`, `"ADDR_LN1"` -> `"address ln 1"`, `"Tel. No"` -> `"phone number"`."""
    last = re.split(r"[/.!]", heading)[-1] if _is_path(heading) else heading
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", last)
    plain = re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split()
    joined = abbreviations().get("".join(plain))
    if joined:
        return joined
    long = " ".join(abbreviations().get(word, word) for word in plain)
    return re.sub(r"\b(telephone|phone) number\b", "phone", re.sub(r"\bpost code\b", "postcode", long))


def _is_path(heading: str) -> bool:
    """Whether it is the place of a value in nested data, `site/siteAddress/postcode`, and not two words, `Town/City`."""
    return re.fullmatch(r"[A-Za-z_]+(?:/[A-Za-z_]+)+", heading) is not None and bool(
        re.search(r"_|[a-z][A-Z]", heading)
    )


@cache
def _known() -> tuple[list[str], list[str]]:
    """Every known heading in plain words, and the field it stands for; an empty field for those we do not keep."""
    rows = table("headings")
    headings = [words(heading) for heading in rows["heading"]] + [
        words(heading) for heading in table("not_ours")["heading"]
    ]
    fields = [*rows["field"], *[""] * len(table("not_ours"))]
    return headings, fields


def likeness(headings: list[str]) -> pd.DataFrame:
    """How like each heading is to what is known for each field, 0 to 1; the column "" stands for what we do not keep.

    Args:
        headings: as the partner writes them.
    Returns:
        A row for each heading, a column for each field; anything below 72 in 100 counts as nothing.
    """
    known, fields = _known()
    plain = [words(heading) for heading in headings]
    sorted_ = process.cdist(plain, known, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    # All words of a known heading inside a longer one count for a little less: "date of last visit" has "visit date" in it.
    inside = process.cdist(plain, known, scorer=fuzz.token_set_ratio, dtype=np.float32)
    mine, theirs = _measures(tuple(plain)), _measures(tuple(known))
    other_digits = mine[1][:, None] != theirs[1][None, :]
    shorter, longer = (pick(mine[0][:, None], theirs[0][None, :]) for pick in (np.minimum, np.maximum))
    lengths = shorter / np.maximum(longer, 1)
    score = np.maximum(sorted_, np.where(inside >= 99, 62 + 34 * lengths, 0))
    score = np.where((score >= LEAST_LIKENESS) & ~other_digits, score, 0) / 100
    frame = pd.DataFrame(score.T, index=pd.Index(fields, name="field")).groupby(level="field", sort=False).max()
    return _with_phrases(frame.T.set_axis(headings, axis=0))


@cache
def _measures(plain: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The length of each heading, and the digits that stand alone in it."""
    return np.array([len(heading) for heading in plain]), np.array(
        [_digits(heading) for heading in plain], dtype=object
    )


def _digits(words_: str) -> str:
    """`"address line 2"` is not `"address line 3"`, however alike they look; years say nothing."""
    return "".join(re.findall(r"\b[0-9]\b", words_))


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
    known, fields = _known()
    mine = [name for name, meant in zip(known, fields, strict=True) if meant == field]
    found = process.extractOne(words(heading), mine, scorer=fuzz.token_sort_ratio)
    return str(found[0]) if found else ""
