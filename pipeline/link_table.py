"""`link-table`: any table of businesses to clusters, without loading anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from linkage import LinkError
from linkage.table import link_table, read_table
from pipeline.ingest import Progress


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


def run(options: TableOptions, *, progress: Progress) -> dict[str, object]:
    """Link the table and write the clusters, and where asked the pairs with their reasons.

    Returns:
        records, clusters, joined (records that share a cluster), pairs explained, and notes for the person.
    Raises:
        LinkError: a file is missing, or the table or an option is not as it must be; nothing is written.
    """
    for path in (options.records, options.labels):
        if path is not None and not path.is_file():
            raise LinkError(f"{path} does not exist. Nothing was written. Check the path.")
    table = read_table(str(options.records))
    labels = read_table(str(options.labels)) if options.labels is not None else None
    chosen = {} if options.threshold is None else {"threshold": options.threshold}
    linked = link_table(
        table,
        level=options.level,
        once=options.once,
        labels=labels,
        engine=options.engine,
        explain=options.explain is not None,
        progress=progress,
        **chosen,
    )
    _write(linked.clusters, options.out)
    if options.explain is not None:
        _write(linked.pairs, options.explain)
    sizes = linked.clusters["cluster_id"].value_counts()
    return {
        "records": len(linked.clusters),
        "clusters": len(sizes),
        "joined": int(sizes[sizes > 1].sum()),
        "pairs": len(linked.pairs) if options.explain is not None else None,
        "out": str(options.out),
        "notes": list(linked.notes),
    }


def _write(frame: pd.DataFrame, path: Path) -> None:
    """A CSV file, there whole or not at all."""
    if path.exists() and not path.is_file():
        frame.to_csv(path, index=False)
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        frame.to_csv(unfinished, index=False)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
