"""What the words of a heading say, whatever their order: "Insp Dt", "DATEOFINSPECTION" and "Inspection - date (dd/mm/yy)" alike.

The vocabulary knows headings people have used; the rules here read those nobody has used yet, from what each word stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from loaders.rules import PERSONAL, PLAIN, RULES, Rule, group
from loaders.sectors import sector_of_name
from loaders.spelling import readings

LESS_LIKELY = 0.95
PLACE = 0.75
"""What each reading of a short form is believed less than the one before."""


def phrase(heading: str) -> dict[str, float]:
    """The fields a heading may stand for and how surely, 0 to 1; the field "" is what we do not keep.

    >>> phrase("Insp Dt")
    {'event_date': 0.95}
    """
    return dict(_phrase(heading))


@lru_cache(maxsize=10_000)
def _phrase(heading: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for place, reading in enumerate(readings(heading)):
        said = set(reading)
        last = next((word for word in reversed(reading) if not word.isdigit()), "")
        for rule, (first, *rest) in _needs():
            if said.isdisjoint(first):
                continue
            likeness = rule.likeness * LESS_LIKELY**place if rule.field or not place else 0.0
            if likeness > found.get(rule.field, 0.0) and _fits(rule, said, last, rest):
                found[rule.field] = likeness
    if is_place(heading):
        found["name"] = max(found.get("name", 0.0), PLACE)
    return {"": PERSONAL} if found.get("") == PERSONAL else found


@cache
def _needs() -> tuple[tuple[Rule, tuple[frozenset[str], ...]], ...]:
    """Every rule with the groups of words of which a heading has one each."""
    return tuple((rule, tuple(group(part) for part in rule.needs.split())) for rule in RULES)


def is_place(heading: str) -> bool:
    """Whether a heading is itself a kind of business, such as `Garage` or `Care Home`: below it stand names."""
    return len(heading.split()) < 3 and sector_of_name(heading) is not None


def _fits(rule: Rule, said: set[str], last: str, rest: Sequence[frozenset[str]]) -> bool:
    """Whether a heading that has a word of a rule's first group has all else the rule asks for."""
    if rule.is_last and last not in group(rule.needs.split()[0]):
        return False
    if rule.is_only and said - group(rule.needs) - group(PLAIN):
        return False
    return all(said & part for part in rest) and not said & group(rule.without)
