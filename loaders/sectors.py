"""What kind of business a row is about: by the partner's code, by its words, or by the name, in that order of trust."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

import codes
from loaders.spec import Spec

UNSPECIFIC = frozenset({"RETAIL", "OFFICE", "UNKNOWN", "RESTAURANT", "WAREHOUSE", "BARBER"})


@cache
def _code_map(column: str) -> dict[str, str]:
    rows = codes.table("sectors")
    return {
        code: sector for sector, listed in zip(rows["sector"], rows[column], strict=True) for code in listed.split()
    }


@cache
def _keywords() -> list[tuple[str, re.Pattern[str]]]:
    rows = codes.table("sectors").assign(rank=lambda f: f["order"].astype(int)).sort_values("rank")
    return [
        (sector, re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words.split('|'))})\b"))
        for sector, words in zip(rows["sector"], rows["keywords"], strict=True)
        if words
    ]


def sector_of_name(name: str) -> str | None:
    """`"Sparkle Hand Car Wash Ltd"` -> `"CAR_WASH"`; the first sector in codes/sectors.csv with a word in the name."""
    lowered = name.lower()
    return next((sector for sector, pattern in _keywords() if pattern.search(lowered)), None)


def sectors(rows: pd.DataFrame, spec: Spec) -> tuple[pd.Series, pd.Series]:
    """Sector and where it was taken from, for rows with `name`, `category` and `category_code`.

    A code or word that only says "shop" or "restaurant" gives way to a name that says more. The number in a code counts,
    a letter after it does not: SCAT `249G` is 249.
    """
    codes_ = rows["category_code"].str.extract(r"^0*([0-9]+)", expand=False)
    by_code = _mapped(codes_, _code_map(spec.sector_codes)) if spec.sector_codes else _none(rows)
    by_word = _mapped(rows["category"].str.lower(), dict(spec.categories)).fillna(_by_words(rows["category"]))
    by_name = _by_words(rows["name"].fillna(rows["legal_name"]))
    declared = by_code.fillna(by_word)
    is_vague = declared.isna() | declared.isin(UNSPECIFIC)
    sector = declared.mask(is_vague & by_name.notna(), by_name)
    evidence = (
        pd.Series("NAME", index=rows.index, dtype="str").where(is_vague & by_name.notna(), "CODE").where(sector.notna())
    )
    if spec.sector:
        evidence = evidence.mask(sector.isna(), "SOURCE")
        sector = sector.fillna(spec.sector)
    return sector, evidence


def _mapped(values: pd.Series, mapping: dict[str, str]) -> pd.Series:
    return values.map(mapping).astype("str")


def _by_words(values: pd.Series) -> pd.Series:
    return _mapped(values, {text: sector for text in values.dropna().unique() if (sector := sector_of_name(text))})


def _none(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NA, index=rows.index, dtype="str")
