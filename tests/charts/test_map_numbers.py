"""What the live map is sent: numbers that unpack to what was counted, classes in words, and nothing a name can do harm with."""

from __future__ import annotations

import base64
import itertools
import json
import re
import zlib
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from charts import maps_classes, maps_layers, maps_live, maps_time, theme
from tables import DOTS, MAP_CELLS, conform, empty
from tests.charts.test_map_layers import HOSTILE, TEMPLATES

SERVED = {"js": ["/app/static/vendor/leaflet.js"], "css": []}
GRID = {"origin": (0.6, 51.77), "metres": (69_033.0, 111_263.0)}


def columns(part: dict, *kinds: str) -> list[list]:
    raw = zlib.decompress(base64.b64decode(part["z"]))
    found, at = [], 0
    for kind in kinds:
        wide = np.dtype(f"<{kind}").itemsize
        planes = np.frombuffer(raw[at : at + part["count"] * wide], "u1").reshape(wide, part["count"])
        found.append(np.ascontiguousarray(planes.T).view(f"<{kind}").ravel().tolist())
        at += part["count"] * wide
    assert at == len(raw)
    return found


def cells(*rows: tuple, names: str = "cell count premises") -> pd.DataFrame:
    return conform(pd.DataFrame(rows, columns=names.split()), MAP_CELLS)


def dots(*rows: tuple) -> pd.DataFrame:
    return conform(pd.DataFrame(rows, columns=DOTS.names), DOTS)


def test_hexagons_arrive_as_steps_counts_and_premises():
    part, legend = maps_layers.cells_part(cells(("8390700", 3, 10), ("8390656", 40, 0)), level="hex_1000", view="count", measure="touch_points")  # fmt: skip
    steps, classes, counts, premises = columns(part, "u4", "u1", "u4", "u4")
    assert np.cumsum(steps).tolist() == [8390656, 8390700]
    assert (counts, premises) == ([40, 3], [0, 10])
    assert classes[0] > classes[1]
    assert legend["note"].startswith("n = 43 touch-points")


def test_wards_arrive_by_code_and_their_outlines_by_address():
    part, _ = maps_layers.cells_part(cells(("W1", 3, 10), ("W2", 0, 5)), level="ward", view="count", measure="subject", url="/wards.geojson")  # fmt: skip
    assert part["codes"] == ["W1", "W2"]
    assert part["url"] == "/wards.geojson"
    classes, counts, _ = columns(part, "u1", "u4", "u4")
    assert classes == [0, 255]
    assert counts == [3, 0]
    assert part["unit"] == "touch-points as subject"


