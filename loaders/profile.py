"""What the values of a column look like: postcodes, dates, coordinates, codes of the trade; told from a sample."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import codes
from loaders import coerce
from loaders.dates import serials, shape_of, shapes_of
from loaders.sectors import sectors_of_names
from loaders.words import likely

DATE_FORMATS = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y", "%m/%d/%Y %H:%M", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y",
    "%d %B %Y", "%d/%b/%Y", "%d/%b/%Y - %H:%M", "%d/%m/%Y, %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y",
    "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%d-%b-%y", "%Y%m%d", "%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y", "%b %Y", "%B %Y", "%b-%Y", "%b %y", "%b-%y", "%B %d, %Y", "%A %d %B %Y", "%A, %d %B %Y", "%a %d %b %Y",
)  # fmt: skip
_LIKE_A_DATE = r"^(?:[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ]|[A-Za-z]{3,9},? [0-9]|[0-9]{8}$|[0-9]{4}[-/][0-9]{2}$|[0-9]{1,2}[-/][0-9]{4}$|[A-Za-z]{3,9}[- ][0-9]{2}(?:[0-9]{2})?$)"
_LIKE_A_POSTCODE = r"^(?:[A-Z01][0-9A-Z]?[0-9OI][0-9A-Z]?[0-9OIS][A-Z01]{2}|GIR0AA)$"
LEAST_DATES = 0.05
MOST_WORDS, LONGEST_WORD = 40, 80
_PATTERNS = {
    "uprn": r"^0{0,2}[0-9]{10,12}$",
    "uprn by itself": r"^0{0,2}(?:[12]00[0-9]{9}|10[0-9]{9})$",
    "risk letter": r"(?i)^(?:(?:cat(?:egory)?|band|risk)\s?)?[a-e][1-3]?$",
    "two decimals": r"^-?[0-9,]+\.[0-9]{2}$",
    "short number": r"^[0-9]{1,9}$",
    "company_number": r"^(?:[0-9]{7,8}|(?:SC|NI|OC|SO|NC|FC|ZZ|LP|IP|R0)[0-9]{6})$",
    "company number by itself": r"^(?:[01][0-9]{7}|(?:SC|NI|OC|SO|NC|FC|LP)[0-9]{6})$",
    "phone": r"^'?\(?(?:\+?44|0)[\s()-]*[1237][0-9\s()-]{7,13}$",
    "phone without its nought": r"^[1237][0-9]{9}(?:\.0)?$",
    "email": r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
    "money": r"^-?£\s?[0-9,]+(?:\.[0-9]{1,2})?$",
    "decimal": r"^-?[0-9]+\.[0-9]+$",
    "number": r"^-?[0-9,]+(?:\.[0-9]+)?$",
    "lon_lat": r"^\W*(?:-?[0-9]\.[0-9]+[,;\s]+[456][0-9]\.[0-9]+|[456][0-9]\.[0-9]+[,;\s]+-?[0-9]\.[0-9]+)\W*$",
    "road": r"(?i)\b(?:road|rd|street|st|lane|ln|avenue|ave|close|way|drive|hill|parade|square|high street|unit|industrial|estate|court|green|row|place|terrace|crescent|gardens)\b",
    "part of a building": r"(?i)^(?:(?:unit|flat|shop|floor|suite|arch|yard|room|office|stall|kiosk|block|bay|apartment)s?\b|[0-9a-z]+ floor\b|[0-9]{1,4}[a-z]?(?:\s?[-/&]\s?[0-9]{1,4}[a-z]?)?$)",
    "person": r"^(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s[A-Z].*|(?:[A-Z]\.?\s?){1,3}[A-Z][a-z'-]+(?:-[A-Z][a-z]+)?)$",
    "firm": r"(?i)\b(?:ltd|limited|llp|plc|t/a|trading as|& sons?|& co)\b",
    "code": r"^(?:[A-Za-z0-9/_.-]{0,20}[0-9][A-Za-z0-9/_.-]{0,20}|[A-Z]{2,5} [0-9]{1,9})$",
    "council": r"(?i)\b(?:council|borough|constabulary|police|fire (?:and|&) rescue|authority|agency)\b",
    "digits": r"[0-9]",
    "letters": r"[A-Za-z]{3}",
    "comma": r",",
    "link": r"(?i)^https?://",
    "contact word": r"(?i)\b(?:inspection|visit|revisit|audit|complaint|sampl|follow.?up|survey|enquiry|investigation)",
    "finding word": r"(?i)\b(?:compliant|satisfactory|no further action|nfa|advice|warning|notice|prosecut|caution|contravention|"
    r"breach|pass|fail|improvement|resolved|charged|undetected|no suspect|compliance)",
    "few words": r"^.{1,60}$",
    "very few words": r"^.{1,30}$",
    "yes or no": r"(?i)^(?:y|n|yes|no|true|false)$",
}


@dataclass(frozen=True)
class Profile:
    """Shares (0 to 1) of a column's values that look like something, and what follows.

    Attributes:
        shares: kind to share of the values that are not blank.
        filled: share of rows with a value.
        distinct: different values as a share of values.
        date_formats: formats that read every value that any format reads, best first.
    """

    shares: dict[str, float]
    filled: float
    distinct: float
    date_formats: tuple[str, ...]

    def share(self, kind: str) -> float:
        return self.shares.get(kind, 0.0)


def profiles(sample: pd.DataFrame, latest: dt.date) -> dict[str, Profile]:
    """Look at a sample of each column of a table; the values of all of them are looked at together.

    Args:
        sample: text, as in the file.
        latest: no date after this is believed.
    """
    each, often, ends = _different(sample)
    texts: list[str] = each.to_pylist()
    different = pd.Series(texts, dtype="str")
    looks = _looks(each, texts, different)
    found: dict[str, Profile] = {}
    for name, start, end in zip(sample.columns, [0, *ends], ends, strict=False):
        count = int(often[start:end].sum())
        if not count:
            found[name] = Profile({}, 0.0, 0.0, ())
            continue
        counts = often[start:end]
        shares = {kind: float(counts[is_so[start:end]].sum() / count) for kind, is_so in looks.items()}
        for kind, word in (("type", "contact word"), ("outcome", "finding word")):
            likely_words = _like_our_words(texts[start:end], counts, kind)
            shares[kind] = max(shares[kind], 0.9 * shares[word], 0.9 * likely_words)
        shares["role"] = max(shares["role"], 0.9 * _like_our_words(texts[start:end], counts, "role"))
        shares["phone"] = max(
            shares["phone"], 0.8 * shares["phone without its nought"]
        )  # which spreadsheets take for a number
        formats, shares["date"] = _dates(different.iloc[start:end], latest)
        shares["day number"] = float(counts[_day_numbers(different.iloc[start:end], latest)].sum() / count)
        shares["date"] = max(shares["date"], shares["day number"])
        found[name] = Profile(shares, count / len(sample), (end - start) / count, formats)
    return found


def _different(sample: pd.DataFrame) -> tuple[pa.Array, np.ndarray, list[int]]:
    """The different values of each column, column after column; how often each is there; where each column ends."""
    parts, counts = [pa.array([], pa.large_string())], [np.empty(0, dtype="int64")]
    ends: list[int] = []
    for name in sample.columns:
        coded = pc.value_counts(coerce.cleaned(coerce.cells(sample[name])).drop_null())
        parts.append(coded.field("values"))
        counts.append(coded.field("counts").to_numpy(zero_copy_only=False))
        ends.append(len(coded) + (ends[-1] if ends else 0))
    return pa.concat_arrays(parts), np.concatenate(counts), ends


def _day_numbers(different: pd.Series, latest: dt.date) -> np.ndarray:
    """Which values are days as spreadsheets count them, from 1990 until next year."""
    days = serials(different)
    return days.between(pd.Timestamp(1990, 1, 1), pd.Timestamp(latest.year + 1, 12, 31)).to_numpy(dtype=bool)


def _looks(each: pa.Array, texts: list[str], different: pd.Series) -> dict[str, np.ndarray]:
    """Kind to which values look like it."""
    looks = _patterns(each) | _coordinates(each, different) | {"postcode": _postcodes(each, different)}
    lowered = [one.lower() for one in texts]
    looks |= {kind: _are(lowered, known) for kind, known in _trade_words().items()}
    looks["sector"] = sectors_of_names(different).notna().to_numpy(dtype=bool)
    looks["trade name"] = looks["sector"] | looks["firm"]
    looks["person"] |= _people(texts) & ~looks["trade name"] & ~looks["road"]
    looks["town"] = _are([one.replace("-", " ") for one in lowered], _towns())
    return looks


def _are(words: list[str], known: frozenset[str]) -> np.ndarray:
    return np.fromiter((word in known for word in words), dtype=bool, count=len(words))


def _patterns(each: pa.Array) -> dict[str, np.ndarray]:
    """Which values each of _PATTERNS is found in."""
    return {kind: _found(each, pattern) for kind, pattern in _PATTERNS.items()}


@cache
def _towns() -> frozenset[str]:
    return frozenset(town.lower().replace("-", " ") for town in codes.table("towns")["town"])


def _people(texts: Sequence[str]) -> np.ndarray:
    """Which values are a first name and a surname, and nothing else."""
    given = frozenset(codes.table("first_names")["name"])
    words = [one.upper().split() for one in texts]
    is_one = (len(one) == 2 and one[0] in given and one[1].replace("-", "").isalpha() for one in words)
    return np.fromiter(is_one, dtype=bool, count=len(words))


def _found(each: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(each, pattern).to_numpy(zero_copy_only=False).astype(bool)


def _postcodes(each: pa.Array, different: pd.Series) -> np.ndarray:
    """Which values are postcodes; only those with letters and digits where one has them, or what is taken for them, are read."""
    is_one = _found(pc.replace_substring_regex(pc.utf8_upper(each), "[^0-9A-Z]", ""), _LIKE_A_POSTCODE)
    if is_one.any():
        is_one[is_one] = coerce.postcodes(different[is_one])[0].notna().to_numpy()
    return is_one


def _coordinates(each: pa.Array, different: pd.Series) -> dict[str, np.ndarray]:
    """Which values may be a coordinate of each kind; only those with nothing but signs of numbers in them are read."""
    numbers = np.full(len(different), np.nan)
    may_be = _found(each, r"^[-+()£$,\s0-9.eE]+$")
    if may_be.any():
        numbers[may_be] = coerce.numbers(different[may_be])[0].to_numpy()
    has_decimals = _found(each, r"\.[0-9]{3,}")
    return {
        "easting": (numbers >= 80_000) & (numbers <= 660_000),
        "northing": (numbers >= 5_000) & (numbers <= 1_220_000),
        "longitude": (numbers >= -8.7) & (numbers <= 1.8) & has_decimals,
        "latitude": (numbers >= 49.8) & (numbers <= 60.9) & has_decimals,
    }


def _like_our_words(texts: Sequence[str], often: np.ndarray, field: str) -> float:
    """Share of values that are like a word we have a code for, where a column has few different ones."""
    if len(texts) > MOST_WORDS or max(map(len, texts)) > LONGEST_WORD:
        return 0.0
    is_ours = [bool(likely(word, field).code) for word in texts]
    return float(often[is_ours].sum() / often.sum())


@cache
def _trade_words() -> dict[str, frozenset[str]]:
    """Words that partners use for outcomes, kinds of contact, roles, fields of regulation and states."""
    from loaders.specs import SPECS

    outcomes = frozenset(codes.table("outcomes")["raw"]) - {"0", "1", "2", "3", "4", "5"}
    kinds = frozenset(word for spec in SPECS for word in spec.types) | {
        label.lower() for label in codes.labels("touch_point_types").values()
    }
    roles = frozenset(word for spec in SPECS for word in spec.roles) | {
        label.lower() for label in codes.labels("roles").values()
    }
    functions = frozenset(word for spec in SPECS for word in spec.functions) | {
        label.lower() for label in codes.labels("functions").values()
    }
    states = frozenset(
        {
            "open",
            "closed",
            "in force",
            "complied",
            "withdrawn",
            "expired",
            "current",
            "active",
            "lapsed",
            "suspended",
            "pending",
            "live",
        }
    )
    districts = frozenset(label.lower() for label in codes.labels("districts").values())
    return {
        "outcome": outcomes,
        "type": kinds,
        "role": roles,
        "function": functions,
        "status": states,
        "district": districts,
    }


def formats_read(values: pd.Series, latest: dt.date) -> tuple[str, ...]:
    """Formats that read every value of a column that any format reads, best first.

    Args:
        values: text, as in the file.
        latest: no date after this is believed.
    """
    return _dates(coerce.text(values).dropna().drop_duplicates(), latest)[0]


def _dates(different: pd.Series, latest: dt.date) -> tuple[tuple[str, ...], float]:
    """Formats that read most values, and the share read; formats that read as many are told in the order of DATE_FORMATS."""
    if different.empty or coerce.matching(different, _LIKE_A_DATE).mean() < LEAST_DATES:
        return (), 0.0
    shapes = shapes_of(different)
    reads: list[tuple[float, str]] = []
    for form in DATE_FORMATS:
        if shape_of(form) not in shapes:
            continue
        read = pd.to_datetime(different, format=form, errors="coerce", exact=True)
        good = read.between(pd.Timestamp(1900, 1, 1), pd.Timestamp(latest.year + 10, 12, 31))
        share = float(good.mean())
        if share > 0:
            reads.append((share, form))
    if not reads:
        return (), 0.0
    best = max(share for share, _ in reads)
    return tuple(form for share, form in reads if share >= best - 1e-9), best
