from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Polygon, box

from loaders.geocode import locate
from loaders.geography import GRID, Geography
from tables import RECORDS, conform

# Two square districts side by side near Chelmsford, one ward each, one postcode and one UPRN in the west one.
AREAS = {"code": ["E07000070", "E07000076"], "name": ["Chelmsford", "Tendring"]}
SQUARES = [box(0.4, 51.6, 0.6, 51.8), box(0.6, 51.6, 0.8, 51.8)]
GEOGRAPHY = Geography(
    districts=gpd.GeoDataFrame(AREAS, geometry=SQUARES, crs="EPSG:4326"),
    wards=gpd.GeoDataFrame(
        {"code": ["W1", "W2"], "name": ["a", "b"], "district": AREAS["code"]}, geometry=SQUARES, crs="EPSG:4326"
    ),
    postcodes=pd.DataFrame({"postcode": ["CM1 1AA"], "longitude": [0.5], "latitude": [51.7]}),
    uprns=pd.DataFrame({"uprn": ["99"], "longitude": [0.55], "latitude": [51.75]}),
)


def one(**values: object) -> pd.Series:
    """A record with these values, located."""
    base = {
        "record_id": "r", "source": "s", "partner": "FIRE", "partner_org": "x", "source_file": "f", "source_row": 1,
        "coordinate_source": "SUPPLIED" if "longitude" in values else None,
        "coordinate_precision": "ROOFTOP" if "longitude" in values else None,
    }  # fmt: skip
    return locate(conform(pd.DataFrame([base | values]), RECORDS), GEOGRAPHY).iloc[0]


def test_a_supplied_position_is_used_and_gives_district_and_ward() -> None:
    found = one(longitude=0.7, latitude=51.7)
    assert (found["district"], found["ward"], found["coordinate_source"]) == ("E07000076", "W2", "SUPPLIED")
    assert pd.isna(found["flags"])


def test_without_a_position_the_uprn_comes_before_the_postcode() -> None:
    found = one(uprn="99", postcode="CM1 1AA")
    assert (found["longitude"], found["coordinate_source"], found["coordinate_precision"]) == (0.55, "UPRN", "ROOFTOP")


def test_a_postcode_gives_its_centre_and_says_so() -> None:
    found = one(postcode="CM1 1AA")
    assert (found["longitude"], found["coordinate_source"], found["coordinate_precision"]) == (
        0.5,
        "POSTCODE",
        "POSTCODE",
    )


def test_an_unknown_postcode_is_flagged_and_nothing_is_made_up() -> None:
    found = one(postcode="CM9 9ZZ")
    assert pd.isna(found["longitude"])
    assert found["flags"] == "POSTCODE_UNKNOWN"


def test_exchanged_easting_and_northing_are_put_right_and_flagged() -> None:
    easting, northing = GRID.transform(0.7, 51.7)
    longitude, latitude = GRID.transform(northing, easting, direction="INVERSE")
    found = one(longitude=longitude, latitude=latitude)
    assert (found["longitude"], found["latitude"]) == pytest.approx((0.7, 51.7), abs=1e-4)
    assert found["flags"] == "SWAPPED_COORDINATES"
    assert found["district"] == "E07000076"


def test_a_position_outside_the_county_gives_way_to_the_postcode() -> None:
    found = one(longitude=-2.0, latitude=53.0, postcode="CM1 1AA")
    assert (found["longitude"], found["coordinate_source"]) == (0.5, "POSTCODE")
    assert "OUTSIDE_AREA" in found["flags"]


def test_a_position_outside_the_county_with_nothing_better_stays_and_is_flagged() -> None:
    found = one(longitude=-2.0, latitude=53.0)
    assert (found["longitude"], found["flags"]) == (-2.0, "OUTSIDE_AREA")
    assert pd.isna(found["district"])


def test_a_position_in_a_hole_of_the_rectangle_around_the_county_is_outside() -> None:
    corner = gpd.GeoDataFrame(AREAS, geometry=[box(0.4, 51.6, 0.6, 51.7), box(0.6, 51.7, 0.8, 51.8)], crs="EPSG:4326")
    row = {"record_id": "r", "source": "s", "partner": "FIRE", "partner_org": "x", "source_file": "f", "source_row": 1}
    place = [
        {"longitude": 0.7, "latitude": 51.65},
        {"longitude": 0.7, "latitude": 51.695},
        {"longitude": 0.7, "latitude": 51.75},
    ]
    found = locate(
        conform(pd.DataFrame([row | at | {"record_id": str(at)} for at in place]), RECORDS),
        replace(GEOGRAPHY, districts=corner),
    )
    assert found["flags"].fillna("").tolist() == ["OUTSIDE_AREA", "", ""]  # the second is 500 m from the boundary


def test_districts_whose_outlines_cross_themselves_still_tell_what_is_outside() -> None:
    crossed = Polygon([(0.4, 51.6), (0.8, 51.8), (0.8, 51.6), (0.4, 51.8)])
    districts = gpd.GeoDataFrame(AREAS, geometry=[crossed, box(0.55, 51.68, 0.65, 51.72)], crs="EPSG:4326")
    row = {"source": "s", "partner": "FIRE", "partner_org": "x", "source_file": "f", "source_row": 1, "latitude": 51.7}
    given = [row | {"record_id": f"r{at}", "longitude": at} for at in (0.78, 0.95)]
    found = locate(conform(pd.DataFrame(given), RECORDS), replace(GEOGRAPHY, districts=districts))
    assert found["flags"].fillna("").tolist() == ["", "OUTSIDE_AREA"]


def test_an_easting_with_a_digit_lost_is_flagged_and_gives_way_to_the_postcode() -> None:
    easting, northing = GRID.transform(0.7, 51.7)
    longitude, latitude = GRID.transform(easting // 10, northing, direction="INVERSE")
    found = one(longitude=longitude, latitude=latitude, postcode="CM1 1AA")
    assert found["flags"].startswith("DIGIT_LOST OUTSIDE_AREA")
    assert (found["longitude"], found["coordinate_source"]) == (0.5, "POSTCODE")


def test_a_postcode_that_has_ended_still_gives_a_position_and_says_so() -> None:
    ended = GEOGRAPHY.postcodes.assign(ended="2019-06")
    row = {"record_id": "r", "source": "s", "partner": "FIRE", "partner_org": "x", "source_file": "f", "source_row": 1}
    found = locate(conform(pd.DataFrame([row | {"postcode": "CM1 1AA"}]), RECORDS), replace(GEOGRAPHY, postcodes=ended))
    assert found[["longitude", "flags"]].iloc[0].tolist() == [0.5, "POSTCODE_ENDED"]


def test_a_position_far_from_its_postcode_is_kept_and_flagged() -> None:
    found = one(longitude=0.75, latitude=51.7, postcode="CM1 1AA")
    assert (found["longitude"], found["flags"]) == (0.75, "FAR_FROM_POSTCODE")


def test_without_any_geography_supplied_positions_stay_as_they_are() -> None:
    given = conform(
        pd.DataFrame(
            [
                {
                    "record_id": "r",
                    "source": "s",
                    "partner": "FIRE",
                    "partner_org": "x",
                    "source_file": "f",
                    "source_row": 1,
                    "longitude": 0.5,
                    "latitude": 51.7,
                }
            ]
        ),
        RECORDS,
    )
    found = locate(given, Geography())
    assert found["longitude"].tolist() == [0.5]
    assert found["flags"].isna().all()
