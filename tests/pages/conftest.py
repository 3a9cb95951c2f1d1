"""Pages about partners' files: an installation of one's own, and jobs that are done when the button's run ends."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from pages.shared import turns
from pipeline import jobs, work
from store.home import Home

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def no_browser():
    """There is none that would draw a map meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "CHANGED_S", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def found_once():
    """What Streamlit finds out for each test anew and a server only once: which packages bring components (it reads about all that are
    installed), and the compiled pages."""
    kept, scan = ScriptCache(), manifest_scanner.scan_component_manifests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        patch.setattr(app_test, "ScriptCache", lambda: kept)
        yield


@pytest.fixture
def jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run in this process, before the page goes on."""

    def launch(place: Home, folder: Path) -> None:
        work.run(place, folder, json.loads((folder / "job.json").read_text("utf8"))["given"])

    monkeypatch.setattr(jobs, "launch", launch)


@pytest.fixture
def own_home(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the county's installation that a test may change."""
    place = Home(tmp_path / "home")
    shutil.copytree(home.path, place.path)
    monkeypatch.setenv("TOUCHPOINT_HOME", str(place.path))
    monkeypatch.setenv("TOUCHPOINT_USER", "data officer")
    return place


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An installation in which nothing has been loaded."""
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TOUCHPOINT_USER", "data officer")
    return Home(tmp_path / "home")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
