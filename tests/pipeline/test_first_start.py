"""`prepare`: everything a first start needs, once; what was done is not done again, and nobody's own files are touched."""

from __future__ import annotations

import shutil

import pytest

import sample_data.make
from pipeline import assets, start
from pipeline import ingest as ingesting
from pipeline import link as linking
from store import db, raw
from store.db import current_register

KEPT = ("fire", "cqc", "geography", "truth.csv", "stories.csv", "README.md")


@pytest.fixture
def made(county, tmp_path, monkeypatch) -> list[str]:
    """Fresh clone: no map assets, no county. Says what was made; the county is a part of the session's own."""
    steps: list[str] = []

    def make(out, **_):
        steps.append("county")
        for name in KEPT:
            copy = shutil.copytree if (county / name).is_dir() else shutil.copyfile
            out.mkdir(exist_ok=True)
            copy(county / name, out / name)

    def install():
        steps.append("assets")
        assets.MANIFEST.write_text("{}")

    monkeypatch.setattr(start, "COUNTY", tmp_path / "county")
    monkeypatch.setattr(assets, "STATIC", tmp_path / "static")
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(assets, "install", install)
    monkeypatch.setattr(sample_data.make, "make", make)
    return steps


def test_a_first_start_that_was_stopped_goes_on_where_it_stopped_and_a_third_repeats_nothing(
    run, made, place, contents, tmp_path, monkeypatch
):
    load_one, loaded = ingesting._ingest_one, []

    def stopped_at_the_second(*arguments):
        if loaded:
            raise KeyboardInterrupt
        loaded.append(load_one(*arguments))
        return loaded[0]

    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "_ingest_one", stopped_at_the_second)
        said = run("prepare")
    assert (said.status, current_register(place)) == (1, None)
    assert "Inventing the sample county" in said.err
    first = raw.receipts(place)
    assert len(first) == 1

    said = run("prepare")
    assert said.status == 0
    assert "Published" in said.err
    assert made == ["assets", "county"]
    assert raw.receipts(place)[:1] == first
    register = current_register(place)
    assert db.counts(register)["sources"] == 2
    assert db.agreements(register) == {"SYNTHETIC"}
    assert db.about(register)["attribution"] == "Invented geography of the sample county."
    assert len(list((place.served / "geography").glob("*.geojson"))) == 2

    before = contents()
    again = run("prepare")
    assert (again.status, again.err, made) == (0, "", ["assets", "county"])
    assert contents() == before


def test_the_sample_is_never_mixed_into_somebody_s_own_files(run, made, place, inbox, sent):
    run("ingest", inbox("fire.csv", sent.fire))
    assert run("prepare").status == 0
    assert made == ["assets"]
    assert [receipt.file_name for receipt in raw.receipts(place)] == ["fire.csv"]
    assert current_register(place) is None


def test_a_register_that_older_code_made_is_made_again_at_the_next_start(run, made, place, inbox, sent, monkeypatch):
    run("ingest", inbox("fire.csv", sent.fire))
    run("link")
    first = current_register(place)
    for module in (start, linking):
        monkeypatch.setattr(module, "link_version", lambda: "newer")
    said = run("prepare")
    assert "has been updated" in said.err
    assert current_register(place) != first
    again = run("prepare")
    assert "has been updated" not in again.err
