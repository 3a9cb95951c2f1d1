"""A stretch of rows as numbers of what they have in common: each business, date and outcome is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from codes import COUNCIL_UNKNOWN
from loaders import coerce, contacts, parties
from loaders.issues import Remark
from loaders.keys import Alike, alike, numbered_keys, numbers
from loaders.memory import Memory, Parts
from loaders.source import Source
from loaders.spec import Spec
from loaders.stretch import Cells, Stretch, words_of_contact


@dataclass(frozen=True)
class Points:
    """A chunk's rows as numbers of what they have in common.

    Attributes:
        given: the cells that are still to be read, by our field names; empty text where empty.
        content: a number for each row that changes when what it says does; coordinates of a register are no part of it.
        reference: the partner's own number of each row's contact, null where there is none.
        party, date, contact: what rows share, each thing once; `words` are those of the businesses that go into keys.
        party_of, date_of, contact_of: for each row the number of its thing.
    """

    given: Cells
    content: np.ndarray
    reference: pa.Array
    party: Parts
    words: Mapping[str, pa.Array]
    party_of: np.ndarray
    date: pd.Series
    date_of: np.ndarray
    contact: pd.DataFrame
    contact_of: np.ndarray

    def of_party(self, name: str) -> pa.Array:
        """A word of each row's business: `record_id`, `partner_org`, `subject` or `who`."""
        return self.words_of(name, self.party_of)

    def words_of(self, name: str, party_of: np.ndarray) -> pa.Array:
        """The same of the businesses with these numbers."""
        words = self.words[name]
        if not pa.types.is_dictionary(words.type):
            return pa.DictionaryArray.from_arrays(pa.array(party_of.astype("int32")), words)
        return pa.DictionaryArray.from_arrays(words.indices.take(pa.array(party_of)), words.dictionary)

    def of_contact(self, name: str) -> pa.Array:
        return handed_out(self.contact[name], self.contact_of)

    @property
    def days(self) -> np.ndarray:
        """The date of each row."""
        return self.date.to_numpy()[self.date_of]

    def ids(self, spec: Spec) -> tuple[pa.ChunkedArray, np.ndarray]:
        """One key for one contact, and its number: the partner's reference, or who, when and what where it gives none.

        The kind as sent and the role belong to it because one crime reference names a victim, a place and a suspect; a later row
        with the same key replaces the earlier one, also where a corrected outcome makes a visit a notice. For a register the date belongs to it: a re-rating is a new contact. Where a file
        does not say which council it is from, two councils' numbers may be alike, so who it was about belongs to it too.
        """
        is_named = pc.is_valid(self.reference)
        organisation = self.of_party("partner_org")
        unknown = organisation.dictionary.index(COUNCIL_UNKNOWN).as_py()
        asked_who = pc.or_(pc.invert(is_named), pc.equal(organisation.indices, unknown))
        day = handed_out(self.date.dt.strftime("%Y-%m-%d").astype("str"), self.date_of)
        asked_day = (
            pa.array(np.ones(len(self.party_of), dtype=bool)) if spec.kind == "register" else pc.invert(is_named)
        )
        asked_outcome = (
            pc.invert(is_named) if spec.kind == "events" else pa.array(np.zeros(len(self.party_of), dtype=bool))
        )
        return numbered_keys(
            [
                spec.name,
                organisation,
                self.reference,
                where(asked_who, self.of_party("who")),
                where(asked_day, day),
                where(asked_outcome, self.of_contact("outcome_raw")),
                self.of_contact("kind"),
                self.of_contact("role"),
            ]
        )


def _still_to_read(given: Cells, spec: Spec) -> Cells:
    """What is read for each row and not for each business, date or outcome: of contacts few columns."""
    wanted = ("value_gbp", "summary", "register_part") if spec.feeds == "contacts" else tuple(given)
    return {name: given[name] for name in wanted if name in given}


Told = list[tuple[Remark, np.ndarray]]
"""Remarks, and for each row the number of the thing they are about."""


