"""Files of a folder whose parts are links to other folders."""

from __future__ import annotations

from pipeline.folders import files_below


def test_linked_folders_are_read_and_one_that_leads_back_is_read_once(tmp_path):
    (tmp_path / "share" / "wards").mkdir(parents=True)
    (tmp_path / "share" / "wards" / "a.geojson").write_text("{}")
    given = tmp_path / "given"
    given.mkdir()
    (given / "b.csv").write_text("x")
    (given / "from_share").symlink_to(tmp_path / "share", target_is_directory=True)
    (tmp_path / "share" / "round").symlink_to(given, target_is_directory=True)
    assert [path.name for path in files_below(given)] == ["b.csv", "a.geojson"]
