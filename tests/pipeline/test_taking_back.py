"""A load can be undone, a partner's data withdrawn, old data disposed of; a correction counts without loading the rest twice."""

from __future__ import annotations

import csv
import datetime as dt
import sqlite3
import zipfile
from contextlib import closing

import pytest

from pipeline import ingest, layouts, retract, version
from store import audit, db, decisions, loaded, raw
from store.access import Scope
from store.db import current_register, cursor
from store.decisions import Correction, Terms


def names_of(register) -> set[str]:
    return {name for (name,) in cursor(register).execute("select name from records").fetchall()}


def registers(place) -> list[str]:
    return sorted(path.name for path in place.path.glob("register-*"))


def test_a_load_taken_back_is_in_no_register_any_more(run, run_json, linked):
    assert len(names_of(current_register(linked))) == 5
    said = run("withdraw", "police.csv", "--reason", "sent to us by mistake")
    assert (said.status, "police.csv" in said.out) == (0, True)
    assert names_of(current_register(linked)) == {"Anglia Car Wash", "Blue Dolphin Fish Bar", "Corner Store"}
    assert len(registers(linked)) == 1, "an older register would still hold what was taken back"
    with closing(sqlite3.connect(linked.decisions)) as connection:
        [(detail,)] = connection.execute("select detail from audit_events where action = 'withdraw'").fetchall()
    assert "police.csv" in detail
    assert "sent to us by mistake" in detail
    assert audit.broken_at(linked) is None
    assert run_json("status")[1]["files"] == 1
    assert run_json("verify") == (0, {"faults": []})


def test_a_machine_that_takes_a_load_back_is_given_one_document(run_json, linked):
    assert run_json("withdraw", "police.csv", "--reason", "a mistake") == (
        0, {"withdrawn": ["police.csv"], "destroyed": False},
    )  # fmt: skip
    assert names_of(current_register(linked)) == {"Anglia Car Wash", "Blue Dolphin Fish Bar", "Corner Store"}


def test_a_file_taken_back_counts_again_when_it_is_sent_again(run, linked, sent, inbox):
    run("withdraw", "police.csv", "--reason", "a mistake")
    assert run("ingest", inbox("police.csv", sent.police)).status == 0
    run("link")
    assert "Dry Dock Motors" in names_of(current_register(linked))


def test_with_the_last_file_the_register_goes(run, linked):
    said = run("withdraw", "police.csv", "fire.csv", "--reason", "the agreement has ended", "--destroy")
    assert said.status == 0
    assert current_register(linked) is None
    assert registers(linked) == []
    assert [path for path in linked.raw.iterdir() if path.suffix != ".json"] == []
    assert [path for path in linked.loaded.iterdir() if path.is_dir()] == []
    assert {receipt.file_name for receipt in raw.receipts(linked)} == {"police.csv", "fire.csv"}
    assert run("verify").status == 0


def test_a_partners_whole_data_is_withdrawn_by_its_code(run_json, run, linked):
    assert run("withdraw", "--partner", "FIRE", "--reason", "withdrawn").status == 0
    assert names_of(current_register(linked)) == {"ANGLIA CAR WASH", "Dry Dock Motors"}
    assert run_json("status")[1]["by_source"][0]["source"] == "police_athena"


def test_one_council_of_several_is_withdrawn_by_its_name(run, place, inbox, sent):
    for council, name in (("Basildon Council", "Anglia Car Wash"), ("Harlow Council", "Corner Store")):
        row = next(line for line in sent.fire.splitlines() if name in line)
        run("ingest", inbox(f"{council}.csv", f"{sent.fire_headings}\n{row}\n"), "--organisation", council)
    said = run("withdraw", "--partner", "FIRE", "--organisation", "Basildon Council", "--reason", "it left")
    assert said.status == 0
    assert names_of(current_register(place)) == {"Corner Store"}
    assert run("withdraw", "--organisation", "Basildon Council", "--reason", "again").status == 1


@pytest.mark.parametrize("arguments", [["fire.xlsx"], ["--partner", "HMRC"], []])
def test_what_does_not_exist_is_not_withdrawn(run, linked, contents, arguments):
    before = contents()
    said = run("withdraw", *arguments, "--reason", "none")
    assert said.status == 1
    assert "withdrawn" in said.err or "Nothing was changed" in said.err
    assert contents() == before


def test_retention_tells_what_is_old_and_with_apply_destroys_it(run, run_json, linked, sent, inbox):
    this_year = dt.datetime.now(dt.UTC).year
    young = sent.fire_of(0).replace("05/01/2025", f"05/01/{this_year}").replace("A1,", "B1,")
    run("ingest", inbox("young.csv", young))
    decisions.set_terms(linked, "tester", Terms("fire_audits", retain_years=this_year - 2025))
    status, told = run_json("retention")
    line = told["retention"][0]
    assert (status, line["source"], line["files_to_destroy"]) == (0, "fire_audits", ["fire.csv"])
    assert line["contacts_left_out"] == 3
    assert raw.path_of(linked, retract.named(linked, "fire.csv")[0].sha256).exists()
    assert run("retention", "--apply").status == 0
    assert [receipt.file_name for receipt in retract.active(linked)] == ["police.csv", "young.csv"]
    days = cursor(current_register(linked)).execute(
        "select min(event_date) from touch_points where source = 'fire_audits'"
    )
    assert days.fetchone() == (dt.date(this_year, 1, 5),)


