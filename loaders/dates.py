"""Dates as partners write them: what is read, and what is never guessed (decision 0011)."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from functools import cache

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from loaders import coerce

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_IN_WORDS = rf"(?i)\b([0-9]{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]* ([0-9]{{4}})\b"
EARLIEST = dt.date(1990, 1, 1)
FIRST_COMPANY = dt.date(1844, 1, 1)
_ISO = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_PLAIN = (
    "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d/%b/%Y", "%d/%b/%Y - %H:%M", "%d-%b-%y", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M",
    "%B %d, %Y", "%b %d %Y", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S.%f", "%Y%m%d", "%A, %d %B %Y", "%A %d %B %Y", "%a %d %b %Y",
)  # fmt: skip
"""Written so that nobody can take the day for the month: read whatever the layout declares."""
_NUMERIC = (
    "{}/{}/%Y", "{}/{}/%Y %H:%M", "{}/{}/%Y %H:%M:%S", "{}/{}/%Y, %H:%M", "{}-{}-%Y", "{}.{}.%Y", "{}-{}-%Y %H:%M",
    "{}-{}-%Y %H:%M:%S", "{}/{}/%y", "{}.{}.%y", "{}-{}-%y", "{}/{}/%y %H:%M", "{}/{}/%Y %I:%M:%S %p", "{}/{}/%Y %I:%M %p",
)  # fmt: skip
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050  # 1 January 1990 to the last day of 2099


def order_of(formats: tuple[str, ...]) -> str:
    """`"dm"` or `"md"`: which of day and month comes first by the formats declared; empty where none says."""
    for form in formats:
        if "%m" in form and "%d" in form and not form.startswith("%Y"):
            return "dm" if form.index("%d") < form.index("%m") else "md"
    return ""


def days(
    values: pd.Series, formats: tuple[str, ...], *, latest: dt.date, earliest: dt.date = EARLIEST
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Text to dates, by the formats declared, in their order of day and month; what cannot be misunderstood is read besides.

    Months in letters, ISO 8601 and the serial numbers of spreadsheets say by themselves what they mean; of figures alone the
    order is the declared one, whatever stands between them: day and month are never guessed.

    Args:
        values: text.
        formats: strptime formats, tried in order.
        latest: no date after this one is believed (the day the file was received).
        earliest: no date before this one is believed.
    Returns:
        Dates at midnight, a mask of those that could not be read, a mask of those too early or too late.
    """
    found = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    besides = _besides(order_of(formats)) if any("%d" in form for form in formats) else ()
    shapes: set[str] | None = None
    for number, form in enumerate((*formats, *_ISO, *besides)):
        if number >= len(formats) and shapes is not None and "%z" not in form and shape_of(form) not in shapes:
            continue
        open_ = found.isna() & values.notna()
        if not open_.any():
            break
        read = pd.to_datetime(values[open_], format=form, errors="coerce", exact=True)
        found[open_] = (read.dt.tz_localize(None) if read.dt.tz is not None else read).astype("datetime64[us]")
        if number >= len(formats) - 1 and shapes is None:
            shapes = shapes_of(values[found.isna() & values.notna()])
    found = found.fillna(serials(values.where(found.isna()))).dt.normalize()
    implausible = (found < pd.Timestamp(earliest)) | (found > pd.Timestamp(latest))
    return found.mask(implausible), values.notna() & found.isna(), implausible


def shapes_of(values: pd.Series) -> set[str]:
    """`"04/03/2025 14:30"` -> `"9/9/9 9:9"`: how values are written, whatever they say; a format of another shape reads none."""
    figures = pc.replace_substring_regex(coerce.cells(values), "[0-9]+", "9")
    return set(pc.unique(pc.replace_substring_regex(figures, "[A-Za-z]+", "A")).to_pylist())


@cache
def shape_of(form: str) -> str:
    """How a value of a format is written: `"%d/%m/%Y %H:%M"` -> `"9/9/9 9:9"`."""
    letters = re.sub("%[bBaAp]", "A", form)
    return re.sub(
        "A+", "A", re.sub("[a-zA-Z]+", "A", re.sub("9+", "9", re.sub("%[a-zA-Z]", "9", letters))).replace("T", "A")
    )


def _besides(order: str) -> tuple[str, ...]:
    pair = {"dm": ("%d", "%m"), "md": ("%m", "%d")}.get(order)
    return (*_PLAIN, *(form.format(*pair) for form in _NUMERIC)) if pair else _PLAIN


def serials(values: pd.Series) -> pd.Series:
    """`"45720"` and `"45720.5"` -> 4 March 2025, as spreadsheets count days."""
    if not coerce.matching(values, r"^[3-7][0-9]{4}(?:\.[0-9]+)?$").any():
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    serials = pd.to_numeric(values, errors="coerce")
    serials = serials.where(serials.between(_FIRST_SERIAL, _LAST_SERIAL))
    return (pd.Timestamp(1899, 12, 30) + pd.to_timedelta(np.floor(serials), unit="D")).astype("datetime64[us]")


def in_other_order(values: pd.Series, formats: tuple[str, ...]) -> pd.Series:
    """Which values would be dates if month and day were declared the other way round."""
    order = {"dm": ("%m", "%d"), "md": ("%d", "%m")}.get(order_of(formats))
    is_date = pd.Series(False, index=values.index)
    if order is None:
        return is_date
    shapes = shapes_of(values)
    for form in _NUMERIC:
        open_ = values.notna() & ~is_date
        if not open_.any():
            break
        if shape_of(form.format(*order)) not in shapes:
            continue
        is_date[open_] = pd.to_datetime(values[open_], format=form.format(*order), errors="coerce", exact=True).notna()
    return is_date


def dates_in_words(text: str) -> list[dt.date]:
    """`"data as at 31st August 2025"` -> `[date(2025, 8, 31)]`; dates in figures alone may be of either order and are left."""
    found = []
    for day, month, year in re.findall(_DATE_IN_WORDS, text):
        with suppress(ValueError):
            found.append(dt.date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day)))
    return found
