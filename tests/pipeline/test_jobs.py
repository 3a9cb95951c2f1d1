"""Long work: how a job stands, how it ends, and that a stop leaves everything as it was."""

from __future__ import annotations

import json
import time

import pytest

from pipeline import jobs, retract, work
from store.db import current_register


@pytest.fixture
def not_started(monkeypatch):
    """Jobs are written down and no process is started."""
    monkeypatch.setattr(jobs, "launch", lambda _place, _folder: None)


def done(place, job):
    work.run(place, job.folder, json.loads((job.folder / "job.json").read_text())["given"])
    return jobs.read(job.folder)


def test_a_job_that_was_just_started_is_running_and_a_second_is_not_begun(place, not_started):
    first = jobs.start(place, "publish", by="tester")
    assert first.is_running
    assert jobs.start(place, "publish", by="somebody else").folder == first.folder


def test_what_is_refused_ends_in_its_own_words(place, not_started):
    ended = done(place, jobs.start(place, "publish", by="tester"))
    assert ended.state == "refused"
    assert "Nothing has been loaded" in ended.error


def test_files_given_to_a_job_are_loaded_and_not_left_lying_about(place, not_started, sent):
    files = {"0/fire.csv": sent.fire.encode(), "1/fire.csv": sent.police.encode()}
    chosen = [{"agreement": "WEISF-1"}, {"agreement": "WEISF-2"}]
    ended = done(place, jobs.start(place, "load", by="tester", files=files, chosen=chosen))
    assert [(told["file"], told["read"], told["kept"]) for told in ended.result["reports"]] == [
        ("fire.csv", 3, 3), ("fire.csv", 2, 2),
    ]  # fmt: skip
    assert [receipt.agreement for receipt in retract.active(place)] == ["WEISF-1", "WEISF-2"]
    assert not (ended.folder / "incoming").exists()


def test_a_job_whose_process_is_gone_is_not_running(place, not_started, monkeypatch):
    job = jobs.start(place, "publish", by="tester")
    monkeypatch.setattr(jobs, "STARTS_WITHIN_S", -1)
    assert jobs.read(job.folder).state == "stopped"


def test_a_job_that_is_stopped_leaves_the_register_as_it_was(linked):
    before = current_register(linked)
    job = jobs.start(linked, "withdraw", by="tester", targets=["nothing.csv"], reason="none")
    end = time.monotonic() + 60
    while jobs.read(job.folder).is_running and time.monotonic() < end:
        jobs.stop(job)
        time.sleep(0.2)
    ended = jobs.read(job.folder)
    assert ended.state in ("stopped", "refused")
    assert current_register(linked) == before
    assert len(retract.active(linked)) == 2