def points(found: Stretch, source: Source, memory: Memory) -> tuple[Points, Told]:
    """A stretch of rows by what they have in common, and remarks about that.

    Args:
        found: the rows.
        source: table, layout and file.
        memory: the businesses and words of earlier stretches; those of this one are added.
    """
    whose, when, what = found.alike
    party_of = _businesses(found.about[0], whose, source, memory)
    contact_of = _contacts(found.about[2], what, source, memory)
    told = [(remark, party_of) for remark in memory.businesses.remarks]
    date_of, read = _dates(found.about[1], when, source, memory)
    date, remarks = contacts.event_dates(read, source.spec, source.headings)
    if found.about[1] or source.spec.kind == "events":
        told += [(remark, date_of) for remark in remarks]
    told += [(remark, contact_of) for remark in memory.contacts.remarks]
    businesses = memory.businesses
    return Points(
        _still_to_read(found.given, source.spec), found.content, found.reference, businesses.parts, dict(businesses.words), party_of, date, date_of,
        memory.contacts.frame, contact_of,
    ), told  # fmt: skip


def handed_out(values: pd.Series, group: np.ndarray) -> pa.Array:
    """Values of things to their rows, as a dictionary array, each value once."""
    coded = pc.dictionary_encode(coerce.cells(values).cast(pa.string()))
    if not len(coded.dictionary):
        return pa.nulls(len(group), coded.type)
    return pa.DictionaryArray.from_arrays(coded.indices.take(pa.array(group)), coded.dictionary)


def where(mask: pa.Array, values: pa.Array) -> pa.Array:
    """Values where the mask is true, null elsewhere; a dictionary stays one."""
    if pa.types.is_dictionary(values.type):
        numbers = pc.if_else(mask, values.indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(numbers, values.dictionary)
    return pc.if_else(mask, values, pa.scalar(None, values.type))


def distinct(cells: pa.ChunkedArray) -> tuple[pd.Series, np.ndarray]:
    """Clean text of each different cell, once, and for each row the number of its text."""
    group, first, _ = alike(numbers([cells])[0])
    return coerce.taken(cells, pa.array(first)), group


def _clean(present: Cells, fields: Sequence[str], rows: np.ndarray) -> pd.DataFrame:
    """Clean text of some rows, one column for each field; those that are not there are missing throughout."""
    at = pa.array(rows)
    index = pd.RangeIndex(len(rows))
    nothing = pd.Series(index=index, dtype="str")
    columns = {name: coerce.taken(present[name], at) if name in present else nothing for name in fields}
    return pd.DataFrame(columns, index=index, copy=False)


def _businesses(present: Cells, whose: Alike, source: Source, memory: Memory) -> np.ndarray:
    """For each row the number of its business; those met for the first time are read and remembered."""
    group, first, hashes = whose
    number = memory.businesses.numbers(hashes)
    new = number >= len(memory.businesses)
    if new.any() or memory.businesses.is_bare:
        once = _clean(present, (*parties.FIELDS, "alone"), first[new])
        party, remarks = parties.parties(once, source.spec, source.headings, source.preamble)
        nobody = party[["name", "address", "postcode", "uprn", "longitude"]].isna().all(axis=1).to_numpy()
        if nobody.any():
            about = np.flatnonzero(nobody)
            remarks.append(Remark("NAME_AND_PLACE_MISSING", about, np.full(len(about), "", dtype=object)))
        memory.businesses.add(party, remarks)
    return number[group]


def _contacts(present: Cells, what: Alike, source: Source, memory: Memory) -> np.ndarray:
    """For each row the number of its words for what happened; those met for the first time are read and remembered."""
    group, first, hashes = what
    number = memory.contacts.numbers(hashes)
    new = number >= len(memory.contacts)
    if new.any() or memory.contacts.is_bare:
        once = _clean(present, words_of_contact(source.spec), first[new])
        memory.contacts.add(*contacts.contacts(once, source.spec, source.headings))
    return number[group]


def _dates(present: Cells, when: Alike, source: Source, memory: Memory) -> tuple[np.ndarray, pd.DataFrame]:
    """For each row the number of its date among the different ones of the stretch, and what those read as."""
    group, first, hashes = when
    number = memory.dates.numbers(hashes)
    new = number >= len(memory.dates)
    if new.any() or memory.dates.is_bare:
        texts = _clean(present, ("event_date",), first[new])["event_date"]
        if source.spec.dated_by_title and source.extracted:
            texts = texts.fillna(source.extracted.isoformat())
        memory.dates.add(contacts.read_dates(texts, source.spec, source.received), [])
    return group, memory.dates.frame.take(number).reset_index(drop=True)
