"""What the words of a heading say, whatever their order: "Insp Dt", "DATEOFINSPECTION" and "Inspection - date (dd/mm/yy)" alike.

The vocabulary knows headings people have used; the rules here read those nobody has used yet, from what each word stands for.
"""

from __future__ import annotations

from loaders.rules import PERSONAL, PLAIN, RULES, Rule, group
from loaders.spelling import readings

LESS_LIKELY = 0.95
"""What each reading of a short form is believed less than the one before."""


def phrase(heading: str) -> dict[str, float]:
    """The fields a heading may stand for and how surely, 0 to 1; the field "" is what we do not keep.

    >>> phrase("Insp Dt")
    {'event_date': 0.95}
    """
    found: dict[str, float] = {}
    for place, reading in enumerate(readings(heading)):
        said = set(reading)
        for rule in RULES:
            likeness = rule.likeness * LESS_LIKELY**place if rule.field or not place else 0.0
            if likeness > found.get(rule.field, 0.0) and _fits(rule, said):
                found[rule.field] = likeness
    return {"": PERSONAL} if found.get("") == PERSONAL else found


def _fits(rule: Rule, said: set[str]) -> bool:
    if rule.is_only and said - group(rule.needs) - group(PLAIN):
        return False
    return all(said & group(part) for part in rule.needs.split()) and not said & group(rule.without)
