"""A stretch of rows before anybody asks what it means: report lines taken out, corrections put in, cells numbered by what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders import coerce, contacts, parties
from loaders.keys import Alike, alike, numbers
from loaders.mended import mended
from loaders.readers import Chunk
from loaders.source import Source
from loaders.spec import FIELDS, Spec

FOOTER_CELLS = 2
LEAST_HEADINGS, MOST_HEADINGS = 2, 0.8
"""So many columns with a heading, and so many cells that say theirs, make a row the headings again."""
COORDINATES = ("longitude", "latitude", "easting", "northing")
_ODD = np.uint64(0x9E3779B97F4A7C15)
Cells = Mapping[str, pa.ChunkedArray]


@dataclass(frozen=True)
class Stretch:
    """Rows whose cells are numbered but not yet read.

    Attributes:
        chunk: as the reader gave it.
        is_footer: which of its rows are totals, report footers, or the headings again.
        rows: numbers of the others, as a spreadsheet counts.
        given: their cells, by our field names; empty text where empty.
        about: the cells that say who and where, when, and what; the first may have `alone`, see with_own_word.
        alike: for each of these the rows that have the same cells, see keys.alike.
        content: a number for each row that changes when what it says does; coordinates of a register are no part of it.
        reference: the partner's own number of each row's contact, null where there is none.
    """

    chunk: Chunk
    is_footer: np.ndarray
    rows: np.ndarray
    given: Cells
    about: tuple[Cells, Cells, Cells]
    alike: tuple[Alike, Alike, Alike]
    content: np.ndarray
    reference: pa.Array

    def without_cells(self) -> Stretch:
        """The same with nothing but the numbers of its rows: cells are most of what a file takes in memory."""
        return replace(
            self, chunk=replace(self.chunk, cells=self.chunk.cells.slice(0, 0)), given={}, about=({}, {}, {})
        )


def stretch(chunk: Chunk, source: Source) -> Stretch:
    """A chunk of a table, by its layout's headings."""
    heads, spec = source.headings, source.spec
    chunk = mended(chunk, source.corrections, spec.name)
    is_footer = _footers(chunk.cells, spec) | headings_again(chunk.cells)
    cells = chunk.cells.filter(pa.array(~is_footer)) if is_footer.any() else chunk.cells
    rows = chunk.rows[~is_footer]
    cells = _corrected(cells, rows, source)
    given = {field: cells[heads[field]] for field in FIELDS if field in heads}
    about = (_with_own_word(given, rows), _present(given, ("event_date",)), _present(given, words_of_contact(spec)))
    known_by = {name: column for name, column in about[0].items() if name != "alone"}
    asked = [list(columns.values()) for columns in (known_by, *about[1:], _beside(given, about, spec))]
    found = iter(numbers(*(columns for columns in asked if columns)))
    whose, when, what, says = (next(found) if columns else np.zeros(len(rows), dtype="uint64") for columns in asked)
    if "alone" in about[0]:
        whose = _told_apart(whose, about[0]["alone"])
    content = _together(whose, when, what, says) if spec.kind == "events" else says
    groups = alike(whose), alike(when), alike(what)
    return Stretch(chunk, is_footer, rows, given, about, groups, content, _reference(given, len(rows)))


def _beside(given: Cells, about: Sequence[Cells], spec: Spec) -> Cells:
    """What belongs to a row's content and has no number yet: of a register all but the coordinates, which change by themselves."""
    if spec.kind == "events":
        return {name: cells for name, cells in given.items() if not any(name in columns for columns in about)}
    return {name: cells for name, cells in given.items() if name not in COORDINATES}


def _together(*hashes: np.ndarray) -> np.ndarray:
    """One number for each row from several, the same where all are the same."""
    found = np.zeros(len(hashes[0]), dtype="uint64")
    for one in hashes:
        found = found * _ODD + one
    return found


def _told_apart(whose: np.ndarray, alone: pa.ChunkedArray) -> np.ndarray:
    """The numbers with the word of those rows in them that have one: the others' do not depend on what stands in other rows."""
    (own,) = numbers([alone])
    return np.where(alone.is_valid().to_numpy(), _together(whose, own), whose)


def words_of_contact(spec: Spec) -> tuple[str, ...]:
    """The fields that say what happened."""
    return (*contacts.FIELDS, "summary") if spec.escalations else contacts.FIELDS


def _present(given: Cells, fields: Sequence[str]) -> Cells:
    return {name: given[name] for name in fields if name in given}


def _reference(given: Cells, count: int) -> pa.Array:
    """The partner's reference of each row, null where there is none."""
    if "touch_point_ref" not in given:
        return pa.nulls(count, pa.string())
    return coerce.cleaned(given["touch_point_ref"].combine_chunks()).cast(pa.string())


def _with_own_word(given: Cells, rows: np.ndarray) -> Cells:
    """What a business is known by; rows that give no address are kept apart by their reference, or else by the town or authority
    they name, or else by their number: `alone`."""
    present = _present(given, parties.FIELDS)
    placed = np.zeros(len(rows), dtype=bool)
    for name in parties.PLACE_FIELDS:
        if name in given and not placed.all():
            placed |= _has_text(given[name])
    if placed.all():
        return present
    own = pa.array(rows.astype(str), pa.large_string())
    for name in ("register_part", "town", "touch_point_ref"):
        if name in given:
            words = given[name].combine_chunks()
            own = pc.if_else(pc.equal(words, ""), own, words)
    alone = pc.if_else(pa.array(placed), pa.scalar(None, own.type), own)
    return {**present, "alone": pa.chunked_array([alone])}


def _has_text(cells: pa.ChunkedArray) -> np.ndarray:
    found: np.ndarray = pc.binary_length(cells).to_numpy() > 0
    return found


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


def headings_again(cells: pa.Table) -> np.ndarray:
    """Which rows are the line of headings once more, as where pages or exports were put one below the other."""
    mask = np.zeros(cells.num_rows, dtype=bool)
    named = [name for name in cells.column_names if re.fullmatch("column [0-9]+", name) is None]
    if len(named) < LEAST_HEADINGS:
        return mask
    for row in np.flatnonzero(pc.equal(cells[named[0]], named[0]).to_numpy()):
        said = cells.slice(row, 1).to_pylist()[0]
        mask[row] = sum(said[name].strip() == name for name in named) > MOST_HEADINGS * len(named)
    return mask


def _footers(cells: pa.Table, spec: Spec) -> np.ndarray:
    """Totals and report footers: a line of at most two cells whose first begins with one of the layout's words.

    A column is looked at only in the lines that have at most two cells so far, which after three columns are few.
    """
    mask = np.zeros(cells.num_rows, dtype=bool)
    few, filled = np.arange(cells.num_rows), np.zeros(cells.num_rows, dtype="int32")
    for number, column in enumerate(cells.columns):
        if not len(few):
            return mask
        filled += _has_text(column if number < FOOTER_CELLS + 1 else column.take(pa.array(few)))
        if number >= FOOTER_CELLS:
            few, filled = few[filled <= FOOTER_CELLS], filled[filled <= FOOTER_CELLS]
    at, first = pa.array(few), None
    for column in cells.columns:
        words = column.take(at)
        first = words if first is None else pc.if_else(pc.equal(first, ""), words, first)
    if first is not None and len(few):
        starts = first.to_pandas().str.strip().str.lower().str.startswith(spec.footers)
        mask[few[starts.to_numpy(dtype=bool)]] = True
    return mask
