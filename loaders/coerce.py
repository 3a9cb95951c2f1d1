"""Text as partners write it to values as we keep them; every function takes and returns whole columns.

Each returns the values and a mask of those that could not be read; what becomes of them is decided by load.py.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import phonenumbers
from pyproj import Transformer

NULL_WORDS = frozenset(
    {
        "",
        "-",
        "--",
        ".",
        "?",
        "n/a",
        "na",
        "#n/a",
        "#ref!",
        "none",
        "null",
        "nil",
        "nan",
        "redacted",
        "not known",
        "unknown",
    }
)
# Eight areas have one letter; a district's number has no leading zero; the last two letters are never C I K M O V.
POSTCODE = (
    r"(?:GIR ?0AA|(?:[BEGLMNSW]|[A-PR-UWYZ][A-HK-Y])(?:[0-9]|[1-9][0-9]|[0-9][A-HJKMNP-Y]) ?[0-9][ABD-HJLNP-UW-Z]{2})"
)
EARLIEST = dt.date(1990, 1, 1)


def text(values: pd.Series) -> pd.Series:
    """`"  Lucky   Nails\\r\\n"` -> `"Lucky Nails"`; `"REDACTED"`, `"N/A"`, `"-"` -> missing."""
    clean = values.astype("str").str.replace(r"[\s\x00-\x1f\x7f\u00a0\u200b\ufeff]+", " ", regex=True).str.strip()
    return clean.mask(clean.str.lower().isin(NULL_WORDS))


def postcodes(values: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """`"co9 1ht"` -> `"CO9 1HT"`; `"C09 1HT"` -> `"CO9 1HT"` (corrected); `"CO9"` -> missing.

    Returns:
        The postcodes as `AA9A 9AA`, a mask of those corrected, a mask of those that could not be read.
    """
    squeezed = values.str.upper().str.replace(r"[^0-9A-Z]", "", regex=True)
    direct = _spaced(squeezed)
    swapped = _spaced(_letters_and_digits_swapped(squeezed.where(direct.isna())))
    found = direct.fillna(swapped)
    return found, direct.isna() & swapped.notna(), values.notna() & found.isna()


def _spaced(squeezed: pd.Series) -> pd.Series:
    candidate = squeezed.str.slice(0, -3) + " " + squeezed.str.slice(-3)
    return candidate.where(candidate.str.fullmatch(POSTCODE).fillna(False).astype(bool))


def _letters_and_digits_swapped(squeezed: pd.Series) -> pd.Series:
    """`C091HT` -> `CO91HT` and `CO9IHT` -> `CO91HT`: letters where letters belong, digits where digits do."""
    area = squeezed.str.slice(0, 2).str.replace("0", "O").str.replace("1", "I")
    rest = squeezed.str.slice(2, -3).str.replace("O", "0").str.replace("I", "1")
    sector = squeezed.str.slice(-3, -2).str.replace("O", "0").str.replace("I", "1").str.replace("S", "5")
    unit = squeezed.str.slice(-2).str.replace("0", "O").str.replace("1", "I")
    return area + rest + sector + unit


def postcode_within(addresses: pd.Series) -> pd.Series:
    """The last postcode written inside an address: `"4 High St, Maldon CM9 5PN"` -> `"CM9 5PN"`."""
    found = addresses.str.upper().str.extract(rf".*\b({POSTCODE})\b", expand=False)
    return postcodes(found)[0]


def uprns(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"0100090377364.0"` -> `"100090377364"`; anything but 1 to 12 digits -> missing."""
    digits = values.str.replace(r"\.0+$", "", regex=True).str.replace(r"[\s,]", "", regex=True).str.lstrip("0")
    good = digits.str.fullmatch(r"[0-9]{1,12}").fillna(False).astype(bool)
    return digits.where(good), values.notna() & ~good


def company_numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"1234567"` -> `"01234567"`; `"sc 12345"` -> `"SC012345"`; anything else -> missing.

    Source: Companies House numbers are eight characters, digits or a prefix of two and six digits.
    """
    bare = values.str.upper().str.replace(r"[^0-9A-Z]", "", regex=True)
    prefix = bare.str.extract(r"^([A-Z]{2})(?=[0-9])", expand=False).fillna("")
    digits = bare.str.extract(r"^(?:[A-Z]{2})?([0-9]+)$", expand=False)
    padded = digits.where(prefix != "", digits.str.zfill(8)).where(prefix == "", prefix + digits.str.zfill(6))
    good = padded.str.fullmatch(r"[0-9]{8}|[A-Z]{2}[0-9]{6}").fillna(False).astype(bool)
    return padded.where(good), values.notna() & ~good


def phones(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"(01632) 960123"` and `"0044 1632 960123"` -> `"+441632960123"`; too short or not digits -> missing."""
    known = {value: _e164(value) for value in values.dropna().unique()}
    read = values.map(known).astype("str")
    return read, values.notna() & read.isna()


def _e164(value: str) -> str | None:
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_domains(values: pd.Series) -> pd.Series:
    """`"Info@Lucky-Nails.example"` -> `"lucky-nails.example"`; the part before the @ is not ours to keep."""
    return values.str.lower().str.extract(r"@([a-z0-9.-]+\.[a-z]{2,})$", expand=False)


def dates(values: pd.Series, formats: tuple[str, ...], *, latest: dt.date) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Text to dates, by the formats declared and ISO 8601, nothing else: day and month are never guessed.

    Args:
        values: text.
        formats: strptime formats, tried in order.
        latest: no date after this one is believed (the day the file was received).
    Returns:
        Dates at midnight, a mask of those that could not be read, a mask of those too early or too late.
    """
    found = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    for form in (*formats, "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        open_ = found.isna() & values.notna()
        if not open_.any():
            break
        read = pd.to_datetime(values[open_], format=form, errors="coerce", exact=True)
        found[open_] = read.astype("datetime64[us]")
    found = found.dt.normalize()
    implausible = (found < pd.Timestamp(EARLIEST)) | (found > pd.Timestamp(latest))
    return found.mask(implausible), values.notna() & found.isna(), implausible


def numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """`"£1,250.00"` -> 1250.0; `"(30)"` -> -30.0; words -> missing."""
    bare = values.str.replace(r"[£$,\s]", "", regex=True).str.replace(r"^\((.*)\)$", r"-\1", regex=True)
    read = pd.to_numeric(bare, errors="coerce").astype("float64")
    return read, values.notna() & read.isna()


_TO_WGS84: dict[str, Transformer] = {}


def wgs84(easting: pd.Series, northing: pd.Series, crs: str) -> tuple[pd.Series, pd.Series]:
    """Eastings and northings to longitude and latitude, degrees (EPSG:4326), in that order.

    Points off the British National Grid (0 to 700 km east, 0 to 1,300 km north) and 0, 0 come out missing.
    """
    if crs not in _TO_WGS84:
        _TO_WGS84[crs] = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    on_grid = easting.between(1, 700_000) & northing.between(1, 1_300_000)
    longitude, latitude = _TO_WGS84[crs].transform(
        easting.where(on_grid).to_numpy(), northing.where(on_grid).to_numpy()
    )

    def finite(degrees: np.ndarray) -> pd.Series:
        return pd.Series(np.where(np.isfinite(degrees), degrees, np.nan), index=easting.index).round(6)

    return finite(longitude), finite(latitude)
