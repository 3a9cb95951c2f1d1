"""Which column is which field, told for the whole table at once: each field to one column, so that everything fits best."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from loaders.fitness import FORMED, fitness
from loaders.headings import nearest, plain
from loaders.profile import Profile
from loaders.spec import ADDRESS_FIELDS, FIELDS

LEAST = 0.5
LEAST_ELIMINATED = 0.7
LEAST_LEFT = 0.3
LEFT = frozenset(
    {"category", "type", "outcome", "address_1", "name", "legal_name", "status", "value_gbp", "touch_point_ref"}
)
"""What most files have: where nothing stands for it surely, the column left that comes nearest."""
CLEARLY = 0.3


@dataclass(frozen=True)
class Suggestion:
    """What one column might be.

    Attributes:
        field: key of FIELDS, or None where we would not keep the column.
        confidence: 0 to 1.
        why: for the person who decides.
    """

    field: str | None
    confidence: float
    why: str


def assigned(
    heads: list[str],
    fields: list[str],
    score: np.ndarray,
    unwanted: np.ndarray,
    profiles: dict[str, Profile],
    said: pd.DataFrame,
) -> dict[str, Suggestion]:
    """Each field to at most one column, so that the whole fits best; a column we would rather not keep is left."""
    chosen = _matched(np.where(score >= np.maximum(unwanted * 0.98, LEAST)[:, None], score, 0.0))
    left = np.where(score >= np.maximum(unwanted * 0.98, LEAST_LEFT)[:, None], score, 0.0)
    left[list(chosen)] = 0.0
    left[:, [at for at, field in enumerate(fields) if at in chosen.values() or field not in LEFT]] = 0.0
    chosen |= _matched(left)
    found = {}
    for row, name in enumerate(heads):
        if row in chosen:
            field = fields[chosen[row]]
            value = float(score[row, chosen[row]])
            found[name] = Suggestion(
                field, round(min(value, 0.99), 2), _why(name, field, float(said.loc[name, field]), profiles[name])
            )
            continue
        rival = fields[int(score[row].argmax())] if score[row].max() >= LEAST else ""
        found[name] = Suggestion(
            None,
            round(float(max(unwanted[row], 1 - score[row].max())), 2),
            _why_not(name, rival, float(unwanted[row]), profiles[name]),
        )
    return found


def _matched(wanted: np.ndarray) -> dict[int, int]:
    """Rows to columns, each at most once, so that the whole fits best; what is 0 never."""
    rows, columns = linear_sum_assignment(-(wanted**2))
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if wanted[row, column] > 0}


def by_elimination(
    columns: dict[str, Suggestion], unwanted: np.ndarray, profiles: dict[str, Profile]
) -> dict[str, Suggestion]:
    """The column most like names of businesses, where nothing else is the name; the one of unlike codes, where nothing else is a
    reference: a table of contacts hardly ever has neither."""
    found = {}
    for field, rivals in (("name", ("name", "legal_name")), ("touch_point_ref", ("touch_point_ref", "record_ref"))):
        if any(one.field in rivals for one in columns.values()):
            continue
        free = [name for (name, one), no in zip(columns.items(), unwanted, strict=True) if not one.field and no < LEAST]
        fit = {name: fitness(profiles[name], field) * profiles[name].distinct for name in free if profiles[name].filled}
        best = max(fit, key=fit.__getitem__, default=None)
        if best is not None and fit[best] >= LEAST_ELIMINATED:
            found[best] = Suggestion(field, 0.5, "no other column is it, and its values might be")
    return found


def names_told_apart(
    columns: dict[str, Suggestion], said: pd.DataFrame, profiles: dict[str, Profile]
) -> dict[str, Suggestion]:
    """Of two columns of names, the one with the companies is the legal name, where no heading says surely otherwise."""
    of = {one.field: name for name, one in columns.items() if one.field in ("name", "legal_name")}
    if len(of) < 2:
        return {}
    trading, legal = of["name"], of["legal_name"]
    is_sure = {"trading", "as"} & set(plain(trading).split()) or {"legal", "company", "limited"} & set(
        plain(legal).split()
    )
    if is_sure or profiles[trading].share("firm") < profiles[legal].share("firm") + CLEARLY:
        return {}
    why = f"{profiles[trading].share('firm'):.0%} of the values are companies; of '{legal}' only {profiles[legal].share('firm'):.0%}"
    return {
        trading: Suggestion("legal_name", min(columns[trading].confidence, 0.8), why),
        legal: Suggestion("name", min(columns[trading].confidence, 0.8), f"the companies stand under '{trading}'"),
    }


def lines_of_the_address(
    columns: dict[str, Suggestion], fields: list[str], score: np.ndarray, unwanted: np.ndarray
) -> dict[str, Suggestion]:
    """Columns beside those of the address that are part of it too, such as the number of the house; lines keep their order."""
    lines = [fields.index(field) for field in ADDRESS_FIELDS if field in fields]
    heads, beside = list(columns), {*ADDRESS_FIELDS, "town", "postcode"}
    is_line = [columns[name].field in ADDRESS_FIELDS for name in heads]
    for row in [*range(len(heads)), *reversed(range(len(heads)))]:
        near = [columns[name].field in beside or is_line[at] for at, name in enumerate(heads) if abs(at - row) == 1]
        is_free = columns[heads[row]].field is None and unwanted[row] < LEAST
        is_line[row] = is_line[row] or (is_free and any(near) and bool(lines) and score[row, lines].max() >= LEAST)
    parts = [row for row, is_part in enumerate(is_line) if is_part]
    if all(columns[heads[row]].field for row in parts) or len(parts) > len(ADDRESS_FIELDS):
        return {}
    found, last = {}, 0
    for row in parts:
        one = columns[heads[row]]
        is_numbered = bool(one.field) and re.search("[0-9]", heads[row]) is not None
        last = max(last + 1, ADDRESS_FIELDS.index(one.field or "") + 1 if is_numbered else 0)
        if last > len(ADDRESS_FIELDS):
            return {}
        confidence = one.confidence if one.field else round(float(score[row, lines].max()), 2)
        why = one.why if one.field else "it stands beside the address and reads like a part of it"
        found[heads[row]] = Suggestion(ADDRESS_FIELDS[last - 1], confidence, why)
    return found


def _why(heading: str, field: str, said: float, looks: Profile) -> str:
    parts = []
    if said:
        parts.append(f"the heading is like '{nearest(heading, field)}' ({said:.0%})")
    kind = FORMED.get(field, field)
    names = {
        "date": "dates",
        "number": "numbers",
        "postcode": "postcodes",
        "phone": "telephone numbers",
        "email": "e-mail addresses",
    }
    if looks.share(kind) > 0.05 and kind in {
        *FORMED.values(),
        "outcome",
        "type",
        "role",
        "function",
        "status",
        "district",
        "uprn",
    }:
        parts.append(f"{looks.share(kind):.0%} of the values look like {names.get(kind, 'it')}")
    return "; ".join(parts) or "the values fit"


def _why_not(heading: str, rival: str, unwanted: float, looks: Profile) -> str:
    if looks.filled == 0:
        return "the column is empty"
    if unwanted >= LEAST:
        return f"not stored: like '{nearest(heading, '')}', which we have no need of"
    if rival:
        return f"another column fits '{FIELDS[rival]}' better"
    return "no field of ours fits"
