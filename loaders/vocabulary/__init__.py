"""Words partners use in headings, as tables: known headings, short forms, and what is not ours to keep."""

from functools import cache
from pathlib import Path

import pandas as pd


@cache
def table(name: str) -> pd.DataFrame:
    """`headings` (field, heading), `abbreviations` (short, long), `welsh` (welsh, english) or `not_ours` (heading)."""
    return pd.read_csv(Path(__file__).parent / f"{name}.csv", dtype="str", keep_default_na=False)


@cache
def abbreviations() -> dict[str, str]:
    """Short forms, and Welsh words, to what they stand for."""
    rows = table("abbreviations")
    return welsh() | dict(zip(rows["short"], rows["long"], strict=True))


@cache
def welsh() -> dict[str, str]:
    """Words of Welsh headings, as they stand and as they are after another word, to English."""
    rows = table("welsh")
    return dict(zip(rows["welsh"], rows["english"], strict=True))


@cache
def known_headings() -> tuple[tuple[str, str], ...]:
    """Every heading of the vocabulary with the field it stands for; an empty field for those we do not keep."""
    ours, others = table("headings"), table("not_ours")
    return (*zip(ours["heading"], ours["field"], strict=True), *((heading, "") for heading in others["heading"]))


@cache
def declared_headings() -> tuple[tuple[str, str], ...]:
    """Every heading of the declared layouts, likewise, but those that stand for several; of a value in nested
    data (`site/address/postcode`) the last part."""
    from loaders.specs import SPECS

    found: dict[tuple[str, str], None] = {}
    for spec in SPECS:
        for heading, fields in spec.rename.items():
            if " " not in fields:
                found[(heading.rsplit("/")[-1], fields)] = None
    return tuple(found)
