"""A register of the files received first, beside the one of all: what "since the last load" is counted from in the sample county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from store.raw import Receipt


def of_files(tables: Mapping[str, pd.DataFrame], receipts: Sequence[Receipt]) -> dict[str, pd.DataFrame]:
    """The tables of a register as they would be if these files alone had been received, linked as the records are linked now."""
    files = [receipt.sha256 for receipt in receipts]
    records = tables["records"][tables["records"]["source_file"].isin(files)]
    links = tables["links"][tables["links"]["record_id"].isin(records["record_id"])]
    pairs = tables["pairs"]
    both = pairs["record_id_l"].isin(records["record_id"]) & pairs["record_id_r"].isin(records["record_id"])
    return {
        **tables,
        "records": records,
        "links": links,
        "pairs": pairs[both],
        "businesses": tables["businesses"][tables["businesses"]["business_id"].isin(links["business_id"])],
        "premises": tables["premises"][tables["premises"]["premises_id"].isin(links["premises_id"])],
        "sources": tables["sources"][tables["sources"]["source_file"].isin(files)],
    }
