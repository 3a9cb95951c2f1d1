"""Puts together what a search finds by number and by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from linkage.search import search
from pages.shared import cached
from store import search as numbers
from store.access import Scope


def hits(scope: Scope, register: Path, typed: str, most: int, branches: int) -> pd.DataFrame:
    """`business_id`, `matched`, `text`, `result`, `bearers`: what a number belongs to first, then what a name is like."""
    exact = numbers.by_number(scope, typed, register, most=most)
    exact = exact.assign(result=range(len(exact)), bearers=1)
    index, allowed = cached.search_index(register), numbers.bits(scope.partners)
    alike = search(typed, index, most=most, branches=branches if scope.districts is None else 250, allowed=allowed)
    alike = alike.drop(columns="likeness").assign(result=alike["result"] + len(exact))
    return pd.concat([exact, alike], ignore_index=True).drop_duplicates("business_id")


def among(scope: Scope, hits: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """What was found, with what is said of it: only of businesses the person may see, which are those listed."""
    found = hits.merge(listed, on="business_id", how="inner")
    if scope.districts is not None:
        found["bearers"] = found.groupby("result")["business_id"].transform("size")
    return found
