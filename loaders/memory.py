"""The businesses that a file's earlier rows were about: each is read once, however many rows name it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.issues import Remark
from loaders.parties import COUNCIL_UNKNOWN

MOST = 600_000


class Memory:
    """Businesses by the hash of what stood in their cells; forgets everything when there are more than MOST.

    Attributes:
        party: columns of RECORDS for each business known.
        words: of each business `record_id`, `partner_org`, `subject` (the partner's own number, or the record) and `who` (the
            same, but the record where the council is not known), as Arrow holds them.
        remarks: what was wrong with them.
        is_handed_out: whose record has been handed out.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._hashes = np.empty(0, dtype="uint64")
        self.party = pd.DataFrame()
        self.words: dict[str, pa.Array] = {}
        self.remarks: list[Remark] = []
        self.is_handed_out = np.empty(0, dtype=bool)

    def numbers(self, hashes: np.ndarray) -> np.ndarray:
        """For each hash the number of its business; -1 for those not known."""
        if len(self._hashes) + len(hashes) > MOST:
            self._forget()
        return pd.Index(self._hashes).get_indexer(pd.Index(hashes))

    def add(self, hashes: np.ndarray, party: pd.DataFrame, remarks: Sequence[Remark]) -> None:
        """Businesses not known before, numbered on from the last."""
        known = len(self._hashes)
        self._hashes = np.concatenate([self._hashes, hashes])
        subject = party["record_ref"].fillna(party["record_id"])
        nameless = party["partner_org"] == COUNCIL_UNKNOWN
        columns = {"record_id": party["record_id"], "partner_org": party["partner_org"], "subject": subject}
        for name, values in {**columns, "who": subject.mask(nameless, party["record_id"])}.items():
            words = pa.array(values, from_pandas=True).cast(pa.string())
            self.words[name] = pa.concat_arrays([self.words[name], words]) if known else words
        self.party = pd.concat([self.party, party], ignore_index=True) if known else party.reset_index(drop=True)
        self.remarks += [remark.moved(known) for remark in remarks]
        self.is_handed_out = np.concatenate([self.is_handed_out, np.zeros(len(party), dtype=bool)])
