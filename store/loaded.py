"""What each raw file came to, as Parquet beside a report; made again from raw whenever the loaders change."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from store.columns import SCHEMAS, parquet, shaped
from store.home import Home
from store.told import Told
from tables import RECORDS


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


class Writer:
    """Writes one file's tables aside, chunk by chunk; nothing is there for others until `finish`.

    A second thread writes one chunk while the next is made; Arrow needs no Python for it.
    """

    def __init__(self, place: Home, sha256: str) -> None:
        self._place, self._sha256 = place, sha256
        self._folder = place.loaded / f".part-{sha256}"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._writers = {name: parquet(self._folder / f"{name}.parquet", form) for name, form in SCHEMAS.items()}
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: list[Future[None]] = []
        self._told = Told()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=True)
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, tables: Mapping[str, pd.DataFrame | pa.Table]) -> None:
        """Append frames or Arrow tables, by table name."""
        self._wait(most=1)
        self._waiting.append(self._thread.submit(self._write, dict(tables)))

    def _write(self, tables: Mapping[str, pd.DataFrame | pa.Table]) -> None:
        for name, table in tables.items():
            if isinstance(table, pd.DataFrame):
                form = pa.schema([f for f in SCHEMAS[name] if f.name in table.columns])
                table = pa.Table.from_pandas(table, form, preserve_index=False)
            self._writers[name].write_table(shaped(table, SCHEMAS[name]))
            self._told.add(name, table)

    def _wait(self, most: int) -> None:
        """Until at most so many chunks are still to be written; whatever went wrong in writing is raised here."""
        while len(self._waiting) > most:
            self._waiting.pop(0).result()

    def finish(self, earlier: Iterable[str], **about: object) -> Report:
        """Close, tell kept rows from unchanged ones by the files received earlier, and move into place.

        Args:
            earlier: SHA-256 of the files received before, oldest first.
            about: the remaining attributes of Report.
        """
        self._wait(most=0)
        for writer in self._writers.values():
            writer.close()
        pa.default_memory_pool().release_unused()
        alike = [sha for sha in earlier if _shares_a_layout(self._place, sha, about["specs"])]
        report = _account(self._folder, [self._place.loaded / sha / "rows.parquet" for sha in alike], self._told, about)
        (self._folder / "report.json").write_text(json.dumps(asdict(report), indent=1), "utf8")
        target = self._place.loaded / self._sha256
        shutil.rmtree(target, ignore_errors=True)
        self._folder.rename(target)
        return report


def _shares_a_layout(place: Home, sha256: str, specs: object) -> bool:
    report = report_of(place, sha256)
    return report is not None and isinstance(specs, tuple) and bool(set(report.specs) & set(specs))


def _account(folder: Path, earlier: list[Path], told: Told, about: Mapping[str, object]) -> Report:
    """Write which rows are unchanged to unchanged.parquet, and count.

    A row is unchanged when the latest earlier row about the same thing says the same, or a row above it in this file.
    """
    unchanged = 0 if not earlier and told.are_unlike() else _find_unchanged(folder, earlier)
    if not unchanged:
        pq.write_table(_NONE_UNCHANGED, folder / "unchanged.parquet")
    return Report(
        read=told.read,
        kept=told.read - told.quarantined - unchanged,
        quarantined=told.quarantined,
        unchanged=unchanged,
        date_min=str(told.first.date()) if told.first else None,
        date_max=str(told.last.date()) if told.last else None,
        issue_counts=told.issue_counts,
        **about,  # type: ignore[arg-type]
    )


_NONE_UNCHANGED = pa.table({"source": pa.array([], pa.string()), "row": pa.array([], pa.int64())})


def _find_unchanged(folder: Path, earlier: list[Path]) -> int:
    """Write unchanged.parquet where any row is; how many are."""
    rows = folder / "rows.parquet"
    with _counting(folder, sum(path.stat().st_size for path in (rows, *earlier))) as connection:
        connection.execute(
            "create temp table fresh as select source, row, is_quarantined, row_key, content from read_parquet(?)",
            [str(rows)],
        )
        if earlier:
            connection.execute(_HELD, {"earlier": [str(path) for path in earlier]})
        else:
            connection.execute(_NONE_HELD)
        connection.execute(_UNCHANGED)
        connection.table("unchanged").write_parquet(str(folder / "unchanged.parquet"))
        [(count,)] = connection.execute("select count(*) from unchanged").fetchall()
    return int(count)


SMALL_BYTES = 8_000_000
"""Of row accounts, up to which one database serves all files: to open one takes longer than to count."""


@lru_cache(maxsize=1)
def _shared() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": "2"})


def _counting(folder: Path, size: int) -> duckdb.DuckDBPyConnection:
    """A connection with no tables; for much to count a database of its own that spills into the folder."""
    if size <= SMALL_BYTES:
        return _shared().cursor()
    return duckdb.connect(config={"threads": "2", "memory_limit": "600MB", "temp_directory": str(folder / "spill")})


_NONE_HELD = "create temp table held (row_key ubigint, content ubigint, sequence integer)"

_HELD = """
create temp table held as
with files as (select unnest($earlier::varchar[]) as filename, generate_subscripts($earlier::varchar[], 1) as sequence)
select row_key, content, sequence from read_parquet($earlier, filename = true, union_by_name = true) join files using (filename)
where row_key is not null and source in (select distinct source from fresh)
"""

_UNCHANGED = """
create temp table unchanged as
with latest as (select row_key, arg_max(content, sequence) as content from held group by row_key),
twice as (select row_key, content from fresh where not is_quarantined group by all having count(*) > 1),
again as (
    select f.source, f.row from fresh f join twice using (row_key, content)
    qualify row_number() over (partition by row_key, content order by f.row) > 1
)
select source, row from again
union
select f.source, f.row from fresh f join latest l using (row_key) where not f.is_quarantined and f.content = l.content
order by 1, 2
"""


def states(place: Home, sha256: str) -> pd.DataFrame:
    """`source`, `row` and `state` (kept, quarantined or unchanged) of every row of a loaded file."""
    folder = place.loaded / sha256
    with _shared().cursor() as connection:
        return connection.execute(
            """select r.source, r.row, case when r.is_quarantined then 'quarantined'
                when u.row is not null then 'unchanged' else 'kept' end as state
            from read_parquet(?) r left join read_parquet(?) u using (source, row) order by r.source, r.row""",
            [str(folder / "rows.parquet"), str(folder / "unchanged.parquet")],
        ).df()


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


def records(place: Home, files: Iterable[str], *, spines: Sequence[str] = ()) -> pd.DataFrame:
    """RECORDS of the files given, oldest first, each record once, in the order they were first received.

    The row that first brought a record names its file and row; first_seen and last_seen span all files and all contacts.

    Args:
        spines: sources that list companies of the whole country: of these only the records that share a company number or a
            postcode with another source.
    """
    folders = [place.loaded / sha for sha in files]
    if not folders:
        return pd.DataFrame({column.name: [] for column in RECORDS})
    with duckdb.connect(config={"threads": "2", "memory_limit": "1500MB"}) as connection:
        first = str(folders[0] / "records.parquet")
        connection.execute("create table every as select *, 0 as sequence from read_parquet(?) limit 0", [first])
        connection.execute("create table contacts (record_id varchar, first_seen timestamp, last_seen timestamp)")
        for sequence, folder in enumerate(folders):
            connection.execute(
                "insert into every select *, ? from read_parquet(?)", [sequence, str(folder / "records.parquet")]
            )
            connection.execute(
                "insert into contacts select record_id, min(event_date), max(event_date) from read_parquet(?) group by 1",
                [str(folder / "touch_points.parquet")],
            )
        if spines:
            connection.execute(_SPINES.format(names=", ".join("?" * len(spines))), [*spines, *spines, *spines])
        return connection.execute(_RECORDS).df()


_SPINES = """
delete from every where source in ({names})
    and coalesce(company_number, '') not in (select company_number from every where company_number is not null and source not in ({names}))
    and coalesce(postcode, '') not in (select postcode from every where postcode is not null and source not in ({names}))
