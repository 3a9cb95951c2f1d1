"""Text from files in maps: a script says it as it was written, and it can do no harm there or in a drawing."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

import numpy as np
import pytest
import shapely

from charts import maps, theme
from charts.place import frame, place_picture

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


def test_as_script_holds_nothing_a_template_begins_with():
    text = maps.as_script(TEMPLATES)
    assert json.loads(text) == list(TEMPLATES)
    assert re.findall(r"\{[{%#]", text) == []


@pytest.mark.parametrize("value", HOSTILE)
def test_as_script_says_the_same_to_whoever_reads_it_back(value):
    text = maps.as_script({"value": [value]})
    assert json.loads(text) == {"value": [value]}
    assert not set("<>&\u2028\u2029\n") & set(text)


def drawing(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', html)[1]))


def place(name: str, *, land: bool = True, **more) -> str:
    square = np.array([shapely.box(0.40, 51.50, 0.50, 51.571)] if land else [], dtype=object)
    return place_picture(0.46, 51.57, name, districts=square, wards=square, others=np.array([[0.461, 51.571]]), **more)


@pytest.mark.parametrize("name", [*HOSTILE, *TEMPLATES])
def test_a_name_in_a_drawing_is_only_text(name):
    html = place(name)
    assert html.count("<") == 1
    assert not re.search(r' on\w+="', html)
    first, *_ = (one.text for one in drawing(html).iter("{http://www.w3.org/2000/svg}text"))
    kept = "".join(letter for letter in first if letter.isalnum())
    assert "".join(letter for letter in name if letter.isalnum()).startswith(kept)
    assert kept or not any(letter.isalnum() for letter in name)


def test_the_place_is_in_the_middle_of_land_and_sea():
    parts = drawing(place("Anglia Car Wash"))
    land = next(one for one in parts if one.tag.endswith("path")).get("d")
    ys = [float(y) for y in re.findall(r" (-?[\d.]+)", land)]
    assert min(ys) > 120
    assert parts[0].get("fill") == theme.SEA["light"]
    west, south, east, north = frame(0.46, 51.57)
    assert ((west + east) / 2, (south + north) / 2) == pytest.approx((0.46, 51.57))
    assert (north - south) * 111.32 == pytest.approx(3 * 330 / 480, rel=0.01)


def test_without_geography_all_is_land():
    assert drawing(place("x", land=False, mode="dark"))[0].get("fill") == theme.LAND["dark"]
