"""Who stands behind a business: the person or company that a record names beside, or instead of, the trading name."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein

import codes
from linkage.vocabulary import alternation, rates, words

SLIP = 0.8
"""Likeness of two names at one place (one change in five letters) that is a slip of the pen."""
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
_LEGAL = re.compile(rf"\b(?:{alternation(words('legal_forms'))})\b", re.IGNORECASE)
_TRADING_AS = re.compile(r"\s+(?:T/?A|TRADING AS)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Owners:
    """What the names of records say, an entry for each record.

    Attributes:
        owner: person or company named, as `plain` writes it; empty for none.
        is_beside: an owner stands beside the name, which is a trading name for certain.
        is_alias: the name is only a person's or a company's.
        has_trade_word: the name says what is done there.
        name, legal_name: both as `plain` writes them; empty for none.
    """

    owner: np.ndarray
    is_beside: np.ndarray
    is_alias: np.ndarray
    has_trade_word: np.ndarray
    name: np.ndarray
    legal_name: np.ndarray


def plain(text: pd.Series) -> pd.Series:
    """Names in capitals without legal forms and marks: `J Holt & Son Ltd.` is `J HOLT SON`."""
    upper = text.fillna("").str.upper().str.replace(_LEGAL, " ", regex=True)
    return upper.str.replace(r"['’]", "", regex=True).str.replace(r"[^A-Z0-9]+", " ", regex=True).str.strip()


def has_legal_form(name: pd.Series) -> np.ndarray:
    """Names of companies and partnerships."""
    found: np.ndarray = name.fillna("").str.contains(_LEGAL).to_numpy(dtype=bool)
    return found


def is_people(name: pd.Series) -> np.ndarray:
    """Names that are people's: a first name or initials and one word more, or two surnames with `and` between."""
    given = frozenset(codes.table("first_names")["name"])
    parts = name.fillna("").str.upper().str.replace("+", "&").str.replace(" AND ", " & ").str.split()
    return np.array(
        [
            (len(p) == 2 and (p[0] in given or len(p[0].rstrip(".")) <= 2) and p[1].isalpha())
            or (len(p) == 3 and p[1] == "&")
            for p in parts
        ],
        dtype=bool,
    )


def has_trade_word(name: pd.Series) -> np.ndarray:
    """Names that say what is done there. A list's entry often has the name of whoever pays: only such a name tells a trader."""
    listed = (word for text in codes.table("sectors")["keywords"] for word in text.split("|") if word)
    known = "|".join([*listed, *(word.lower() for word, share in rates("name_rates").items() if share >= COMMON)])
    said = name.fillna("").str.lower().str.replace("|".join(GENERIC), " ", regex=True)
    found: np.ndarray = said.str.contains(rf"\b(?:{known})(?:s|es)?\b|trading as|t/a", regex=True).to_numpy(dtype=bool)
    return found


def read(*columns: pd.Series) -> list[pd.DataFrame]:
    """What each name of some columns says, each different name looked at once: `plain`, `is_company`, `is_people`, `has_trade_word`."""
    code, texts = pd.factorize(pd.concat([column.fillna("") for column in columns], ignore_index=True))
    names = pd.Series(texts, dtype="str")
    said = pd.DataFrame(
        {
            "plain": plain(names),
            "is_company": has_legal_form(names),
            "is_people": is_people(names),
            "has_trade_word": has_trade_word(names),
        }
    )
    count = len(columns[0])
    return [said.iloc[code[at : at + count]].reset_index(drop=True) for at in range(0, len(code), count)]


def owners(ordered: pd.DataFrame, is_person: np.ndarray) -> Owners:
    """The owner each record names, and whether its name is that of the business.

    Args:
        ordered: RECORDS, at least one.
        is_person: whether each record's name is a person's.
    Returns:
        A legal name that repeats the trading name, without a legal form, names nobody. A name beside which another owner stands is a
        trading name, whatever it looks like.
    """
    name, legal = ordered["name"].fillna(""), ordered["legal_name"].fillna("")
    whole, said = name.where(name != "", legal), legal.where(legal != "", name)
    first, trade = _parted(said, 0), _parted(whole, -1)
    names, legals, holder, traded = read(whole, legal, first, trade)
    alone = (holder["plain"] == traded["plain"]).to_numpy()
    person = (holder["is_people"] | (is_person & alone)) & ~holder["has_trade_word"]
    is_named = holder["is_company"] | person | ~alone | (first != said).to_numpy()
    beside = ~alone & (traded["plain"] != "").to_numpy() & (holder["plain"] != "").to_numpy()
    alias = (is_person | names["is_company"] | names["is_people"]) & ~names["has_trade_word"]
    return Owners(
        holder["plain"].where(is_named, "").to_numpy(dtype=object),
        beside,
        alias.to_numpy(dtype=bool),
        names["has_trade_word"].to_numpy(dtype=bool),
        names["plain"].where((name != "").to_numpy(), "").to_numpy(dtype=object),
        legals["plain"].to_numpy(dtype=object),
    )


def _parted(text: pd.Series, part: int) -> pd.Series:
    """What stands before (0) or after (-1) `trading as`; the whole where nothing does."""
    out = text.copy()
    several = text.str.contains(_TRADING_AS).to_numpy(dtype=bool)
    out[several] = text[several].str.split(_TRADING_AS, n=1, regex=True).str[part]
    return out


def alike(one: str, other: str) -> bool:
    """Whether two owners are one: the same but for a slip of the pen, or a first name and its initial.

    >>> alike("J HOLT", "JAMES HOLT"), alike("J HOLT", "JEAN BOLT")
    (True, False)
    """
    if (
        DamerauLevenshtein.normalized_similarity(one.replace(" ", ""), other.replace(" ", ""), score_cutoff=SLIP)
        >= SLIP
    ):
        return True
    a, b = one.split(), other.split()
    initial = len(a) == len(b) == 2 and 1 in (len(a[0]), len(b[0]))
    return initial and a[1] == b[1] and a[0][0] == b[0][0]
