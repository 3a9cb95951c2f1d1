"""Make linkage/vocabulary/name_rates.csv and address_rates.csv: the share of names and addresses in public lists that hold a word.

Run: python -m tests.benchmarks.linkage.word_rates
"""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import numpy as np
import pandas as pd

from linkage.prepare import prepare
from tests.benchmarks.linkage.datasets import SHARED, as_records, linkage_dev

OUT = Path(__file__).parents[3] / "linkage" / "vocabulary"
LEAST = 0.0008


def sources() -> list[pd.DataFrame]:
    """Names and addresses of public lists, one frame each."""
    others = SHARED / "others"
    hmrc = pd.read_csv(next((others / "hmrc").glob("*.csv")), dtype=str)
    hmrc["address"] = hmrc[["Line 1", "Line 2", "Town"]].fillna("").agg(", ".join, axis=1)
    found = [hmrc.rename(columns={"Name": "name"})[["name", "address"]]]
    for path in (
        "gambling/gambling-premises_2016.tsv",
        "pharmacy/pharmacies_2016.tsv",
        "environment_agency/end-of-life-vehicle-sites_2016.tsv",
    ):
        frame = pd.read_csv(others / path, sep="\t", dtype=str)
        found.append(frame.rename(columns={"text": "address"})[["name", "address"]])
    for path in sorted((others / "business_rates").glob("*.csv")):
        frame = pd.read_csv(path, dtype=str).rename(columns={"Ratepayer": "name", "Address": "address"})
        found.append(frame[["name", "address"]].dropna(subset=["name"]))
        found[-1].attrs["Ratepayer"] = True  # three small districts: their towns are not common words
    rows = [
        {
            "name": e.findtext("BusinessName"),
            "address": ", ".join(filter(None, (e.findtext(f"AddressLine{i}") for i in range(1, 5)))),
        }
        for file in sorted((SHARED / "fhrs" / "2020-08-10").glob("*.xml"))
        for e in ElementTree.parse(file).iter("EstablishmentDetail")
    ]
    found.append(pd.DataFrame(rows))
    dev = linkage_dev().records
    found.append(dev.loc[dev["source"].str.startswith(("dvsa", "nhs")), ["name", "address"]])
    return found


def rates(kind: str) -> dict[str, float]:
    """Mean over the lists of the share that holds each word."""
    total: dict[str, float] = {}
    lists = [frame for frame in sources() if kind == "name" or "Ratepayer" not in frame.attrs]
    for frame in lists:
        frame = frame.reset_index(drop=True).assign(source="x")
        frame["record_id"] = frame.index.astype(str)
        with duckdb.connect() as con:
            of = prepare(as_records(frame), once=frozenset(), con=con)
        held, text = (of.name, of.name_words.text) if kind == "name" else (of.address, of.address_words.text)
        share = np.bincount(held.present.indices, minlength=len(text)) / len(frame)
        for word, value in zip(text, share, strict=True):
            if not word.isdigit():
                total[word] = total.get(word, 0.0) + float(value) / len(lists)
    return {word: value for word, value in total.items() if value >= LEAST}


def main() -> None:
    for kind in ("name", "address"):
        found = sorted(rates(kind).items(), key=lambda item: (-item[1], item[0]))
        with (OUT / f"{kind}_rates.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["word", "share"])
            out.writerows([word, f"{value:.5f}"] for word, value in found)
        print(kind, len(found), found[:12])


if __name__ == "__main__":
    main()
