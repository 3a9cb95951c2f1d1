"""Where a stretch of rows comes from: the table, its layout, the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from loaders.dates import dates_in_words
from loaders.readers import headings
from loaders.recognise import Recognised, heading_key
from loaders.spec import Spec


@dataclass(frozen=True)
class Source:
    """Where a chunk comes from.

    Attributes:
        match: the table and its layout.
        source_file: SHA-256 of the file.
        received: the day it came.
        corrections: values to be put right, see load.
        is_told: it has been noted that the file does not name its council.
    """

    match: Recognised
    source_file: str
    received: dt.date
    corrections: pd.DataFrame | None = None
    is_told: bool = False

    @property
    def spec(self) -> Spec:
        return self.match.spec

    @property
    def columns(self) -> tuple[str, ...]:
        """Names for the columns of a table that has none of its own, or those the layout asks for."""
        return self.spec.headerless.columns if self.spec.headerless else tuple(self.spec.rename)

    @property
    def headings(self) -> dict[str, str]:
        """Field to the heading as this file writes it."""
        if self.spec.headerless:
            written = {heading: heading for heading in self.spec.headerless.columns}
        else:
            line = self.match.table.head[self.match.header]
            written = {heading_key(name): name for name in reversed(headings(line))}
        if self.match.table.container == "xml":
            written |= {heading_key(name): name for name in self.spec.rename}
        found: dict[str, str] = {}
        for heading, fields in self.spec.rename.items():
            key = heading if self.spec.headerless else heading_key(heading)
            for field in fields.split() if key in written else ():
                found.setdefault(field, written[key])
        return found

    @property
    def preamble(self) -> str:
        """Text above the headings."""
        return " ".join(cell for line in self.match.table.head[: max(self.match.header, 0)] for cell in line)

    @property
    def extracted(self) -> dt.date | None:
        """The day the partner's system wrote the file: as it says, or the last date in words above the headings, as in "data as
        at 31 August 2025"."""
        try:
            facts = {name.rsplit("/")[-1].lower(): value for name, value in self.match.table.facts.items()}
            return dt.date.fromisoformat(facts.get("extractdate", "")[:10])
        except ValueError:
            return max((day for day in dates_in_words(self.preamble) if day <= self.received), default=None)
