"""The printed map: made without a browser, in the size asked for, with every word on it."""

from __future__ import annotations

import io

import geopandas as gpd
import pandas as pd
import pytest
from PIL import Image
from shapely.geometry import LineString, Point, box

from charts import maps_print

DISTRICTS = gpd.GeoDataFrame({"name": ["Basildon $x$", "Maldon"]}, geometry=[box(0.3, 51.5, 0.5, 51.6), box(0.5, 51.6, 0.9, 51.8)], crs="EPSG:4326")  # fmt: skip
WORDS = maps_print.Words(
    title="Hotspots: $\\frac{ <b>", filters="Hand car wash", source="n = 3", marking="OFFICIAL", attribution="©", made="today",
    legend=({"title": "Density", "heat": True, "note": "n"}, {"title": "Wards", "rows": [("#A3123F", "over $5 (2)", "box")]}),
)  # fmt: skip


def ground(**parts) -> maps_print.Ground:
    return maps_print.Ground(districts=DISTRICTS, **parts)


def test_a_picture_is_a3_and_text_is_never_a_formula():
    drawn = ground(
        heat=pd.DataFrame({"longitude": [0.4, 0.41], "latitude": [51.55, 51.56], "weight": [3.0, 1.0]}),
        dots=pd.DataFrame({"longitude": [0.4], "latitude": [51.55], "touch_points": [3], "colour": ["#A3123F"]}),
        cells=gpd.GeoDataFrame({"colour": ["#DE5F4B"]}, geometry=[box(0.3, 51.5, 0.4, 51.6)], crs="EPSG:4326"),
    )
    picture = Image.open(io.BytesIO(maps_print.printed(drawn, WORDS, view=(0.3, 51.5, 0.9, 51.8), form="png")))
    assert picture.size == (2481, 1753)
    assert picture.text["Description"] == "OFFICIAL"
    assert len(picture.convert("RGB").getcolors(10_000_000)) > 500


def test_a_key_says_all_of_a_name_whatever_breaks_or_turns_stand_in_it():
    assert maps_print._wrapped("\u2028\u2029\u202eOne\r\n\ttwo (155)", 34) == "One two (155)"
    assert maps_print._fitted("\u2029Sector: a\nb") == ("Sector: a b", 11)


def colours_of(drawn: maps_print.Ground) -> set:
    picture = Image.open(io.BytesIO(maps_print.printed(drawn, WORDS, view=(0.3, 51.5, 0.9, 51.8), form="png")))
    return {colour for _, colour in picture.convert("RGB").getcolors(10_000_000)}


def test_recorded_crime_and_the_layers_somebody_dropped_are_printed_too():
    shapes = [box(0.5, 51.6, 0.6, 51.7), Point(0.7, 51.65), LineString([(0.4, 51.55), (0.8, 51.75)])]
    dropped = gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:4326")
    rings = pd.DataFrame({"longitude": [0.5], "latitude": [51.6], "count": [9]})
    for drawn, colour in ((ground(context=[("#00FF01", dropped)]), (0, 255, 1)), (ground(rings=rings), (127, 90, 168))):
        assert colour in colours_of(drawn)
        assert colour not in colours_of(ground())


def test_a_page_is_a_pdf_of_a3():
    made = maps_print.printed(ground(), WORDS, view=(0.3, 51.5, 0.9, 51.8), form="pdf")
    assert made.startswith(b"%PDF")
    assert b"1190.88" in made


@pytest.mark.parametrize("view", [(0.3, 51.5, 0.3, 51.5), (-10, 40, 10, 60)])
def test_a_view_of_nothing_and_of_half_of_europe_are_drawn(view):
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")
    assert maps_print.printed(maps_print.Ground(districts=nothing), WORDS, view=view, form="png")
