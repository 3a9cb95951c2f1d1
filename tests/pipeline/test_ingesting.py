"""`ingest`: every row is kept or explained, the same file changes nothing, and bad input is told in words."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import loaders
from pipeline import ingest, layouts
from pipeline.__main__ import main
from store import audit, loaded, raw
from store.home import writing


def workbook_of_nothing() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


UNKNOWN = {
    "shoes.csv": b"shoe size,colour\n44,black\n",
    "shoes-utf16.csv": "shoe size,colour\n44,black\n".encode("utf-16"),
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "letter.docx": workbook_of_nothing(),
    "list.json": b'{"a": [1, 2]}',
    "page.html": b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>",
    "broken.xml": b"<FHRSEstablishment><EstablishmentCollection><EstablishmentDetail><FHRSID>1</FH",
    "entities.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><FHRSEstablishment>&e;</FHRSEstablishment>',
    "empty.csv": b"",
    "blank.csv": b"\r\n\r\n  \r\n",
}


# every row is accounted for


def test_a_file_is_loaded_and_every_row_is_kept_or_explained(run_json, inbox, sent):
    status, told = run_json("ingest", inbox("fire.csv", sent.fire_with_a_broken_row))
    (file,) = told["files"]
    assert status == 0
    assert (file["spec"], file["state"], file["error"]) == ("fire_audits", "loaded", None)
    assert (file["read"], file["kept"], file["quarantined"], file["unchanged"]) == (3, 2, 1, 0)


def test_a_broken_row_is_told_with_file_row_column_and_reason(run_json, inbox, sent):
    _, told = run_json("ingest", inbox("fire.csv", sent.fire_with_a_broken_row))
    (issue,) = told["files"][0]["issues"]
    assert told["files"][0]["file"].endswith("fire.csv")
    assert (issue["row"], issue["column"], issue["action"]) == (3, "Date Completed", "row left out")
    assert issue["problem"] == "Date Completed '31/02/2025' is not a date written dd/mm/yyyy"
    assert issue["advice"]


def test_people_are_told_the_same_in_a_table_and_a_sentence(run, inbox, sent):
    said = run("ingest", inbox("fire.csv", sent.fire_with_a_broken_row))
    assert said.status == 0
    assert "read = kept + quarantined + unchanged" in said.out
    assert "Row 3: Date Completed '31/02/2025' is not a date written dd/mm/yyyy: row left out." in said.out


def test_a_newer_file_keeps_only_what_changed(run_json, inbox, sent):
    old = sent.fhrs("2025-03-31", ("1", "Blue Dolphin", "5", "2024-01-02"), ("2", "Red Lion", "4", "2024-02-03"))
    new = sent.fhrs(
        "2025-09-30",
        ("1", "Blue Dolphin", "5", "2024-01-02"),
        ("2", "Red Lion", "2", "2025-06-03"),
        ("3", "New Cafe", "5", "2025-07-01"),
    )
    _, told = run_json("ingest", inbox("march.xml", old), inbox("september.xml", new))
    assert [(file["read"], file["kept"], file["unchanged"]) for file in told["files"]] == [(2, 2, 0), (3, 2, 1)]


# what is kept of the file itself


def test_the_file_is_kept_as_received_with_a_receipt_and_a_line_in_the_audit_log(run, inbox, sent, place):
    file = inbox("Fire audits (Q1).csv", sent.fire)
    assert run("ingest", file, "--agreement", "ISA-2025-7").status == 0
    (receipt,) = raw.receipts(place)
    assert raw.path_of(place, receipt.sha256).read_bytes() == file.read_bytes()
    assert (receipt.file_name, receipt.agreement, receipt.received_by) == (
        "Fire audits (Q1).csv",
        "ISA-2025-7",
        "tester",
    )
    assert receipt.sequence == 1
    assert place.decisions.exists()
    assert audit.broken_at(place) is None


def test_a_folder_stands_for_its_files_by_name_hidden_ones_left_out(run_json, inbox, sent):
    folder = inbox("b.csv", sent.fire).parent
    inbox("a.csv", sent.police)
    inbox(".DS_Store", b"\x00\x01")
    status, told = run_json("ingest", folder)
    assert status == 0
    assert [file["file"].rpartition("/")[2] for file in told["files"]] == ["a.csv", "b.csv"]


def test_the_same_file_again_changes_nothing(run_json, inbox, sent, contents):
    file = inbox("fire.csv", sent.fire_with_a_broken_row)
    run_json("ingest", file)
    before = contents()
    for again in (file, inbox("the same under another name.csv", file.read_bytes())):
        status, told = run_json("ingest", again)
        (report,) = told["files"]
        assert (status, report["state"]) == (0, "already loaded")
        assert (report["read"], report["kept"], report["quarantined"], report["unchanged"]) == (3, 0, 1, 2)
        assert contents() == before


# what cannot be loaded


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_file_nobody_recognises_is_refused_and_nothing_changes(name, run_json, inbox, linked, contents):
    before = contents()
    status, told = run_json("ingest", inbox(name, UNKNOWN[name]))
    (file,) = told["files"]
    assert (status, file["state"], file["read"]) == (1, "refused", 0)
    assert name in file["error"]
    assert "Nothing was" in file["error"]
    assert contents() == before


def test_who_sends_an_unknown_layout_is_told_what_was_found_looked_for_and_what_to_do(run, inbox):
    said = run("ingest", inbox("shoes.csv", UNKNOWN["shoes.csv"]))
    assert said.status == 1
    told = " ".join(said.err.split())
    assert "Found: text, cells divided by ',': shoe size, colour." in told
    assert re.search(r"Looked for: the headings of \d\d layouts; none comes near\. Nothing was changed\.", told)
    assert "Check that the headings are those of the partner's export" in told
    assert "python -m pipeline suggest" in told


def test_who_names_a_layout_that_does_not_fit_is_told_the_headings_it_asks_for(run, inbox):
    said = run("ingest", inbox("shoes.csv", UNKNOWN["shoes.csv"]), "--spec", "fire_audits")
    assert said.status == 1
    told = " ".join(said.err.split())
    assert "Looked for: Fire safety audits (CFRMIS) (JobRef, Premises Name, Job Type, Date Completed, Outcome)." in told


def test_headings_cannot_steer_the_terminal(run, inbox):
    said = run("ingest", inbox("shoes.csv", "\x1b[2J\x1b[31mshoe size,[bold]colour[/bold]\n44,black\n"))
    assert said.status == 1
    assert "\x1b" not in said.err
    assert "[bold]colour[/bold]" in said.err


def test_a_file_that_is_not_there_is_named(run_json, tmp_path, contents):
    status, told = run_json("ingest", tmp_path / "no such file.csv")
    assert status == 1
    assert "no such file.csv does not exist. Nothing was loaded." in told["files"][0]["error"]
    assert contents() == {}


def test_a_folder_without_files_is_named(run_json, tmp_path, contents):
    (tmp_path / "nothing in it").mkdir()
    status, told = run_json("ingest", tmp_path / "nothing in it")
    assert status == 1
    assert "nothing in it is a folder without files. Nothing was loaded." in told["files"][0]["error"]
    assert contents() == {}


def test_one_bad_file_does_not_keep_the_others_out(run_json, inbox, sent, place, tmp_path):
    files = [
        tmp_path / "gone.csv",
        inbox("fire.csv", sent.fire),
        inbox("shoes.csv", UNKNOWN["shoes.csv"]),
        inbox("a.csv", sent.police),
    ]
    status, told = run_json("ingest", *files)
    assert status == 1
    assert [file["state"] for file in told["files"]] == ["refused", "loaded", "refused", "loaded"]
    assert [(receipt.sequence, receipt.file_name) for receipt in raw.receipts(place)] == [(1, "fire.csv"), (2, "a.csv")]


def test_a_file_that_may_not_be_read_is_refused_by_name_and_the_others_are_loaded(run_json, inbox, sent, monkeypatch):
    secret, unguarded = inbox("secret.csv", sent.police), Path.open

    def guarded(path, *arguments, **options):
        if path == secret:
            raise PermissionError(13, "Permission denied", str(path))
        return unguarded(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", guarded)
    status, told = run_json("ingest", secret, inbox("fire.csv", sent.fire))
    assert status == 1
    assert [file["state"] for file in told["files"]] == ["refused", "loaded"]
    assert "secret.csv" in told["files"][0]["error"]


def test_a_layout_that_does_not_exist_is_refused_with_the_ones_that_do(run, inbox, sent, contents):
    said = run("ingest", inbox("fire.csv", sent.fire), "--spec", "morris_dancers")
    assert said.status == 1
    assert "There is no layout 'morris_dancers'. Nothing was loaded." in said.err
    assert "fire_audits" in said.err
    assert contents() == {}


def test_a_layout_that_does_not_fit_is_not_forced_on_a_file(run_json, inbox, sent, contents):
    status, told = run_json("ingest", inbox("fire.csv", sent.fire), "--spec", "police_athena")
    assert (status, told["files"][0]["state"]) == (1, "refused")
    assert contents() == {}


def test_the_advice_to_name_the_organisation_can_be_followed(run_json, inbox, sent, place):
    """The load report says: "Name it with --organisation". Whoever does so with the same file must get somewhere."""
    file = inbox("council.csv", sent.council)
    _, told = run_json("ingest", file)
    assert "--organisation" in told["files"][0]["issues"][0]["advice"]
    sha256 = told["files"][0]["sha256"]
    assert loaded.organisation_of(place, sha256) == "Council not stated"
    run_json("ingest", file, "--organisation", "Basildon Council")
    assert loaded.organisation_of(place, sha256) == "Basildon Council"


def test_an_organisation_named_at_once_is_believed(run_json, inbox, sent, place):
    _, told = run_json("ingest", inbox("council.csv", sent.council), "--organisation", "Basildon Council")
    assert told["files"][0]["issues"] == []
    assert loaded.organisation_of(place, told["files"][0]["sha256"]) == "Basildon Council"


# what goes wrong on the way


def test_a_second_load_is_told_to_wait_and_nothing_changes(run, run_json, inbox, sent, place, contents):
    run("ingest", inbox("fire.csv", sent.fire))
    before, file = contents(), inbox("police.csv", sent.police)
    with writing(place):
        for verb in (("ingest", file), ("link",), ("rebuild",)):
            said = run(*verb)
            assert said.status == 1
            assert "Another load or link is running" in said.err
        assert run_json("ingest", file)[0] == 1
    assert contents() == before
    assert run("ingest", file).status == 0


def half_a_file(stream, **about):
    """The loaders, stopped by Ctrl-C after the first chunk."""
    yield next(REALLY_LOAD(stream, **about))
    raise KeyboardInterrupt


REALLY_LOAD = loaders.load


def test_ctrl_c_in_the_middle_of_a_file_leaves_nothing_of_it(run, inbox, sent, place, contents, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(loaders, "load", half_a_file)
        said = run("ingest", inbox("fire.csv", sent.fire))
    assert said.status == 1
    assert "Stopped." in said.err
    assert raw.receipts(place) == []
    assert contents() == {}
    assert run("ingest", inbox("fire.csv", sent.fire)).status == 0


def test_ctrl_c_keeps_the_files_that_were_finished(run, inbox, sent, place, monkeypatch):
    assert run("ingest", inbox("fire.csv", sent.fire)).status == 0
    with monkeypatch.context() as patch:
        patch.setattr(loaders, "load", half_a_file)
        assert run("ingest", inbox("police.csv", sent.police)).status == 1
    assert [receipt.file_name for receipt in raw.receipts(place)] == ["fire.csv"]
    assert [path.name for path in place.loaded.iterdir()] == [raw.receipts(place)[0].sha256]


def test_ctrl_c_before_the_receipt_is_as_if_the_file_had_never_come(run_json, inbox, sent, place, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    file = inbox("fire.csv", sent.fire)
    with monkeypatch.context() as patch:
        patch.setattr(raw, "sign", stopped)
        assert run_json("ingest", file) == (
            1,
            {"error": "Stopped. What was finished is kept; the register is as it was."},
        )
    assert raw.receipts(place) == []
    _, told = run_json("ingest", file)
    assert (told["files"][0]["state"], told["files"][0]["kept"]) == ("loaded", 3)


def test_a_disk_that_fills_up_is_said_in_words_and_nothing_is_half_loaded(
    run, inbox, sent, place, contents, monkeypatch
):
    run("ingest", inbox("fire.csv", sent.fire))
    before = contents()

    def full(*_args, **_about):
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(loaded.Writer, "add", full)
        said = run("ingest", inbox("police.csv", sent.police))
    assert said.status == 1
    assert "full" in said.err
    assert "The register is as it was" in said.err
    assert contents() == before


def test_what_was_loaded_can_be_deleted_and_the_next_file_is_loaded_all_the_same(run, inbox, sent, place):
    """store/home.py: loaded/ "can be deleted and made again from raw"."""
    run("ingest", inbox("fire.csv", sent.fire_of(0, 1)))
    shutil.rmtree(place.loaded)
    assert run("ingest", inbox("more fire.csv", sent.fire_of(1, 2))).status == 0
    assert [receipt.sequence for receipt in raw.receipts(place)] == [1, 2]


def test_what_was_loaded_can_be_deleted_and_the_same_file_sent_again(run_json, inbox, sent, place):
    file = inbox("fire.csv", sent.fire)
    run_json("ingest", file)
    before = raw.receipts(place)
    shutil.rmtree(place.loaded)
    status, _ = run_json("ingest", file)
    assert status == 0
    assert raw.receipts(place) == before, "the file was received once, and its receipt says when"


def test_what_was_loaded_can_be_deleted_and_linking_makes_it_again(run, linked):
    shutil.rmtree(linked.loaded)
    for register in linked.path.glob("register-*"):
        register.unlink()
    said = run("link")
    assert said.status == 0
    assert "5 touch-points" in said.out


def test_a_layout_made_since_that_fits_as_well_does_not_stop_what_was_loaded_from_being_read_again(
    run, inbox, sent, place
):
    run("ingest", inbox("fire.csv", sent.fire))
    usual = next(spec for spec in layouts.known(place) if spec.name == "fire_audits")
    layouts.save(place, replace(usual, name="fire_american", title="American", date_formats=("%m/%d/%Y",)))
    shutil.rmtree(place.loaded)
    said = run("link")
    assert said.status == 0, said.err
    [receipt] = raw.receipts(place)
    assert loaded.report_of(place, receipt.sha256).specs == ("fire_audits",)
    assert "could be" in run("ingest", inbox("more fire.csv", sent.fire_of(1))).err, "a new file is asked about"


# how it is called


@pytest.mark.parametrize("arguments", [[], ["ingest"], ["dance"], ["ingest", "x.csv", "--sped", "y"], ["geography"]])
def test_wrong_use_is_status_2_and_says_how_to(arguments, capsys, place):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m pipeline" in capsys.readouterr().err
    assert not place.path.exists()


def test_progress_tells_each_file_once_and_ends_at_the_end(place, inbox, sent):
    heard = []
    files = [inbox("fire.csv", sent.fire), inbox("police.csv", sent.police)]
    ingest.ingest(place, files, by="tester", progress=lambda text, share: heard.append((text, share)))
    assert heard == [("fire.csv", 0.0), ("police.csv", 0.5), ("loaded", 1.0)]


def test_progress_of_a_file_in_several_stretches_tells_its_rows(place, sent, tmp_path):
    heard, path = [], tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as both:
        both.writestr("fire.csv", sent.fire)
        both.writestr("police.csv", sent.police)
    ingest.ingest(place, [path], by="tester", progress=lambda text, share: heard.append((text, share)))
    assert [text for text, _ in heard] == ["both.zip", "both.zip: 3 rows read", "loaded"]
    assert 0.0 < heard[1][1] < 1.0
