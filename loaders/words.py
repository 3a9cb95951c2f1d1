"""What a partner's word for an outcome, a kind of contact, a role or a field of regulation probably is in our codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

import codes

LEAST_LIKENESS = 78.0
CODED = ("outcome", "type", "role", "function")


@dataclass(frozen=True)
class Likely:
    """A code for a word.

    Attributes:
        code: our code, or empty where no known word is like it.
        likeness: 0 to 1.
        known: the known word it is like.
    """

    code: str
    likeness: float
    known: str


def likely(word: str, field: str) -> Likely:
    """The code of the known word that a partner's word is most like.

    Args:
        word: as the partner writes it.
        field: one of CODED.
    Source:
        78 in 100: "No further acton" still finds "no further action", "Closed" does not find "closure order".
    """
    known = _known(field)
    plain = " ".join(word.lower().split())
    if plain in known:
        return Likely(known[plain], 1.0, plain)
    found = process.extractOne(plain, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS)
    return Likely(known[found[0]], round(found[1] / 100, 2), found[0]) if found else Likely("", 0.0, "")


@cache
def _known(field: str) -> Mapping[str, str]:
    """Every word that a layout or a code list has for a field (lower case), to our code; our own labels come first."""
    from loaders.specs import SPECS

    if field == "outcome":
        rows = codes.table("severities")
        labels = {row.label.lower(): row.outcome for row in rows.itertuples()}
        schemes = " ".join(dict.fromkeys(codes.table("outcomes")["scheme"]))
        words = {word: code for word, code in codes.outcome_codes(schemes).items() if not word.isdigit()}
        declared: dict[str, str] = {}
        for spec in SPECS:
            declared = {**spec.outcomes, **declared}
        return {**words, **declared, **labels}
    table, attribute = {
        "type": ("touch_point_types", "types"),
        "role": ("roles", "roles"),
        "function": ("functions", "functions"),
    }[field]
    words = {}
    for spec in SPECS:
        words = {**getattr(spec, attribute), **words}
    return {**words, **{label.lower(): code for code, label in codes.labels(table).items()}}
