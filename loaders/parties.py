"""Who and where: the columns of RECORDS for each business a stretch of rows is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import pandas as pd
import pyarrow as pa

import codes
from loaders import coerce, positions
from loaders.contacts import risk_flags
from loaders.issues import Note, Remark, notebook
from loaders.keys import keys
from loaders.sectors import sectors, sectors_of_names
from loaders.spec import ADDRESS_FIELDS, Spec

FIELDS = (
    "record_ref", "partner_org", "name", "legal_name", *ADDRESS_FIELDS, "town", "postcode", "uprn", "company_number", "phone",
    "email", "easting", "northing", "longitude", "latitude", "lon_lat", "district", "category", "category_code", "risk_category",
)  # fmt: skip
PLACE_FIELDS = ("record_ref", *ADDRESS_FIELDS, "postcode", "uprn")
_LONGITUDE = r"^\W*?(?P<it>-?[0-9.]+)[,;\s]+-?[0-9.]+\W*$"
_LATITUDE = r"^\W*?-?[0-9.]+[,;\s]+(?P<it>-?[0-9.]+)\W*$"
# What a company or other body calls itself, beside the words that give a sector away; without one of them it may be a person.
_BODY = (
    r"(?i)\b(?:ltd|limited|plc|llp|lp|cic|cio|inc|gmbh|bv|company|co|group|holdings?|council|authority|agency|board|bank|trust|"
    r"trustees|association|society|club|committee|institute|union|school|college|university|academy|church|charity|foundation|"
    r"hospice|hospital|surgery|practice|nhs|partnership|partners|services|properties|investments?|developments?|estates?|homes|"
    r"housing|lettings|brothers|bros|sons|enterprises?|solutions|systems|products|supplies|contractors?|engineering|transport|"
    r"catering|foods?|brewery|hotel|leisure|hire|hall|centre|international|uk)\b"
)
Out = dict[str, pd.Series]
T = TypeVar("T")
_IDENTITY = ("record_ref", "name", "legal_name", "address", "postcode", "uprn", "company_number", "phone")


def parties(
    given: pd.DataFrame, spec: Spec, headings: dict[str, str], preamble: str
) -> tuple[pd.DataFrame, list[Remark]]:
    """RECORDS columns of each business.

    Args:
        given: clean text, one column for each of FIELDS, and `alone`: what keeps a business without any place apart.
        spec: the layout.
        headings: field to the partner's heading, for remarks.
        preamble: text above the headings; may name the council.
    Returns:
        A frame aligned with `given`, and remarks about its rows.
    """
    note, remarks = notebook(given, headings)
    note_place, of_place = notebook(given, headings)
    out: Out = {"record_ref": given["record_ref"]}
    with _beside(len(given)) as beside:
        places = beside(lambda: _coordinates(given, spec, note_place))
        out["name"], out["legal_name"] = _names(given, spec, note)
        named = {name: out[name] for name in ("name", "legal_name")} | {
            name: given[name] for name in ("category", "category_code")
        }
        trades = beside(lambda: sectors(named, spec))
        _add_words(out, given, note)
        out |= places.result()
        remarks += of_place
        _add_kinds(out, given, spec, note)
        out["sector"], out["sector_evidence"] = trades.result()
    out["partner_org"] = _organisations(given, spec, preamble)
    identity = (_cells(out[name]) for name in ("partner_org", *_IDENTITY))
    out["record_id"] = pd.Series(
        keys([spec.name, *identity, _cells(given["alone"])]).to_pandas(), index=given.index, dtype="str"
    )
    return pd.DataFrame(out, index=given.index, copy=False), remarks


MANY = 10_000
"""Businesses from which another thread takes a part of the reading; for fewer it costs more to ask it."""


@contextmanager
def _beside(count: int) -> Iterator[Callable[[Callable[[], T]], Future[T]]]:
    """Lets another thread do something; where there is little to do it is done at once."""

    def at_once(act: Callable[[], T]) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(act())
        return done

    if count < MANY:
        yield at_once
        return
    with ThreadPoolExecutor(1, thread_name_prefix="parties") as other:
        yield other.submit


def _add_words(out: Out, given: pd.DataFrame, note: Note) -> None:
    """Address, postcode and numbers."""
    out["address"] = _joined_address(given)
    out["town"] = given["town"]
    out["postcode"] = _postcodes(given, out["address"], note)
    for name, reader in (("uprn", coerce.uprns), ("company_number", coerce.company_numbers), ("phone", coerce.phones)):
        out[name], bad = coerce.once(reader, given[name])
        note(f"{name.upper()}_UNREADABLE", bad, name)
    out["email_domain"] = coerce.once(coerce.email_domains, given["email"])


def _add_kinds(out: Out, given: pd.DataFrame, spec: Spec, note: Note) -> None:
    """District, category and what a regulator thinks of the risk."""
    out["district"] = _district_codes(given["district"])
    out["category"] = given["category"]
    if spec.only_categories:
        is_business = given["category"].fillna("").str.contains(spec.only_categories, case=False, regex=True)
        note("PRIVATE_PERSON", ~is_business, "category")
    if spec.kind == "register":
        risks = risk_flags(given["risk_category"], note)
        before = out.get("flags", risks)
        out["flags"] = before.fillna(risks)


def _names(given: pd.DataFrame, spec: Spec, note: Note) -> tuple[pd.Series, pd.Series]:
    """Trading and legal name. Where legal names may be people's, those that name no body are not kept, but for what such a person
    trades as: `"Mrs A Smith t/a Lotus Nails"` -> `"Lotus Nails"`."""
    legal = given["legal_name"]
    if not spec.bodies_only:
        return given["name"].fillna(legal), legal
    trading = coerce.extracted(legal, r"(?i)\b(?:t/a|trading as)\b[\s:]*(?P<it>.+)$")
    owner = coerce.substituted(legal, r"(?i)\b(?:t/a|trading as)\b.*$", "")
    is_body = coerce.matching(owner, _BODY) | sectors_of_names(owner).notna()
    note("NAME_WITHHELD", legal.notna() & ~is_body, "legal_name")
    legal, trading = legal.where(is_body), trading.mask(is_body)
    return given["name"].fillna(legal).fillna(trading), legal


def _district_codes(names: pd.Series) -> pd.Series:
    """`"Tendring District Council"` and `"castle-point"` to the district's code; other names are missing."""
    if names.isna().all():
        return names
    return coerce.once(
        lambda cells: cells.str.lower().str.replace("-", " ").map(_districts_by_name()).astype("str"), names
    )


