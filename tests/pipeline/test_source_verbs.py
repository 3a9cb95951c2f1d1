"""`sources` and `terms` on the command line: the register of sources, and terms that are kept with what counted before."""

from __future__ import annotations

import pytest

from pipeline import start
from store import decisions


def test_a_line_for_each_source_with_rows_days_and_terms(run_json, run, linked):
    decisions.set_terms(linked, "tester", decisions.Terms("fire_audits", owner="Chief", agreement_expires="2020-01-01"))
    status, told = run_json("sources")
    by_source = {line["source"]: line for line in told["sources"]}
    assert status == 0
    assert {name: by_source["fire_audits"][name] for name in ("partner", "files", "rows_read", "date_min", "owner", "expiry")} == {
        "partner": "FIRE", "files": 1, "rows_read": 3, "date_min": "2025-01-05", "owner": "Chief", "expiry": "expired",
    }  # fmt: skip
    assert by_source["police_athena"]["expiry"] == "not recorded"
    assert "fire_audits" in run("sources").out


def test_terms_are_changed_one_by_one_and_the_rest_stays(run, run_json, linked):
    assert run("terms", "fire_audits", "--owner", "Chief", "--retain-years", "6").status == 0
    status, told = run_json("terms", "fire_audits", "--count-only", "yes", "--expires", "2030-01-31")
    newest = told["terms"][0]
    assert status == 0
    assert (newest["owner"], newest["retain_years"], newest["is_count_only"], newest["agreement_expires"]) == (
        "Chief", 6, True, "2030-01-31",
    )  # fmt: skip
    assert len(told["terms"]) == 2
    run("terms", "fire_audits", "--retain-years", "")
    assert decisions.terms(linked)["fire_audits"].retain_years is None


@pytest.mark.parametrize(
    "wrong",
    [["nobody"], ["fire_audits", "--expires", "31/01/2030"], ["fire_audits", "--retain-years", "six"], ["fire_audits", "--regime", "X"]],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused_with_a_reason(run, linked, wrong):
    said = run("terms", *wrong)
    assert said.status == 1
    assert "Nothing was changed" in said.err


def test_the_sample_countys_sources_have_terms_but_nobodys_own_are_touched(place):
    start._sample_terms(place)
    held = decisions.terms(place)
    assert (held["police_athena"].legal_regime, held["fsa_fhrs"].sensitivity) == ("DPA_PART3", "OPEN")
    decisions.set_terms(place, "tester", decisions.Terms("police_athena", owner="me"))
    start._sample_terms(place)
    assert decisions.terms(place)["police_athena"].owner == "me"
