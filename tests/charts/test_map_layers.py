"""Maps: the base never changes, layers carry only data, positions are turned round once, and names can do no harm."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from charts import maps, theme
from tables import BUSINESS_LIST, HEAT_CELLS, TableError, empty

OUTLINES = {"districts": "/app/static/geography/districts-0123.geojson"}
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    'Bob\'s "Best" Café & Sons',
    "line one\nline two\r\ttab",
    "para\u2028graph\u2029separator",
    "back\\slash \\u003c",
    "${alert(1)} `tick` %s %(name)s {brace}",
    "LAYER MAP MAPLE Layer",
    "\x00\x1b[31m",
    "😀 大阪 寿司",
)

TEMPLATES = ("{{ 7*7 }}", "{{", "{% raw %}", "50 {% off", "{# 1", "{{{ x", "{{{% x")
"""folium puts what a layer says through Jinja a second time: text from a file must not be taken for a template."""


# the base


def test_the_base_is_the_same_text_every_time(script_of):
    assert script_of(maps.base_map(OUTLINES)) == script_of(maps.base_map(OUTLINES))


def test_layers_never_change_the_base(script_of, businesses, cells):
    before = script_of(maps.base_map(OUTLINES))
    maps.heat_layer(cells((0.5, 51.7, 3)))
    maps.business_layer(businesses({}))
    assert script_of(maps.base_map(OUTLINES)) == before


def test_light_and_dark_are_two_bases(script_of):
    light, dark = (script_of(maps.base_map(OUTLINES, mode=mode)) for mode in ("light", "dark"))
    assert theme.SEA["light"] in light
    assert theme.SEA["dark"] in dark
    assert light != dark


def test_outlines_are_named_by_address_and_never_travel_with_the_map(script_of):
    text = script_of(maps.base_map(OUTLINES))
    assert OUTLINES["districts"] in text
    assert len(text) < 30_000


def test_without_geography_the_map_is_still_a_map(script_of):
    text = script_of(maps.base_map({}))
    assert "geojson" not in text.lower()
    assert "L.map(" in text


def test_no_tiles_are_asked_for(script_of):
    text = script_of(maps.base_map(OUTLINES))
    assert "tileLayer" not in text
    assert "openstreetmap" not in text.lower()


def test_the_map_opens_on_the_bounds_given_latitude_first(script_of):
    text = script_of(maps.base_map({}, bounds=(0.1, 51.2, 0.3, 51.4)))
    assert re.search(r"fitBounds\(\s*\[\[51\.2, 0\.1\], \[51\.4, 0\.3\]\]", text)


# heat


def heat_of(layer) -> tuple[list, dict]:
    (heat,) = layer._children.values()
    return heat.data, heat.options


def test_heat_is_latitude_longitude_weight(cells):
    points, _ = heat_of(maps.heat_layer(cells((0.46, 51.57, 3), (1.15, 51.79, 1))))
    assert points == [[51.57, 0.46, 3.0], [51.79, 1.15, 1.0]]


def test_one_busy_shop_does_not_hide_a_county(cells):
    ordinary = [(0.001 * number, 51.5, 2) for number in range(999)]
    _, options = heat_of(maps.heat_layer(cells((0.9, 51.9, 5_000), *ordinary)))
    assert options["max"] == 5.0


def test_a_single_contact_is_not_drawn_as_the_hottest_place(cells):
    _, options = heat_of(maps.heat_layer(cells((0.9, 51.9, 1))))
    assert options["max"] >= 3.0


def test_no_cells_is_a_layer_without_heat():
    assert len(maps.heat_layer(empty(HEAT_CELLS))._children) == 0


# dots


def test_a_dot_is_latitude_longitude_count_colour_id_and_name(businesses, dots_of):
    layer = maps.business_layer(
        businesses({}, {"business_id": "B2", "name": "Blue Dolphin", "worst": None, "touch_points": 1})
    )
    dots = dots_of(layer)
    assert dots["rows"] == [[51.57, 0.46, 4, 0, "B1", "Anglia Car Wash"], [51.57, 0.46, 1, 1, "B2", "Blue Dolphin"]]
    assert dots["colours"] == [theme.SEVERITY["3"], theme.SEVERITY["none"]]


def test_dots_are_coloured_by_sector_where_asked(businesses, dots_of):
    dots = dots_of(
        maps.business_layer(businesses({"sector": "PUB"}, {"sector": "CARE"}, {"sector": "PUB"}), colour_by="sector")
    )
    assert [row[3] for row in dots["rows"]] == [0, 1, 0]
    assert dots["colours"] == [theme.colours_of("sector")["PUB"], theme.colours_of("sector")["CARE"]]


def test_businesses_without_a_position_are_skipped(businesses, dots_of):
    listed = businesses({"longitude": None, "latitude": None}, {}, {"latitude": None})
    assert [row[4] for row in dots_of(maps.business_layer(listed))["rows"]] == ["B2"]


def test_no_position_at_all_is_a_layer_without_dots(businesses):
    assert len(maps.business_layer(businesses({"longitude": None}))._children) == 0
    assert len(maps.business_layer(empty(BUSINESS_LIST))._children) == 0


def test_at_most_so_many_dots_are_drawn_the_first_ones(businesses, dots_of, monkeypatch):
    monkeypatch.setattr(maps, "MOST_DOTS", 2)
    assert [row[4] for row in dots_of(maps.business_layer(businesses({}, {}, {})))["rows"]] == ["B1", "B2"]


def test_a_county_of_dots_is_small_enough_to_send(businesses):
    rows = [{"business_id": f"BQLZ6TRUV{n:04d}", "name": f"The Long Named Hand Car Wash and Valeting {n}", "longitude": 0.1 + n / 9_999, "touch_points": n} for n in range(2_500)]  # fmt: skip
    (script,) = maps.business_layer(businesses(*rows))._children.values()
    assert len(script.text(None).encode()) < 400_000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_arrives_as_it_was_written(name, businesses, dots_of):
    assert dots_of(maps.business_layer(businesses({"name": name})))["rows"][0][5] == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_leave_the_json(name, businesses):
    """Nothing a browser would take for markup or for the end of a line stands in the script."""
    (script,) = maps.business_layer(businesses({"name": name}))._children.values()
    data = script.text(None).split("})(")[-1]
    assert not set("<>&\u2028\u2029\x00\x1b") & set(data)
    assert "\n" not in data.rstrip().rstrip(";")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_leave_the_page_it_is_drawn_in(name, businesses, script_of):
    chart = maps.base_map({})
    maps.business_layer(businesses({"name": "harmless"})).add_to(chart)
    ends = script_of(chart).count("</script>")
    hostile = maps.base_map({})
    maps.business_layer(businesses({"name": name})).add_to(hostile)
    text = script_of(hostile)
    assert text.count("</script>") == ends
    assert "<img" not in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_name_is_never_taken_for_a_template(name, businesses, script_of):
    for layer in (maps.business_layer(businesses({"name": name})), maps.pin_layer(0.46, 51.57, name)):
        chart = maps.base_map({})
        layer.add_to(chart)
        (given,) = re.findall(r"\}\)\((\{.*\})\);", script_of(chart))
        told = json.loads(given)
        assert (told["text"] if "text" in told else told["rows"][0][5]) == name


def test_as_script_holds_nothing_a_template_begins_with():
    text = maps.as_script(TEMPLATES)
    assert json.loads(text) == list(TEMPLATES)
    assert re.findall(r"\{[{%#]", text) == []


@pytest.mark.parametrize("key", ["BMAPQ234567", "BLAYERABCDE"])
def test_a_click_hands_back_the_very_id(key, businesses, dots_of):
    """Ids are ten letters of base 32: among 90,000 businesses about twenty have MAP in theirs."""
    layer = maps.business_layer(businesses({"business_id": key}))
    maps.base_map({}).add_child(layer)
    assert dots_of(layer)["rows"][0][4] == key


def test_the_script_of_a_layer_adds_to_that_layer(businesses):
    layer = maps.business_layer(businesses({}))
    (script,) = layer._children.values()
    assert f"dot.addTo({layer.get_name()});" in script.text(None)


def test_a_pin_is_latitude_longitude_and_its_name_is_only_text(dots_of):
    pin = maps.pin_layer(0.46, 51.57, HOSTILE[0])
    (script,) = pin._children.values()
    given = json.loads(re.search(r"\}\)\((\{.*\})\);\s*$", script.text(None), re.S)[1])
    assert (given["y"], given["x"], given["text"]) == (51.57, 0.46, HOSTILE[0])
    assert "<img" not in script.text(None)


@pytest.mark.parametrize("value", HOSTILE)
def test_as_script_says_the_same_to_whoever_reads_it_back(value):
    text = maps.as_script({"value": [value]})
    assert json.loads(text) == {"value": [value]}
    assert not set("<>&\u2028\u2029\n") & set(text)


def test_a_frame_that_is_not_the_table_is_refused():
    with pytest.raises(TableError, match="BUSINESS_LIST"):
        maps.business_layer(pd.DataFrame({"name": ["x"]}))
    with pytest.raises(TableError, match="HEAT_CELLS"):
        maps.heat_layer(pd.DataFrame({"name": ["x"]}))


def test_layers_change_nothing_of_what_they_are_given(businesses, cells):
    listed, counted = businesses({}, {"worst": None}), cells((0.5, 51.7, 3))
    before = listed.copy(), counted.copy()
    maps.business_layer(listed)
    maps.heat_layer(counted)
    pd.testing.assert_frame_equal(listed, before[0])
    pd.testing.assert_frame_equal(counted, before[1])