def test_a_file_with_two_tables_goes_when_the_rule_of_each_has_come_due(run, place, sent, inbox, tmp_path):
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as both:
        both.writestr("fire.csv", sent.fire_of(0))
        both.writestr("police.csv", sent.police)
    run("ingest", path)
    future = dt.date(2031, 1, 1)
    decisions.set_terms(place, "tester", Terms("fire_audits", retain_years=1))
    [fire] = retract.retention(place, as_of=future)
    assert (fire.contacts, fire.files) == (1, ())
    decisions.set_terms(place, "tester", Terms("police_athena", retain_years=1))
    told = retract.retention(place, as_of=future, by="tester", apply=True)
    assert [[receipt.file_name for receipt in line.files] for line in told] == [["both.zip"], ["both.zip"]]
    assert retract.active(place) == []
    [gone] = retract.taken_back(Scope("tester"), place).to_dict("records")
    assert (gone["file_name"], gone["by"], gone["reason"], gone["is_destroyed"]) == (
        "both.zip", "tester", "kept for 1 year", True,
    )  # fmt: skip
    assert retract.taken_back(Scope("officer", partners=("FIRE",)), place).empty


@pytest.mark.parametrize(
    ("day", "years", "cut"),
    [("2026-11-22", 6, "2020-11-22"), ("2024-02-29", 1, "2023-02-28"), ("2024-02-29", 4, "2020-02-29")],
)
def test_the_day_so_many_years_before(day, years, cut):
    assert retract.cutoff(dt.date.fromisoformat(day), years) == dt.date.fromisoformat(cut)


def test_rows_left_out_are_written_as_received_with_the_reasons(run, place, sent, inbox, tmp_path):
    run("ingest", inbox("fire.csv", sent.fire_with_a_broken_row))
    assert run("quarantine", "fire.csv", "--out", tmp_path / "rows.csv").status == 0
    [row] = list(csv.DictReader((tmp_path / "rows.csv").open()))
    assert (row["Row"], row["Premises Name"], row["Date Completed"]) == ("3", "Dry Dock Motors", "31/02/2025")
    assert "'31/02/2025' is not a date" in row["Reason"]
    assert row["What to do"]


def test_a_row_put_right_is_kept_and_the_others_are_not_loaded_twice(run, run_json, place, sent, inbox):
    run("ingest", inbox("fire.csv", sent.fire_with_a_broken_row))
    run("link")
    assert db.counts(current_register(place))["touch_points"] == 2
    [receipt] = retract.active(place)
    right = Correction(
        "fire_audits", "Date Completed", "28/02/2025", "asked the inspector", sha256=receipt.sha256, row=3
    )
    decisions.correct(place, "tester", right)
    assert run("link").status == 0
    report = loaded.report_of(place, receipt.sha256)
    assert (report.read, report.kept, report.quarantined, report.unchanged) == (3, 3, 0, 0)
    assert db.counts(current_register(place))["touch_points"] == 3
    assert run_json("link")[1]["is_new"] is False


def test_a_correction_for_a_column_counts_wherever_the_value_stands(place, run, sent, inbox):
    decisions.correct(
        place, "tester", Correction("fire_audits", "Outcome", "Satisfactory", "typing", from_value="Satisfactroy")
    )
    run("ingest", inbox("fire.csv", sent.fire_of(0, 2).replace("Satisfactory", "Satisfactroy")))
    run("link")
    outcomes = cursor(current_register(place)).execute("select distinct outcome_raw from touch_points").fetchall()
    assert outcomes == [("Satisfactory",)]


def test_corrections_beside_the_loaders_count_too(place, run, sent, inbox, tmp_path, monkeypatch):
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "fire.csv").write_text(
        "source,column,from,to,reason\nfire_audits,Postcode,SS14 1AA,SS14 1ZZ,moved\n", "utf8"
    )
    monkeypatch.setattr(layouts, "CORRECTIONS", folder)
    run("ingest", inbox("fire.csv", sent.fire_of(0)))
    run("link")
    assert cursor(current_register(place)).execute("select postcode from records").fetchall() == [("SS14 1ZZ",)]


def test_a_correction_beside_the_loaders_reads_none_but_the_files_it_is_about(run, linked, tmp_path, monkeypatch):
    folder = tmp_path / "corrections"
    folder.mkdir()
    monkeypatch.setattr(layouts, "CORRECTIONS", folder)
    (folder / "fire.csv").write_text("source,column,from,to\nfire_audits,Postcode,SS14 1AA,SS14 1ZZ\n", "utf8")
    read, again = [], ingest.reload

    def noted(place, one, earlier, **said):
        read.append(one.file_name)
        return again(place, one, earlier, **said)

    monkeypatch.setattr(ingest, "reload", noted)
    assert run("link").status == 0
    assert read == ["fire.csv"]
    assert run("link").status == 0
    assert read == ["fire.csv"]


def test_corrections_are_no_code(monkeypatch):
    monkeypatch.setattr(version, "CORRECTIONS", version.ROOT / "codes")
    assert version.fingerprint.__wrapped__("codes") == version.fingerprint.__wrapped__()


def test_a_layout_made_by_somebody_is_known_from_then_on(place, run_json, inbox):
    spec = layouts.known(place)[0].__class__(
        name="pest_visits", title="Pest control visits", partner="COUNCIL", partner_org="Basildon Borough Council",
        function="EH", source="made in a test", signature=("Pest", "Seen on"),
        rename={"Shop": "name", "Where": "address_1", "Seen on": "event_date", "Pest": "outcome"},
        outcomes={"rats": "POOR"}, date_formats=("%Y/%m/%d",),
    )  # fmt: skip
    layouts.save(place, spec)
    assert [known for known in layouts.known(place) if known.name == "pest_visits"] == [spec]
    path = inbox("pests.csv", 'Shop,Where,Seen on,Pest\nCosy Cafe,"1 High Street, Basildon",2025/03/04,rats\n')
    status, told = run_json("ingest", path)
    assert (status, told["files"][0]["spec"], told["files"][0]["kept"]) == (0, "pest_visits", 1)
