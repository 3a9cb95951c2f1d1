"""`link-table`: any table of businesses to clusters, without loading anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

from linkage import LinkError
from linkage.engine import Progress
from linkage.reading import write_table
from linkage.table import TableLinked, link_table, read_table
from linkage.table_more import link_more


@dataclass(frozen=True)
class TableOptions:
    """What was asked for on the command line."""

    records: Path
    out: Path
    level: str = "business"
    once: Sequence[str] = ()
    labels: Path | None = None
    engine: str = "duckdb"
    threshold: float | None = None
    explain: Path | None = None
    linked: Path | None = None
    keep: Path | None = None


def run(options: TableOptions, *, progress: Progress) -> dict[str, object]:
    """Link the table and write the clusters, and where asked the pairs with their reasons.

    Returns:
        records, level, clusters, joined (records that share a cluster), pairs explained, and notes for the person.
    Raises:
        LinkError: a file is missing, or the table or an option is not as it must be; nothing is written.
    """
    for path in (options.records, options.labels, options.linked):
        if path is not None and not path.is_file():
            raise LinkError(f"{path} does not exist. Nothing was written. Check the path.")
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(_kept, options.keep, whole=options.linked is not None)
        table = read_table(str(options.records))
        earlier_kept = kept.result()
    labels = read_table(str(options.labels)) if options.labels is not None else None
    chosen = {} if options.threshold is None else {"threshold": options.threshold}
    keep = options.keep is not None
    if options.linked is not None:
        _only_businesses(options)
        earlier = read_table(str(options.linked))
        linked = link_more(table, earlier, once=options.once, progress=progress, kept=earlier_kept, keep=keep, **chosen)
        return _told(linked, options)
    linked = link_table(
        table,
        level=options.level,
        once=options.once,
        labels=labels,
        engine=options.engine,
        explain=options.explain is not None,
        progress=progress,
        keep=keep,
        **chosen,
    )
    return _told(linked, options)


def _told(linked: TableLinked, options: TableOptions) -> dict[str, object]:
    """Write what was asked for, and say what is in it."""
    with ThreadPoolExecutor(1) as pool:
        keeping = pool.submit(_keep, linked.kept, options.keep)
        _write(linked.clusters, options.out)
        keeping.result()
    if options.explain is not None:
        _write(linked.pairs, options.explain)
    notes = list(linked.notes)
    if linked.merged is not None and len(linked.merged):
        merged = options.out.with_name(f"{options.out.stem}-merged.csv")
        _write(linked.merged, merged)
        notes[-1] += f" Which ones: {merged}"
    cluster, distinct = pd.factorize(linked.clusters["cluster_id"])
    sizes = np.bincount(cluster, minlength=len(distinct))
    return {
        "records": len(linked.clusters),
        "level": options.level,
        "clusters": len(sizes),
        "joined": int(sizes[sizes > 1].sum()),
        "pairs": len(linked.pairs) if options.explain is not None else None,
        "out": str(options.out),
        "notes": notes,
    }


def _keep(kept: pa.Table | None, path: Path | None) -> None:
    if path is not None and kept is not None:
        _whole(path, partial(feather.write_feather, kept, compression="lz4"))


def _kept(path: Path | None, *, whole: bool) -> pa.Table | None:
    """What an earlier run kept, its rows with `whole`; none of another file is written over."""
    if path is None or not path.exists():
        return None
    try:
        schema = pa.ipc.open_file(path).schema if not _is_parquet(path) else pq.read_schema(path)
        if not {b"version", b"steps"} & set(schema.metadata or {}):
            raise pa.ArrowInvalid("it lacks the mark of what linkage keeps")
        return feather.read_table(path) if whole and b"version" in schema.metadata else schema.empty_table()
    except (pa.ArrowInvalid, OSError) as error:
        raise LinkError(f"{path} is not what --keep wrote: {error}. Nothing was written. Name another file.") from error


def _is_parquet(path: Path) -> bool:
    """Earlier versions kept Parquet files."""
    with path.open("rb") as opened:
        return opened.read(4) == b"PAR1"


def _only_businesses(options: TableOptions) -> None:
    given = {"--level": options.level != "business", "--labels": options.labels, "--explain": options.explain}
    given["--engine"] = options.engine != "duckdb"
    refused = [name for name, is_given in given.items() if is_given]
    if refused:
        raise LinkError(f"--linked goes with businesses alone, without {', '.join(refused)}. Nothing was written.")


def _write(frame: pd.DataFrame, path: Path) -> None:
    if path.exists() and not path.is_file():
        frame.to_csv(path, index=False)
        return
    _whole(path, partial(write_table, frame))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """A file, there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
