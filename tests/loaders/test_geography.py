import io
import json
from pathlib import Path

import pytest

from loaders import LoadError
from loaders import geography as places

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography"
SQUARE = {"type": "Polygon", "coordinates": [[[0.4, 51.6], [0.6, 51.6], [0.6, 51.8], [0.4, 51.8], [0.4, 51.6]]]}


def collection(**properties: object) -> bytes:
    return json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties, "geometry": SQUARE}]}
    ).encode()


@pytest.mark.parametrize(
    ("properties", "level", "code"),
    [
        ({"LAD24CD": "E07000070", "LAD24NM": "Chelmsford"}, "districts", "E07000070"),
        ({"name": "Southend-On-Sea", "kind": "LAD"}, "districts", "E06000033"),
        ({"WD13CD": "E05004096", "WD13NM": "Bicknacre"}, "wards", "E05004096"),
        ({"code": "W1", "name": "Old Town", "district": "E07000070"}, "wards", "W1"),
    ],
)
def test_districts_and_wards_are_told_apart_by_their_properties(
    properties: dict[str, object], level: str, code: str
) -> None:
    found, areas = places.boundaries(collection(**properties))
    assert (found, areas["code"].tolist()) == (level, [code])


def test_districts_of_other_counties_are_left_out() -> None:
    _, areas = places.boundaries(collection(name="Hartlepool", kind="LAD"))
    assert areas.empty


def test_boundaries_without_names_are_refused() -> None:
    with pytest.raises(LoadError, match="none of the properties"):
        places.boundaries(collection(shape="square"))


def test_code_point_has_no_headings_and_points_without_position_are_left_out() -> None:
    lines = '"CM1 1AA",10,570000,206000,"E","","","","E07000070","W1"\n"EN77 1AA",90,0,0,"E","","","","",""\n'
    found = places.code_point(lines.encode())
    assert found["postcode"].tolist() == ["CM1 1AA"]
    assert found["latitude"].iloc[0] == pytest.approx(51.73, abs=0.01)


def test_uprns_outside_the_bounds_are_left_out() -> None:
    text = "\ufeffUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n0099,1,2,51.7,0.5\n100,1,2,53.0,-2.0\n"
    found = places.open_uprn(io.BytesIO(text.encode()), (0.0, 51.0, 1.0, 52.0))
    assert found["uprn"].tolist() == ["99"]


@pytest.mark.skipif(not REAL.parent.is_dir(), reason="shared/data is not beside the project")
def test_the_publishers_files_are_known_by_their_contents() -> None:
    kinds = {path.name: places.kind_of(path.read_bytes()[:4096]) for path in REAL.rglob("*") if path.is_file()}
    assert kinds["cm.csv"] == "code_point"
    assert kinds["england_lad_2013_topo.json"] == "boundaries"
    assert kinds["E07000070.json"] == "boundaries"
    assert kinds["README.md"] == kinds["licence.txt"] == kinds["Code-Point_Open_Column_Headers.csv"] == ""
    _, areas = places.boundaries((REAL / "england_lad_may2024_buc.geojson").read_bytes())
    assert len(areas) == 14


def test_the_postcode_directory_keeps_postcodes_that_have_ended():
    content = (
        b"\xef\xbb\xbfpcd,pcds,dointr,doterm,lat,long,lad25cd\n"
        b"CM1 1AA,CM1 1AA,198001,,51.7,0.5,E07000070\n"
        b"CM1 1AB,CM1 1AB,198001,201906,51.7,0.5,E07000070\n"
        b"AB1 0AA,AB1 0AA,198001,199606,57.1,-2.2,S12000033\n"
        b"CM1 1AC,CM1 1AC,198001,,99.999999,0.0,E07000070\n"
    )
    assert places.kind_of(content) == "postcode_directory"
    found = places.postcode_directory(content, (0.0, 51.0, 1.0, 52.0))
    assert found["postcode"].tolist() == ["CM1 1AA", "CM1 1AB"]
    assert found["ended"].fillna("").tolist() == ["", "2019-06"]
