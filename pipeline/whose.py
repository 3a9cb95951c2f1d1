"""Whose file it probably is, told from its name and from what stands above its headings: a proposal, never more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import codes

FIELD_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "FOOD_HYGIENE": ("food", "hygiene", "fhrs"),
        "HEALTH_SAFETY": ("health and safety", "riddor", "accident", "hse"),
        "FIRE": ("fire",),
        "TRADING_STANDARDS": ("trading standards", "weights and measures", "counterfeit", "ts"),
        "LICENSING": ("licensing", "licence", "licences", "license", "alcohol", "gambling", "lic"),
        "ENVIRONMENT": ("waste", "noise", "nuisance", "pollution", "fly tipping"),
        "CARE": ("care home", "care homes", "cqc"),
        "CHILDCARE": ("childcare", "ofsted", "nursery", "nurseries"),
        "HOUSING": ("housing", "hmo", "hmos", "landlord", "landlords"),
        "PLANNING": ("planning",),
        "LABOUR_MARKET": ("gangmaster", "gangmasters", "glaa", "minimum wage"),
        "IMMIGRATION": ("immigration", "sponsor", "sponsors"),
        "CRIME": ("crime", "crimes", "police", "offences"),
        "RATES": ("rates", "nndr", "ratepayers"),
        "TAX": ("hmrc", "vat"),
    }
)
"""Words that name a field of regulation, as bodies write them above their tables and in the names of their files."""
PARTNER_OF: Mapping[str, str] = MappingProxyType(
    {
        "FOOD_HYGIENE": "EH", "FIRE": "FIRE", "TRADING_STANDARDS": "TS", "LICENSING": "LICENSING", "CARE": "CQC", "CHILDCARE": "OFSTED",
        "HOUSING": "HOUSING", "PLANNING": "PLANNING", "LABOUR_MARKET": "GLAA", "IMMIGRATION": "HOME_OFFICE", "CRIME": "POLICE",
        "RATES": "REVENUES", "TAX": "HMRC",
    }
)  # fmt: skip

OF_ONE_BODY = ("FSA", "EA", "CQC", "OFSTED", "HSE", "HMRC", "HOME_OFFICE", "GLAA", "COMPANIES_HOUSE", "VOA")
"""Partners that are one organisation, by which name they are known."""


@dataclass(frozen=True)
class Whose:
    """Whose file it probably is.

    Attributes:
        partner, function: codes, empty where nothing says or several do.
        partner_org: the organisation, likewise.
    """

    partner: str = ""
    partner_org: str = ""
    function: str = ""


def bodies(known: Iterable[str]) -> list[str]:
    """Organisations a file can be of: the councils of the county, then those of the layouts known, by name."""
    councils = [f"{name} Council" for name in codes.labels("districts").values()]
    return [*councils, *sorted({name for name in known if "{" not in name} - set(councils))]


def whose(file_name: str, above: Sequence[Sequence[str]], organisations: Sequence[str]) -> Whose:
    """A proposal from the words of a file's name and of the lines above its headings; what two answers fit is left open.

    >>> whose("Lic visits April.csv", [["Southend City Council"]], ["Southend-on-Sea Council", "Essex Police"])
    Whose(partner='LICENSING', partner_org='Southend-on-Sea Council', function='LICENSING')
    """
    said = f" {_plain(' '.join([file_name.rsplit('.', 1)[0], *(cell for line in above for cell in line)]))} "
    fields = [field for field, words in FIELD_WORDS.items() if any(f" {word} " in said for word in words)]
    field = fields[0] if len(fields) == 1 else ""
    named = [body for body in organisations if any(f" {name} " in said for name in _names(body))]
    return Whose(PARTNER_OF.get(field, ""), named[0] if len(named) == 1 else "", field)


def body_of(partner: str) -> str:
    """The organisation of a partner that is only one; empty where it is one of many: `"EA"` -> `"Environment Agency"`."""
    return codes.labels("partners")[partner] if partner in OF_ONE_BODY else ""


def body_meant(typed: str, organisations: Sequence[str]) -> str:
    """The organisation that somebody meant who typed the beginning of its name: `"southend"` -> `"Southend-on-Sea Council"`."""
    begun = [body for body in organisations if _plain(body).startswith(_plain(typed))] if _plain(typed) else []
    return begun[0] if len(begun) == 1 else typed.strip()


def _names(body: str) -> list[str]:
    """How a body is called in passing: `"Southend-on-Sea Council"` -> `["southend on sea", "southend"]`."""
    if not body.endswith(" Council"):
        return [_plain(body)]
    place = body.removesuffix(" Council")
    return [_plain(place), _plain(place.split("-")[0])]


def _plain(text: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])", " ", text)
    return " ".join(re.findall(r"[a-z]+", spaced.lower().replace("&", " and ")))
