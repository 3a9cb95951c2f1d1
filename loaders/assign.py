"""Which column is which field, told for the whole table at once: each field to one column, so that everything fits best."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

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
CERTAINLY = 0.8
NAMED = frozenset({"offence", "crime", "allegation"})
"""Words of headings over what something is called in law, where no text stands that somebody wrote."""
DETAILS = frozenset({"description", "details", "detail", "remarks"})
NO_TOWN = frozenset({"area", "region", "force", "division", "beat", "ward", "team", "county"})
MOST_KINDS, MOST_TOWNS, FEW_KINDS = 0.6, 0.8, 0.35
"""Share of different values above which a column is of other things than towns: a file names each of its towns several times."""


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
    for field, kind in (("outcome", "outcome"), ("type", "type"), ("category", "sector")):
        if any(one.field == field for one in columns.values()):
            continue
        free = [name for (name, one), no in zip(columns.items(), unwanted, strict=True) if not one.field and no < LEAST]
        share = {name: profiles[name].share(kind) for name in free if name not in found and _are_kinds(profiles[name])}
        best = max(share, key=share.__getitem__, default=None)
        if best is not None and share[best] >= LEAST:
            found[best] = Suggestion(
                field, 0.5, f"no other column is it, and {share[best]:.0%} of its values look like it"
            )
    return found


def kinds_of_contact(columns: dict[str, Suggestion], profiles: dict[str, Profile]) -> dict[str, Suggestion]:
    """Where no column is the kind of contact, one that a heading calls what it was about (`Allegation`), of a few short texts again
    and again, or one called `Offence` of very short ones: they are kinds, and no text that somebody wrote freely."""
    if any(one.field == "type" for one in columns.values()):
        return {}
    about = [name for name, one in columns.items() if one.field == "summary" and not DETAILS & set(plain(name).split())]
    few = [
        name
        for name in about
        if (profiles[name].distinct < FEW_KINDS and profiles[name].share("few words") > CERTAINLY)
        or (NAMED & set(plain(name).split()) and profiles[name].share("very few words") > CERTAINLY)
    ]
    why = "a few short texts again and again, and no other column says what kind of contact it was"
    return {name: Suggestion("type", min(columns[name].confidence, 0.7), why) for name in few[:1]}


def _are_kinds(looks: Profile) -> bool:
    """A few words again and again, and no answers to a question."""
    return looks.share("letters") > CERTAINLY and looks.distinct < MOST_KINDS and looks.share("yes or no") < LEAST


_PAIRS = frozenset({("e", "n"), ("x", "y"), ("east", "north"), ("easting", "northing"), ("eastings", "northings")})


def grid_pair(columns: dict[str, Suggestion], profiles: dict[str, Profile]) -> dict[str, Suggestion]:
    """Easting and northing where no heading says so surely: two neighbours of whole numbers on the grid whose headings differ in
    one letter or word, such as `Gd Ref E` and `Gd Ref N`."""
    if any(one.field in ("easting", "northing") for one in columns.values()):
        return {}
    for east, north in pairwise(columns):
        one, other = (re.findall("[a-z]+|[0-9]+", name.lower().replace("_", " ")) for name in (east, north))
        differ = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
        is_pair = len(one) == len(other) and len(differ) == 1 and differ[0] in _PAIRS
        fit = min(profiles[east].share("easting"), profiles[north].share("northing"))
        if is_pair and fit > CERTAINLY:
            why = f"{fit:.0%} of the values are on the grid, and the headings of the two differ as easting and northing do"
            return {east: Suggestion("easting", 0.8, why), north: Suggestion("northing", 0.8, why)}
    return {}


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
    if len(parts) > len(ADDRESS_FIELDS):
        return {}
    if all(columns[heads[row]].field for row in parts):
        return _closed_up({heads[row]: columns[heads[row]] for row in parts})
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


def _closed_up(lines: dict[str, Suggestion]) -> dict[str, Suggestion]:
    """Lines of an address in their order without a gap between them, such as a building and a street, where no heading counts."""
    places = [ADDRESS_FIELDS.index(one.field or "") for one in lines.values()]
    if places != sorted(places) or any(re.search("[0-9]", name) for name in lines):
        return {}
    return {
        name: replace(one, field=ADDRESS_FIELDS[place])
        for place, (name, one) in enumerate(lines.items())
        if one.field != ADDRESS_FIELDS[place]
    }


def house_numbers(columns: dict[str, Suggestion], profiles: dict[str, Profile]) -> dict[str, Suggestion]:
    """A column of small numbers right before one of roads that have none of their own: together they are the address, whatever
    their headings call them."""
    heads = list(columns)
    for before, road in pairwise(heads):
        is_free = columns[before].field in (None, "record_ref", "touch_point_ref")
        is_address = columns[road].field in ADDRESS_FIELDS[:2] and is_free
        is_street = profiles[road].share("road") > CERTAINLY and profiles[road].share("digits") < 1 - CERTAINLY
        if is_address and is_street and profiles[before].share("part of a building") > CERTAINLY:
            why = "numbers and parts of buildings, right before a column of roads"
            moved = {
                name: replace(one, field=_line_below(one.field))
                for name, one in columns.items()
                if one.field in ADDRESS_FIELDS
            }
            return {
                **(moved if columns[road].field == ADDRESS_FIELDS[0] else {}),
                before: Suggestion(ADDRESS_FIELDS[0], 0.8, why),
            }
    return {}


def _line_below(field: str | None) -> str:
    return ADDRESS_FIELDS[min(ADDRESS_FIELDS.index(field or "") + 1, len(ADDRESS_FIELDS) - 1)]


def the_town(columns: dict[str, Suggestion], profiles: dict[str, Profile]) -> dict[str, Suggestion]:
    """Where no column is the town, the last line of the address whose values are like names of places: words alone, no road, no
    part of a building, and several of them again and again."""
    if any(one.field == "town" for one in columns.values()):
        return {}
    lines = {name: one for name, one in columns.items() if one.field in ADDRESS_FIELDS[1:]}
    towns = [
        name
        for name in lines
        if _like_towns(profiles[name]) and not re.search("[0-9]", name) and not NO_TOWN & set(plain(name).split())
    ]
    if not towns:
        return {}
    last = max(towns, key=lambda name: lines[name].field or "")
    return {
        last: Suggestion(
            "town",
            max(0.6, min(lines[last].confidence, 0.8)),
            "its values are names of places, and no other column is the town",
        )
    }


def _like_towns(looks: Profile) -> bool:
    is_other = max(looks.share(kind) for kind in ("digits", "comma", "road", "part of a building", "postcode", "firm"))
    is_known = looks.distinct < MOST_TOWNS or looks.share("town") > LEAST
    return looks.share("letters") > 0.9 and is_other < 0.15 and is_known


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
