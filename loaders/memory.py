"""What a file's earlier rows were about: each business, and each combination of words for what happened, is read once, however many
rows name it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from codes import COUNCIL_UNKNOWN
from loaders import coerce
from loaders.issues import Remark, joined

MOST = 400_000
MANY = 100_000
"""Things from which it counts whether they come again."""
RARE = 0.05
"""Share of a stretch's things below which those of earlier stretches do not come again: a list that names each once."""


class Parts:
    """A frame that grows: what is added is put beside what there is and not copied together with it; `take` looks rows up by number."""

    def __init__(self) -> None:
        self._frames: list[pd.DataFrame] = []
        self._starts = np.zeros(1, dtype="int64")

    def __len__(self) -> int:
        return int(self._starts[-1])

    def add(self, frame: pd.DataFrame) -> None:
        self._frames.append(frame)
        self._starts = np.append(self._starts, len(self) + len(frame))

    def take(self, numbers: np.ndarray) -> pd.DataFrame:
        """The rows with these numbers, in this order, from 0."""
        of = np.searchsorted(self._starts, numbers, side="right") - 1
        parts = np.unique(of)
        if len(parts) < 2:
            at = int(parts[0]) if len(parts) else 0
            return self._frames[at].take(numbers - self._starts[at]).reset_index(drop=True)
        rows = [np.flatnonzero(of == at) for at in parts]
        found = [self._frames[at].take(numbers[mine] - self._starts[at]) for at, mine in zip(parts, rows, strict=True)]
        return pd.concat(found, ignore_index=True).take(np.argsort(np.concatenate(rows))).reset_index(drop=True)


class Things:
    """Things read, by the hash of what stood in their cells; forgets everything when there are more than MOST, or many of which
    hardly any comes again.

    Attributes:
        frame: a row for each thing known.
        remarks: what was wrong with them.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._hashes = np.empty(0, dtype="uint64")
        self.frame = pd.DataFrame()
        self.remarks: list[Remark] = []

    @property
    def is_bare(self) -> bool:
        """Nothing was read yet, so that the frame lacks even its columns: those of a stretch without a whole row have to be told."""
        return self.frame.columns.empty

    def __len__(self) -> int:
        return len(self.frame)

    def numbers(self, hashes: np.ndarray) -> np.ndarray:
        """For each hash the number of its thing; those not known are numbered on from the last, and have to be added."""
        if len(self._hashes) + len(hashes) > MOST:
            self._forget()
        number = pd.Index(self._hashes).get_indexer(pd.Index(hashes))
        new = number < 0
        if len(self._hashes) >= MANY and (~new).sum() < RARE * len(hashes):
            self._forget()
            new[:] = True
        number[new] = len(self._hashes) + np.arange(int(new.sum()))
        self._hashes = np.concatenate([self._hashes, hashes[new]])
        return number

    def add(self, frame: pd.DataFrame, remarks: Sequence[Remark]) -> None:
        """What the things not known before were read as, in the order of their numbers."""
        known = len(self)
        self._keep(frame)
        self.remarks = joined([*self.remarks, *(remark.moved(known) for remark in remarks)])

    def _keep(self, frame: pd.DataFrame) -> None:
        self.frame = (
            pd.concat([self.frame, frame], ignore_index=True) if len(self.frame) else frame.reset_index(drop=True)
        )


class Businesses(Things):
    """The businesses of earlier rows.

    Attributes:
        parts: a row for each, with columns of RECORDS; they are many, and `frame` is not used.
        words: of each business `record_id`, `partner_org`, `subject` (the partner's own number, or the record) and `who` (the
            same, but the record where the council is not known), as Arrow holds them.
    """

    def _forget(self) -> None:
        super()._forget()
        self.parts = Parts()
        self.words: dict[str, pa.Array] = {}
        self._is_handed_out = np.empty(0, dtype=bool)

    def add(self, frame: pd.DataFrame, remarks: Sequence[Remark]) -> None:
        subject = frame["record_ref"].fillna(frame["record_id"])
        nameless = frame["partner_org"] == COUNCIL_UNKNOWN
        who = subject.mask(nameless, frame["record_id"]) if nameless.any() else subject
        is_own = frame["record_ref"].isna().all() and self.words.get("subject") is self.words.get("record_id")
        columns = {"record_id": frame["record_id"], "partner_org": frame["partner_org"]}
        columns |= {} if is_own else {"subject": subject, "who": who}
        for name, values in columns.items():
            words = coerce.cells(values).cast(pa.string())
            words = pa.concat_arrays([self.words[name].cast(pa.string()), words]) if len(self) else words
            self.words[name] = pc.dictionary_encode(words) if name == "partner_org" else words
        if is_own:
            self.words |= dict.fromkeys(("subject", "who"), self.words["record_id"])
        self._is_handed_out = np.concatenate([self._is_handed_out, np.zeros(len(frame), dtype=bool)])
        super().add(frame, remarks)

    @property
    def is_bare(self) -> bool:
        return not self.words

    def __len__(self) -> int:
        return len(self.parts)

    def _keep(self, frame: pd.DataFrame) -> None:
        self.parts.add(frame)

    def hand_out(self, party_of: np.ndarray, kept: np.ndarray) -> np.ndarray:
        """Which of the rows kept are about a business whose record has not been handed out yet; now it has."""
        is_new: np.ndarray = kept & ~self._is_handed_out[party_of]
        self._is_handed_out[party_of[is_new]] = True
        return is_new


class Memory:
    """The businesses, the words for what happened and the dates of a file's earlier rows."""

    def __init__(self) -> None:
        self.businesses, self.contacts, self.dates = Businesses(), Things(), Things()
