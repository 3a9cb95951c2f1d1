"""What a job does: `python -m pipeline.work FOLDER`, started by pipeline.jobs and by nobody else."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any

from filelock import Timeout

from linkage import LinkError
from loaders import LoadError
from pipeline import ingest, jobs, link, retract
from pipeline.ingest import FileReport, Progress
from pipeline.jobs import Teller, finish, lock, read, write
from store import audit, decisions, raw
from store.decisions import Correction
from store.home import Home, StoreError, home, writing

Given = dict[str, Any]
STOPPED = "Stopped. What was finished is kept; the register is as it was."
NAMES = ("file", "sha256", "spec", "why", "state", "read", "kept", "quarantined", "unchanged", "error", "seconds")


def load(place: Home, folder: Path, given: Given, by: str, progress: Progress) -> Given:
    """Load the files that lie in the job's folder, each as it was chosen on the page."""
    reports = []
    for number, chosen in enumerate(given["chosen"]):

        def share(text: str, done: float, number: int = number) -> None:
            progress(text, (number + done) / len(given["chosen"]))

        [path] = (folder / "incoming" / str(number)).iterdir()
        told = {name: chosen.get(name, "") for name in ("agreement", "spec_name", "organisation")}
        reports += ingest.ingest(place, [path], by=by, progress=share, **told)
    return {"reports": [_as_json(report) for report in reports]}


def publish(place: Home, _folder: Path, _given: Given, by: str, progress: Progress) -> Given:
    """Link everything that counts and publish a register."""
    report = link.link(place, by=by, progress=progress)
    return {name: getattr(report, name) for name in ("records", "businesses", "premises", "touch_points", "is_new")}


def correct(place: Home, _folder: Path, given: Given, by: str, progress: Progress) -> Given:
    """Keep corrections of rows of one file and load that file again: rows that were kept before are the same rows."""
    [receipt] = retract.named(place, given["sha256"])
    with writing(place):
        for fix in given["corrections"]:
            decisions.correct(place, by, Correction(**fix, sha256=receipt.sha256, reason=given["reason"]))
        audit.record(
            place, by, "correct", file=receipt.file_name, sha256=receipt.sha256, cells=len(given["corrections"])
        )
        progress(f"Loading {receipt.file_name} again", 0.3)
        gone = decisions.withdrawn(place)
        earlier = [r for r in raw.receipts(place) if r.sequence < receipt.sequence and r.sha256 not in gone]
        report = ingest.reload(place, receipt, earlier)
    counts = {name: getattr(report, name) for name in ("read", "kept", "quarantined", "unchanged")}
    return {"sha256": receipt.sha256, "file": receipt.file_name, **counts}


def withdraw(place: Home, folder: Path, given: Given, by: str, progress: Progress) -> Given:
    """Take files back and publish a register without them."""
    gone = retract.withdraw(place, given.get("targets", []), by=by, reason=given["reason"], partner=given.get("partner", ""), organisation=given.get("organisation", ""), destroy=given.get("destroy", False))  # fmt: skip
    files = [receipt.file_name for receipt in gone]
    left = publish(place, folder, given, by, progress) if retract.active(place) else {}
    return {"files": files, "destroyed": given.get("destroy", False), **left}


def dispose(place: Home, folder: Path, given: Given, by: str, progress: Progress) -> Given:
    """Destroy what the sources' retention rules say is to go and publish a register without it."""
    today = dt.datetime.now(dt.UTC).date()
    expired = retract.retention(place, as_of=today, by=by, apply=True)
    lines = [
        {"source": e.source, "before": str(e.before), "contacts": e.contacts, "files": [r.file_name for r in e.files]}
        for e in expired
    ]
    left = publish(place, folder, given, by, progress) if retract.active(place) else {}
    return {"disposed": lines, "count": len({r.sha256 for e in expired for r in e.files}), **left}


KINDS: MappingProxyType[str, Callable[[Home, Path, Given, str, Progress], Given]] = MappingProxyType(
    {"load": load, "publish": publish, "correct": correct, "withdraw": withdraw, "dispose": dispose}
)


def run(place: Home, folder: Path, given: Given) -> None:
    """Do a job and write down how it ended; what we refuse ends in its own words, anything else in the log."""
    job, progress = read(folder), Teller(folder)
    progress("Starting", 0.0)
    try:
        result = KINDS[job.kind](place, folder, given, job.by, progress)
    except (LinkError, LoadError, StoreError) as error:
        finish(folder, "refused", error=str(error))
    except KeyboardInterrupt:
        finish(folder, "stopped", error=STOPPED)
    else:
        finish(folder, "done", result=result)


def _as_json(report: FileReport) -> Given:
    found = {name: getattr(report, name) for name in NAMES}
    return {**found, "file": Path(report.file).name, "error": report.error.replace(str(Path(report.file).parent), "")}


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _ended_by_surprise(folder: Path) -> None:
    """A library may turn the signal into an error of its own (DuckDB: "Query interrupted"): that is a stop too."""
    if jobs.was_asked_to_stop(folder):
        finish(folder, "stopped", error=STOPPED)
        return
    logging.exception("job %s", folder.name)
    reference = f"Something we did not expect. The reference is {folder.name}; the register is as it was."
    finish(folder, "failed", error=reference)


def main(folder: Path) -> int:
    """The process of a job."""
    import json

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with lock(folder):
            write(folder / "process.json", {"pid": os.getpid()})
            try:
                run(home(), folder, json.loads((folder / "job.json").read_text("utf8"))["given"])
            finally:
                if read(folder).is_running:
                    _ended_by_surprise(folder)
    except Timeout:
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
