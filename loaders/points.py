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
from loaders.keys import alike, keys
from loaders.parties import COUNCIL_UNKNOWN
from loaders.source import Source
from loaders.spec import Spec

Cells = Mapping[str, pa.ChunkedArray]


@dataclass(frozen=True)
class Points:
    """A chunk's rows as numbers of what they have in common.

    Attributes:
        given: the cells, by our field names; empty text where empty.
        party, date, contact: what rows share, each thing once.
        party_of, date_of, contact_of: for each row the number of its thing.
    """

    given: Cells
    party: pd.DataFrame
    party_of: np.ndarray
    date: pd.Series
    date_of: np.ndarray
    contact: pd.DataFrame
    contact_of: np.ndarray

    def of_party(self, name: str) -> pa.Array:
        return handed_out(self.party[name], self.party_of)

    def of_contact(self, name: str) -> pa.Array:
        return handed_out(self.contact[name], self.contact_of)

    @property
    def days(self) -> np.ndarray:
        """The date of each row."""
        return self.date.to_numpy()[self.date_of]

    @property
    def reference(self) -> pa.Array:
        """The partner's reference of each row, null where there is none."""
        cells = self.given.get("touch_point_ref")
        if cells is None:
            return pa.nulls(len(self.party_of), pa.large_string())
        return pa.array(coerce.text(cells.to_pandas()), pa.large_string(), from_pandas=True)

    def ids(self, spec: Spec) -> pa.ChunkedArray:
        """One key for one contact: the partner's reference, or who, when and what where it gives none.

        The type and role belong to it because one crime reference names a victim, a place and a suspect; a later row with the
        same key replaces the earlier one. For a register the date belongs to it: a re-rating is a new contact. Where a file
        does not say which council it is from, two councils' numbers may be alike, so who it was about belongs to it too.
        """
        reference = self.reference
        is_named = pc.is_valid(reference)
        nameless = self.party["partner_org"] == COUNCIL_UNKNOWN
        who = handed_out(
            self.party["record_ref"].fillna(self.party["record_id"]).mask(nameless, self.party["record_id"]),
            self.party_of,
        )
        unknown = nameless.to_numpy()[self.party_of]
        asked_who = pc.or_(pc.invert(is_named), pa.array(unknown))
        day = handed_out(self.date.dt.strftime("%Y-%m-%d").astype("str"), self.date_of)
        asked_day = pa.array(np.ones(len(unknown), dtype=bool)) if spec.kind == "register" else pc.invert(is_named)
        asked_outcome = pc.invert(is_named) if spec.kind == "events" else pa.array(np.zeros(len(unknown), dtype=bool))
        return keys(
            [
                spec.name,
                self.of_party("partner_org"),
                reference,
                where(asked_who, who),
                where(asked_day, day),
                where(asked_outcome, self.of_contact("outcome_raw")),
                self.of_contact("type"),
                self.of_contact("role"),
            ]
        )


def points(given: Cells, rows: np.ndarray, source: Source) -> tuple[Points, list[pd.DataFrame]]:
    """A stretch of rows by what they have in common, and ISSUES about them.

    Args:
        given: the cells, by our field names; empty text where empty.
        rows: row numbers as a spreadsheet counts.
        source: table, layout and file.
    """
    party, party_of, about_parties = _businesses(given, rows, source)
    date, date_of, about_dates = _days(given, source, len(rows))
    contact, contact_of, about_contacts = _events(given, source, len(rows))
    found = [remark.of_rows(party_of, rows) for remark in about_parties]
    found += [remark.of_rows(date_of, rows) for remark in about_dates]
    found += [remark.of_rows(contact_of, rows) for remark in about_contacts]
    return Points(given, party, party_of, date, date_of, contact, contact_of), found


def handed_out(values: pd.Series, group: np.ndarray) -> pa.Array:
    """Values of things to their rows, as a dictionary array: each value once."""
    missing = values.isna().to_numpy()
    words = pa.array(values[~missing].to_numpy(dtype=object), pa.string())
    place = np.cumsum(~missing) - 1
    return pa.DictionaryArray.from_arrays(pa.array(place[group].astype("int32"), mask=missing[group]), words)


def where(mask: pa.Array, values: pa.Array) -> pa.Array:
    """Values where the mask is true, null elsewhere; a dictionary stays one."""
    if pa.types.is_dictionary(values.type):
        numbers = pc.if_else(mask, values.indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(numbers, values.dictionary)
    return pc.if_else(mask, values, pa.scalar(None, values.type))


def distinct(
    given: Cells, fields: Sequence[str], extra: Mapping[str, pa.Array], count: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """Clean text of each combination of fields, once, and for each row the number of its combination."""
    present = {name: given[name] for name in fields if name in given} | dict(extra)
    if not present:
        group, first = np.zeros(count, dtype="int64"), np.zeros(min(count, 1), dtype="int64")
    else:
        group, first = alike(list(present.values()))
    at = pa.array(first)
    frame = pd.DataFrame(index=range(len(first)))
    for name in (*fields, *extra):
        frame[name] = (
            coerce.text(present[name].take(at).to_pandas())
            if name in present
            else pd.Series(index=frame.index, dtype="str")
        )
    return frame, group


def _businesses(given: Cells, rows: np.ndarray, source: Source) -> tuple[pd.DataFrame, np.ndarray, list[Remark]]:
    """The businesses of the chunk; rows that name no place at all are kept apart by their reference or number."""
    placed = np.zeros(len(rows), dtype=bool)
    for name in parties.PLACE_FIELDS:
        if name in given and not placed.all():
            placed |= pc.not_equal(given[name], "").to_numpy()
    own = given["touch_point_ref"] if "touch_point_ref" in given else pa.array(rows.astype(str))
    alone = (
        {}
        if placed.all()
        else {"alone": where(pa.array(~placed), own.combine_chunks() if isinstance(own, pa.ChunkedArray) else own)}
    )
    once, group = distinct(given, parties.FIELDS, alone, len(rows))
    if "alone" not in once:
        once["alone"] = pd.Series(index=once.index, dtype="str")
    party, remarks = parties.parties(once, source.spec, source.headings, source.preamble)
    nobody = party[["name", "address", "postcode", "uprn", "longitude"]].isna().all(axis=1).to_numpy()
    if nobody.any():
        remarks.append(Remark("NAME_AND_PLACE_MISSING", nobody, "", pd.Series("", index=party.index)))
    return party, group, remarks


def _days(given: Cells, source: Source, count: int) -> tuple[pd.Series, np.ndarray, list[Remark]]:
    once, group = distinct(given, ("event_date",), {}, count)
    dates, remarks = contacts.event_dates(once, source.spec, source.headings, source.received)
    if "event_date" not in given:
        remarks = [remark for remark in remarks if source.spec.kind == "events"]
    return dates, group, remarks


def _events(given: Cells, source: Source, count: int) -> tuple[pd.DataFrame, np.ndarray, list[Remark]]:
    fields = (*contacts.FIELDS, "summary") if source.spec.escalations else contacts.FIELDS
    once, group = distinct(given, fields, {}, count)
    contact, remarks = contacts.contacts(once, source.spec, source.headings)
    return contact, group, remarks
