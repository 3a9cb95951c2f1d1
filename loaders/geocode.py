"""Where each record is: as supplied, else by UPRN, else by postcode; doubtful positions are flagged, never dropped."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from loaders.geography import GRID, Geography
from loaders.positions import wgs84
from tables import RECORDS, check

MARGIN_M = 1_000.0
GRID_CRS = "EPSG:27700"
FAR_M = 5_000.0


def locate(records: pd.DataFrame, geography: Geography) -> pd.DataFrame:
    """RECORDS with positions, districts and wards filled in and doubts written to `flags`.

    Flags:
        SWAPPED_COORDINATES: easting and northing stood in each other's place; put right.
        OUTSIDE_AREA: the position given lies outside the county; the postcode's or UPRN's is used where there is one.
        FAR_FROM_POSTCODE: the position given is more than 5 km from the postcode's; the position given is used.
        DIGIT_LOST: easting or northing has a digit fewer than any in the county; the position is not put right.
        POSTCODE_ENDED: the postcode is no longer in use; its position is used all the same.
        POSTCODE_UNKNOWN: the postcode is not in the installed list (mistyped, or ended where no directory says so).
    """
    found = records.copy()
    notes = {name: pd.Series(False, index=found.index) for name in _FLAGS}
    if not geography.districts.empty:
        notes["SWAPPED_COORDINATES"] = _put_right_swapped(found, geography)
    by_uprn = _lookup(found["uprn"], geography.uprns, "uprn")
    by_postcode = _lookup(found["postcode"], geography.postcodes, "postcode")
    if not geography.postcodes.empty:
        ended = geography.postcodes.get("ended", pd.Series(dtype="str"))
        notes["POSTCODE_ENDED"] = found["postcode"].isin(geography.postcodes.loc[ended.dropna().index, "postcode"])
        notes["POSTCODE_UNKNOWN"] = found["postcode"].notna() & by_postcode["longitude"].isna()
    if not geography.districts.empty:
        notes["OUTSIDE_AREA"] = found["longitude"].notna() & ~_in_county(found, geography)
        notes["DIGIT_LOST"] = notes["OUTSIDE_AREA"] & _a_digit_short(found, geography)
    notes["FAR_FROM_POSTCODE"] = _metres(found, by_postcode) > FAR_M
    replaceable = found["longitude"].isna() | notes["OUTSIDE_AREA"]
    for source, place, precision in (("UPRN", by_uprn, "ROOFTOP"), ("POSTCODE", by_postcode, "POSTCODE")):
        use = replaceable & place["longitude"].notna()
        _set_position(found, use, place, source, precision)
        replaceable &= ~use
    _add_areas(found, geography)
    words = [flag for flag in _FLAGS if notes[flag].any()]
    for flag in words:
        found["flags"] = found["flags"].mask(notes[flag], (found["flags"].fillna("") + " " + flag).str.strip())
    return check(found, RECORDS)


_FLAGS = (
    "SWAPPED_COORDINATES",
    "DIGIT_LOST",
    "OUTSIDE_AREA",
    "FAR_FROM_POSTCODE",
    "POSTCODE_ENDED",
    "POSTCODE_UNKNOWN",
)


def _in_county(places: pd.DataFrame, geography: Geography) -> pd.Series:
    """Which points lie in a district or within MARGIN_M of one: piers, wharves and boundaries drawn coarsely."""
    outlines = shapely.make_valid(
        geography.districts.to_crs(GRID_CRS).geometry.to_numpy()
    )  # published outlines touch themselves
    county = shapely.union_all(outlines).buffer(MARGIN_M)
    shapely.prepare(county)
    known = places["longitude"].notna() & places["latitude"].notna()
    spots = places.loc[known]
    inside = pd.Series(False, index=places.index)
    if len(spots):
        easting, northing = GRID.transform(spots["longitude"].to_numpy(), spots["latitude"].to_numpy())
        inside.loc[spots.index] = shapely.contains_xy(county, easting, northing)
    return inside


def _a_digit_short(places: pd.DataFrame, geography: Geography) -> pd.Series:
    """Which positions would lie in the county's rectangle if easting, northing or both had a digit more at their end."""
    west, south, east, north = geography.districts.to_crs(GRID_CRS).total_bounds
    easting, northing = (
        pd.Series(values, index=places.index)
        for values in GRID.transform(places["longitude"].to_numpy(), places["latitude"].to_numpy())
    )
    whole = (easting.between(west, east), northing.between(south, north))
    short = (easting.between(west // 10, east // 10), northing.between(south // 10, north // 10))
    return (short[0] & whole[1]) | (whole[0] & short[1]) | (short[0] & short[1])


def _put_right_swapped(found: pd.DataFrame, geography: Geography) -> pd.Series:
    """Exchanges easting and northing where that moves a point from outside the county to inside; tells which."""
    outside = found["longitude"].notna() & ~_in_county(found, geography)
    swapped = pd.Series(False, index=found.index)
    if not outside.any():
        return swapped
    points = found.loc[outside]
    easting, northing = GRID.transform(points["longitude"].to_numpy(), points["latitude"].to_numpy())
    longitude, latitude = wgs84(
        pd.Series(northing, index=points.index), pd.Series(easting, index=points.index), "EPSG:27700"
    )
    moved = pd.DataFrame({"longitude": longitude, "latitude": latitude})
    inside = _in_county(moved, geography)
    swapped.loc[points.index[inside]] = True
    found.loc[swapped, ["longitude", "latitude"]] = moved[inside]
    return swapped


def _lookup(values: pd.Series, places: pd.DataFrame, key: str) -> pd.DataFrame:
    if places.empty:
        return pd.DataFrame({"longitude": np.nan, "latitude": np.nan}, index=values.index)
    return places.drop_duplicates(key).set_index(key)[["longitude", "latitude"]].reindex(values).set_axis(values.index)


def _metres(here: pd.DataFrame, there: pd.DataFrame) -> pd.Series:
    """Distance in metres on a plane around 52 degrees north; good to 1% inside a county."""
    east = (here["longitude"] - there["longitude"]) * 111_320 * np.cos(np.radians(here["latitude"]))
    north = (here["latitude"] - there["latitude"]) * 111_320
    return np.hypot(east, north)


def _set_position(found: pd.DataFrame, use: pd.Series, place: pd.DataFrame, source: str, precision: str) -> None:
    for name in ("longitude", "latitude"):
        found[name] = found[name].mask(use, place[name])
    found["coordinate_source"] = found["coordinate_source"].mask(use, source)
    found["coordinate_precision"] = found["coordinate_precision"].mask(use, precision)


def _add_areas(found: pd.DataFrame, geography: Geography) -> None:
    """District and ward that each distinct position lies in."""
    spots = found[["longitude", "latitude"]].dropna().drop_duplicates()
    points = gpd.GeoDataFrame(
        spots, geometry=gpd.points_from_xy(spots["longitude"], spots["latitude"]), crs="EPSG:4326"
    )
    for column, areas in (("district", geography.districts), ("ward", geography.wards)):
        if areas.empty or points.empty:
            continue
        inside = gpd.sjoin(points, areas[["code", "geometry"]], how="left", predicate="intersects")
        spots[column] = inside.loc[~inside.index.duplicated(), "code"].astype("str")
        known = spots.set_index(["longitude", "latitude"])[column]
        at = pd.MultiIndex.from_frame(found[["longitude", "latitude"]])
        found[column] = pd.Series(known.reindex(at).to_numpy(), index=found.index).astype("str").fillna(found[column])
