"""What the words of a heading say, whatever their order: "Insp Dt", "DATEOFINSPECTION" and "Inspection - date (dd/mm/yy)" alike.

The vocabulary knows headings people have used; the rules here read those nobody has used yet, from what each word stands for.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from loaders.rules import PERSONAL, PLAIN, RULES, Rule, group
from loaders.sectors import sectors_of_names
from loaders.spelling import readings

LESS_LIKELY = 0.95
PLACE = 0.75
"""What each reading of a short form is believed less than the one before."""


def phrase(heading: str) -> dict[str, float]:
    """The fields a heading may stand for and how surely, 0 to 1; the field "" is what we do not keep.

    >>> phrase("Insp Dt")
    {'event_date': 0.95}
    """
    found: dict[str, float] = {}
    for place, reading in enumerate(readings(heading)):
        said = set(reading)
        last = next((word for word in reversed(reading) if not word.isdigit()), "")
        for rule in RULES:
            likeness = rule.likeness * LESS_LIKELY**place if rule.field or not place else 0.0
            if likeness > found.get(rule.field, 0.0) and _fits(rule, said, last):
                found[rule.field] = likeness
    if is_place(heading):
        found["name"] = max(found.get("name", 0.0), PLACE)
    return {"": PERSONAL} if found.get("") == PERSONAL else found


@cache
def is_place(heading: str) -> bool:
    """Whether a heading is itself a kind of business, such as `Garage` or `Care Home`: below it stand names."""
    return len(heading.split()) < 3 and bool(sectors_of_names(pd.Series([heading], dtype="str")).notna().iloc[0])


def _fits(rule: Rule, said: set[str], last: str) -> bool:
    if rule.is_last and last not in group(rule.needs.split()[0]):
        return False
    if rule.is_only and said - group(rule.needs) - group(PLAIN):
        return False
    return all(said & group(part) for part in rule.needs.split()) and not said & group(rule.without)
