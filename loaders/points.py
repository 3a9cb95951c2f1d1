"""A stretch of rows as numbers of what they have in common: each business, date and outcome is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders import coerce, contacts, parties
from loaders.issues import Remark
from loaders.keys import alike, keys, numbers
from loaders.memory import Memory
from loaders.parties import COUNCIL_UNKNOWN
from loaders.source import Source
from loaders.spec import Spec

Cells = Mapping[str, pa.ChunkedArray]
COORDINATES = ("longitude", "latitude", "easting", "northing")


@dataclass(frozen=True)
class Points:
    """A chunk's rows as numbers of what they have in common.

    Attributes:
        given: the cells, by our field names; empty text where empty.
        content: a number for each row that changes when what it says does; coordinates of a register are no part of it.
        reference: the partner's own number of each row's contact, null where there is none.
        party, date, contact: what rows share, each thing once; `words` are those of the businesses that go into keys.
        party_of, date_of, contact_of: for each row the number of its thing.
    """

    given: Cells
    content: np.ndarray
    reference: pa.Array
    party: pd.DataFrame
    words: Mapping[str, pa.Array]
    party_of: np.ndarray
    date: pd.Series
    date_of: np.ndarray
    contact: pd.DataFrame
    contact_of: np.ndarray

    def of_party(self, name: str) -> pa.Array:
        """A word of each row's business: `record_id`, `partner_org`, `subject` or `who`."""
        return pa.DictionaryArray.from_arrays(pa.array(self.party_of.astype("int32")), self.words[name])

    def of_contact(self, name: str) -> pa.Array:
        return handed_out(self.contact[name], self.contact_of)

    @property
    def days(self) -> np.ndarray:
        """The date of each row."""
        return self.date.to_numpy()[self.date_of]

    def ids(self, spec: Spec) -> pa.ChunkedArray:
        """One key for one contact: the partner's reference, or who, when and what where it gives none.

        The type and role belong to it because one crime reference names a victim, a place and a suspect; a later row with the
        same key replaces the earlier one. For a register the date belongs to it: a re-rating is a new contact. Where a file
        does not say which council it is from, two councils' numbers may be alike, so who it was about belongs to it too.
        """
        is_named = pc.is_valid(self.reference)
        council_unknown = pc.equal(self.of_party("partner_org"), COUNCIL_UNKNOWN)
        asked_who = pc.or_(pc.invert(is_named), council_unknown)
        day = handed_out(self.date.dt.strftime("%Y-%m-%d").astype("str"), self.date_of)
        asked_day = (
            pa.array(np.ones(len(self.party_of), dtype=bool)) if spec.kind == "register" else pc.invert(is_named)
        )
        asked_outcome = (
            pc.invert(is_named) if spec.kind == "events" else pa.array(np.zeros(len(self.party_of), dtype=bool))
        )
        return keys(
            [
                spec.name,
                self.of_party("partner_org"),
                self.reference,
                where(asked_who, self.of_party("who")),
                where(asked_day, day),
                where(asked_outcome, self.of_contact("outcome_raw")),
                self.of_contact("type"),
                self.of_contact("role"),
            ]
        )


def points(given: Cells, rows: np.ndarray, source: Source, memory: Memory) -> tuple[Points, list[pd.DataFrame]]:
    """A stretch of rows by what they have in common, and ISSUES about them.

    Args:
        given: the cells, by our field names; empty text where empty.
        rows: row numbers as a spreadsheet counts.
        source: table, layout and file.
        memory: the businesses of earlier stretches; those of this one are added.
    """
    words = (*contacts.FIELDS, "summary") if source.spec.escalations else contacts.FIELDS
    about = [_with_own_word(given, rows), *(_present(given, fields) for fields in (("event_date",), words))]
    about.append(
        {name: cells for name, cells in given.items() if source.spec.kind == "events" or name not in COORDINATES}
    )
    hashes = iter(numbers(*(list(columns.values()) for columns in about if columns)))
    whose, when, what, content = (next(hashes) if columns else np.zeros(len(rows), dtype="uint64") for columns in about)
    party_of = _businesses(about[0], whose, source, memory)
    found = [remark.of_rows(party_of, rows) for remark in memory.remarks]
    date_of, first, _ = alike(when)
    dated = _clean(about[1], ("event_date",), first)
    if source.spec.dated_by_title and source.extracted:
        dated["event_date"] = dated["event_date"].fillna(source.extracted.isoformat())
    date, remarks = contacts.event_dates(dated, source.spec, source.headings, source.received)
    if about[1] or source.spec.kind == "events":
        found += [remark.of_rows(date_of, rows) for remark in remarks]
    contact_of, first, _ = alike(what)
    contact, remarks = contacts.contacts(_clean(about[2], words, first), source.spec, source.headings)
    found += [remark.of_rows(contact_of, rows) for remark in remarks]
    reference = _reference(given, len(rows))
    return Points(
        given, content, reference, memory.party, memory.words, party_of, date, date_of, contact, contact_of
    ), found


