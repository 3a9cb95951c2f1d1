"""Every page: before anything is loaded, for somebody who may see nothing of it, with no row left, and one interaction."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import navigation, state
from store import read
from store.access import Scope
from store.filters import Filters
from store.home import Home
from tests.pages.tiles import figures

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    name: f"pages/explore/{name}.py"
    for name in ("overview", "figure", "hotspots", "timeline", "coverage", "compare", "businesses", "profile")
}


@pytest.fixture
def app(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(home.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, page: str) -> AppTest:
    return app.switch_page(PAGES[page]).run()


def texts(app: AppTest) -> str:
    return " ".join([*(m.value for m in app.markdown), *(c.value for c in app.caption), *(i.value for i in app.info)])


def map_arguments(app: AppTest) -> dict:
    import json

    return json.loads(app.get("component_instance")[0].proto.json_args)


def test_pages_that_are_opened_at_once_have_the_name_of_their_file_as_address() -> None:
    """By it these tests open them without the start page before, as a link does; another page would open in silence."""
    at_once = [page for page in navigation.PAGES if page.section in ("Explore", "Data")]
    assert [page.name for page in at_once] == [Path(page.file).stem for page in at_once]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_an_error(app: AppTest, page: str) -> None:
    found = opened(app, page)
    assert not found.exception
    assert len(found.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_before_anything_is_loaded_every_page_says_what_to_do(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path))
    found = opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), page)
    assert not found.exception
    assert "Nothing is loaded yet" in texts(found)


@pytest.mark.parametrize("page", PAGES)
def test_somebody_without_any_district_sees_no_row_and_no_error(
    app: AppTest, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    found = opened(app, page)
    assert not found.exception
    assert all(frame.value.empty for frame in found.dataframe)
    assert figures(found).get("Touch-points", "0") == "0"


@pytest.mark.parametrize("page", ["overview", "figure", "hotspots", "timeline", "businesses"])
def test_filters_that_leave_nothing_are_named(app: AppTest, page: str) -> None:
    found = opened(app, page)
    found.multiselect(key="sector").select("CAR_WASH")
    found.multiselect(key="partner").select("CQC").run()
    assert not found.exception
    assert "Nothing under these filters" in texts(found)
    assert "Hand car wash" in texts(found)


def test_the_overview_counts_what_the_register_holds(app: AppTest, home: Home, register: Path, scope: Scope) -> None:
    found = opened(app, "overview")
    held = read.totals(scope, Filters(), register, as_of=dt.date(2026, 9, 30))
    shown = figures(found)
    assert shown["Records of contact"] == f"{held['touch_points']:,.0f}"
    assert "on " + f"{held['businesses']:,.0f}" in texts(found)


def test_a_filter_in_the_address_narrows_the_overview(app: AppTest, register: Path, scope: Scope) -> None:
    app.query_params["partner"] = "Police"
    shown = figures(app.run())["Records of contact"]
    held = read.totals(scope, Filters(partners=("POLICE",)), register, as_of=dt.date(2026, 9, 30))
    assert shown == f"{held['touch_points']:,.0f}"
    assert app.multiselect(key="partner").value == ["POLICE"]


def test_a_link_that_asks_for_what_is_not_offered_says_so(app: AppTest) -> None:
    app.query_params.update({"sector": ["<b>Nonsense", "Takeaway"], "from": "2031-01-01", "to": "2031-01-01"})
    (said,) = app.run().warning
    assert r"\<b\>Nonsense, 2031\-01\-01" in said.value
    assert "Takeaway" not in said.value
    assert app.multiselect(key="sector").value == ["TAKEAWAY"]


def test_clearing_the_filters_brings_everything_back(app: AppTest) -> None:
    everything = figures(opened(app, "overview"))["Records of contact"]
    app.multiselect(key="partner").select("POLICE").run()
    app.button(key="filters.clear").click().run()
    assert figures(app)["Records of contact"] == everything


def test_the_map_asks_no_other_server_and_keeps_its_base_when_filters_change(app: AppTest) -> None:
    before = map_arguments(opened(app, "hotspots"))
    app.multiselect(key="sector").select("TAKEAWAY").run()
    after = map_arguments(app)
    assert not [link for link in (*before["js_links"], *before["css_links"]) if link.startswith("http")]
    assert before["script"] == after["script"]
    assert before["feature_group"] != after["feature_group"]
    assert len(after["feature_group"]) < 400_000


def test_the_timeline_can_be_divided_in_another_way(app: AppTest) -> None:
    found = opened(app, "timeline")
    app.session_state["by"] = "severity"
    app.run()
    assert not found.exception
    chart = found.get("plotly_chart")[0]
    assert "Not assessed" in chart.proto.spec


def test_a_misspelt_name_is_found_first(app: AppTest) -> None:
    opened(app, "businesses")
    app.text_input(key="q").input("Makret Plaice Stors").run()
    assert app.dataframe[0].value["Name"].iloc[0] == "Market Place Stores"


def test_choosing_a_row_shows_that_business(app: AppTest) -> None:
    listed = opened(app, "businesses").dataframe[0].value
    app.session_state["businesses.table"] = {"selection": {"rows": [3], "columns": [], "cells": []}}
    app.run()
    assert listed["Name"].iloc[3] in texts(app).replace("\\", "")


def test_the_profile_of_a_business_shows_its_rows_with_file_and_line(
    app: AppTest, scope: Scope, register: Path
) -> None:
    first = read.businesses(scope, Filters(), register, most=1).iloc[0]
    app.query_params["business"] = first["business_id"]
    opened_with(app, "profile", first["business_id"])
    app.session_state["profile.part"] = "Rows"
    found = app.run()
    assert found.title[0].value == first["name"]
    rows = found.dataframe[-1].value
    assert len(rows) == first["touch_points"]
    assert rows["File"].notna().all()
    assert (rows["Row"] > 0).all()


def opened_with(app: AppTest, page: str, business_id: str) -> AppTest:
    app.switch_page(PAGES[page])
    app.query_params["business"] = business_id
    return app.run()


@pytest.mark.parametrize("business_id", ["BGONE", "'; drop table businesses; --", "<script>alert(1)</script>"])
def test_a_bookmark_to_something_gone_says_so(app: AppTest, business_id: str) -> None:
    found = opened_with(app, "profile", business_id)
    assert not found.exception
    assert "cannot be shown" in texts(found)
    assert "<script>" not in texts(found)
