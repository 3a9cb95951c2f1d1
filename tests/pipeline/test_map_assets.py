"""Map assets: every address a folium map may ask for is a file of ours, taken from installed packages."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

import pytest

from pipeline import assets


@pytest.fixture(scope="module")
def vendor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static") / "vendor"
    return SimpleNamespace(folder=folder, count=assets.install(folder))


def test_every_address_is_a_file_with_something_in_it(vendor):
    manifest = json.loads((vendor.folder / "manifest.json").read_text("utf8"))
    assert len(manifest) == vendor.count == 72
    assert [name for name in manifest.values() if (vendor.folder / name).stat().st_size == 0] == []
    assert all(address.startswith("https://") for address in manifest)


def test_leaflet_is_served_with_its_images(vendor):
    manifest = json.loads((vendor.folder / "manifest.json").read_text("utf8"))
    leaflet = {name for address, name in manifest.items() if "/leaflet@" in address}
    assert {"leaflet/leaflet.js", "leaflet/leaflet.css"} <= leaflet
    assert (vendor.folder / "leaflet" / "images" / "marker-icon.png").read_bytes().startswith(b"\x89PNG")


def test_two_addresses_never_share_a_file_unless_they_hold_the_same(vendor):
    manifest = json.loads((vendor.folder / "manifest.json").read_text("utf8"))
    texts = assets._folium_offline()
    for name in set(manifest.values()):
        held = {texts[address] for address in manifest if manifest[address] == name}
        assert len(held) == 1 or name.startswith("leaflet/"), name


def test_installing_again_changes_nothing(vendor):
    before = {path: path.read_bytes() for path in vendor.folder.rglob("*") if path.is_file()}
    assert assets.install(vendor.folder) == vendor.count
    assert {path: path.read_bytes() for path in vendor.folder.rglob("*") if path.is_file()} == before


def test_the_scripts_of_the_map_of_hotspots_are_one_file_made_at_set_up(vendor):
    (joined,) = assets.map_scripts(vendor.folder)
    text = joined.read_text("utf8")
    assert text.index("Leaflet") < text.index("window.TP = ") < text.index("TP.show = ")
    assert [path.name for path in vendor.folder.glob("map-*.js")] == [joined.name]


def test_a_script_that_a_running_server_still_names_is_kept_and_old_ones_go(tmp_path):
    (tmp_path / "leaflet").mkdir()
    (tmp_path / "leaflet" / "leaflet.js").write_text("Leaflet")
    made = []
    for turn in range(assets.MOST_JOINED + 2):
        (tmp_path / "leaflet" / "leaflet.js").write_text(f"Leaflet {turn}")
        assets.join_map_script(tmp_path)
        made.append(assets._joined(tmp_path)[0])
        os.utime(tmp_path / made[-1], (turn, turn))
    assert sorted(path.name for path in tmp_path.glob("map-*.js")) == sorted(made[-assets.MOST_JOINED :])


def test_scripts_that_changed_since_set_up_are_loaded_one_by_one_and_nothing_is_written(vendor, monkeypatch, tmp_path):
    (tmp_path / "map").mkdir()
    for name in assets.PAINTER:
        (tmp_path / "map" / f"{name}.js").write_text("changed")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    before = sorted(vendor.folder.iterdir())
    assert [path.name for path in assets.map_scripts(vendor.folder)] == [
        "leaflet.js",
        *(f"{n}.js" for n in assets.PAINTER),
    ]
    assert sorted(vendor.folder.iterdir()) == before


def test_a_missing_package_is_said_in_words(run, monkeypatch):
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _: None)
    said = run("assets")
    assert said.status == 1
    assert "folium-offline is not installed. Run: make setup" in said.err
