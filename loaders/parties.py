"""Who and where: the columns of RECORDS from a chunk of rows in our field names."""

from __future__ import annotations

import pandas as pd

import codes
from loaders import coerce
from loaders.issues import Note, issues
from loaders.keys import keys
from loaders.readers import ROW
from loaders.sectors import sectors
from loaders.spec import ADDRESS_FIELDS, Spec

COUNCIL_UNKNOWN = "Council not stated"
IDENTITY = ("record_ref", "name", "legal_name", "address", "postcode", "uprn", "company_number", "phone")


def parties(
    rows: pd.DataFrame, spec: Spec, headings: dict[str, str], preamble: str
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """RECORDS columns for each row, not yet made unique, and what was wrong.

    Args:
        rows: one text column for each name in FIELDS, and ROW.
        spec: the layout.
        headings: field to the partner's heading, for messages.
        preamble: text above the headings; may name the council.
    Returns:
        A frame aligned with `rows` and a list of ISSUES.
    """
    found: list[pd.DataFrame] = []
    out = pd.DataFrame(index=rows.index)

    def note(code: str, mask: pd.Series, name: str, expected: str = "") -> None:
        if mask.any():
            found.append(issues(code, rows.loc[mask, ROW], headings.get(name, name), rows.loc[mask, name], expected))

    out["record_ref"] = rows["record_ref"]
    out["name"], out["legal_name"] = rows["name"].fillna(rows["legal_name"]), rows["legal_name"]
    out["address"] = _joined_address(rows)
    out["town"] = rows["town"]
    out["postcode"] = _postcodes(rows, out["address"], note)
    for name, reader in (("uprn", coerce.uprns), ("company_number", coerce.company_numbers), ("phone", coerce.phones)):
        out[name], bad = reader(rows[name])
        note(f"{name.upper()}_UNREADABLE", bad, name)
    out["email_domain"] = coerce.email_domains(rows["email"])
    _add_coordinates(out, rows, spec, note)
    out["category"] = rows["category"]
    out["sector"], out["sector_evidence"] = sectors(out.assign(category_code=rows["category_code"]), spec)
    out["partner_org"] = _organisations(rows, spec, preamble, found)
    has_place = out[["record_ref", "address", "postcode", "uprn"]].notna().any(axis=1)
    alone = rows["touch_point_ref"].fillna(rows[ROW].astype("str")).mask(has_place)
    out["record_id"] = keys([spec.name, out["partner_org"], *(out[name] for name in IDENTITY), alone])
    return out, found


def _joined_address(rows: pd.DataFrame) -> pd.Series:
    joined = rows[ADDRESS_FIELDS[0]]
    for name in ADDRESS_FIELDS[1:]:
        if rows[name].notna().any():
            joined = joined.str.cat(rows[name], sep=", ").fillna(joined).fillna(rows[name])
    return joined.str.replace(r"(?:\s*,)+\s*", ", ", regex=True).str.strip(" ,")


def _postcodes(rows: pd.DataFrame, address: pd.Series, note: Note) -> pd.Series:
    found, corrected, bad = coerce.postcodes(rows["postcode"])
    note("POSTCODE_CORRECTED", corrected, "postcode")
    note("POSTCODE_UNREADABLE", bad, "postcode")
    blank = found.isna() & address.notna()
    if blank.any():
        found = found.fillna(coerce.postcode_within(address[blank]))
    return found


def _add_coordinates(out: pd.DataFrame, rows: pd.DataFrame, spec: Spec, note: Note) -> None:
    """Longitude and latitude as supplied, or from easting and northing; both kinds in one file are allowed."""
    longitude, bad_x = coerce.numbers(rows["longitude"])
    latitude, bad_y = coerce.numbers(rows["latitude"])
    is_british = longitude.between(-9, 2.5) & latitude.between(49, 61.5)
    note("COORDINATES_UNREADABLE", bad_x | bad_y | (longitude.notna() & latitude.notna() & ~is_british), "longitude")
    longitude, latitude = longitude.where(is_british), latitude.where(is_british)
    easting, bad_east = coerce.numbers(rows["easting"])
    northing, bad_north = coerce.numbers(rows["northing"])
    if easting.notna().any():
        from_grid = coerce.wgs84(easting, northing, spec.crs)
        note("COORDINATES_UNREADABLE", bad_east | bad_north | (easting.notna() & from_grid[0].isna()), "easting")
        longitude, latitude = longitude.fillna(from_grid[0]), latitude.fillna(from_grid[1])
    out["longitude"], out["latitude"] = longitude, latitude
    has_point = longitude.notna()
    out["coordinate_source"] = pd.Series("SUPPLIED", index=rows.index, dtype="str").where(has_point)
    out["coordinate_precision"] = pd.Series(spec.coordinate_precision, index=rows.index, dtype="str").where(has_point)


def _organisations(rows: pd.DataFrame, spec: Spec, preamble: str, found: list[pd.DataFrame]) -> pd.Series:
    """The body each row belongs to: from a column, from the report's title, or always the same."""
    if "{district}" not in spec.partner_org:
        return rows["partner_org"].fillna(spec.partner_org)
    named = [label for label in codes.labels("districts").values() if label.lower() in preamble.lower()]
    if len(named) == 1:
        return rows["partner_org"].fillna(spec.partner_org.format(district=named[0]))
    missing = rows["partner_org"].isna()
    if missing.any():
        found.append(issues("ORGANISATION_UNKNOWN", rows.loc[missing, ROW].iloc[:1], "", [""]))
    return rows["partner_org"].fillna(COUNCIL_UNKNOWN)