@cache
def _districts_by_name() -> dict[str, str]:
    endings = ("", " council", " district council", " borough council", " city council", " district", " borough", " ua")
    return {
        label.lower().replace("-", " ") + ending: code
        for code, label in codes.labels("districts").items()
        for ending in endings
    }


def _cells(values: pd.Series) -> pa.Array:
    return pa.array(values, pa.large_string(), from_pandas=True)


def _joined_address(given: pd.DataFrame) -> pd.Series:
    joined = given[ADDRESS_FIELDS[0]]
    for name in ADDRESS_FIELDS[1:]:
        if given[name].notna().any():
            joined = joined.str.cat(given[name], sep=", ").fillna(joined).fillna(given[name])
    return coerce.once(_tidy_commas, joined)


def _tidy_commas(addresses: pd.Series) -> pd.Series:
    return coerce.substituted(addresses, r"(?:\s*,)+\s*", ", ").str.strip(" ,")


def _postcodes(given: pd.DataFrame, address: pd.Series, note: Note) -> pd.Series:
    found, corrected, bad = coerce.once(coerce.postcodes, given["postcode"])
    note("POSTCODE_CORRECTED", corrected, "postcode")
    note("POSTCODE_UNREADABLE", bad, "postcode")
    blank = found.isna() & address.notna()
    if blank.any():
        found = found.fillna(coerce.once(coerce.postcode_within, address[blank]))
    return found


