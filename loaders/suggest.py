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

from loaders import coerce
from loaders.assign import (
    DETAILS,
    Suggestion,
    assigned,
    by_elimination,
    grid_pair,
    house_numbers,
    kinds_of_contact,
    lines_of_the_address,
    the_town,
)
from loaders.dates import serials
from loaders.fitness import FEW_DIFFERENT, score
from loaders.headings import likeness, plain
from loaders.profile import Profile, formats_read, profiles
from loaders.spec import FIELDS
from loaders.told_apart import names_told_apart, references_told_apart

SAMPLE_ROWS = 2_000
MOST_PEOPLE, PEOPLE = 0.9, 0.9
"""A column of nothing but people's names is not ours, whatever its heading."""
SOMEWHAT, KIND_OF, FEW = 0.4, 0.6, 0.5
__all__ = ["SAMPLE_ROWS", "Suggested", "Suggestion", "in_words", "order", "suggest", "with_whole_column"]


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
    looks = profiles(sample.head(SAMPLE_ROWS).set_axis(heads, axis=1), latest)
    said = likeness(heads)
    said["category_code"] = said["category_code"].combine(0.9 * said["category"], max)
    is_trading = pd.Series(["trading" in plain(name).split() for name in heads], index=said.index)
    said["legal_name"] = said["legal_name"].combine(0.8 * said["name"], max).mask(is_trading, 0.0)
    again = pd.Series([looks[name].filled > 0 and looks[name].distinct < FEW_DIFFERENT for name in heads], said.index)
    said["category"] = said["category"].mask(again, said["category"].combine(0.9 * said["name"], max))
    said["name"] = said["name"].mask(again, 0.6 * said["name"])
    fields = [field for field in FIELDS if field in said.columns]
    likest = said[fields].to_numpy()
    scores = np.array([[score(like, looks[name], field) for like, field in zip(row, fields, strict=True)] for name, row in zip(heads, likest.tolist(), strict=True)])  # fmt: skip
    unwanted = said[""].to_numpy(copy=True) if "" in said else np.zeros(len(heads))
    people = np.array([looks[name].share("person") > MOST_PEOPLE for name in heads])
    unwanted[people] = np.maximum(unwanted[people], PEOPLE)
    bodies = np.array([looks[name].share("council") > MOST_PEOPLE for name in heads])
    unwanted[bodies] = np.minimum(unwanted[bodies], SOMEWHAT)
    words = np.array([_is_of_few_words(name, looks[name]) for name in heads])
    unwanted[words] = np.minimum(unwanted[words], SOMEWHAT)
    for row in np.flatnonzero(words):
        scores[row, fields.index("summary")] = max(scores[row, fields.index("summary")], KIND_OF)
    columns = assigned(heads, fields, scores, unwanted, looks, said)
    columns |= grid_pair(columns, looks)
    columns |= by_elimination(columns, unwanted, looks)
    columns |= kinds_of_contact(columns, looks)
    columns |= names_told_apart(columns, said, looks)
    columns |= lines_of_the_address(columns, fields, scores, unwanted)
    columns |= the_town(columns, looks)
    columns |= house_numbers(columns, looks)
    columns |= references_told_apart(columns, sample.head(SAMPLE_ROWS).set_axis(heads, axis=1))
    dated = next((name for name, found in columns.items() if found.field == "event_date"), None)
    gridded = {"easting", "northing"} <= {found.field for found in columns.values()}
    return Suggested(columns, looks[dated].date_formats if dated else (), "EPSG:27700" if gridded else "", looks)


def _is_of_few_words(heading: str, looks: Profile) -> bool:
    """Whether a column called description or details has a few short texts again and again: kinds of something, and nothing that
    somebody wrote freely, which we would not keep."""
    said = set(plain(heading).split())
    is_free = bool(said & DETAILS) and said <= DETAILS | {"brief", "short"}
    return is_free and looks.filled > 0 and looks.distinct < FEW and looks.share("few words") > PEOPLE


def with_whole_column(suggested: Suggested, heading: str, values: pd.Series, *, latest: dt.date) -> Suggested:
    """The same, with the order of day and month told from every value of the date column and not from the first rows alone.

    Args:
        suggested: made from a sample.
        heading: the column with the date of the contact.
        values: every different value of that column.
        latest: the day the file came.
    """
    formats = formats_read(values, latest)
    before = suggested.columns[heading]
    said = replace(before, why=f"{before.why}; {in_words(formats, values)}")
    return replace(
        suggested,
        columns={**suggested.columns, heading: said},
        date_formats=formats,
        profiles={**suggested.profiles, heading: replace(suggested.profiles[heading], date_formats=formats)},
    )


def in_words(formats: Sequence[str], values: pd.Series) -> str:
    """Which order of day and month a column has, for people, or that nobody can know."""
    orders = {order(form) for form in formats}
    filled = coerce.text(values).dropna()
    if not orders and len(filled) and serials(filled).notna().all():
        return "every value is a day as spreadsheets count them"
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
