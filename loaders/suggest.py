"""What an unknown file's columns might mean: from what the headings say and from what the values are.

Neither is believed alone: a heading "Postcode" over telephone numbers is not a postcode, and values that look like postcodes
under "Ref 2" probably are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from loaders.headings import likeness, nearest, plain
from loaders.profile import Profile, profile
from loaders.spec import ADDRESS_FIELDS, FIELDS

LEAST = 0.5
LEAST_ELIMINATED = 0.7
LEAST_LEFT = 0.3
LEFT = frozenset({"category", "type", "outcome", "address_1", "name", "legal_name", "status", "value_gbp"})
"""What most files have: where nothing stands for it surely, the column left that comes nearest."""
CLEARLY = 0.3
SAMPLE_ROWS = 2_000
LINES_SEARCHED = 20
# Fields whose values have a form of their own: what has not that form is not it, whatever the heading says.
FORMED = {
    "postcode": "postcode", "company_number": "company_number", "phone": "phone", "email": "email", "easting": "easting",
    "northing": "northing", "longitude": "longitude", "latitude": "latitude", "lon_lat": "lon_lat", "event_date": "date",
    "incorporated": "date", "dissolved": "date", "accounts_due": "date", "value_gbp": "number", "management_score": "number",
}  # fmt: skip
# Fields that values alone can give away, and how far that is believed.
TELLING = {
    "postcode": 0.85, "email": 0.85, "phone": 0.75, "lon_lat": 0.85, "latitude": 0.75, "longitude": 0.7, "company_number": 0.55, "role": 0.75, "outcome": 0.65,
    "function": 0.65, "type": 0.55, "status": 0.55, "district": 0.55, "event_date": 0.55, "uprn": 0.6,
    "address_1": 0.6, "legal_name": 0.6,
}  # fmt: skip


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


@dataclass(frozen=True)
class Suggested:
    """What a table might be.

    Attributes:
        columns: heading to suggestion, in the order of the table.
        date_formats: formats that fit the date column; more than one where day and month cannot be told apart.
        crs: of easting and northing, or empty.
        profiles: heading to what its values look like.
    """

    columns: dict[str, Suggestion]
    date_formats: tuple[str, ...]
    crs: str
    profiles: dict[str, Profile]


def suggest(sample: pd.DataFrame, *, latest: dt.date) -> Suggested:
    """The mapping we would propose for a table nobody declared.

    Args:
        sample: the first rows, text as in the file, a column for each heading.
        latest: the day the file came.
    """
    heads = [str(name) for name in sample.columns]
    if not heads:
        return Suggested({}, (), "", {})
    profiles = {name: profile(sample[name].head(SAMPLE_ROWS), latest) for name in heads}
    said = likeness(heads)
    is_trading = pd.Series(["trading" in plain(name).split() for name in heads], index=said.index)
    said["legal_name"] = said["legal_name"].combine(0.8 * said["name"], max).mask(is_trading, 0.0)
    fields = [field for field in FIELDS if field in said.columns]
    score = np.array([[_score(said.loc[name, field], profiles[name], field) for field in fields] for name in heads])
    unwanted = said[""].to_numpy() if "" in said else np.zeros(len(heads))
    columns = _assigned(heads, fields, score, unwanted, profiles, said)
    columns |= _by_elimination(columns, unwanted, profiles)
    columns |= _names_told_apart(columns, said, profiles)
    columns |= _lines_of_the_address(columns, fields, score, unwanted)
    dated = next((name for name, found in columns.items() if found.field == "event_date"), None)
    gridded = {"easting", "northing"} <= {found.field for found in columns.values()}
    return Suggested(columns, profiles[dated].date_formats if dated else (), "EPSG:27700" if gridded else "", profiles)


def with_whole_column(suggested: Suggested, heading: str, values: pd.Series, *, latest: dt.date) -> Suggested:
    """The same, with the order of day and month told from every value of the date column and not from the first rows alone.

    Args:
        suggested: made from a sample.
        heading: the column with the date of the contact.
        values: every different value of that column.
        latest: the day the file came.
    """
    looks = profile(values, latest)
    before = suggested.columns[heading]
    said = replace(before, why=f"{before.why}; {in_words(looks.date_formats, values)}")
    return replace(
        suggested,
        columns={**suggested.columns, heading: said},
        date_formats=looks.date_formats,
        profiles={**suggested.profiles, heading: replace(suggested.profiles[heading], date_formats=looks.date_formats)},
    )


def in_words(formats: Sequence[str], values: pd.Series) -> str:
    """Which order of day and month a column has, for people, or that nobody can know."""
    orders = {order(form) for form in formats}
    if not orders:
        return "no one way of writing dates reads them"
    if len(orders) == 1:
        (only,) = orders
        written = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day", "my": "month and year", "ym": "year and month"}  # fmt: skip
        return f"every value reads as {written.get(only, only)}"
    return "day and month cannot be told apart, for no value has a day above 12: say which comes first"


def order(form: str) -> str:
    """`"%d/%m/%Y %H:%M"` -> `"dmy"`."""
    day = form.split("%H")[0]
    return re.sub(r"[^dmy]", "", day.lower().replace("%b", "m"))


def header_line(head: Sequence[Sequence[str]]) -> int:
    """Which of a table's first lines has the headings: the one whose cells are most like headings we know, or else the first
    that is filled as far as the widest."""
    lines = [[cell.strip() for cell in line] for line in head[:LINES_SEARCHED]]
    widest = max((sum(bool(cell) for cell in line) for line in lines), default=0)
    every = likeness(sorted({cell for line in lines for cell in line} | {""})).max(axis=1)
    best, line_of_best = 0.0, -1
    for number, line in enumerate(lines):
        cells = [cell for cell in line if cell]
        if len(cells) < max(2, widest / 2):
            continue
        known = float(every[cells].sum())
        if known > best + 0.5:
            best, line_of_best = known, number
    if line_of_best >= 0:
        return line_of_best
    return next(
        (number for number, line in enumerate(lines) if sum(bool(cell) for cell in line) >= max(1, widest * 0.8)), 0
    )


def _score(said: float, looks: Profile, field: str) -> float:
    """0 to 1 for one column and one field: the heading's likeness, held against the values."""
    if looks.filled == 0:
        return 0.85 * said
    form = FORMED.get(field)
    if form:
        fits = max(looks.share(form), looks.share("money")) if form == "number" else looks.share(form)
        believed = said * (0.35 + 0.65 * min(1.0, fits / 0.6)) if fits >= 0.05 else 0.2 * said
    else:
        fits = _fitness(looks, field)
        believed = said * _against(looks, field) * (0.82 + 0.18 * fits if fits >= 0.15 else 0.45)
    return max(believed, _told(looks, field, fits))