def _coordinates(given: pd.DataFrame, spec: Spec, note: Note) -> Out:
    """Longitude and latitude as supplied, or from easting and northing; both kinds in one file are allowed."""
    out: Out = {}
    longitude = latitude = pd.Series(index=given.index, dtype="float64")
    if given[["longitude", "latitude", "lon_lat"]].notna().any(axis=None):
        longitude, latitude = _degrees(out, given, note)
    if given["easting"].notna().any():
        easting, bad_east = coerce.once(coerce.numbers, given["easting"])
        northing, bad_north = coerce.once(coerce.numbers, given["northing"])
        from_grid = positions.wgs84(easting, northing, spec.crs)
        nowhere = (easting == 0) & (northing == 0)
        wrong = bad_east | bad_north | (easting.notna() & from_grid[0].isna() & ~nowhere)
        note("COORDINATES_UNREADABLE", wrong, "easting")
        longitude, latitude = longitude.fillna(from_grid[0]), latitude.fillna(from_grid[1])
    out["longitude"], out["latitude"] = longitude, latitude
    has_point = longitude.notna()
    out["coordinate_source"] = pd.Series("SUPPLIED", index=given.index, dtype="str").where(has_point)
    out["coordinate_precision"] = pd.Series(spec.coordinate_precision, index=given.index, dtype="str").where(has_point)
    return out


def _degrees(out: Out, given: pd.DataFrame, note: Note) -> tuple[pd.Series, pd.Series]:
    """Longitude and latitude as supplied; in one cell in either order, which no point in Britain leaves open. Where two columns stand
    in each other's place they are put right, and `out` says so."""
    longitude, bad_x = coerce.once(
        coerce.numbers, given["longitude"].fillna(coerce.extracted(given["lon_lat"], _LONGITUDE))
    )
    latitude, bad_y = coerce.once(
        coerce.numbers, given["latitude"].fillna(coerce.extracted(given["lon_lat"], _LATITUDE))
    )
    turned = longitude.between(49, 61.5) & latitude.between(-9, 2.5)
    longitude, latitude = longitude.mask(turned, latitude), latitude.mask(turned, longitude)
    is_odd = turned & given["longitude"].notna()
    if is_odd.any():
        note("COORDINATES_TURNED", is_odd, "longitude")
        out["flags"] = pd.Series("SWAPPED_COORDINATES", index=given.index, dtype="str").where(is_odd)
    is_british = longitude.between(-9, 2.5) & latitude.between(49, 61.5)
    nowhere = (longitude == 0) & (latitude == 0)
    wrong = bad_x | bad_y | (longitude.notna() & latitude.notna() & ~is_british & ~nowhere)
    note("COORDINATES_UNREADABLE", wrong, "longitude")
    return longitude.where(is_british), latitude.where(is_british)


def _organisations(given: pd.DataFrame, spec: Spec, preamble: str) -> pd.Series:
    """The body each row belongs to: from a column, from the report's title, or always the same."""
    if "{district}" not in spec.partner_org:
        return given["partner_org"].fillna(spec.partner_org)
    if given["partner_org"].notna().any():
        label = _district_codes(given["partner_org"]).map(codes.labels("districts")).astype("str")
        before, after = spec.partner_org.split("{district}")
        given = given.assign(partner_org=(before + label + after).fillna(given["partner_org"]))
    named = [label for label in codes.labels("districts").values() if label.lower() in preamble.lower()]
    if len(named) == 1:
        return given["partner_org"].fillna(spec.partner_org.format(district=named[0]))
    return given["partner_org"].fillna(codes.COUNCIL_UNKNOWN)
