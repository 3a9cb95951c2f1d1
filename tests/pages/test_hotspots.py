"""Hotspots as a page: an area in the address narrows every page, what is no area is said, and changes send little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.map_lists import moved
from pages.shared.map_time import of_one_spot
from store import read
from store.access import Scope
from store.filters import Filters
from store.home import Home
from tests.pages.tiles import figures

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(home.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)


def sent(app: AppTest) -> str:
    return json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]


def test_an_area_in_the_address_narrows_every_page(app: AppTest, scope: Scope, register: Path) -> None:
    code = "c:0.9,51.89,4000"
    inside = read.businesses(scope, Filters(area=code), register)
    assert 0 < len(inside) < len(read.businesses(scope, Filters(), register))
    app.query_params["area"] = code
    assert not app.run().exception
    assert f"{inside['touch_points'].sum():,}" in figures(app).values()
    found = app.switch_page("pages/explore/hotspots.py").run()
    assert not found.exception
    assert code in sent(found)


def test_what_is_no_area_is_said_and_filters_nothing(app: AppTest) -> None:
    app.query_params["area"] = "p:<script>"
    found = app.run()
    assert not found.exception
    assert any("Every area is shown" in caption.value for caption in found.caption)


def test_a_ward_layer_sends_less_than_25_kilobytes(app: AppTest) -> None:
    app.query_params["layer"] = "Wards"
    found = app.switch_page("pages/explore/hotspots.py").run()
    assert not found.exception
    assert len(sent(found)) < 25_000


def test_the_page_writes_nothing_that_was_not_meant_and_draws_its_lists(app: AppTest) -> None:
    found = app.switch_page("pages/explore/hotspots.py").run()
    assert [text.value for text in found.markdown if text.value.strip("`") == "None"] == []
    assert len(found.dataframe) == 1
    assert any("have coordinates" in caption.value for caption in found.caption)


@pytest.mark.parametrize(
    ("located", "at_one_spot", "sharing", "said"),
    [(900, 900, 40, "All of these lie at one and the same spot, that of 40 businesses"), (900, 500, 40, "500 of these"), (900, 400, 40, ""), (9, 9, 3, ""), (0, 0, 0, "")],
)  # fmt: skip
def test_positions_that_are_all_alike_are_doubted(located: int, at_one_spot: int, sharing: int, said: str) -> None:
    found = of_one_spot({"located": located, "at_one_spot": at_one_spot, "sharing": sharing})
    assert said in found if said else found == ""


def test_a_move_in_rank_is_said_without_colour() -> None:
    assert [moved(1, 3), moved(4, 2), moved(2, 2), moved(5, None)] == ["▲ 2", "▼ 2", "=", "new"]


@pytest.mark.parametrize(("layer", "label", "value", "told"), [("Wards", "As", "rate", '"view":"rate"'), ("Hexagons", "Across", "hex_2000", '"size":2000'), ("Heat", "Over it", "dots", '"dots":{')])  # fmt: skip
def test_a_choice_is_in_the_picture_that_is_sent_before_the_choices_are_drawn(
    app: AppTest, layer: str, label: str, value: str, told: str
) -> None:
    app.query_params["layer"] = layer
    found = app.switch_page("pages/explore/hotspots.py").run()
    first = sent(found)
    assert told not in first
    assert sent(found.run()) == first
    changed = next(box for box in found.selectbox if box.label == label).set_value(value).run()
    assert not changed.exception
    assert told in sent(changed)