def test_four_thousand_hexagons_are_small_enough_to_send():
    chance = np.random.default_rng(3)
    rows = [(str(8390656 + 4096 * (n // 70) + n % 70), int(chance.geometric(0.02)), int(chance.geometric(0.05))) for n in range(4_500)]  # fmt: skip
    part, legend = maps_layers.cells_part(cells(*rows), level="hex_1000", view="rate", measure="touch_points")
    assert len(json.dumps([part, legend])) < 25_000


def test_twenty_thousand_cells_of_heat_and_sixty_thousand_dots_are_small_enough_to_send():
    chance = np.random.default_rng(3)
    places = {"longitude": chance.normal(0.5, 0.2, 60_000), "latitude": chance.normal(51.7, 0.1, 60_000)}
    heat = pd.DataFrame(places).head(20_000).assign(weight=chance.geometric(0.02, 20_000).astype(float))
    part, _ = maps_layers.heat_part(heat, measure="touch_points")
    assert len(json.dumps(part)) < 400_000
    many = conform(pd.DataFrame(places).assign(touch_points=chance.geometric(0.05, 60_000), group="3"), DOTS)
    part, _ = maps_layers.dots_part(many, colour_by="severity")
    assert len(json.dumps(part)) < 600_000


def test_dots_unpack_to_where_they_are_and_what_they_are():
    part, legend = maps_layers.dots_part(dots((0.5, 51.6, 7, "3", "B2", "Blue"), (0.4, 51.5, 70_000, "none", "B1", "Red")), colour_by="severity")  # fmt: skip
    x, y, size, group = columns(part, "u2", "u2", "u2", "u1")
    assert (np.cumsum(x).tolist(), y) == ([0, 65535], [0, 65535])
    assert size == [65535, 7]
    assert [part["labels"][k] for k in group] == ["Not assessed", part["labels"][group[1]]]
    assert part["ids"] == ["B1", "B2"]
    assert len(legend["rows"]) == 2


def test_all_dots_in_one_place_and_no_dots_at_all_are_pictures_too():
    same = dots(*[(0.5, 51.6, 1, "3", None, None)] * 3)
    x, y, _, _ = columns(maps_layers.dots_part(same, colour_by="severity")[0], "u2", "u2", "u2", "u1")
    assert x == y == [0, 0, 0]
    assert maps_layers.dots_part(empty(DOTS), colour_by="sector")[0] is None
    nothing = pd.DataFrame({"longitude": [], "latitude": [], "weight": []})
    assert maps_layers.heat_part(nothing, measure="touch_points")[0] is None


def test_of_two_thousand_sectors_the_most_frequent_have_colours_and_the_rest_is_said_to_be_others():
    many = dots(*[(0.4 + n / 1e4, 51.5, 1, f"S{n % 2_000:04d}", None, None) for n in range(2_000 + 20)])
    part, legend = maps_layers.dots_part(many, colour_by="sector")
    group = columns(part, "u2", "u2", "u2", "u1")[3]
    assert len(part["labels"]) == len(part["colours"]) == maps_layers.MOST_KINDS
    assert part["labels"][group[0]] == "S0000"
    assert part["labels"][group[1_999]] == "One of 1,747 kinds with fewest places"
    own, others = legend["rows"][:-1], legend["rows"][-1]
    assert [label for _, label, _ in own[:2]] == ["S0000 (2)", "S0001 (2)"]
    assert len({colour for colour, _, _ in own}) == len(own) == maps_layers.MOST_COLOURED
    assert others[1] == "1,988 other kinds (1,996)"
    assert {part["colours"][k] for k in group[12:1_999]} == {others[0]} == {theme.MUTED}


def test_few_data_is_a_class_of_its_own_and_says_why():
    rows = cells(("A", 30, 100, 300.0, None), ("B", 1, 2, 500.0, "few"), names="cell count premises rate finding")
    classes, parts = maps_classes.classified(rows, "rate")
    assert parts[classes[1]][1:] == (maps_classes.FEW_TEXT, "few")
    assert parts[classes[0]][2] == ""


def test_findings_and_changes_have_their_colours():
    judged = cells(
        ("A", 9, 50, "hot_sure"), ("B", 9, 50, None), ("C", 1, 50, "cold"), names="cell count premises finding"
    )
    classes, parts = maps_classes.classified(judged, "surprise")
    assert [parts[k][1] for k in classes] == [
        "more, false discovery below 1 %",
        "no more than chance",
        "fewer, below 5 %",
    ]
    moved = cells(
        ("A", 9, 3, 3.0, "up"), ("B", 9, 9, 1.0, None), ("C", 6, 9, 0.66, None), names="cell count before ratio finding"
    )
    classes, parts = maps_classes.classified(moved, "change")
    assert [parts[k][1] for k in classes] == ["more, more than chance", "within a tenth", "fewer"]


@pytest.mark.parametrize("view", maps_classes.VIEWS)
def test_no_cells_is_a_picture_in_every_view(view):
    part, _ = maps_layers.cells_part(empty(MAP_CELLS), level="ward", view=view, measure="touch_points")
    assert part["count"] == 0


def test_colours_are_apart_without_colour():
    """In grey, a sequence gets darker step by step, and the ends of the diverging one are darker than its middle."""

    def grey(colour: str) -> float:
        r, g, b = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
        return 0.299 * r + 0.587 * g + 0.114 * b

    shades = [grey(colour) for colour in maps_classes.SEQUENTIAL]
    assert all(a - b > 15 for a, b in itertools.pairwise(shades))
    left, right = [grey(c) for c in maps_classes.DIVERGING[:4]], [grey(c) for c in maps_classes.DIVERGING[3:]]
    assert left == sorted(left)
    assert right == sorted(right, reverse=True)
    ground, night = grey(theme.LAND["dark"]), [grey(c) for c in maps_classes.NIGHT]
    assert night[:4] == sorted(night[:4], reverse=True)
    assert night[3:] == sorted(night[3:])
    assert 20 < night[3] - ground < 50, "what is usual is seen on a dark ground, and does not stand out"
    assert 5 < grey(maps_classes.FEW["dark"]) - ground < night[3] - ground


def test_the_dark_ground_has_its_own_colours_for_the_same_findings():
    judged = cells(("A", 9, 50, "hot_sure"), ("B", 9, 50, None), names="cell count premises finding")
    day, night = (
        maps_layers.cells_part(judged, level="ward", view="surprise", measure="touch_points", mode=mode)
        for mode in ("light", "dark")
    )
    assert day[0]["z"] == night[0]["z"]
    assert day[0]["colours"] == [maps_classes.DIVERGING[k] for k in (0, 1, 3, 5, 6)] + [maps_classes.FEW["light"]]
    assert night[0]["colours"] == [maps_classes.NIGHT[k] for k in (0, 1, 3, 5, 6)] + [maps_classes.FEW["dark"]]
    assert [row[0] for row in night[1]["rows"]] == [maps_classes.NIGHT[k] for k in (3, 6)]


def test_frames_hold_every_month_also_one_without_a_contact():
    frames = pd.DataFrame(
        {"month": pd.to_datetime(["2024-01-01", "2024-03-01"]), "cell": ["W1", "W2"], "count": [4, 9]}
    )
    part = maps_layers.frames_part(frames, ("W1", "W2"), level="ward", breaks=[5.0])
    assert part["months"] == ["2024-01", "2024-02", "2024-03"]
    assert columns(part, "u2", "u2", "u4") == [[0, 2], [0, 1], [4, 9]]


def script_of(name: str) -> str:
    part, legend = maps_layers.dots_part(dots((0.5, 51.6, 7, "3", "B2", name)), colour_by="severity")
    group = maps_live.layer(dots=part, legend=[legend])
    (script,) = group._children.values()
    return script.text(None)


@pytest.mark.parametrize("name", [*HOSTILE, *TEMPLATES])
def test_a_name_from_a_file_stays_text(name):
    text = script_of(name)
    given = text[text.index("(") + 1 : text.rindex(")")]
    assert not set("<>&\u2028\u2029\x00") & set(given)
    assert re.findall(r"\{[{%#]", given) == []
    assert json.loads(given)["dots"]["names"] == [name]


def test_the_base_is_the_same_text_whatever_is_shown():
    def text() -> str:
        chart = maps_live.live_map({"districts": "/d.geojson", "wards": "/w.geojson"}, SERVED, GRID)
        return re.sub(r"[0-9a-f]{32}", "", chart.get_root().render())

    before = text()
    script_of("anything")
    assert text() == before
    assert re.findall(r"https?://(?!www\.w3\.org)", before) == []


def test_the_histogram_colours_the_months_asked_for():
    months = pd.DataFrame({"month": pd.to_datetime(["2024-01-01", "2024-02-01"]), "touch_points": [5, 10]})
    svg = maps_time.histogram(months, ["2024-01", "2024-02", "2024-03"], "2024-02", "2024-03")
    asked, others = re.findall(r"<path d='([^']*)' fill='[^']*' opacity='(?:1|0.45)'", unquote(svg))
    assert (asked, others) == ("M1,44v-44h.8V44", "M0,44v-22h.8V44")
    assert "10 touch-points from 2024-02 to 2024-03; busiest month 2024-02: 10" in svg


def test_the_histogram_of_ten_years_is_small_enough_to_send():
    months = pd.DataFrame({"month": pd.date_range("2016-01-01", periods=120, freq="MS"), "touch_points": range(120)})
    svg = maps_time.histogram(months, [f"{month:%Y-%m}" for month in months["month"]], "2016-01", "2025-12")
    assert len(svg) < 4_000


def test_a_few_contacts_of_decades_ago_are_counted_but_not_played():
    days = ["1996-09-01", "2024-12-01", "2025-01-01", "2025-03-01"]
    frames = pd.DataFrame({"month": pd.to_datetime(days), "cell": ["A", "A", "A", "B"], "count": [1, 90, 100, 60]})
    part = maps_layers.frames_part(frames, ["A", "B"], level="ward", breaks=[70.0])
    assert part["months"] == ["2024-12", "2025-01", "2025-02", "2025-03"]
    assert columns(part, "u2", "u2", "u4") == [[0, 1, 3], [0, 0, 1], [90, 100, 60]]
    assert "1 of earlier months are not played" in maps_layers.month_legend(part, "touch_points")["note"]
