"""Tables that break linkage engines, at any size: time, memory, pairs, the largest cluster and F1 of each, each in a process of its own.

Run: python -m tests.benchmarks.linkage.hard [--records 1000000] [--only WORD]
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from linkage.table import link_table
from tests.benchmarks.linkage.__main__ import alone_with, now, row, since
from tests.benchmarks.linkage.datasets import Known
from tests.benchmarks.linkage.generate import make_large

KINDS = (
    "Cafe",
    "Kebab House",
    "Nail Bar",
    "Car Wash",
    "Pizza",
    "Bakery",
    "Butcher",
    "Garage",
    "Pharmacy",
    "Takeaway",
    "Barber",
    "Newsagent",
)
CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувшыжз")
FIRST_IDEOGRAPH, IDEOGRAPHS = 0x4E00, 3_000


def _crc(text: object) -> int:
    return zlib.crc32(str(text).encode())


def _named(known: Known, name: Callable[[pd.Series], pd.Series]) -> Known:
    """The same records under other names, made of their names or of their true cluster."""
    return replace(known, records=known.records.assign(name=name(known.records["name"])))


def equal(count: int) -> Known:
    """All names equal."""
    return _named(make_large(count), lambda name: name.mask(name.notna(), "Shop"))


def dozen(count: int, ends: tuple[str, ...] = ("",)) -> Known:
    """Twelve names in all, or twelve times as many as there are `ends`: a list of trades instead of names."""
    known = make_large(count)
    names = np.array([f"{kind} {end}".strip() for kind in KINDS for end in ends], dtype=object)
    entity = known.truth.reindex(known.records["record_id"]).map(_crc).to_numpy() % len(names)
    return _named(known, lambda name: pd.Series(names[entity], index=name.index))


def foreign(count: int) -> Known:
    """Half of the names in Cyrillic letters, half in ideographs; each business's records in one of them."""
    known = make_large(count)
    entity = known.truth.reindex(known.records["record_id"]).map(_crc).to_numpy() % 2

    def ideographs(name: str) -> str:
        signs = [_crc(word) for word in name.lower().split()]
        return "".join(
            chr(FIRST_IDEOGRAPH + n % IDEOGRAPHS) + chr(FIRST_IDEOGRAPH + n // IDEOGRAPHS % IDEOGRAPHS) for n in signs
        )

    def written(name: pd.Series) -> pd.Series:
        told = name.fillna("")
        return pd.Series([ideographs(text) if is_second else text.lower().translate(CYRILLIC) for text, is_second in zip(told, entity, strict=True)], index=name.index)  # fmt: skip

    return _named(known, written)


def without(count: int, *columns: str) -> Known:
    """The records without some columns."""
    known = make_large(count)
    return replace(known, records=known.records.assign(**dict.fromkeys(columns)))


def one_source(count: int) -> Known:
    """Everything in one list that may name a business twice."""
    known = make_large(count)
    return replace(known, records=known.records.assign(source="only"), once=())


def one_address(count: int, crowd: int = 30_000) -> Known:
    """The first records of the table at a formation agent's door."""
    known = make_large(count)
    here = np.arange(len(known.records)) < crowd
    door = {"address": "71-75 Shelton Street, Covent Garden", "town": "London", "postcode": "WC2H 9JQ"}
    return replace(
        known,
        records=known.records.assign(**{name: known.records[name].mask(here, text) for name, text in door.items()}),
    )


def branches(count: int, crowd: int = 5_000) -> Known:
    """The first records of the table all of one brand, each at its own address."""
    known = make_large(count)
    here = np.arange(len(known.records)) < crowd
    return _named(known, lambda name: name.mask(here, "Greggs"))


def crowded(count: int, share: int = 100) -> Known:
    """Every hundred records in one building: business centres and markets without anything else."""
    known = make_large(count)
    entity = known.truth.reindex(known.records["record_id"]).map(_crc).to_numpy() % max(1, count // share)
    house = pd.Series([f"{n % 97 + 1} Market Hall Road {n // 97}" for n in entity], index=known.records.index)
    code = pd.Series(
        [f"CM{n % 9 + 1} {n // 9 % 10}A{chr(65 + n // 90 % 26)}" for n in entity], index=known.records.index
    )
    return replace(known, records=known.records.assign(address=house, postcode=code))


TABLES: dict[str, Callable[[int], Known]] = {
    "usual": make_large, "all names equal": equal, "a dozen names": dozen, "ten dozen names": partial(dozen, ends=("", "One", "Star", "Royal", "Best", "City", "Village", "New", "Golden", "Lucky")),
    "other alphabets": foreign, "no postcodes": lambda n: without(n, "postcode"), "names and towns": lambda n: without(n, "postcode", "address", "phone"),
    "one source": one_source, "30,000 at one address": one_address, "5,000 branches": branches, "a hundred to a building": crowded,
}  # fmt: skip


def linked(known: Known, name: str) -> dict[str, object]:
    """What linking took and how right it is."""
    start = now()
    out = link_table(
        known.records.rename(columns={"latitude": "lat", "longitude": "lon"}), once=known.once, explain=False
    )
    spent = since(start)
    clusters = out.clusters.set_index("record_id")["cluster_id"]
    told = row("touchpoint", replace(known, name=name), clusters, spent, int(out.rules["pairs"].iloc[-1]))
    left_out = (
        int(out.rules["pairs"].iloc[-2] - out.rules["pairs"].iloc[-1])
        if out.rules["rule"].iloc[-1].startswith("all, compared")
        else 0
    )
    return told | {
        "left out": left_out,
        "clusters": clusters.nunique(),
        "largest": int(clusters.value_counts().iloc[0]),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--only", default="", help="tables whose name holds this")
    chosen = options.parse_args()
    for name, make in TABLES.items():
        if chosen.only in name:
            found = alone_with(partial(linked, name=name), partial(make, chosen.records))
            told = {
                key: found.get(key)
                for key in (
                    "set",
                    "records",
                    "precision",
                    "recall",
                    "F1",
                    "pairs",
                    "left out",
                    "clusters",
                    "largest",
                    "seconds",
                    "CPU s",
                    "peak GB",
                    "error",
                )
            }
            print(
                "  ".join(
                    f"{key} {value:,.4g}" if isinstance(value, float) else f"{key} {value}"
                    for key, value in told.items()
                    if value is not None
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
