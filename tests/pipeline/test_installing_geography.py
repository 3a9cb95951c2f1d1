"""`geography FOLDER`: what lies in the county is installed; a folder that cannot serve changes nothing."""

from __future__ import annotations

import csv
import shutil
from zipfile import ZIP_DEFLATED, ZipFile

from store import db, geography
from store.home import writing


def test_the_sample_county_s_geography_is_installed(run_json, county, place):
    status, told = run_json("geography", county / "geography")
    assert status == 0
    assert told["districts"] == 14
    assert told["wards"] > 100
    assert told["postcodes"] > 100
    assert told["uprns"] > 100
    assert len(geography.read(place)[0]) == 14


def test_a_folder_that_is_not_there_is_named(run, tmp_path, contents):
    said = run("geography", tmp_path / "maps")
    assert said.status == 1
    assert "maps is not a folder. Nothing was changed." in said.err
    assert contents() == {}


def test_a_folder_without_boundaries_changes_nothing(run, linked, contents, tmp_path):
    before = contents()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "hello.txt").write_text("hello")
    said = run("geography", tmp_path / "letters")
    assert said.status == 1
    assert "has no district boundaries (GeoJSON or TopoJSON). Nothing was changed." in said.err
    assert contents() == before


def test_geography_waits_for_whoever_is_writing(run, county, place, contents):
    with writing(place):
        said = run("geography", county / "geography")
    assert said.status == 1
    assert "Another load or link is running" in said.err
    assert contents() == {}


def test_new_geography_makes_a_new_register(run, run_json, county, linked):
    assert run_json("link")[1]["is_new"] is False
    run("geography", county / "geography")
    assert run_json("link")[1]["is_new"] is True
    assert run_json("status")[1]["geography"] == "Invented geography of the sample county."


def test_a_record_without_coordinates_and_postcode_stands_where_its_uprn_is(
    run, run_json, county, place, inbox, sent, tmp_path
):
    folder = shutil.copytree(county / "geography", tmp_path / "publishers")
    there = next(csv.DictReader((folder / "open_uprn.csv").read_text("utf-8-sig").splitlines()))
    with ZipFile(folder / "osopenuprn.zip", "w", ZIP_DEFLATED) as archive:
        archive.write(folder / "open_uprn.csv", "osopenuprn.csv")
    (folder / "open_uprn.csv").unlink()
    assert run_json("geography", folder)[1]["uprns"] > 100
    row = f"A1,{there['UPRN']},Anglia Car Wash,1 High Street,,,,Audit,05/01/2025,Satisfactory"
    assert run("ingest", inbox("fire.csv", f"{sent.fire_headings}\n{row}\n")).status == 0
    run("link")
    asked = "select coordinate_source, coordinate_precision, longitude, latitude, district from records"
    [(source, precision, longitude, latitude, district)] = (
        db.cursor(db.current_register(place)).execute(asked).fetchall()
    )
    assert (source, precision) == ("UPRN", "ROOFTOP")
    assert (round(longitude, 4), round(latitude, 4)) == (
        round(float(there["LONGITUDE"]), 4),
        round(float(there["LATITUDE"]), 4),
    )
    assert district
