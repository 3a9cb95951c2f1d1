"""A file as received to RECORDS, TOUCH_POINTS and ISSUES, in chunks, every row accounted for.

Thousands of rows share a business, a date, an outcome: each is read once and handed to its rows by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders import assemble, feeds
from loaders.issues import file_issue, issues
from loaders.memory import Memory
from loaders.parties import COUNCIL_UNKNOWN
from loaders.points import points
from loaders.readers import Chunk, tables
from loaders.recognise import not_recognised, recognise
from loaders.source import Source
from loaders.spec import FIELDS, Spec
from tables import ISSUES, RECORDS, check, conform, empty

FOOTER_CELLS = 2


@dataclass(frozen=True)
class Loaded:
    """What one chunk of one table came to.

    Attributes:
        spec: the layout it was read by.
        why: the reason for that layout.
        records: RECORDS, unique within the chunk.
        touch_points: TOUCH_POINTS as an Arrow table, one row for each row that is a contact; of rows with the same id the
            last counts.
        issues: ISSUES.
        legal_entities: LEGAL_ENTITIES as an Arrow table, of layouts that feed companies.
        context: CONTEXT as an Arrow table, of layouts that feed an area layer, which make no records and no touch-points.
        rows: a line for each row read, as an Arrow table: `row`, `is_quarantined`, and for rows kept `row_key` (what the row
            is about: the same in next month's file), `content` (changes when the row does), both as numbers, and `record_id`.
        extracted: the day the partner's system wrote the file, where it says so.
    """

    spec: Spec
    why: str
    records: pd.DataFrame
    touch_points: pa.Table
    issues: pd.DataFrame
    legal_entities: pa.Table
    context: pa.Table
    rows: pa.Table
    extracted: dt.date | None


def load(
    stream: BinaryIO,
    *,
    source_file: str,
    received: dt.date,
    specs: Sequence[Spec],
    corrections: pd.DataFrame | None = None,
) -> Iterator[Loaded]:
    """Read a file by the layouts given, chunk by chunk.

    Args:
        stream: the bytes, from the start; seekable.
        source_file: SHA-256 of the bytes, kept with every row.
        received: the day the file came; no date after it is believed.
        specs: layouts to choose from; one alone still has to fit.
        corrections: values put right before anything is read: source, column (the partner's heading), from_value, to_value and
            row, which is missing where the correction is for a whole column.
    Yields:
        Loaded, whose rows over all chunks are the rows of the file.
    Raises:
        LoadError: nothing in the file can be read, or by no layout given, or by two equally well.
    """
    found = tables(stream)
    known = [match for table in found if (match := recognise(table, specs)) is not None]
    if not known:
        raise not_recognised(found, specs)
    skipped = [table for table in found if all(match.table is not table for match in known)]
    notes = [file_issue("SHEET_SKIPPED", table.name) for table in skipped if table.name]
    for match in known:
        source, memory = Source(match, source_file, received, corrections), Memory()
        for chunk in match.table.read(match.header, source.columns):
            loaded = load_chunk(chunk, source, memory)
            if (loaded.records["partner_org"] == COUNCIL_UNKNOWN).any() and not source.is_told:
                notes.append(file_issue("ORGANISATION_UNKNOWN"))
                source = replace(source, is_told=True)
            yield replace(loaded, issues=pd.concat([*notes, loaded.issues], ignore_index=True)) if notes else loaded
            notes = []


def load_chunk(chunk: Chunk, source: Source, memory: Memory) -> Loaded:
    """One chunk to RECORDS, TOUCH_POINTS, ISSUES and the account of its rows."""
    spec, heads = source.spec, source.headings
    is_footer = _footers(chunk.cells, spec)
    cells = chunk.cells.filter(pa.array(~is_footer)) if is_footer.any() else chunk.cells
    rows = chunk.rows[~is_footer]
    cells = _corrected(cells, rows, source)
    point, found = points({field: cells[heads[field]] for field in FIELDS if field in heads}, rows, source, memory)
    every_issue = pd.concat([_broken(chunk, is_footer), *found], ignore_index=True)
    bad = every_issue.loc[every_issue["is_quarantined"], "row"].unique()
    kept = ~np.isin(rows, np.asarray(bad, dtype="int64"))
    ids = point.ids(spec)
    is_layer = spec.feeds == "context"
    return Loaded(
        spec=spec,
        why=source.match.why,
        records=empty(RECORDS) if is_layer else assemble.records(point, rows, kept, source, memory),
        touch_points=assemble.touch_points(point, ids, rows, kept & (not is_layer), source),
        issues=check(conform(_on_sheet(every_issue, source.match.table.name), ISSUES), ISSUES),
        legal_entities=feeds.legal_entities(point, rows, kept & (spec.feeds == "companies"), source),
        context=feeds.context(point, rows, kept & is_layer, source),
        rows=assemble.accounts(chunk, point, ids, rows, kept, spec),
        extracted=source.extracted,
    )


def _corrected(cells: pa.Table, rows: np.ndarray, source: Source) -> pa.Table:
    """Cells with the corrections for their layout put in."""
    if source.corrections is None:
        return cells
    mine = source.corrections[source.corrections["source"] == source.spec.name]
    for fix in mine.itertuples():
        if fix.column not in cells.column_names:
            continue
        at = cells.column_names.index(fix.column)
        column, to = cells[fix.column], "" if pd.isna(fix.to_value) else str(fix.to_value)
        if pd.isna(fix.row):
            wrong = pc.equal(
                pc.utf8_trim_whitespace(column), "" if pd.isna(fix.from_value) else str(fix.from_value).strip()
            )
        else:
            wrong = pa.array(rows == int(fix.row))
        cells = cells.set_column(at, fix.column, pc.if_else(wrong, pa.scalar(to, column.type), column))
    return cells


def _footers(cells: pa.Table, spec: Spec) -> np.ndarray:
    """Totals and report footers: a line of at most two cells whose first begins with one of the layout's words."""
    mask = np.zeros(cells.num_rows, dtype=bool)
    if not cells.num_rows:
        return mask
    filled = np.zeros(cells.num_rows, dtype="int32")
    first = None
    for column in cells.columns:
        has = pc.not_equal(column, "")
        filled += has.to_numpy().astype("int32")
        first = column if first is None else pc.if_else(pc.equal(first, ""), column, first)
    few = np.flatnonzero(filled <= FOOTER_CELLS)
    words = (
        first.take(pa.array(few)).to_pandas().str.strip().str.lower()
        if first is not None and len(few)
        else pd.Series(dtype="str")
    )
    mask[few[words.str.startswith(spec.footers).to_numpy(dtype=bool)]] = True
    return mask


def _broken(chunk: Chunk, is_footer: np.ndarray) -> pd.DataFrame:
    """Footers, and rows with more or fewer cells than the headings."""
    found = [issues("NOT_A_RECORD", chunk.rows[is_footer], "", ["a total or footer"] * int(is_footer.sum()))]
    for row, count in chunk.ragged:
        code = "CELLS_MISSING" if count < chunk.width else "CELLS_EXTRA"
        found.append(issues(code, np.asarray([row]), "", [count], str(chunk.width)))
    return pd.concat(found, ignore_index=True)


def _on_sheet(found: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Columns of a workbook named as a spreadsheet names them: `Visits!Result`."""
    return found.assign(column=sheet + "!" + found["column"].fillna("")) if sheet else found
