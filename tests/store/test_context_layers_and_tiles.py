"""Files dropped beside the county: kept when they can be drawn, refused in words when not; background maps out of a file."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, box

from store import context_layers, tiles
from store.home import Home, StoreError

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
NOW = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def place(tmp_path) -> Home:
    return Home(tmp_path / "home")


def geojson(*shapes, crs="EPSG:4326", **columns) -> bytes:
    return gpd.GeoDataFrame(columns or {"Name": ["x"] * len(shapes)}, geometry=list(shapes), crs=crs).to_json().encode()


def keep(place, content, file_name="beats.geojson", name="Beats"):
    return context_layers.keep(place, content, file_name=file_name, name=name, attribution="© Police", by="ann", at=NOW)


def test_a_dropped_file_is_kept_with_its_names_and_served_under_a_name_nobody_guesses(place, tmp_path):
    made = keep(place, geojson(box(0.4, 51.5, 0.5, 51.6), Point(0.45, 51.7), BEAT_NAME=["<b>North</b>", "South"]))
    assert (made.name, made.features, made.attribution) == ("Beats", 2, "© Police")
    assert context_layers.kept(place) == [made]
    path = context_layers.serve(place, tmp_path / "static", made.key)
    served = json.loads((tmp_path / "static" / path).read_text("utf8"))
    assert [f["properties"]["name"] for f in served["features"]] == ["<b>North</b>", "South"]
    assert len(made.key) == 24
    context_layers.remove(place, made.key, tmp_path / "static")
    assert context_layers.kept(place) == []
    assert not (tmp_path / "static" / path).exists()


def test_a_geopackage_on_the_national_grid_is_turned_to_degrees(place, tmp_path):
    path = tmp_path / "schools.gpkg"
    gpd.GeoDataFrame({"school": ["A"]}, geometry=[Point(570_000, 206_000)], crs="EPSG:27700").to_file(
        path, driver="GPKG"
    )
    made = keep(place, path.read_bytes(), "schools.gpkg", "")
    assert made.name == "schools"
    text = (place.path / "layers" / f"{made.key}.geojson").read_text()
    longitude, latitude = json.loads(text)["features"][0]["geometry"]["coordinates"]
    assert (round(longitude, 2), round(latitude, 2)) == (0.46, 51.73)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"{}", "a.geojson", "cannot be read"),
        (b"hello", "a.txt", "no GeoJSON"),
        (b"PK\x03\x04", "a.gpkg", "cannot be read"),
        (geojson(Point(2.35, 48.85)), "paris.geojson", "None of it lies"),
        (geojson(Point(51.7, 0.45)), "swapped.geojson", "exchanged"),
        (geojson(Point(570_000, 206_000)), "metres.geojson", "in metres, but it does not say of which system"),
        (geojson(Point(0.45, 51.7))[:-40], "cut.geojson", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": []}', "empty.geojson", "Nothing was kept"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words_and_nothing_is_kept(place, content, name, said):
    with pytest.raises(StoreError, match=said):
        keep(place, content, name)
    assert context_layers.kept(place) == []


def test_of_a_file_with_several_layers_each_is_kept_and_a_table_without_shapes_is_none(place, tmp_path):
    path = tmp_path / "beats.gpkg"
    for layer, x in (("north", 0.4), ("south", 0.5), ("paris", 2.35)):
        gpd.GeoDataFrame({"label": [None, layer]}, geometry=[Point(x, 51.7), box(x, 51.5, x + 0.1, 51.6)], crs="EPSG:4326").to_file(path, layer=layer, driver="GPKG")  # fmt: skip
    pyogrio.write_dataframe(pd.DataFrame({"officer": ["nobody's business"]}), path, layer="notes", append=True)
    content = path.read_bytes()
    assert context_layers.names_in(content, path.name) == ["north", "south", "paris"]
    made = [keep_layer(place, content, layer) for layer in ("north", "south")]
    assert [layer.name for layer in context_layers.kept(place)] == ["north", "south"]
    assert set(context_layers.shapes(place, made[1].key)["name"]) == {"", "south"}
    with pytest.raises(StoreError, match=r"beats.gpkg, layer paris: None of it lies in or near the county"):
        keep_layer(place, content, "paris")


def keep_layer(place, content, layer):
    return context_layers.keep(
        place, content, file_name="beats.gpkg", name=layer, attribution="", by="ann", at=NOW, layer=layer
    )


def test_what_lies_elsewhere_is_left_out_and_that_is_said(place):
    made = keep(place, geojson(Point(0.45, 51.7), Point(-3.2, 55.9), Point(-4.2, 55.8)))
    assert made.features == 1
    assert "1 shape kept, 2 that lie elsewhere left out" in made.said


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(place):
    with pytest.raises(StoreError, match="has 200 MB; a layer may have 50"):
        keep(place, bytes(200_000_000))


def test_a_key_from_a_browser_is_no_path(place, tmp_path):
    assert context_layers.serve(place, tmp_path, "../../etc/passwd") is None
    context_layers.remove(place, "../*", tmp_path)


def mbtiles(path, content=PNG, zoom=9, column=257, row=170):
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("create table metadata (name, value)")
        connection.execute("insert into metadata values ('attribution', '© OS')")
        connection.execute("create table tiles (zoom_level, tile_column, tile_row, tile_data)")
        connection.execute("insert into tiles values (?, ?, ?, ?)", (zoom, column, 2**zoom - 1 - row, content))
        connection.execute("insert into tiles values (9, 3, 3, ?)", (content,))
    return path


def test_tiles_of_a_file_are_put_where_they_are_served_counted_from_the_north(place, tmp_path):
    path = mbtiles(place.path / "tiles" / "county.mbtiles")
    assert tiles.find(place) == path
    assert tiles.unpacked(path, tmp_path) is None
    made = tiles.unpack(path, tmp_path)
    assert (made["tiles"], made["least"], made["most"], made["attribution"]) == (1, 9, 9, "© OS")
    assert (tmp_path / made["path"].format(z=9, x=257, y=170)).read_bytes() == PNG
    assert tiles.unpacked(path, tmp_path) == made


def test_pmtiles_are_read_too(place, tmp_path):
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import write

    path = tmp_path / "county.pmtiles"
    with write(str(path)) as writer:
        writer.write_tile(zxy_to_tileid(9, 257, 170), PNG)
        header = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": 9, "max_zoom": 9, "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0, "center_zoom": 9, "center_lon_e7": 0, "center_lat_e7": 0}  # fmt: skip
        writer.finalize(header, {"attribution": "© OSM"})
    made = tiles.unpack(path, tmp_path / "static")
    assert (made["tiles"], made["attribution"]) == (1, "© OSM")


@pytest.mark.parametrize(("content", "said"), [(b"\x1f\x8bvector", "vector tiles"), (b"", "vector tiles")])
def test_tiles_that_cannot_be_drawn_are_refused(place, tmp_path, content, said):
    with pytest.raises(StoreError, match=said):
        tiles.unpack(mbtiles(place.path / "tiles" / "v.mbtiles", content), tmp_path)


def test_a_file_that_is_no_tiles_is_said(place, tmp_path):
    bad = tmp_path / "x.mbtiles"
    bad.write_bytes(b"not a database at all")
    with pytest.raises(StoreError, match="cannot be read as MBTiles"):
        tiles.unpack(bad, tmp_path)
    assert tiles.find(place) is None


def test_a_background_map_that_breaks_off_leaves_a_word_and_no_tiles(place, tmp_path):
    whole = mbtiles(place.path / "tiles" / "county.mbtiles")
    with sqlite3.connect(whole) as connection:
        connection.execute("drop table tiles")
    assert tiles.fault(whole, tmp_path) == "county.mbtiles is unpacked when the server starts next."
    with pytest.raises(StoreError, match="cannot be read as MBTiles"):
        tiles.unpack(whole, tmp_path)
    assert tiles.unpacked(whole, tmp_path) is None
    assert "no such table" in tiles.fault(whole, tmp_path)
    bad = tmp_path / "x.pmtiles"
    bad.write_bytes(b"PMTiles\x03 and nothing that follows")
    with pytest.raises(StoreError, match="cannot be read as PMTiles"):
        tiles.unpack(bad, tmp_path)
