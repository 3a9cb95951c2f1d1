"""One small invented county, made, loaded and linked once for everybody, by the functions people use.

Imports stand inside the fixtures: tests that need no county (test_layers.py, in every `make check`) do not pay for it.
"""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Path:
    """A folder with the files of all partners: 300 businesses, about 1,500 touch-points. Only to be read."""
    from sample_data.make import make

    folder = tmp_path_factory.mktemp("sample") / "county"
    make(folder, businesses=300, touch_points=1500)
    return folder


@pytest.fixture(scope="session")
def home(county, tmp_path_factory):
    """A store.home.Home with that county's geography installed, its files ingested and linked. Only to be read."""
    from pipeline import geography, ingest, link
    from pipeline.start import partner_files
    from store.home import Home

    place = Home(tmp_path_factory.mktemp("home"))
    geography.install(place, county / "geography")
    ingest.ingest(place, partner_files(county), by="tester", agreement="SYNTHETIC")
    link.link(place, by="tester")
    return place


@pytest.fixture(scope="session")
def scope():
    """A store.access.Scope of a person who may see everything."""
    from store.access import Scope

    return Scope("tester")


@pytest.fixture(scope="session")
def register(home) -> Path:
    """The register that is published in `home`."""
    from store.db import current_register

    found = current_register(home)
    assert found is not None
    return found