"""
_RECORDS = """
with spans as (
    select record_id, min(first_seen) as first_seen, max(last_seen) as last_seen
    from (select record_id, first_seen, last_seen from every union all select * from contacts) group by record_id
)
select e.* exclude (sequence, first_seen, last_seen), s.first_seen, s.last_seen
from every e join spans s using (record_id)
qualify row_number() over (partition by record_id order by sequence, source_row) = 1
order by sequence, source_row, record_id
"""


def organisation_of(place: Home, sha256: str) -> str | None:
    """The body that most records of a file belong to, or None when it has no records."""
    names = pq.read_table(place.loaded / sha256 / "records.parquet", columns=["partner_org"])["partner_org"].to_pandas()
    return None if names.empty else str(names.mode().iloc[0])


def destroy(place: Home, sha256: str) -> None:
    """Delete what a file came to."""
    shutil.rmtree(place.loaded / sha256, ignore_errors=True)


def contacts_before(place: Home, sha256: str, source: str, day: dt.date) -> tuple[int, bool]:
    """How many contacts that one layout brought of a loaded file lie before a day, and whether those are all there are: of a table
    without contacts nothing is known to be old."""
    with _shared().cursor() as connection:
        sql = "select count(*) filter (event_date < ?), count(*) from read_parquet(?) where source = ?"
        path = place.loaded / sha256 / "touch_points.parquet"
        [(old, every)] = connection.execute(sql, [day, str(path), source]).fetchall()
    return int(old), bool(every) and old == every
