"""One small invented county, made, loaded and linked once for everybody, by the functions people use.

Tests that run side by side in several processes share it: the first process to ask makes it, the others wait.

Imports stand inside the fixtures: tests that need no county (test_layers.py, in every `make check`) do not pay for it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

# Read when numpy is loaded, in processes that are started too: the tests run one process for each processor already, and more threads
# than processors spin while they wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


WEIGHTS = {"pages": 10, "pipeline": 10, "linkage": 3}
"""How long a test of a folder takes beside one of the others: whole pages, whole loads and links."""


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Makes a folder of this name, by the function given, once for all processes of this run of tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def get(name: str, make: Callable[[Path], object]) -> Path:
        folder, ready = shared / name, shared / f"{name}.ready"
        with FileLock(shared / f"{name}.lock"):
            if not ready.exists():
                make(folder)
                ready.touch()
        return folder

    return get


@pytest.fixture(scope="session")
def county(made_once) -> Path:
    """A folder with the files of all partners: 300 businesses, about 1,500 touch-points. Only to be read."""
    from sample_data.make import make

    return made_once("sample-county", lambda folder: make(folder, businesses=300, touch_points=1500))


@pytest.fixture(scope="session")
def home(county, made_once):
    """A store.home.Home with that county's geography installed, its files ingested and linked. Only to be read."""
    from pipeline import geography, ingest, link
    from pipeline.start import partner_files
    from store.home import Home

    def load(folder: Path) -> None:
        place = Home(folder)
        geography.install(place, county / "geography")
        ingest.ingest(place, partner_files(county), by="tester", agreement="SYNTHETIC")
        link.link(place, by="tester")

    return Home(made_once("sample-home", load))


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


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What the modules loaded lives to the end: it is not gone through again whenever a few hundred objects were made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """The interpreter clears up at its end what the libraries would else report as left behind."""
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One file that needs the county first, then those that do without, long before short: while one process makes the county the
    others do not wait for it, and what is left at the end is short, so that no process waits long for the last."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    by_length = sorted(files, key=lambda path: (-len(files[path]) * WEIGHTS.get(path.parent.name, 1), path))
    needing = [path for path in by_length if any("home" in item.fixturenames for item in files[path])]  # type: ignore[attr-defined]
    others = [path for path in by_length if path not in set(needing)]
    items[:] = [item for path in (*needing[:1], *others, *needing[1:]) for item in files[path]]
