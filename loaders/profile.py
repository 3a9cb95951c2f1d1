"""What the values of a column look like: postcodes, dates, coordinates, codes of the trade; told from a sample."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import pandas as pd

import codes
from loaders import coerce
from loaders.sectors import sectors_of_names
from loaders.words import likely

DATE_FORMATS = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y", "%m/%d/%Y %H:%M", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y",
    "%d %B %Y", "%d/%b/%Y", "%d/%b/%Y - %H:%M", "%d/%m/%Y, %H:%M", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%d/%m/%y",
    "%m/%d/%y", "%d-%b-%y", "%Y%m%d", "%Y-%m", "%b %Y", "%B %d, %Y", "%A %d %B %Y", "%A, %d %B %Y", "%a %d %b %Y",
)  # fmt: skip
_LIKE_A_DATE = r"^(?:[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ]|[A-Za-z]{3,9},? [0-9]|[0-9]{8}$|[0-9]{4}-[0-9]{2}$)"
LEAST_DATES = 0.05
MOST_WORDS, LONGEST_WORD = 40, 80
_PATTERNS = {
    "uprn": r"^0{0,2}[0-9]{10,12}$",
    "uprn by itself": r"^0{0,2}(?:[12]00[0-9]{9}|10[0-9]{9})$",
    "risk letter": r"(?i)^(?:(?:cat(?:egory)?|band|risk)\s?)?[a-e][1-3]?$",
    "two decimals": r"^-?[0-9,]+\.[0-9]{2}$",
    "short number": r"^[0-9]{1,9}$",
    "company_number": r"^(?:[0-9]{7,8}|(?:SC|NI|OC|SO|NC|FC|ZZ|LP|IP|R0)[0-9]{6})$",
    "phone": r"^\(?(?:\+?44|0)[\s()-]*[1237][0-9\s()-]{7,13}$",
    "email": r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
    "money": r"^-?£\s?[0-9,]+(?:\.[0-9]{1,2})?$",
    "decimal": r"^-?[0-9]+\.[0-9]+$",
    "number": r"^-?[0-9,]+(?:\.[0-9]+)?$",
    "lon_lat": r"^\W*-?[0-9]\.[0-9]+[,;\s]+[45][0-9]\.[0-9]+\W*$",
    "road": r"(?i)\b(?:road|rd|street|st|lane|ln|avenue|ave|close|way|drive|hill|parade|square|high street|unit|industrial|estate|court|green|row|place|terrace|crescent|gardens)\b",
    "part of a building": r"(?i)^(?:(?:unit|flat|shop|floor|suite|arch|yard|room|office|stall|kiosk|block|bay|apartment)s?\b|[0-9a-z]+ floor\b|[0-9]{1,4}[a-z]?(?:\s?[-/&]\s?[0-9]{1,4}[a-z]?)?$)",
    "person": r"^(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s[A-Z].*|(?:[A-Z]\.?\s?){1,3}[A-Z][a-z'-]+(?:-[A-Z][a-z]+)?)$",
    "firm": r"(?i)\b(?:ltd|limited|llp|plc|t/a|trading as|& sons?|& co)\b",
    "code": r"^[A-Za-z0-9/_.-]{0,20}[0-9][A-Za-z0-9/_.-]{0,20}$",
    "digits": r"[0-9]",
    "letters": r"[A-Za-z]{3}",
    "comma": r",",
    "link": r"(?i)^https?://",
    "contact word": r"(?i)\b(?:inspection|visit|revisit|audit|complaint|sampl|follow.?up|survey|enquiry|investigation)",
    "finding word": r"(?i)\b(?:compliant|satisfactory|no further action|nfa|advice|warning|notice|prosecut|caution|contravention|"
    r"breach|pass|fail|improvement|resolved|charged|undetected|no suspect|compliance)",
    "few words": r"^.{1,60}$",
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


def profile(values: pd.Series, latest: dt.date) -> Profile:
    """Look at a sample of a column.

    Args:
        values: text, as in the file.
        latest: no date after this is believed.
    """
    clean = coerce.text(values)
    present = clean.dropna()
    if present.empty:
        return Profile({}, 0.0, 0.0, ())
    shares = {kind: float(coerce.matching(present, pattern).mean()) for kind, pattern in _PATTERNS.items()}
    found, _, _ = coerce.postcodes(present)
    shares["postcode"] = float(found.notna().mean())
    shares |= _coordinates(present)
    shares |= {kind: float(present.str.lower().isin(known).mean()) for kind, known in _trade_words().items()}
    shares["sector"] = float(sectors_of_names(present).notna().mean())
    for kind, word in (("type", "contact word"), ("outcome", "finding word")):
        shares[kind] = max(shares[kind], 0.9 * shares[word], 0.9 * _like_our_words(present, kind))
    formats, shares["date"] = _dates(present, latest)
    return Profile(shares, len(present) / len(values), present.nunique() / len(present), formats)


def _coordinates(present: pd.Series) -> dict[str, float]:
    numbers, _ = coerce.numbers(present)
    has_decimals = coerce.matching(present, r"\.[0-9]{3,}")
    return {
        "easting": float(numbers.between(80_000, 660_000).mean()),
        "northing": float(numbers.between(5_000, 1_220_000).mean()),
        "longitude": float((numbers.between(-8.7, 1.8) & has_decimals).mean()),
        "latitude": float((numbers.between(49.8, 60.9) & has_decimals).mean()),
    }


def _like_our_words(present: pd.Series, field: str) -> float:
    """Share of values that are like a word we have a code for, where a column has few different ones."""
    often = present.str.strip().value_counts()
    if len(often) > MOST_WORDS or max(map(len, often.index)) > LONGEST_WORD:
        return 0.0
    return float(sum(count for word, count in often.items() if likely(str(word), field).code) / often.sum())


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


def _dates(present: pd.Series, latest: dt.date) -> tuple[tuple[str, ...], float]:
    """Formats that read most values, and the share read; formats that read as many are told in the order of DATE_FORMATS."""
    different = present.drop_duplicates()
    if coerce.matching(different, _LIKE_A_DATE).mean() < LEAST_DATES:
        return (), 0.0
    reads: list[tuple[float, str]] = []
    for form in DATE_FORMATS:
        read = pd.to_datetime(different, format=form, errors="coerce", exact=True)
        good = read.between(pd.Timestamp(1900, 1, 1), pd.Timestamp(latest.year + 10, 12, 31))
        share = float(good.mean())
        if share > 0:
            reads.append((share, form))
    if not reads:
        return (), 0.0
    best = max(share for share, _ in reads)
    return tuple(form for share, form in reads if share >= best - 1e-9), best
