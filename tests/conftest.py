"""One small sample county, made once and taken through the real ingest, link and publish."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import geography, ingest, link
from pipeline.start import partner_files
from sample_data.make import make
from store import db
from store.access import Scope
from store.home import Home


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of 300 businesses and 1,500 touch-points, truth.csv beside them."""
    folder = tmp_path_factory.mktemp("county")
    make(folder, businesses=300, touch_points=1_500)
    return folder


@pytest.fixture(scope="session")
def home(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation with that county loaded, linked and published."""
    place = Home(tmp_path_factory.mktemp("home"))
    geography.install(place, county / "geography")
    ingest.ingest(place, partner_files(county), by="tester", agreement="SYNTHETIC")
    link.link(place, by="tester")
    return place


@pytest.fixture(scope="session")
def scope() -> Scope:
    return Scope("tester")


@pytest.fixture(scope="session")
def register(home: Home) -> Path:
    found = db.current_register(home)
    assert found is not None
    return found
