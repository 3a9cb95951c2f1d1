"""Quality: how full, how fresh, how precise, how far matched each source is, beside the month before."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import state
from pipeline import layouts, retract, sources
from store import quality
from store.access import Scope
from store.db import cursor
from store.home import Home

PAGE = "pages/data/quality.py"


def opened(app: AppTest) -> AppTest:
    return app.switch_page(PAGE).run()


def texts(app: AppTest) -> str:
    return " ".join(e.value for kind in (app.markdown, app.caption, app.info) for e in kind).replace("\\", "")


@pytest.fixture
def county_app(app: AppTest, home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(home.path))
    return app


def test_before_anything_is_loaded_the_page_says_what_to_do(app: AppTest, empty_home: Home) -> None:
    found = opened(app)
    assert not found.exception
    assert "Nothing is loaded yet" in texts(found)


def test_somebody_without_any_partner_sees_no_source(county_app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    found = opened(county_app)
    assert not found.exception
    assert "Nothing to show" in texts(found)
    assert not found.dataframe


def test_the_page_opens_and_another_source_can_be_chosen(county_app: AppTest) -> None:
    found = opened(county_app)
    assert not found.exception
    assert len(found.get("plotly_chart")) == 3
    names = list(found.selectbox(key="quality.source").options)
    found.selectbox(key="quality.source").set_value(found.selectbox(key="quality.source").value)
    police = next(name for name in names if name.startswith("Police crime"))
    found.selectbox(key="quality.source").select(police).run()
    assert not found.exception
    assert "Police: 1 load;" in texts(found)


def test_the_change_on_the_month_before_can_be_shown(county_app: AppTest) -> None:
    found = opened(county_app)
    app_state = county_app.session_state
    app_state["quality.period"] = "change"
    found = county_app.run()
    assert not found.exception
    assert "points" in found.get("plotly_chart")[0].proto.spec


def test_shares_are_those_of_the_records_in_the_register(home: Home, register: Path, scope: Scope) -> None:
    registers = [spec.name for spec in layouts.known(home) if spec.kind == "register"]
    found = quality.source_quality(scope, register, home, retract.active(home), registers)
    every = found[found["period"] == "all"].set_index(["source", "measure"])
    held = cursor(register).execute(
        "select count(postcode), count(*), count(*) filter (coordinate_precision = 'ROOFTOP') from records where source = 'police_athena'"
    )
    postcode, records, rooftop = held.fetchone()
    assert tuple(every.loc[("police_athena", "postcode"), ["part", "whole"]]) == (postcode, records)
    assert every.loc[("police_athena", "at_rooftop"), "part"] == rooftop


def test_people_of_one_partner_see_its_source_only(home: Home, register: Path) -> None:
    registers = [spec.name for spec in layouts.known(home) if spec.kind == "register"]
    fire = Scope("fire officer", partners=("FIRE",))
    found = quality.source_quality(fire, register, home, retract.active(home), registers)
    assert set(found["partner"]) == {"FIRE"}
    words = quality.unknown_words(fire, home, retract.active(home), sources.partners(home))
    assert set(words["source"]) <= {"fire_audits"}
