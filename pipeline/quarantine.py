"""The rows that were left out, with the reasons beside them: to send back, or to put right. Columns nobody mapped stay out."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from loaders.mended import WHOLE_ROW, as_line
from loaders.readers import Chunk, tables
from loaders.readers import headings as names_of
from loaders.recognise import recognise
from loaders.source import Source
from pipeline import layouts
from store import loaded, raw
from store.home import Home
from store.raw import Receipt

REASONS = ("Layout", "Row", "Reason", "What to do")


def quarantined(place: Home, receipt: Receipt) -> pd.DataFrame:
    """Rows of one loaded file that were left out.

    Returns:
        REASONS, then the columns the layout stores, as received; and where a row has more or fewer cells than there are headings
        WHOLE_ROW: all its cells, divided by commas. Corrected there, so that it has as many cells as there are headings, it is
        loaded again like any other.
    """
    found = loaded.issues_of(place, receipt.sha256)
    states = loaded.states(place, receipt.sha256)
    left_out = states.loc[states["state"] == "quarantined", ["source", "row"]]
    found = found[found["is_quarantined"] & found["row"].notna()]
    why = found.groupby("row").agg(
        Reason=("problem", lambda said: "; ".join(dict.fromkeys(said))),
        advice=("advice", lambda said: " ".join(dict.fromkeys(said))),
    )
    cells = _cells(place, receipt, set(left_out["row"].astype("int64")))
    rows = left_out.merge(cells, on=["source", "row"], how="left").join(why, on="row")
    rows = rows.rename(columns={"source": "Layout", "row": "Row", "advice": "What to do"})
    own = [name for name in rows.columns if name not in REASONS]
    return rows[[*REASONS, *own]].fillna("").sort_values(["Layout", "Row"], ignore_index=True)


def _cells(place: Home, receipt: Receipt, wanted: set[int]) -> pd.DataFrame:
    report = loaded.report_of(place, receipt.sha256)
    specs = [spec for spec in layouts.known(place) if report is not None and spec.name in report.specs]
    frames = [pd.DataFrame(columns=["source", "row"])]
    with raw.path_of(place, receipt.sha256).open("rb") as stream:
        for table in tables(stream):
            match = recognise(table, specs)
            if match is None:
                continue
            source = Source(match, receipt.sha256, receipt.received)
            stored = set(source.headings.values())
            for chunk in table.read(match.header, source.columns):
                frames.append(_torn(chunk, wanted, match.spec.name))
                mask = pd.Series(chunk.rows).isin(wanted).to_numpy()
                if mask.any():
                    own = [name for name in chunk.cells.column_names if name in stored]
                    frame = chunk.cells.select(own).filter(pa.array(mask)).to_pandas()
                    frame.insert(0, "row", chunk.rows[mask])
                    frame.insert(0, "source", match.spec.name)
                    frames.append(frame)
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True).astype(
        {"row": "int64"}
    )


def headings(place: Home, receipt: Receipt) -> dict[str, list[str]]:
    """The headings of each table of a loaded file, as it writes them, by the layout it is known by; of one without, its columns."""
    report = loaded.report_of(place, receipt.sha256)
    specs = [spec for spec in layouts.known(place) if report is not None and spec.name in report.specs]
    found: dict[str, list[str]] = {}
    with raw.path_of(place, receipt.sha256).open("rb") as stream:
        for table in tables(stream):
            match = recognise(table, specs)
            if match is not None:
                bare = match.spec.headerless
                found[match.spec.name] = list(bare.columns) if bare else names_of(table.head[match.header])
    return found


def _torn(chunk: Chunk, wanted: set[int], source: str) -> pd.DataFrame:
    """The rows of a chunk that have more or fewer cells than there are headings, each as one line."""
    lines = [(source, row, as_line(cells)) for row, cells in chunk.torn if row in wanted]
    return pd.DataFrame(lines, columns=["source", "row", WHOLE_ROW])
