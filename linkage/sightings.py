"""Dated, named records at known places, with what a change of owner is told by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein
from scipy import sparse
from scipy.sparse.csgraph import connected_components

import codes
from linkage.prepare import Prepared
from linkage.vocabulary import alternation, rates, words
from linkage.weighed import Weighed

SOLID_NAME = 4.0
"""Name weight from which two records carry one name."""
COMMON = 0.003
"""Share of names from which a word is a word of trade rather than somebody's name. Source: name_rates.csv, read through."""
GENERIC = (
    "services?",
    "svcs",
    "groups?",
    "holdings?",
    "solutions?",
    "enterprises?",
    "associates",
    "partners",
    "leisure",
    "trading(?! as)",
)
"""Words of company names that say nothing of what is done."""
SLIP = 0.8
"""Likeness of two names at one place (one change in five letters) that is a slip of the pen."""
_LEGAL = re.compile(rf"\b({alternation(words('legal_forms'))})\b")


class Seen(NamedTuple):
    """A dated, named record at a known place, with what a change of owner is told by."""

    row: int
    business: int
    premises: int
    first: pd.Timestamp
    last: pd.Timestamp
    name: int
    is_trade: bool
    is_listed: bool
    sector: str | None
    company: int
    phone: int
    uprn: int
    is_numbered: bool
    system: str
    ref: str | None


def table(
    ordered: pd.DataFrame, of: Prepared, found: Weighed, business: np.ndarray, premises: np.ndarray
) -> pd.DataFrame:
    """The dated, named records of all premises: a column for each field of Seen.

    Args:
        ordered: RECORDS in the order of `of`.
        of, found: what the run found.
        business, premises: number of the business and premises of each record.
    """
    name = ordered["name"].fillna(ordered["legal_name"])
    last = ordered["last_seen"].fillna(ordered["first_seen"])
    first = ordered["first_seen"].fillna(last)
    trade = _has_trade_word(name)
    legal = name.str.upper().str.contains(_LEGAL.pattern.replace("(", "(?:", 1)).fillna(False).to_numpy()
    alias = (of.is_person | legal | _people(name) | of.once) & ~trade
    rows = pd.DataFrame(
        {
            "row": np.arange(len(of)),
            "business": business,
            "premises": premises,
            "first": first,
            "last": last,
            "name": _names(ordered, of, found, premises),
            "is_trade": ~alias,
            "is_listed": of.once,
            "sector": ordered["sector"],
            "company": of.company,
            "phone": of.phone,
            "uprn": of.uprn,
            "is_numbered": of.number[:, 0] >= 0,
            "system": ordered["source"] + "\x1f" + ordered["partner_org"],
            "ref": ordered["record_ref"],
        }
    )
    return rows[(premises >= 0) & last.notna() & name.notna()].reset_index(drop=True)


def _people(name: pd.Series) -> np.ndarray:
    """Names that are people's: a first name or initials and one word more, or two surnames with `and` between."""
    given = frozenset(words("first_names"))
    parts = name.fillna("").str.upper().str.replace("+", "&").str.replace(" AND ", " & ").str.split()
    return np.array(
        [
            (len(p) == 2 and (p[0] in given or len(p[0].rstrip(".")) <= 2) and p[1].isalpha())
            or (len(p) == 3 and p[1] == "&")
            for p in parts
        ],
        dtype=bool,
    )


def _has_trade_word(name: pd.Series) -> np.ndarray:
    """Names that say what is done there. A list's entry often has the name of whoever pays: only such a name tells a trader."""
    listed = (word for text in codes.table("sectors")["keywords"] for word in text.split("|") if word)
    known = "|".join([*listed, *(word.lower() for word, share in rates("name_rates").items() if share >= COMMON)])
    generic = "|".join(GENERIC)
    said = name.fillna("").str.lower().str.replace(generic, " ", regex=True)
    found: np.ndarray = said.str.contains(rf"\b(?:{known})(?:s|es)?\b|trading as|t/a", regex=True).to_numpy(dtype=bool)
    return found


def _alike(premises: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows at one place whose names differ by a slip of the pen."""
    frame = pd.DataFrame({"premises": premises, "text": text, "row": np.arange(len(text))})
    frame = frame[(frame["premises"] >= 0) & (frame["text"] != "")].drop_duplicates(["premises", "text"])
    frame = frame[frame.groupby("premises")["row"].transform("size") > 1]
    left, right = [], []
    for _, here in frame.groupby("premises"):
        words_, rows = here["text"].tolist(), here["row"].tolist()
        for a in range(len(rows)):
            for b in range(a + 1, min(len(rows), a + 30)):
                if DamerauLevenshtein.normalized_similarity(words_[a], words_[b], score_cutoff=SLIP) >= SLIP:
                    left.append(rows[a])
                    right.append(rows[b])
    return np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)


def _names(ordered: pd.DataFrame, of: Prepared, found: Weighed, premises: np.ndarray) -> np.ndarray:
    """Records at one place whose names are one, or that share a company number, get one number."""
    seen = found.comparisons
    named = (of.name_key[found.left] >= 0) & (of.name_key[found.right] >= 0)
    edge = (named & (found.weights["name_weight"].to_numpy() >= SOLID_NAME)) | (seen["company"].to_numpy() == 1)
    edge &= premises[found.left] == premises[found.right]
    parts = [
        ordered[column].fillna("").str.upper().str.replace(_LEGAL.pattern.replace("(", "(?:", 1), "", regex=True)
        for column in ("name", "legal_name")
    ]
    said = pd.concat([part.str.replace(r"[^A-Z0-9]+", "", regex=True) for part in parts])
    same = pd.DataFrame(
        {"premises": np.tile(premises, 2), "key": said.to_numpy(), "row": np.tile(np.arange(len(of)), 2)}
    )
    same = same[(same["key"] != "") & (same["premises"] >= 0)]
    first = same.groupby(["premises", "key"])["row"].transform("first")
    alike = _alike(premises, said.to_numpy()[: len(of)])
    ends = (
        np.concatenate([found.left[edge], same["row"], alike[0]]),
        np.concatenate([found.right[edge], first, alike[1]]),
    )
    graph = sparse.coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(len(of), len(of)))
    numbers: np.ndarray = connected_components(graph, directed=False)[1]
    return numbers


def grouped(rows: pd.DataFrame, by: str) -> Iterator[list[Seen]]:
    """Records group by group, each in the order of time."""
    ordered = rows.sort_values([by, "first", "last", "row"], kind="stable")[list(Seen._fields)]
    group: list[Seen] = []
    for values in ordered.itertuples(index=False, name=None):
        one = Seen(*values)
        if group and getattr(group[-1], by) != getattr(one, by):
            yield group
            group = []
        group.append(one)
    if group:
        yield group
