"""Long work in a process of its own, which pages watch and can stop: what is finished is kept, the register is as it was.

A job is a folder under `jobs/`: what is to be done, how far it is, and how it ended. The process holds a lock in it, so that
anybody can tell a job that runs from one whose process is gone.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.version import ROOT
from store.home import Home

ASKED = "asked to stop"
KEPT = 20
STARTS_WITHIN_S = 30
TELLS_EVERY_S = 0.2


@dataclass(frozen=True)
class Job:
    """One piece of long work.

    Attributes:
        kind: a key of pipeline.work.KINDS.
        state: running, done, refused (by ourselves, for a reason), failed (unexpectedly) or stopped.
        text, share: how far it is, share from 0 to 1.
        result: what it came to.
        error: why it was refused or failed.
    """

    folder: Path
    kind: str
    by: str
    started_at: str
    state: str
    text: str = ""
    share: float = 0.0
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def name(self) -> str:
        return self.folder.name


def start(place: Home, kind: str, *, by: str, files: Mapping[str, bytes] | None = None, **given: object) -> Job:
    """Begin a job, unless one is running: then that one is returned.

    Args:
        files: bytes by file name (what stands before a / in it tells names that are alike apart), put where the job finds them and
            deletes them.
        given: what the job needs to know, as JSON has it.
    """
    running = latest(place)
    if running is not None and running.is_running:
        return running
    moment = dt.datetime.now(dt.UTC)
    folder = place.path / "jobs" / f"{moment:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
    folder.mkdir(parents=True)
    for number, (name, content) in enumerate((files or {}).items()):
        target = folder / "incoming" / str(number) / (Path(name).name or "file")
        target.parent.mkdir(parents=True)
        target.write_bytes(content)
    about = {"kind": kind, "by": by, "started_at": moment.isoformat(timespec="seconds"), "given": given}
    write(folder / "job.json", about)
    _forget_old(folder.parent)
    launch(place, folder)
    return read(folder)


def launch(place: Home, folder: Path) -> None:
    """Start the process that does a job."""
    command = [sys.executable, "-m", "pipeline.work", str(folder)]
    environment = {**os.environ, "TOUCHPOINT_HOME": str(place.path)}
    with (folder / "log").open("wb") as log:
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def latest(place: Home) -> Job | None:
    """The job that was started last, or None."""
    folders = sorted(path for path in (place.path / "jobs").glob("[0-9]*") if (path / "job.json").exists())
    return read(folders[-1]) if folders else None


def read(folder: Path) -> Job:
    """How a job stands."""
    about = _json(folder / "job.json")
    result, progress = _json(folder / "result.json"), _json(folder / "progress.json")
    common = {"folder": folder, "kind": about["kind"], "by": about["by"], "started_at": about["started_at"]}
    if result:
        return Job(**common, **result)
    started = dt.datetime.fromisoformat(about["started_at"])
    is_young = (dt.datetime.now(dt.UTC) - started).total_seconds() < STARTS_WITHIN_S and not progress
    if not is_young and not _is_held(folder):
        result = _json(folder / "result.json")
        return Job(**common, **result) if result else Job(**common, state="stopped", error="Its process has ended.")
    return Job(**common, state="running", text=progress.get("text", "Starting"), share=progress.get("share", 0.0))


def age_s(job: Job) -> float:
    """Seconds since a job ended, or since it was started where nothing says how it ended."""
    result = job.folder / "result.json"
    return time.time() - (result if result.exists() else job.folder / "job.json").stat().st_mtime


def stop(job: Job) -> None:
    """Ask a job to end; asked again, it is ended."""
    process = _json(job.folder / "process.json")
    if not process or not _is_held(job.folder):
        return
    hard = was_asked_to_stop(job.folder) and hasattr(signal, "SIGKILL")
    (job.folder / ASKED).touch()
    os.kill(process["pid"], signal.SIGKILL if hard else signal.SIGTERM)


def was_asked_to_stop(folder: Path) -> bool:
    """Whether somebody has pressed Stop."""
    return (folder / ASKED).exists()


def lock(folder: Path) -> FileLock:
    """What the process of a job holds for as long as it lives."""
    return FileLock(folder / ".alive", timeout=0)


def finish(folder: Path, state: str, *, result: Mapping[str, Any] | None = None, error: str = "") -> None:
    """Write down how a job ended, and delete the files it was given."""
    shutil.rmtree(folder / "incoming", ignore_errors=True)
    write(folder / "result.json", {"state": state, "result": dict(result or {}), "error": error, "share": 1.0})


class Teller:
    """Writes down how far a job is, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._last = folder, 0.0

    def __call__(self, text: str, share: float) -> None:
        now = time.monotonic()
        if now - self._last >= TELLS_EVERY_S:
            self._last = now
            write(self._folder / "progress.json", {"text": text, "share": round(share, 3)})


def write(path: Path, values: Mapping[str, Any]) -> None:
    """JSON in place by one rename: readers see the old or the new."""
    part = path.with_name(f".{path.name}")
    part.write_text(json.dumps(values, default=str), "utf8")
    part.replace(path)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf8"))
    except FileNotFoundError:
        return {}
    return dict(found)


def _is_held(folder: Path) -> bool:
    try:
        with lock(folder):
            return False
    except Timeout:
        return True


def _forget_old(folder: Path) -> None:
    for old in sorted(folder.glob("[0-9]*"))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def described(job: Job) -> dict[str, Any]:
    """A job as JSON has it."""
    return {**asdict(job), "folder": job.folder.name}
