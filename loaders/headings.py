"""What a heading might mean: words of the trade, spelt as people spell them, against the vocabulary of known headings."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

VOCABULARY = Path(__file__).parent / "vocabulary"
LEAST_LIKENESS = 72.0


@cache
def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(VOCABULARY / f"{name}.csv", dtype="str", keep_default_na=False)


@cache
def _abbreviations() -> dict[str, str]:
    rows = _table("abbreviations")
    return dict(zip(rows["short"], rows["long"], strict=True))


def words(heading: str) -> str:
    """`"PremTradingName"` -> `"premises trading name"`, `"ADDR_LN1"` -> `"address ln 1"`, `"Tel. No"` -> `"phone number"`."""
    last = re.split(r"[/.!]", heading)[-1] if "/" in heading else heading
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", last)
    plain = re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split()
    joined = _abbreviations().get("".join(plain))
    if joined:
        return joined
    long = " ".join(_abbreviations().get(word, word) for word in plain)
    return re.sub(r"\b(telephone|phone) number\b", "phone", re.sub(r"\bpost code\b", "postcode", long))


@cache
def _known() -> tuple[list[str], list[str]]:
    """Every known heading in plain words, and the field it stands for; an empty field for those we do not keep."""
    rows = _table("headings")
    headings = [words(heading) for heading in rows["heading"]] + [
        words(heading) for heading in _table("not_ours")["heading"]
    ]
    fields = [*rows["field"], *[""] * len(_table("not_ours"))]
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
    lengths = np.array([[min(len(a), len(b)) / max(len(a), len(b), 1) for b in known] for a in plain])
    score = np.maximum(sorted_, np.where(inside >= 99, 62 + 34 * lengths, 0))
    score = np.where(score >= LEAST_LIKENESS, score, 0) / 100
    frame = pd.DataFrame(score.T, index=pd.Index(fields, name="field")).groupby(level="field", sort=False).max()
    return frame.T.set_axis(headings, axis=0)


def nearest(heading: str, field: str) -> str:
    """The known heading of a field that a heading is most like, for saying why."""
    known, fields = _known()
    mine = [name for name, meant in zip(known, fields, strict=True) if meant == field]
    found = process.extractOne(words(heading), mine, scorer=fuzz.token_sort_ratio)
    return str(found[0]) if found else ""
