"""Geography as installed: what is written is what is read, and the browser gets it under a name that is its content."""

from __future__ import annotations

import hashlib
import json

import pytest

from store import geography


def test_nothing_installed_is_no_geography(place, tmp_path):
    assert geography.read(place) is None
    assert geography.about(place) == {}
    assert geography.serve(place, tmp_path / "static") == {}


def test_what_was_installed_is_read_back(home):
    districts, wards, postcodes, uprns = geography.read(home)
    assert len(districts) == 14
    assert set(wards["district"]) == set(districts["code"])
    assert districts.crs.to_epsg() == wards.crs.to_epsg() == 4326
    assert not postcodes.empty
    assert not uprns.empty


def test_bounds_are_west_south_east_north_of_essex(home):
    west, south, east, north = geography.about(home)["bounds"]
    assert -0.1 < west < east < 1.4
    assert 51.4 < south < north < 52.2


def test_an_invented_county_is_attributed_to_nobody(home):
    assert geography.about(home)["attribution"] == "Invented geography of the sample county."


def test_outlines_are_served_under_the_hash_of_their_bytes(home, tmp_path):
    names = geography.serve(home, tmp_path)
    assert set(names) == {"districts", "wards"}
    for path in names.values():
        assert hashlib.sha256((tmp_path / path).read_bytes()).hexdigest()[:12] in path
    before = {path: (tmp_path / path).stat().st_mtime_ns for path in names.values()}
    assert geography.serve(home, tmp_path) == names
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in names.values()} == before


def test_outlines_are_small_and_name_every_district_inside_it(home):
    text = (home.geography / "districts.geojson").read_text("utf8")
    assert len(text) < 400_000
    features = json.loads(text)["features"]
    districts = geography.read(home)[0].set_index("code").geometry
    assert {feature["properties"]["code"] for feature in features} == set(districts.index)
    for feature in features:
        given = feature["properties"]
        west, south, east, north = districts[given["code"]].bounds
        assert west < given["x"] < east
        assert south < given["y"] < north


def test_geography_that_cannot_be_written_leaves_the_old_one(home, place, monkeypatch):
    geography.keep(place, *geography.read(home), "first")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(geography, "_outlines", full)
    with pytest.raises(OSError, match="No space"):
        geography.keep(place, *geography.read(home), "second")
    assert geography.about(place)["attribution"] == "first"
    assert len(geography.read(place)[0]) == 14
