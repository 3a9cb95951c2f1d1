"""What each raw file came to, as Parquet beside a report; made again from raw whenever the loaders change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from store.home import Home
from tables import ISSUES, RECORDS, TOUCH_POINTS, Table

ROWS = {
    "source": pa.string(), "row": pa.int64(), "is_quarantined": pa.bool_(), "row_key": pa.string(), "content": pa.string(),
    "record_id": pa.string(), "touch_point_id": pa.string(),
}  # fmt: skip
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.timestamp("us"),
    "flag": pa.bool_(),
}


@dataclass(frozen=True)
class Report:
    """Where the rows of one file went; read = kept + quarantined + unchanged.

    Attributes:
        specs: names of the layouts its tables were read by, with the reasons in `why`.
        version: fingerprint of the loaders that made it.
        issue_counts: kind of issue to how many.
    """

    specs: tuple[str, ...]
    why: tuple[str, ...]
    version: str
    read: int
    kept: int
    quarantined: int
    unchanged: int
    date_min: str | None = None
    date_max: str | None = None
    extracted: str | None = None
    issue_counts: Mapping[str, int] = field(default_factory=dict)


def schema(table: Table) -> pa.Schema:
    """A declared table as an Arrow schema."""
    return pa.schema([(column.name, _ARROW[column.dtype]) for column in table])


SCHEMAS = {
    "records": schema(RECORDS),
    "touch_points": schema(TOUCH_POINTS),
    "issues": schema(ISSUES),
    "rows": pa.schema(list(ROWS.items())),
}


class Writer:
    """Writes one file's tables aside, chunk by chunk; nothing is there for others until `finish`."""

    def __init__(self, place: Home, sha256: str) -> None:
        self._place, self._sha256 = place, sha256
        self._folder = place.loaded / f".part-{sha256}"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._writers = {
            name: pq.ParquetWriter(self._folder / f"{name}.parquet", form) for name, form in SCHEMAS.items()
        }

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Append frames, by table name."""
        for name, frame in frames.items():
            self._writers[name].write_table(pa.Table.from_pandas(frame, SCHEMAS[name], preserve_index=False))

    def finish(self, earlier: Iterable[str], **about: object) -> Report:
        """Close, tell kept rows from unchanged ones by the files received earlier, and move into place.

        Args:
            earlier: SHA-256 of the files received before, oldest first.
            about: the remaining attributes of Report.
        """
        for writer in self._writers.values():
            writer.close()
        alike = [sha for sha in earlier if _shares_a_layout(self._place, sha, about["specs"])]
        report = _account(self._folder, [self._place.loaded / sha / "rows.parquet" for sha in alike], about)
        (self._folder / "report.json").write_text(json.dumps(asdict(report), indent=1), "utf8")
        target = self._place.loaded / self._sha256
        shutil.rmtree(target, ignore_errors=True)
        self._folder.rename(target)
        return report


def _shares_a_layout(place: Home, sha256: str, specs: object) -> bool:
    report = report_of(place, sha256)
    return report is not None and isinstance(specs, tuple) and bool(set(report.specs) & set(specs))


def _account(folder: Path, earlier: list[Path], about: Mapping[str, object]) -> Report:
    """Give every row its state in rows.parquet and count.

    A row is unchanged when the latest earlier row about the same thing says the same, or a row above it in this file.
    """
    with duckdb.connect() as connection:
        connection.execute("create table fresh as select * from read_parquet(?)", [str(folder / "rows.parquet")])
        connection.execute("create table held (row_key varchar, content varchar, sequence integer)")
        for sequence, path in enumerate(earlier):
            connection.execute(
                "insert into held select row_key, content, ? from read_parquet(?) "
                "where row_key is not null and source in (select distinct source from fresh)",
                [sequence, str(path)],
            )
        connection.execute(_STATES)
        connection.table("stated").write_parquet(str(folder / "states.parquet"))
        counts = dict(connection.execute("select state, count(*) from stated group by all").fetchall())
        dates = "select min(event_date), max(event_date) from read_parquet(?)"
        span = connection.execute(dates, [str(folder / "touch_points.parquet")]).fetchone()
        kinds = "select code, count(*) from read_parquet(?) group by all order by 2 desc, 1"
        counted = dict(connection.execute(kinds, [str(folder / "issues.parquet")]).fetchall())
    (folder / "states.parquet").replace(folder / "rows.parquet")
    first, last = span if span else (None, None)
    return Report(
        read=sum(counts.values()),
        kept=counts.get("kept", 0),
        quarantined=counts.get("quarantined", 0),
        unchanged=counts.get("unchanged", 0),
        date_min=first and str(first.date()),
        date_max=last and str(last.date()),
        issue_counts=counted,
        **about,  # type: ignore[arg-type]
    )


_STATES = """
create table stated as
with latest as (select row_key, arg_max(content, sequence) as content from held group by row_key),
numbered as (select *, row_number() over (partition by row_key, content order by row) as nth from fresh)
select f.* exclude (nth), case
    when f.is_quarantined then 'quarantined'
    when f.row_key is not null and (f.nth > 1 or l.content = f.content) then 'unchanged'
    else 'kept' end as state
from numbered f left join latest l using (row_key)
order by f.row
"""


def report_of(place: Home, sha256: str) -> Report | None:
    """The report of a file that is loaded, or None."""
    path = place.loaded / sha256 / "report.json"
    if not path.exists():
        return None
    values = json.loads(path.read_text("utf8"))
    return Report(**values | {"specs": tuple(values["specs"]), "why": tuple(values["why"])})


def issues_of(place: Home, sha256: str) -> pd.DataFrame:
    """ISSUES of one loaded file, in the order of its rows."""
    return pd.read_parquet(place.loaded / sha256 / "issues.parquet").sort_values("row", kind="stable")


def records(place: Home, files: Iterable[str]) -> pd.DataFrame:
    """RECORDS of the files given, oldest first, each record once, in the order they were first received.

    The row that first brought a record names its file and row; first_seen and last_seen span all files.
    """
    paths = [place.loaded / sha / "records.parquet" for sha in files]
    if not paths:
        return pd.DataFrame({column.name: [] for column in RECORDS})
    with duckdb.connect() as connection:
        connection.execute(
            "create table every as select *, 0 as sequence from read_parquet(?) limit 0", [str(paths[0])]
        )
        for sequence, path in enumerate(paths):
            connection.execute("insert into every select *, ? from read_parquet(?)", [sequence, str(path)])
        return connection.execute(_RECORDS).df()


_RECORDS = """
with spans as (select record_id, min(first_seen) as first_seen, max(last_seen) as last_seen from every group by record_id)
select e.* exclude (sequence, first_seen, last_seen), s.first_seen, s.last_seen
from every e join spans s using (record_id)
qualify row_number() over (partition by record_id order by sequence, source_row) = 1
order by sequence, source_row, record_id
"""


def organisation_of(place: Home, sha256: str) -> str | None:
    """The body that most records of a file belong to, or None when it has no records."""
    names = pq.read_table(place.loaded / sha256 / "records.parquet", columns=["partner_org"])["partner_org"].to_pandas()
    return None if names.empty else str(names.mode().iloc[0])
