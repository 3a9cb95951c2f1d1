"""The Food Standards Agency's own files of ten Essex councils: read whole, and newer ones bring only what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest import ingest
from store.home import Home

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhrs"
PREMISES = {
    "basildon": 1213, "braintree": 1145, "brentwood": 629, "castle-point": 487, "chelmsford": 1395, "colchester": 1552,
    "maldon": 615, "rochford": 582, "uttlesford": 811, "southend-on-sea": 1624,
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FOLDER.parent.is_dir(), reason="shared/data is not beside the repository")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Load reports of both dates, oldest first, by council."""
    place = Home(tmp_path_factory.mktemp("real"))
    found = ingest(place, [FOLDER / "2020-08-10", FOLDER / "2020-11-15"], by="tester")
    named = [(Path(report.file).stem.split("_")[1], report) for report in found]
    return {"august": dict(named[:10]), "november": dict(named[10:])}


def test_ten_councils_have_10053_premises(reports):
    assert {council: report.read for council, report in reports["august"].items()} == PREMISES
    assert sum(PREMISES.values()) == 10_053


def test_every_premises_is_kept_quarantined_or_unchanged(reports):
    every = [*reports["august"].values(), *reports["november"].values()]
    assert {report.state for report in every} == {"loaded"}
    assert {report.spec for report in every} == {"fsa_fhrs"}
    assert [report.file for report in every if report.read != report.kept + report.quarantined + report.unchanged] == []


def test_nothing_real_is_lost_without_a_reason(reports):
    for report in (*reports["august"].values(), *reports["november"].values()):
        assert report.quarantined == report.issues["is_quarantined"].sum()


def test_three_months_later_fewer_than_half_of_the_rows_are_new(reports):
    newer = reports["november"]
    assert {council: report.read for council, report in newer.items()} == {"castle-point": 489, "chelmsford": 1453}
    for report in newer.values():
        assert 0 < report.kept < report.read / 2
        assert report.unchanged > report.read / 2
