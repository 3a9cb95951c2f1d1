"""What kind of business a row is about: by the partner's code, by its words, or by the name, in that order of trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import codes
from loaders import coerce
from loaders.spec import Spec

UNSPECIFIC = frozenset({"RETAIL", "OFFICE", "UNKNOWN", "RESTAURANT", "WAREHOUSE", "BARBER", "GARAGE"})


@cache
def _code_map(column: str) -> dict[str, str]:
    rows = codes.table("sectors")
    return {
        code.lstrip("0"): sector
        for sector, listed in zip(rows["sector"], rows[column], strict=True)
        for code in listed.split()
    }


@cache
def _keywords() -> list[tuple[str, str]]:
    """Sector and a pattern for its words, the first to be looked for first."""
    rows = codes.table("sectors").assign(rank=lambda f: f["order"].astype(int)).sort_values("rank")
    return [
        (sector, rf"\b(?:{'|'.join(re.escape(word) for word in words.split('|'))})\b")
        for sector, words in zip(rows["sector"], rows["keywords"], strict=True)
        if words
    ]


def sectors_of_names(names: pd.Series) -> pd.Series:
    """`"Sparkle Hand Car Wash Ltd"` -> `"CAR_WASH"`; the first sector in codes/sectors.csv with a word in the name."""
    if len(names) <= coerce.TOO_FEW:
        return pd.Series([sector_of_name(name) for name in names.fillna("")], index=names.index, dtype="str")
    found = pd.Series(index=names.index, dtype="str")
    lowered = pa.array(names.str.lower(), pa.large_string(), from_pandas=True)
    any_word = "|".join(pattern for _, pattern in _keywords())
    candidates = np.flatnonzero(
        pc.match_substring_regex(lowered, any_word).fill_null(False).to_numpy(zero_copy_only=False)
    )
    for sector, pattern in _keywords():
        if not len(candidates):
            break
        hit = pc.match_substring_regex(lowered.take(pa.array(candidates)), pattern).to_numpy(zero_copy_only=False)
        found.iloc[candidates[hit]] = sector
        candidates = candidates[~hit]
    return found


@lru_cache(maxsize=20_000)
def sector_of_name(name: str) -> str | None:
    """The same for one name."""
    lowered = name.lower()
    if not name or not _any_word().search(lowered):
        return None
    return next((sector for sector, pattern in _keywords() if re.search(pattern, lowered, re.ASCII)), None)


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile("|".join(pattern for _, pattern in _keywords()), re.ASCII)


def sectors(rows: Mapping[str, pd.Series], spec: Spec) -> tuple[pd.Series, pd.Series]:
    """Sector and where it was taken from, for rows with `name`, `category` and `category_code`.

    A code or word that only says "shop" or "restaurant" gives way to a name that says more. The number in a code counts,
    a letter after it or a zero before it does not: SCAT `249G` is 249, SIC `01130 - Growing of vegetables` is 1130.
    """
    declared = coerce.once(lambda cells: _by_word(cells, spec), rows["category"])
    if spec.sector_codes:
        declared = coerce.once(lambda cells: _by_code(cells, spec), rows["category_code"]).fillna(declared)
    by_name = coerce.once(sectors_of_names, rows["name"].fillna(rows["legal_name"]))
    is_told = (declared.isna() | declared.isin(UNSPECIFIC)) & by_name.notna()
    sector = declared.mask(is_told, by_name)
    evidence = pd.Series("NAME", index=sector.index, dtype="str").where(is_told, "CODE").where(sector.notna())
    if spec.sector:
        evidence = evidence.mask(sector.isna(), "SOURCE")
        sector = sector.fillna(spec.sector)
    return sector, evidence


def _by_word(categories: pd.Series, spec: Spec) -> pd.Series:
    return _mapped(categories.str.lower(), dict(spec.categories)).fillna(sectors_of_names(categories))


def _by_code(cells: pd.Series, spec: Spec) -> pd.Series:
    return _mapped(coerce.extracted(cells, "^0*(?P<it>[0-9]+)"), _code_map(spec.sector_codes))


def _mapped(values: pd.Series, mapping: dict[str, str]) -> pd.Series:
    return values.map(mapping).astype("str")
