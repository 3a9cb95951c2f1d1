"""What kind of business a row is about: by the partner's code, by its words, or by the name, in that order of trust."""

from __future__ import annotations

import re
from functools import cache

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


def sectors(rows: pd.DataFrame, spec: Spec) -> tuple[pd.Series, pd.Series]:
    """Sector and where it was taken from, for rows with `name`, `category` and `category_code`.

    A code or word that only says "shop" or "restaurant" gives way to a name that says more. The number in a code counts,
    a letter after it or a zero before it does not: SCAT `249G` is 249, SIC `01130 - Growing of vegetables` is 1130.
    """
    codes_ = coerce.once(lambda cells: coerce.extracted(cells, "^0*(?P<it>[0-9]+)"), rows["category_code"])
    by_code = _mapped(codes_, _code_map(spec.sector_codes)) if spec.sector_codes else _none(rows)
    by_word = _mapped(rows["category"].str.lower(), dict(spec.categories)).fillna(
        coerce.once(sectors_of_names, rows["category"])
    )
    by_name = coerce.once(sectors_of_names, rows["name"].fillna(rows["legal_name"]))
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


def _none(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NA, index=rows.index, dtype="str")
