"""The sample county through the whole path: what went in comes out, and every figure leads back to a row of a file."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.start import partner_files
from pipeline.status import status, verify
from store import db, loaded, raw
from store import geography as kept_geography
from tables import BUSINESSES, LINKS, PAIRS, PREMISES, RECORDS, SOURCES, check, conform

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture(scope="module")
def ask(register):
    return lambda sql: db.cursor(register).execute(sql).fetchall()


@pytest.fixture(scope="module")
def reports(home):
    return {receipt.file_name: loaded.report_of(home, receipt.sha256) for receipt in raw.receipts(home)}


def test_every_file_of_every_partner_was_loaded(county, reports):
    sent = [file for path in partner_files(county) for file in path.rglob("*") if file.is_file()]
    assert {file.name for file in sent} == set(reports)
    assert len(reports) > 40


def test_every_row_of_every_file_is_kept_quarantined_or_unchanged(reports):
    assert [name for name, one in reports.items() if one.read != one.kept + one.quarantined + one.unchanged] == []
    assert [name for name, one in reports.items() if one.read == 0] == []


def test_every_row_left_out_has_a_reason(home):
    for receipt in raw.receipts(home):
        rows = loaded.states(home, receipt.sha256)
        issues = loaded.issues_of(home, receipt.sha256)
        left_out = set(rows.loc[rows["state"] == "quarantined", "row"])
        assert left_out == set(issues.loc[issues["is_quarantined"], "row"]), receipt.file_name


def test_the_second_snapshot_of_a_council_brings_only_what_changed(reports):
    later = {name: one for name, one in reports.items() if name.startswith("FHRS") and name.endswith("2026-09-30.xml")}
    assert len(later) == 14
    assert sum(one.unchanged for one in later.values()) > sum(one.kept for one in later.values())


def test_all_partners_layouts_are_in_it(ask):
    assert {source for (source,) in ask("select distinct source from records")} == {
        "fsa_fhrs", "fire_audits", "police_athena", "ts_complaints", "ts_visits", "voa_rating_list", "council_visits",
        "cqc_locations", "home_office_sponsors",
    }  # fmt: skip


def test_the_register_holds_the_tables_it_declares(register):
    for table in (RECORDS, LINKS, PAIRS, PREMISES, BUSINESSES, SOURCES):
        frame = db.cursor(register).execute(f"select * from {table.name.lower()}").df()
        assert list(frame.columns) == table.names + (["premises_no"] if table is BUSINESSES else [])
        check(conform(frame, table), table)


def test_every_record_belongs_to_one_business_and_every_business_has_a_record(ask):
    assert ask("select count(*) from records anti join links using (record_id)") == [(0,)]
    assert ask("select count(*) from businesses anti join links using (business_id)") == [(0,)]
    assert ask("select count(*) from (select record_id from links group by 1 having count(*) > 1)") == [(0,)]


def test_every_contact_that_was_loaded_is_in_the_register_once(home, ask):
    sent = set()
    for receipt in raw.receipts(home):
        sent |= set(pd.read_parquet(home.loaded / receipt.sha256 / "touch_points.parquet")["touch_point_id"])
    held = [key for (key,) in ask("select touch_point_id from touch_points")]
    assert len(held) == len(set(held)) > 1_000
    assert set(held) == sent


def test_every_contact_leads_back_to_a_row_of_a_file(ask, home):
    assert ask("select count(*) from touch_points anti join sources using (source_file)") == [(0,)]
    for receipt in raw.receipts(home)[:8]:
        rows = set(pd.read_parquet(home.loaded / receipt.sha256 / "rows.parquet")["row"])
        told = {row for (row,) in ask(f"select source_row from touch_points where source_file = '{receipt.sha256}'")}
        assert told <= rows


def test_severity_is_missing_for_whoever_was_not_the_subject(ask):
    assert ask(
        "select count(*) from touch_points where role <> 'SUBJECT' and role <> 'UNKNOWN' and severity is not null"
    ) == [(0,)]
    assert ask("select count(distinct severity) from touch_points")[0][0] == 5


def test_positions_lie_in_the_county_and_say_where_they_are_from(ask, home):
    west, south, east, north = kept_geography.about(home)["bounds"]
    outside = f"longitude not between {west - 0.05} and {east + 0.05} or latitude not between {south - 0.05} and {north + 0.05}"
    placed = ask("select count(longitude) from businesses")[0][0]
    assert placed > 250
    assert ask(f"select count(*) from businesses where {outside}")[0][0] <= 0.02 * placed
    assert ask("select count(*) from businesses where longitude is not null and coordinate_source is null") == [(0,)]


def test_the_county_s_today_is_the_last_day_a_partner_reaches(register, ask):
    last = ask("select max(event_date)::varchar from touch_points")
    assert last == [(db.about(register)["as_of"],)]


def test_status_adds_up(home, ask):
    told = status(home)
    assert told["files"] == told["sources"] == ask("select count(*) from sources")[0][0]
    assert sum(line["records"] for line in told["by_source"]) == told["records"]
    assert sum(line["touch_points"] for line in told["by_source"]) == told["touch_points"]


def test_an_installation_fresh_from_the_line_is_whole(home):
    assert verify(home) == []
