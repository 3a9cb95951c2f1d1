"""The review pages as a reviewer sees them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import state
from store import matches
from store.access import Scope
from store.home import Home

ROOT = Path(__file__).resolve().parents[2]
MATCHES = "pages/review/matches.py"


@pytest.fixture
def place(home: Home, tmp_path: Path) -> Home:
    shutil.copytree(home.path, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "loaded", "geography"))
    return Home(tmp_path / "home")


@pytest.fixture
def app(place: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(place.path))
    monkeypatch.setenv("TOUCHPOINT_USER", "ana")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, page: str) -> AppTest:
    app.run()
    return app.switch_page(page).run()


def shown(app: AppTest) -> str:
    return " ".join(str(html.proto.body) for html in app.get("html"))


def test_an_answer_is_kept_and_the_next_case_comes(app: AppTest, place: Home) -> None:
    found = opened(app, MATCHES)
    assert not found.exception
    before = shown(found)
    app.text_input(key="matches.reason").input("same sign over the door")
    app.button(key="matches.same").click().run()
    assert not app.exception
    assert shown(app) != before
    kept = matches.standing(place)
    assert kept[["by", "answer", "reason"]].to_numpy().tolist() == [["ana", "same", "same sign over the door"]]
    assert not app.text_input(key="matches.reason").value


def test_undo_brings_the_case_back(app: AppTest, place: Home) -> None:
    before = shown(opened(app, MATCHES))
    app.button(key="matches.different").click().run()
    app.button(key="matches.undo").click().run()
    assert shown(app) == before
    assert matches.standing(place).empty


def test_somebody_who_may_see_nothing_gets_no_case(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    found = opened(app, MATCHES)
    assert not found.exception
    assert not [button for button in found.button if button.key == "matches.same"]


def test_before_anything_is_loaded_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path))
    found = opened(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), MATCHES)
    assert not found.exception
    assert any("Nothing is loaded yet" in info.value for info in found.info)
