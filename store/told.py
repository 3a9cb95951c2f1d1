"""Whether any two rows of a file say the same, told while they are written."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

MOST_TOLD = 10_000_000
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class Told:
    """What a file's rows say, as one number each, gathered while they are written: where no two of a file are alike and none came
    before it, none is unchanged, and nothing has to be read again to tell.

    Attributes:
        read, quarantined: rows so far.
        says: for each row kept a number made of what it is about and what it says; not gathered beyond MOST_TOLD.
    """

    read: int = 0
    quarantined: int = 0
    says: list[np.ndarray] = field(default_factory=list)

    def add(self, rows: pa.Table) -> None:
        is_kept = ~rows["is_quarantined"].to_numpy()
        self.read += len(is_kept)
        self.quarantined += int(len(is_kept) - is_kept.sum())
        if self.read <= MOST_TOLD:
            key, content = (rows[name].fill_null(0).to_numpy() for name in ("row_key", "content"))
            self.says.append((key * _ODD + content)[is_kept])

    def are_unlike(self) -> bool:
        """No two rows are alike for certain; of those that may be it has to be looked up."""
        return self.read <= MOST_TOLD and pd.Index(np.concatenate([np.empty(0, "uint64"), *self.says])).is_unique
