"""Finding a business by what somebody typed, misspelt or not."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process, utils

POSTCODE_LIKE = re.compile(r"^[a-z]{1,2}[0-9][0-9a-z]?\s*([0-9][a-z]{0,2})?$")
LEAST = 62.0


def search(typed: str, names: pd.DataFrame, *, most: int = 50) -> pd.DataFrame:
    """The businesses most like what was typed, best first.

    Args:
        typed: any text; a postcode, or the first half of one, and a company number are found exactly.
        names: `business_id`, `name`, `other_names`, `address`, `postcode`, `company_number`.
        most: at most so many.
    Returns:
        `business_id`, `likeness` (0 to 100) and `matched` (what it was found by).
    """
    text = utils.default_process(typed)
    if not text or names.empty:
        return pd.DataFrame({"business_id": [], "likeness": [], "matched": []})
    exact = _exact(text, names)
    by_name = _likeness(text, names["name"])
    by_other = _likeness(text, names["other_names"])
    by_address = _likeness(text, names["address"]) * 0.92
    table = np.vstack([exact, by_name, by_other - 0.5, by_address])
    best = table.max(axis=0)
    order = np.lexsort((names["name"].to_numpy(), -best))[:most]
    order = order[best[order] >= LEAST]
    why = np.array(["number or postcode", "name", "another name", "address"])[table.argmax(axis=0)[order]]
    return pd.DataFrame(
        {"business_id": names["business_id"].to_numpy()[order], "likeness": best[order].round(1), "matched": why}
    )


def _exact(text: str, names: pd.DataFrame) -> np.ndarray:
    squeezed = text.replace(" ", "")
    if POSTCODE_LIKE.match(text):
        return np.where(
            names["postcode"].fillna("").str.replace(" ", "").str.lower().str.startswith(squeezed), 100.0, 0.0
        )
    return np.where(names["company_number"].fillna("").str.lower() == squeezed, 100.0, 0.0)


def _likeness(text: str, values: pd.Series) -> np.ndarray:
    """0 to 100 against each value; whole-name likeness first, the best part of a longer value a little lower."""
    choices = [utils.default_process(value) if isinstance(value, str) else "" for value in values]
    whole = process.cdist([text], choices, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0]
    part = process.cdist([text], choices, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    long_enough = np.array([len(choice) >= len(text) * 0.8 for choice in choices])
    return np.maximum(whole, np.where(long_enough, part * 0.95, 0.0)).astype("float64")
