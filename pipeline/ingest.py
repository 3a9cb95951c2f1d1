"""Files in: keep the raw bytes, recognise the layout, load, account for every row."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import loaders
from loaders import LoadError, Spec
from pipeline import layouts
from pipeline.folders import files_below
from store import audit, decisions, loaded, raw
from store.home import Home, writing
from store.raw import Receipt
from tables import ISSUES, empty

MOST_PARTS = 3
"""Parts of a register (councils) named in the reason; of more only the number is said."""
HALFWAY_ROWS = 200_000
"""After which the bar of one file stands in the middle."""
Progress = Callable[[str, float], None]
Counted = Callable[[int], None]
"""Is told how many rows of a file are read."""


def _no_issues() -> pd.DataFrame:
    return empty(ISSUES)


@dataclass(frozen=True)
class FileReport:
    """What became of one file named on the command line or dropped on a page.

    Attributes:
        spec: names of the layouts, joined by " + "; empty when none fits.
        state: "loaded", "already loaded" or "refused".
        error: why it was refused, or empty.
        issues_from: reads ISSUES of the file, as many as it has rows where each has something wrong.
    """

    file: str
    sha256: str = ""
    spec: str = ""
    why: str = ""
    state: str = "loaded"
    read: int = 0
    kept: int = 0
    quarantined: int = 0
    unchanged: int = 0
    error: str = ""
    seconds: float = 0.0
    issues_from: Callable[[], pd.DataFrame] = _no_issues

    @property
    def issues(self) -> pd.DataFrame:
        """ISSUES, read when they are asked for."""
        return self.issues_from()


def ingest(
    place: Home,
    paths: Iterable[Path],
    *,
    by: str,
    agreement: str = "",
    spec_name: str = "",
    organisation: str = "",
    progress: Progress = lambda _text, _share: None,
) -> list[FileReport]:
    """Load files, in the order given; folders stand for the files inside them, by name.

    `spec_name` names the layout to use, or those of a file with several tables, divided by +.

    A file that cannot be loaded is reported and changes nothing; the others are loaded.

    Raises:
        StoreError: another load is running, or the disk is full.
        LoadError: `spec_name` is not a layout.
    """
    specs = _chosen(place, spec_name, organisation)
    about = Receipt("", "", 0, "", by, agreement, spec_name, organisation)
    files = [file for path in paths for file in _files(path)]
    reports = []
    with writing(place):
        for number, file in enumerate(files):
            progress(file.name, number / len(files))
            told = partial(_told, progress, file.name, number / len(files), 1 / len(files))
            reports.append(_ingest_one(place, file, specs, about, told))
        progress("loaded", 1.0)
    return reports


def _told(progress: Progress, name: str, start: float, share: float, rows: int) -> None:
    """Say how many rows of a file are read; how many there will be nobody knows, so that the bar creeps up to its end."""
    progress(f"{name}: {rows:,} rows read", start + share * rows / (rows + HALFWAY_ROWS))


def reload(
    place: Home, receipt: Receipt, earlier: Sequence[Receipt], *, progress: Counted = lambda _rows: None
) -> loaded.Report:
    """Load a raw file again by the code of today; where a layout made since would fit as well, by those it was known by."""
    specs, before = _chosen(place, receipt.spec, receipt.organisation), [other.sha256 for other in earlier]
    try:
        return _load(place, receipt, specs, before, progress)
    except LoadError:
        last = loaded.report_of(place, receipt.sha256)
        names = receipt.recognised.split(" + ") if receipt.recognised else last.specs if last is not None else ()
        was = [spec for spec in specs if spec.name in names]
        if not was or len(was) == len(specs):
            raise
        return _load(place, receipt, was, before, progress)


def _chosen(place: Home, spec_name: str, organisation: str) -> tuple[Spec, ...]:
    known = layouts.known(place)
    asked = {name.strip() for name in spec_name.split("+") if name.strip()}
    chosen = tuple(spec for spec in known if spec.name in asked or not asked)
    if unknown := sorted(asked - {spec.name for spec in chosen}):
        names = ", ".join(spec.name for spec in known)
        raise LoadError(f"There is no layout '{', '.join(unknown)}'. Nothing was loaded. Known: {names}.")
    return tuple(replace(spec, partner_org=organisation) for spec in chosen) if organisation else chosen


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = [file for file in files_below(path) if not file.name.startswith(".")]
    return inside or [path]


def _ingest_one(place: Home, file: Path, specs: Sequence[Spec], about: Receipt, told: Counted) -> FileReport:
    if not file.is_file():
        what = "is a folder without files" if file.is_dir() else "does not exist"
        return FileReport(str(file), state="refused", error=f"{file} {what}. Nothing was loaded. Check the path.")
    try:
        sha256 = raw.keep(place, file)
    except PermissionError as error:
        if error.filename != str(file):
            raise
        return FileReport(
            str(file), state="refused", error=f"{file} may not be read. Nothing was loaded. Check its permissions."
        )
    try:
        return _load_kept(place, file, sha256, specs, about, told)
    finally:
        raw.discard(place, sha256)


def _load_kept(
    place: Home, file: Path, sha256: str, specs: Sequence[Spec], about: Receipt, told: Counted
) -> FileReport:
    """Load a file whose bytes are kept; one that was loaded before only where a layout or body is now named that was not."""
    started = time.monotonic()
    receipt, report = raw.receipt_of(place, sha256), loaded.report_of(place, sha256)
    if sha256 in decisions.withdrawn(place):
        decisions.withdraw(place, about.received_by, sha256, reason="sent again", is_withdrawn=False)
        audit.record(place, about.received_by, "restore", file=file.name, sha256=sha256)
        receipt = None
    is_told_anew = receipt is not None and (
        about.spec not in ("", receipt.spec) or about.organisation not in ("", receipt.organisation)
    )
    if receipt is not None and report is not None and not is_told_anew:
        return FileReport(
            str(file), sha256, " + ".join(report.specs), "; ".join(report.why), "already loaded",
            report.read, 0, report.quarantined, report.kept + report.unchanged, issues_from=partial(loaded.issues_of, place, sha256),
        )  # fmt: skip
    if receipt is None:
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        sequence = max((other.sequence for other in raw.receipts(place)), default=0) + 1
        receipt = replace(about, sha256=sha256, file_name=file.name, sequence=sequence, received_at=moment)
    elif is_told_anew:
        receipt = replace(
            receipt, spec=about.spec or receipt.spec, organisation=about.organisation or receipt.organisation
        )
    gone = decisions.withdrawn(place)
    earlier = [r.sha256 for r in raw.receipts(place) if r.sequence < receipt.sequence and r.sha256 not in gone]
    try:
        report = _load(place, receipt, specs, earlier, told)
    except LoadError as error:
        return FileReport(str(file), sha256, state="refused", error=f"{file.name}: {error}")
    raw.sign(place, replace(receipt, recognised=" + ".join(report.specs)))
    counts = {"read": report.read, "kept": report.kept, "agreement": receipt.agreement}
    audit.record(place, about.received_by, "ingest", file=file.name, sha256=sha256, **counts)
    return FileReport(
        str(file), sha256, " + ".join(report.specs), "; ".join(report.why), "loaded",
        report.read, report.kept, report.quarantined, report.unchanged,
        seconds=time.monotonic() - started, issues_from=partial(loaded.issues_of, place, sha256),
    )  # fmt: skip


def _load(place: Home, receipt: Receipt, specs: Sequence[Spec], earlier: list[str], told: Counted) -> loaded.Report:
    sha256, fixes = receipt.sha256, layouts.corrections(place, receipt.sha256)
    asked = {"source_file": sha256, "received": receipt.received, "specs": specs, "corrections": fixes}
    met: dict[str, Met] = {}
    extracted = None
    stored = raw.path_of(place, sha256)
    with _pages_used_again(), stored.open("rb") as stream, loaded.Writer(place, sha256) as writer:
        for chunk in loaders.load(stream, **asked):
            if met:
                told(sum(one.rows for one in met.values()))
            met.setdefault(chunk.spec.name, Met(chunk.why)).add(chunk)
            extracted = chunk.extracted or extracted
            named = pa.DictionaryArray.from_arrays(np.zeros(chunk.rows.num_rows, dtype="int32"), [chunk.spec.name])
            rows = chunk.rows.append_column("source", named)
            tables = {
                name: getattr(chunk, name)
                for name in ("records", "touch_points", "issues", "legal_entities", "context")
            }
            writer.add({**tables, "rows": rows})
        return writer.finish(
            earlier,
            specs=tuple(met),
            why=tuple(one.told() for one in met.values()),
            version=layouts.version(place, sha256, met),
            extracted=str(extracted or receipt.received),
        )


@contextmanager
def _pages_used_again() -> Iterator[None]:
    """Arrow's columns from jemalloc while a file is loaded, where there is it: half as much time goes into memory that the system has
    to clear first (decision 0115)."""
    before = pa.default_memory_pool()
    if "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


@dataclass
class Met:
    """What a layout was known by and what it met: `FHRS: root FHRSEstablishment, 1,395 establishments, Chelmsford, extract
    2020-08-10`."""

    why: str
    things: str = "rows"
    rows: int = 0
    parts: set[str] = field(default_factory=set)
    extracted: dt.date | None = None

    def add(self, chunk: loaders.Loaded) -> None:
        self.rows += chunk.rows.num_rows
        self.things = chunk.spec.things
        self.parts |= set(pc.unique(chunk.rows["part"]).drop_null().to_pylist()) - {""}
        self.extracted = chunk.extracted or self.extracted

    def told(self, *, is_whole: bool = True) -> str:
        """In words; where not all rows were counted, that there are more."""
        few = sorted(self.parts) if len(self.parts) <= MOST_PARTS else [f"{len(self.parts):,} parts"]
        day = [f"extract {self.extracted}"] if self.extracted else []
        one = self.things.removesuffix("ies") + "y" if self.things.endswith("ies") else self.things.removesuffix("s")
        things = one if self.rows == 1 and is_whole else self.things
        more = "" if is_whole else "more than "
        return ", ".join([self.why, f"{more}{self.rows:,} {things}", *few, *day])


def whoami() -> str:
    """The name the operating system knows the person by, for receipts and the audit log."""
    return os.environ.get("TOUCHPOINT_USER") or os.environ.get("USER") or "local user"
