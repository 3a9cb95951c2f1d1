"""The contacts a person may see and asked for, by day, as columns of small numbers: what months, figures and areas are counted from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from store.access import Scope
from store.cells import Held, businesses_within, contacts_within, first_dated, held
from store.filters import Filters

CONTACT = frozenset({"partner", "partner_org", "touch_point_class", "role"})
"""Words of a contact; all others are of the business."""


@dataclass(frozen=True)
class Seen:
    """Contacts in scope and asked for.

    Attributes:
        columns: of the register.
        part, kept: a stretch of its contacts, and which of it (None for all).
    """

    columns: Held
    part: slice
    kept: np.ndarray | None

    def of(self, values: np.ndarray) -> np.ndarray:
        """A column of all contacts, of these alone."""
        return values[self.part] if self.kept is None else values[self.part][self.kept]

    def code(self, name: str) -> np.ndarray:
        """Code of a word of the contact, or of the business it was with."""
        codes = self.columns.codes[name]
        return self.of(codes) if name in CONTACT else codes[self.business]

    def size(self, name: str) -> int:
        """How many codes there are, the one for what is missing among them."""
        return len(self.columns.words[name]) + 1

    @cached_property
    def business(self) -> np.ndarray:
        return self.of(self.columns.business)

    @cached_property
    def day(self) -> np.ndarray:
        return self.of(self.columns.day)

    @property
    def severity(self) -> np.ndarray:
        return self.of(self.columns.severity)

    def where(self, mask: np.ndarray) -> Seen:
        """Those of a mask over them."""
        kept = np.flatnonzero(mask)
        return Seen(self.columns, self.part, kept if self.kept is None else self.kept[kept])

    def after(self, first: int, last: int) -> Seen:
        """Those after one day and not after another, in days since 1970."""
        start, stop = (
            self.part.start + int(at) for at in np.searchsorted(self.columns.day[self.part], [first + 1, last + 1])
        )
        stop = max(start, stop)
        if self.kept is None:
            return Seen(self.columns, slice(start, stop), None)
        edges = np.searchsorted(self.kept, [start - self.part.start, stop - self.part.start])
        return Seen(self.columns, slice(start, stop), self.kept[slice(*edges)] - (start - self.part.start))

    def months(self) -> tuple[np.ndarray, np.ndarray]:
        """First days of the months of the register's contacts, and which of them each contact lies in; -1 without a day."""
        day = self.columns.day[self.part]
        dated = day[first_dated(day) :]
        if not len(dated):
            return np.zeros(0, "datetime64[M]"), np.full(len(self.day), -1)
        first, last = (np.datetime64(int(edge), "D").astype("datetime64[M]") for edge in (dated[0], dated[-1]))
        months = np.arange(first, last + 1)
        starts = np.searchsorted(day, months.astype("datetime64[D]").astype("int64"))
        month = np.repeat(np.arange(-1, len(months), dtype="int32"), np.diff([0, *starts, len(day)]))
        return months, month if self.kept is None else month[self.kept]


def seen(scope: Scope, wanted: Filters, register: Path) -> Seen:
    """The contacts in scope and asked for."""
    part, mask = _within(replace(scope, user="", may_export=True), wanted, register)
    return Seen(held(register), part, None if mask is None else np.flatnonzero(mask))


@lru_cache(maxsize=8)
def _within(scope: Scope, wanted: Filters, register: Path) -> tuple[slice, np.ndarray | None]:
    """A stretch of contacts and a mask over it; a page asks several times for the same."""
    part, mask = contacts_within(scope, wanted, register)
    inside = businesses_within(scope, wanted, register)
    if not inside.all():
        within = inside[held(register).business[part]]
        mask = within if mask is None else mask & within
    return part, mask


def met(rows: np.ndarray, rows_size: int, columns: np.ndarray, columns_size: int) -> np.ndarray:
    """Which pairs of two codes occur, as a table of flags of the first by the second."""
    table = np.zeros(rows_size * columns_size, dtype=bool)
    table[rows.astype("uint32") * np.uint32(columns_size) + columns] = True
    return table.reshape(rows_size, columns_size)
