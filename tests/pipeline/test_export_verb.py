"""`python -m pipeline export`: the same rows as a page, audited."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
from sqlalchemy import select

from pipeline.__main__ import main
from store import audit, decisions
from store.home import Home


@pytest.fixture
def place(home, tmp_path, monkeypatch):
    """A copy, so that the audit log of the shared county stays as it is."""
    shutil.copytree(home.path, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "loaded", "decisions.sqlite*"))
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def test_an_export_is_written_counted_and_audited(place, tmp_path, capsys):
    out = tmp_path / "rows.csv"
    assert main(["export", "--format", "csv", "--out", str(out), "--sector", "Hand car wash", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    found = pd.read_csv(out)
    assert rows == len(found) > 0
    assert set(found["sector"]) == {"Hand car wash"}
    with decisions.engine(place).connect() as connection:
        last = connection.execute(select(audit.EVENTS).order_by(audit.EVENTS.c.id.desc())).first()
    assert (last.action, json.loads(last.detail)["rows"]) == ("export", rows)


def test_power_bi_gets_a_folder(place, tmp_path):
    assert main(["export", "--format", "powerbi", "--out", str(tmp_path / "bi"), "--json"]) == 0
    assert (tmp_path / "bi" / "dim_business.csv").exists()


def test_a_word_that_is_no_code_is_named_and_nothing_is_written(place, tmp_path, capsys):
    out = tmp_path / "rows.csv"
    assert main(["export", "--format", "csv", "--out", str(out), "--sector", "Carwash", "--json"]) == 1
    assert "'Carwash' is none of the sectors" in capsys.readouterr().out
    assert not out.exists()


def test_before_anything_is_published_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "new"))
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "x.csv"), "--json"]) == 1
    assert "python -m pipeline link" in capsys.readouterr().out
