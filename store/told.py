"""What a file came to, counted while its tables are written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MOST_TOLD = 10_000_000
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class Told:
    """What a file's tables say, gathered while they are written, so that nothing has to be read again to tell. Where no two rows
    of a file are alike and none came before it, none is unchanged.

    Attributes:
        read, quarantined: rows so far.
        first, last: day of the earliest and the latest contact so far.
        issues: kind of issue to how many.
        says: for each row kept a number made of what it is about and what it says, each part in order; not gathered beyond MOST_TOLD.
    """

    read: int = 0
    quarantined: int = 0
    says: list[np.ndarray] = field(default_factory=list)
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    issues: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, table: pa.Table) -> None:
        """Take in a part of a table, by the table's name."""
        if name == "rows":
            self._add_rows(table)
        elif name == "issues" and table.num_rows:
            counted = pc.value_counts(table["code"].cast(pa.string()))
            self.issues.update({one["values"]: one["counts"] for one in counted.to_pylist()})
        elif name == "touch_points" and table.num_rows:
            ends = pc.min_max(table["event_date"]).as_py()
            self.first = min(filter(None, (self.first, ends["min"])), default=None)
            self.last = max(filter(None, (self.last, ends["max"])), default=None)

    @property
    def issue_counts(self) -> dict[str, int]:
        """The commonest kind of issue first."""
        return dict(sorted(self.issues.items(), key=lambda one: (-one[1], one[0])))

    def _add_rows(self, rows: pa.Table) -> None:
        is_kept = ~rows["is_quarantined"].to_numpy()
        self.read += len(is_kept)
        self.quarantined += int(len(is_kept) - is_kept.sum())
        if self.read <= MOST_TOLD:
            key, content = (rows[name].fill_null(0).to_numpy() for name in ("row_key", "content"))
            self.says.append(np.sort((key * _ODD + content)[is_kept]))

    def are_unlike(self) -> bool:
        """No two rows are alike for certain; of those that may be it has to be looked up."""
        if self.read > MOST_TOLD:
            return False
        every = np.sort(np.concatenate([np.empty(0, "uint64"), *self.says]), kind="stable")  # parts in order are merged
        return not (every[1:] == every[:-1]).any()
