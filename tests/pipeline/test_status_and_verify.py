"""`status` says what there is, `verify` whether it is whole; both for people and for machines."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from store import raw
from store.db import current_register

ROOT = Path(__file__).resolve().parents[2]


def raw_file(place, name: str) -> Path:
    return next(raw.path_of(place, receipt.sha256) for receipt in raw.receipts(place) if receipt.file_name == name)


def test_an_empty_installation_has_nothing_and_creates_nothing(run_json, place):
    status, told = run_json("status")
    assert status == 0
    assert (told["files"], told["register"], told["disk_mb"]) == (0, None, 0)
    assert told["home"] == str(place.path)
    assert not place.path.exists()


def test_status_says_what_is_loaded_and_published(run_json, linked):
    status, told = run_json("status")
    assert status == 0
    assert (told["files"], told["records"], told["touch_points"], told["sources"]) == (2, 5, 5, 2)
    assert told["register"] == current_register(linked).name
    assert told["as_of"] == "2025-05-02"
    assert told["geography"] == "none installed"
    assert told["disk_mb"] > 0


def test_status_says_how_much_of_each_source_can_be_placed(run_json, linked):
    lines = {line["source"]: line for line in run_json("status")[1]["by_source"]}
    fire, police = lines["fire_audits"], lines["police_athena"]
    assert fire["title"] == "Fire safety audits (CFRMIS)"
    assert (fire["records"], fire["touch_points"], fire["first_date"], fire["last_date"]) == (
        3,
        3,
        "2025-01-05",
        "2025-03-07",
    )
    assert (fire["postcode_pct"], fire["position_pct"], fire["uprn_pct"]) == (100.0, 100.0, 0.0)
    assert police["position_pct"] == 0.0


def test_people_are_told_the_same(run, linked):
    said = run("status")
    assert said.status == 0
    assert "touch points: 5" in said.out
    assert "Fire safety audits (CFRMIS)" in said.out


def test_an_installation_nobody_touched_is_whole(run, run_json, linked):
    assert run_json("verify") == (0, {"faults": []})
    assert "Everything is as it should be." in run("verify").out


def test_a_raw_file_whose_bytes_changed_is_named(run, run_json, linked):
    victim = raw_file(linked, "fire.csv")
    victim.chmod(0o640)
    victim.write_bytes(victim.read_bytes().replace(b"Enforcement Notice", b"Satisfactory"))
    status, told = run_json("verify")
    assert status == 1
    assert told["faults"] == [f"fire.csv: the bytes of raw file {victim.name} have changed"]
    said = run("verify")
    assert (said.status, "fire.csv" in said.err) == (1, True)


def test_a_raw_file_that_is_gone_is_named(run_json, linked):
    raw_file(linked, "police.csv").unlink()
    status, told = run_json("verify")
    assert status == 1
    assert told["faults"][0].startswith("police.csv: the raw file")
    assert told["faults"][0].endswith("is missing")


def test_a_changed_line_of_the_audit_log_is_named(run_json, linked):
    with closing(sqlite3.connect(linked.decisions)) as connection, connection:
        connection.execute("update audit_events set user = 'somebody else' where id = 2")
    status, told = run_json("verify")
    assert (status, told["faults"]) == (1, ["audit log: entry 2 does not follow from the one before"])


def test_all_faults_are_told_at_once(run_json, linked):
    for name in ("fire.csv", "police.csv"):
        raw_file(linked, name).unlink()
    assert len(run_json("verify")[1]["faults"]) == 2


def test_the_real_command_writes_json_to_standard_output_and_nothing_else(linked):
    """In a process of its own, as a scheduler would call it, and where the terminal knows no UTF-8."""
    environment = os.environ | {"TOUCHPOINT_HOME": str(linked.path), "LC_ALL": "C"}
    command = [sys.executable, "-m", "pipeline", "link", "--json"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (0, b"")
    assert json.loads(told.stdout)["touch_points"] == 5