def _told(looks: Profile, field: str, fits: float) -> float:
    """What the values alone say, whatever the heading."""
    if field == "value_gbp":
        return 0.7 * looks.share("money")
    if fits < 0.6 or (field == "event_date" and looks.share("number") > 0.9):
        return 0.0
    return TELLING.get(field, 0.0) * fits


def _against(looks: Profile, field: str) -> float:
    """What a field's values are not: dates, links, a telephone, or merely yes and no."""
    is_dates = looks.share("date") > 0.8 and looks.share("number") < 0.5
    if is_dates or looks.share("yes or no") > 0.9 or looks.share("link") > 0.8:
        return 0.5
    is_kinds = field == "category" and looks.share("type") > 0.5
    if is_kinds or (field in ("name", "legal_name") and looks.share("person") > 0.8):
        return 0.5
    is_reference = field in ("record_ref", "touch_point_ref")
    return 0.5 if is_reference and looks.share("phone") > 0.9 and looks.share("short number") < 0.5 else 1.0


def _fitness(looks: Profile, field: str) -> float:
    """How well values without a form of their own suit a field, 0 to 1."""
    text = looks.share("letters") * (1 - looks.share("date"))
    repeated = 1 - looks.distinct
    if field in ("role", "function", "status", "district"):
        return max(looks.share(field), 0.6 * repeated * text)
    if field in ("outcome", "type"):
        return looks.share(field) if looks.share(field) > 0.2 else 0.4 * repeated + 0.15
    if field == "name":
        return text * (1 - looks.share("postcode")) * (1 - 0.9 * looks.share("road"))
    if field == "legal_name":
        return text * (0.4 + 0.6 * looks.share("firm")) * (1 - 0.8 * looks.share("road") * (1 - looks.share("firm")))
    if field.startswith("address"):
        own = (0.2 + 0.1 * looks.share("digits")) * text if field == ADDRESS_FIELDS[0] else 0.6 * text
        return max(looks.share("road"), 0.6 * looks.share("comma"), own, 0.8 * looks.share("part of a building"))
    if field == "uprn":
        return max(looks.share("uprn"), 0.4 * looks.share("short number"))
    if field in ("record_ref", "touch_point_ref"):
        unique = looks.distinct if field == "touch_point_ref" else 0.5 + 0.5 * looks.distinct
        return max(looks.share("code"), looks.share("short number"), looks.share("uprn")) * unique
    if field == "category":
        return text * (0.5 + 0.5 * repeated)
    if field == "town":
        return text * (1 - looks.share("digits")) * (0.5 + 0.5 * repeated)
    return 0.5


def _assigned(
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


def _by_elimination(
    columns: dict[str, Suggestion], unwanted: np.ndarray, profiles: dict[str, Profile]
) -> dict[str, Suggestion]:
    """The column most like names of businesses, where nothing else is the name; the one of unlike codes, where nothing else is a
    reference: a table of contacts hardly ever has neither."""
    found = {}
    for field, rivals in (("name", ("name", "legal_name")), ("touch_point_ref", ("touch_point_ref", "record_ref"))):
        if any(one.field in rivals for one in columns.values()):
            continue
        free = [name for (name, one), no in zip(columns.items(), unwanted, strict=True) if not one.field and no < LEAST]
        fit = {
            name: _fitness(profiles[name], field) * profiles[name].distinct for name in free if profiles[name].filled
        }
        best = max(fit, key=fit.__getitem__, default=None)
        if best is not None and fit[best] >= LEAST_ELIMINATED:
            found[best] = Suggestion(field, 0.5, "no other column is it, and its values might be")
    return found


def _names_told_apart(
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


def _lines_of_the_address(
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
