"""A file as received to RECORDS, TOUCH_POINTS and ISSUES, in chunks, every row accounted for.

Thousands of rows share a business, a date, an outcome: each is read once and handed to its rows by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Thread
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa

from codes import COUNCIL_UNKNOWN
from loaders import assemble, feeds, keys, positions
from loaders.issues import LoadError, Said, file_issue, issues, noticed
from loaders.memory import Memory
from loaders.points import Points, Told, points
from loaders.readers import Chunk, ahead, tables
from loaders.recognise import not_recognised, recognise
from loaders.source import Source
from loaders.spec import Spec
from loaders.stretch import Stretch, headings_again, stretch
from tables import ISSUES, RECORDS, check, conform, empty


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
        LoadError: nothing in the file can be read, or by no layout given, or by two equally well; or it has no row at all.
    """
    found = tables(stream)
    known = [match for table in found if (match := recognise(table, specs)) is not None]
    if not known:
        raise not_recognised(found, specs)
    skipped = [table for table in found if all(match.table is not table for match in known)]
    notes = [file_issue("SHEET_SKIPPED", table.called) for table in skipped if table.name]
    count = 0
    for match in known:
        source, memory = Source(match, source_file, received, corrections), Memory()
        last: Loaded | None = None
        for loaded in _in_turn(source, memory):
            count += loaded.rows.num_rows
            if (loaded.records["partner_org"] == COUNCIL_UNKNOWN).any() and not source.is_told:
                notes.append(file_issue("ORGANISATION_UNKNOWN"))
                source = replace(source, is_told=True)
            yield replace(loaded, issues=pd.concat([*notes, loaded.issues], ignore_index=True)) if notes else loaded
            notes, last = [], _nothing_of(loaded) if last is None else last
        if last is not None and (told := noticed(match.table.facts)):
            yield replace(last, issues=check(conform(pd.concat(told, ignore_index=True), ISSUES), ISSUES))
    if not count:
        raise without_rows(known[0].spec)


def _nothing_of(loaded: Loaded) -> Loaded:
    """The same without a row, for what can be said of a table only when all of it was read."""
    bare = {
        name: getattr(loaded, name).schema.empty_table()
        for name in ("touch_points", "legal_entities", "context", "rows")
    }
    return replace(loaded, records=empty(RECORDS), issues=empty(ISSUES), **bare)


def without_rows(spec: Spec) -> LoadError:
    """The headings of a layout and nothing below them: a register would have closed altogether, so nobody means it."""
    return LoadError(
        f"The file has the headings of '{spec.title}' and no row below them. Nothing was loaded. Ask for the export again."
    )


def _in_turn(source: Source, memory: Memory) -> Iterator[Loaded]:
    """The chunks of a table; while one is put together the next is read, and one more cut into cells."""
    if "easting" in source.headings:
        positions.made_ready(source.spec.crs)
    Thread(target=keys.made_ready, daemon=True).start()
    chunks = source.match.table.read(source.match.header, source.columns)
    numbered = ahead(stretch(chunk, source) for chunk in chunks)
    for found in ahead(_understood(part, source, memory) for part in numbered):
        yield _put_together(found, source)


def load_chunk(chunk: Chunk, source: Source, memory: Memory) -> Loaded:
    """One chunk to RECORDS, TOUCH_POINTS, ISSUES and the account of its rows."""
    return _put_together(_understood(stretch(chunk, source), source, memory), source)


@dataclass(frozen=True)
class _Understood:
    """A stretch of rows with what they mean; cells nobody asks for any more are let go.

    Attributes:
        stretch: the rows, without their cells.
        is_heading: which of the chunk's rows are the headings again.
        told: remarks about them.
        kept: which are kept.
        is_new: of those, which are about a business whose record has not been handed out.
    """

    stretch: Stretch
    is_heading: np.ndarray
    point: Points
    told: Told
    kept: np.ndarray
    is_new: np.ndarray


def _understood(found: Stretch, source: Source, memory: Memory) -> _Understood:
    point, told = points(found, source, memory)
    kept = np.ones(len(found.rows), dtype=bool)
    for remark, group in told:
        if remark.is_quarantined:
            kept &= ~remark.hits(group)
    is_heading = headings_again(found.chunk.cells) if found.is_footer.any() else found.is_footer
    is_new = memory.businesses.hand_out(point.party_of, kept)
    return _Understood(found.without_cells(), is_heading, point, told, kept, is_new)


def _put_together(found: _Understood, source: Source) -> Loaded:
    spec, point, rows, kept = source.spec, found.point, found.stretch.rows, found.kept
    ids, id_numbers = point.ids(spec)
    is_layer = spec.feeds == "context"
    told = [
        *_broken(found.stretch.chunk, found.stretch.is_footer, found.is_heading),
        *(one.of_rows(of, rows) for one, of in found.told),
    ]
    every_issue = _on_sheet(issues(told), source.match.table.name)
    return Loaded(
        spec=spec,
        why=source.match.why,
        records=empty(RECORDS) if is_layer else assemble.records(point, rows, found.is_new, source),
        touch_points=assemble.touch_points(point, ids, rows, kept & (not is_layer), source),
        issues=check(every_issue, ISSUES),
        legal_entities=feeds.legal_entities(point, rows, kept & (spec.feeds == "companies"), source),
        context=feeds.context(point, rows, kept & is_layer, source),
        rows=assemble.accounts(found.stretch.chunk, point, id_numbers, rows, kept, spec),
        extracted=source.extracted,
    )


def _broken(chunk: Chunk, is_footer: np.ndarray, is_heading: np.ndarray) -> list[Said]:
    """Footers, the headings again, and rows with more or fewer cells than the headings."""
    footers, again = chunk.rows[is_footer & ~is_heading], chunk.rows[is_heading]
    found = [
        Said("NOT_A_RECORD", footers, ["a total or footer"] * len(footers)),
        Said("HEADINGS_AGAIN", again, [""] * len(again)),
    ]
    for row, count in chunk.ragged:
        code = "CELLS_MISSING" if count < chunk.width else "CELLS_EXTRA"
        found.append(Said(code, np.asarray([row]), [count], expected=str(chunk.width)))
    return found


def _on_sheet(found: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Columns of a workbook named as a spreadsheet names them: `Visits!Result`."""
    return found.assign(column=sheet + "!" + found["column"].fillna("")) if sheet else found
