"""Doubts about where a record is, in words: what was found, what was done, what to do."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from tables import PLACE_DOUBTS, check

DOUBTS = MappingProxyType(
    {
        "SWAPPED_COORDINATES": ("The two numbers of the position stand in each other's place", "put right", "Tell the partner, so that the system is put right."),
        "DIGIT_LOST": ("Easting or northing is a digit short", "kept; the place of the UPRN or postcode is used where it is known", "Ask the partner for the whole figure."),
        "OUTSIDE_AREA": ("The position lies outside the county", "kept; the place of the UPRN or postcode is used where it is known", "Check the address; a business elsewhere is no mistake."),
        "FAR_FROM_POSTCODE": ("The position lies more than 5 km from its postcode", "kept; the position given is used", "One of the two is wrong: ask the partner which."),
        "POSTCODE_ENDED": ("The postcode is no longer in use", "kept; its last place is used", "Ask the partner for the postcode of today."),
        "POSTCODE_UNKNOWN": ("The postcode is in no list we have", "kept; it gives no place", "Look for a slip of the pen; install a newer list of postcodes."),
    }
)  # fmt: skip
"""Flags of RECORDS about places, as loaders.geocode.locate sets them."""
POSITIONS = MappingProxyType(
    {"SUPPLIED": "as supplied", "UPRN": "from the UPRN", "POSTCODE": "from the postcode's centre", "NONE": "not known"}
)


def doubts_table(found: pd.DataFrame) -> pd.DataFrame:
    """PLACE_DOUBTS as people read it."""
    check(found, PLACE_DOUBTS)
    told = [DOUBTS[flag] for flag in found["flag"]]
    return pd.DataFrame(
        {
            "What is doubtful": [words for words, _, _ in told],
            "For example": [
                f"row {row}, {name}" if pd.notna(name) else f"row {row}"
                for row, name in zip(found["row"], found["name"], strict=True)
            ],
            "Records": found["records"].map("{:,}".format),
            "What was done": [done for _, done, _ in told],
            "What to do": [advice for _, _, advice in told],
        }
    )


def in_words(flags: pd.Series) -> pd.Series:
    """`"DIGIT_LOST OUTSIDE_AREA"` -> `"Easting or northing is a digit short; the position lies outside the county"`; other flags as they are."""
    return flags.map(lambda said: _joined(str(said).split()), na_action="ignore")


def _joined(flags: list[str]) -> str:
    told = "; ".join(DOUBTS[flag][0] if flag in DOUBTS else flag for flag in flags)
    return told[:1] + told[1:].replace("; The", "; the").replace("; Easting", "; easting")


def positions_line(counts: dict[str, int]) -> str:
    """`{"SUPPLIED": 5, "NONE": 1}` -> `"Positions: 5 as supplied, 1 not known."`"""
    return f"Positions: {', '.join(f'{count:,} {POSITIONS.get(name, name)}' for name, count in counts.items())}."
