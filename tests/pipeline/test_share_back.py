"""`python -m pipeline share-back`: what a partner could put right, in their own columns and references, safe to open."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from pipeline import share_back as verb
from pipeline.__main__ import main
from store import share_back
from store.access import AccessDenied, Scope
from store.db import current_register
from store.home import Home

EVERY = Scope("ana")


@pytest.fixture
def place(home, tmp_path, monkeypatch):
    shutil.copytree(home.path, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "loaded", "decisions.sqlite*"))
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def suggested(**changes):
    row = {"file_name": "a.csv", "source_row": 7, "record_ref": "K1", "own_ref": "V9", "name": "Amber Nails", "field": "postcode", "is_now": "CM1 1AA", "suggested": "CM1 1AB", "kind": "postcode", "why": "2 other organisations give it"}  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def test_every_partner_gets_a_file_and_the_verb_says_how_many_rows(place, tmp_path, capsys):
    assert main(["share-back", "--out", str(tmp_path / "back"), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert len({line["organisation"] for line in files}) > 3
    for line in files:
        frame = pd.read_csv(line["file"], dtype="str")
        assert len(frame) == line["rows"] > 0
        assert {"File", "Row", "Column", "Suggested value", "Why", "marking"} <= set(frame.columns)


def test_only_the_organisation_asked_for_and_a_name_nobody_has_is_refused(place, tmp_path, capsys):
    known, _ = share_back.sources(EVERY, current_register(place))[0]
    written = verb.write(EVERY, place, tmp_path / "one", organisations=[known])
    assert {line["organisation"] for line in written} <= {known}
    assert main(["share-back", "--out", str(tmp_path / "none"), "--organisation", "Nobody Ltd", "--json"]) == 1
    assert "No record is from Nobody Ltd" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_a_person_of_one_partner_writes_that_partners_files_only(place, tmp_path):
    written = verb.write(Scope("fire", partners=("FIRE",)), place, tmp_path / "fire")
    assert {line["source"] for line in written} <= {"fire_audits"}
    with pytest.raises(AccessDenied):
        verb.write(Scope("reader", may_export=False), place, tmp_path / "no")


@pytest.mark.parametrize(
    ("source", "reference", "value", "column"),
    [
        ("fsa_fhrs", "FHRSID", "K1", "PostCode"),
        ("police_athena", "Crime Ref", "V9", "Postcode"),
        ("ts_visits", "Visit reference", "V9", "Postcode"),
    ],
)
def test_headings_and_references_are_the_partners_own(place, source, reference, value, column):
    row = verb.in_their_columns(place, source, suggested()).iloc[0]
    assert (row[reference], row["Column"]) == (value, column)


def test_a_uprn_is_not_suggested_to_who_has_no_column_for_it(place):
    missing = suggested(field="uprn", is_now=None, suggested="10001234567", kind="uprn")
    assert verb.in_their_columns(place, "fsa_fhrs", missing).empty
    assert verb.in_their_columns(place, "police_athena", missing)["Column"].tolist() == ["UPRN"]


def test_a_closed_business_is_told_in_words_whatever_the_layouts_own_status_means(place):
    closed = suggested(field="status", is_now=None, suggested="closed", kind="closed")
    assert verb.in_their_columns(place, "fire_audits", closed)["Column"].tolist() == [verb.CLOSED]


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(place, tmp_path, monkeypatch):
    hostile = suggested(name="=cmd|'/c calc'!A1", record_ref="+44", is_now="@SUM(A1)")
    monkeypatch.setattr(share_back, "suggestions", lambda *_: hostile)
    [line, *_] = verb.write(EVERY, place, tmp_path / "out")
    text = (tmp_path / "out").joinpath(line["file"]).read_text("utf-8-sig")
    assert "'=cmd" in text
    assert "'@SUM" in text