def _present(given: Cells, fields: Sequence[str]) -> Cells:
    return {name: given[name] for name in fields if name in given}


def _reference(given: Cells, count: int) -> pa.Array:
    """The partner's reference of each row, null where there is none."""
    if "touch_point_ref" not in given:
        return pa.nulls(count, pa.string())
    return pa.array(coerce.text(given["touch_point_ref"].to_pandas()), from_pandas=True).cast(pa.string())


def _with_own_word(given: Cells, rows: np.ndarray) -> Cells:
    """What a business is known by; rows that give no address are kept apart by their reference, or else by the town or authority
    they name, or else by their number: `alone`."""
    present = _present(given, parties.FIELDS)
    placed = np.zeros(len(rows), dtype=bool)
    for name in parties.PLACE_FIELDS:
        if name in given and not placed.all():
            placed |= pc.not_equal(given[name], "").to_numpy()
    if placed.all():
        return present
    own = pa.array(rows.astype(str), pa.large_string())
    for name in ("register_part", "town", "touch_point_ref"):
        if name in given:
            words = given[name].combine_chunks()
            own = pc.if_else(pc.equal(words, ""), own, words)
    return {**present, "alone": pa.chunked_array([where(pa.array(~placed), own)])}


def handed_out(values: pd.Series, group: np.ndarray) -> pa.Array:
    """Values of things to their rows, as a dictionary array, each value once; plain nulls where there is no value."""
    missing = values.isna().to_numpy()
    if missing.all():
        return pa.nulls(len(group), pa.string())
    words = pa.array(values[~missing] if missing.any() else values, from_pandas=True).cast(pa.string())
    if not missing.any():
        return pa.DictionaryArray.from_arrays(pa.array(group.astype("int32")), words)
    place = np.cumsum(~missing) - 1
    return pa.DictionaryArray.from_arrays(pa.array(place[group].astype("int32"), mask=missing[group]), words)


def where(mask: pa.Array, values: pa.Array) -> pa.Array:
    """Values where the mask is true, null elsewhere; a dictionary stays one."""
    if pa.types.is_dictionary(values.type):
        numbers = pc.if_else(mask, values.indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(numbers, values.dictionary)
    return pc.if_else(mask, values, pa.scalar(None, values.type))


def distinct(cells: pa.ChunkedArray) -> tuple[pd.Series, np.ndarray]:
    """Clean text of each different cell, once, and for each row the number of its text."""
    group, first, _ = alike(numbers([cells])[0])
    return coerce.text(cells.take(pa.array(first)).to_pandas()), group


def _clean(present: Cells, fields: Sequence[str], rows: np.ndarray) -> pd.DataFrame:
    """Clean text of some rows, one column for each field; those that are not there are missing throughout."""
    at = pa.array(rows)
    frame = pd.DataFrame(index=range(len(rows)))
    for name in fields:
        known = name in present
        frame[name] = (
            coerce.text(present[name].take(at).to_pandas()) if known else pd.Series(index=frame.index, dtype="str")
        )
    return frame


def _businesses(present: Cells, whose: np.ndarray, source: Source, memory: Memory) -> np.ndarray:
    """For each row the number of its business; those met for the first time are read and remembered."""
    group, first, hashes = alike(whose)
    number = memory.numbers(hashes)
    new = number < 0
    if new.any():
        once = _clean(present, (*parties.FIELDS, "alone"), first[new])
        party, remarks = parties.parties(once, source.spec, source.headings, source.preamble)
        nobody = party[["name", "address", "postcode", "uprn", "longitude"]].isna().all(axis=1).to_numpy()
        if nobody.any():
            about = np.flatnonzero(nobody)
            remarks.append(Remark("NAME_AND_PLACE_MISSING", about, np.full(len(about), "", dtype=object)))
        number[new] = len(memory.party) + np.arange(int(new.sum()))
        memory.add(hashes[new], party, remarks)
    return number[group]
