"""A file somebody dropped, looked at before anything is kept: what it is and why, what has to be asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow.compute as pc

from codes import COUNCIL_UNKNOWN
from loaders import LoadError
from loaders.load import load_chunk, without_rows
from loaders.memory import Memory
from loaders.readers import Chunk, RawTable, tables
from loaders.recognise import Recognised, candidates, difference
from loaders.source import Source
from pipeline import layouts
from pipeline.ingest import Met
from pipeline.sheets import Sheet, sampled, sheets
from store import decisions, loaded, raw
from store.home import Home

LOOKED_AT = 500
COUNTED_ROWS = 300_000
"""Up to which rows are counted before a file is loaded, which takes about a second."""
SHOWN = 6
NOTES = {
    "macros": "The workbook carries macros; nothing of them is run.",
    "formulas": "Some cells hold a formula of which the workbook keeps no result; they are read as empty. Saved in the spreadsheet program it has them.",
    "hidden": "The sheet is hidden in the workbook.",
}
"""Facts a reader notes about a table, in words."""


@dataclass(frozen=True)
class Found:
    """A table whose layout is known.

    Attributes:
        spec: name of the layout; title: what people call it.
        why: the reason it was recognised by.
        sheet: sheet or member name, or empty.
        rows: how many of the first rows were looked at; kept: how many of those would be kept.
        first: the first of them, the columns that would be stored.
        not_stored: headings of the columns that would not.
        issues: ISSUES of the rows looked at.
        notes: what else is to be known of the table, in words.
    """

    spec: str
    title: str
    partner: str
    why: str
    sheet: str
    rows: int
    kept: int
    first: pd.DataFrame
    not_stored: tuple[str, ...]
    issues: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examined:
    """What a file turned out to be.

    Attributes:
        state: `recognised`, `asks` (two layouts fit equally well), `unknown`, `refused` or `already loaded`.
        found: the tables recognised; where it asks, one for each candidate.
        asks: how the candidates differ.
        asks_organisation: the file does not say which council it is from.
        sheets: its tables with rows that no layout fits.
        also: where it asks, the layouts of its other tables.
        error: why it is refused.
    """

    name: str
    sha256: str
    size: int
    state: str
    found: tuple[Found, ...] = ()
    asks: str = ""
    asks_organisation: bool = False
    sheets: tuple[Sheet, ...] = ()
    also: tuple[str, ...] = ()
    error: str = ""

    @property
    def layouts(self) -> tuple[str, ...]:
        """Names of the layouts its tables are known by."""
        return tuple(dict.fromkeys(one.spec for one in self.found))


def examine(place: Home, name: str, content: bytes, *, received: dt.date) -> Examined:
    """Look at a file's first rows by every layout known; nothing is kept."""
    sha256 = hashlib.sha256(content).hexdigest()
    about = (name, sha256, len(content))
    known = layouts.known(place)
    try:
        every = tables(io.BytesIO(content))
        matches = [candidates(table, known) for table in every]
        unknown = [table for table, found in zip(every, matches, strict=True) if not found]
        if _is_loaded(place, sha256):
            return Examined(*about, "already loaded", sheets=_others(every, unknown, received))
        unclear = next((found for found in matches if len(found) > 1), None)
        if unclear is not None:
            told = tuple(_found(match, received)[0] for match in unclear)
            clear = tuple(found[0].spec.name for found in matches if len(found) == 1)
            differ = difference(unclear[0].spec, unclear[1].spec)
            return Examined(*about, "asks", told, differ, sheets=_others(every, unknown, received), also=clear)
        looked = [_found(found[0], received) for found in matches if found]
        if looked and not any(found.rows for found, _ in looked):
            raise without_rows(next(found[0].spec for found in matches if found))
        if looked:
            asks = any(is_asked for _, is_asked in looked)
            others = _others(every, unknown, received)
            return Examined(
                *about, "recognised", tuple(found for found, _ in looked), asks_organisation=asks, sheets=others
            )
        return Examined(*about, "unknown", sheets=tuple(sheets(content, received=received)))
    except LoadError as error:
        return Examined(*about, "refused", error=str(error))


def _others(every: Sequence[RawTable], unknown: Sequence[RawTable], received: dt.date) -> tuple[Sheet, ...]:
    """Of a file with several tables, those with rows that no layout fits."""
    return tuple(sampled(unknown, received=received)) if len(every) > 1 else ()


def _is_loaded(place: Home, sha256: str) -> bool:
    is_kept = raw.receipt_of(place, sha256) is not None and loaded.report_of(place, sha256) is not None
    return is_kept and sha256 not in decisions.withdrawn(place)


def _found(match: Recognised, received: dt.date) -> tuple[Found, bool]:
    """A recognised table by its first rows, and whether its council has to be asked for."""
    source = Source(match, "0" * 64, received)
    chunk, reason = _start(source)
    loaded_rows = load_chunk(chunk, source, Memory())
    states = loaded_rows.rows.column("is_quarantined").to_pandas().fillna(value=True)
    stored = list(dict.fromkeys(source.headings.values()))
    cells = chunk.cells.slice(0, SHOWN).to_pandas()
    asks = bool((loaded_rows.records["partner_org"] == COUNCIL_UNKNOWN).any())
    spec = match.spec
    found = Found(
        spec.name, spec.title, spec.partner, reason, match.table.name, len(states),
        int((~states.astype(bool)).sum()), cells[[name for name in stored if name in cells]],
        tuple(name for name in chunk.cells.column_names if name not in stored), loaded_rows.issues,
        tuple(words for fact, words in NOTES.items() if fact in match.table.facts),
    )  # fmt: skip
    return found, asks


def _start(source: Source) -> tuple[Chunk, str]:
    """The first rows of a table, and the reason it was recognised by: its layout, how many rows, of which parts of a register, of
    which day."""
    chunks, part = source.match.table.read(source.match.header, source.columns), source.headings.get("register_part")
    first = next(chunks)
    met, is_whole = Met(source.match.why, source.spec.things, extracted=source.extracted), True
    for chunk in itertools.chain([first], chunks):
        if met.rows >= COUNTED_ROWS:
            is_whole = False
            break
        met.rows += len(chunk.rows) + len(chunk.ragged)
        if part and part in chunk.cells.column_names:
            met.parts |= set(pc.unique(chunk.cells[part]).to_pylist()) - {""}
    ragged = tuple(line for line in first.ragged if not len(first.rows) or line[0] <= first.rows[:LOOKED_AT][-1])
    return Chunk(first.cells.slice(0, LOOKED_AT), first.rows[:LOOKED_AT], ragged, first.width), met.told(
        is_whole=is_whole
    )
