"""What the words of a heading say, whatever their order: "Insp Dt", "DATEOFINSPECTION" and "Inspection - date (dd/mm/yy)" alike.

The vocabulary knows headings people have used; the rules here read those nobody has used yet, from what each word stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from loaders.vocabulary import abbreviations, table

PERSONAL = 1.0
"""How surely a heading about a private person is not ours: values cannot change that."""
_REF = "reference number id identifier key urn code"
_CONTACT = (
    "visit inspection case job incident crime offence notice complaint request event log call contact enquiry audit application "
    "enforcement investigation referral penalty activity intervention sample intelligence service worksheet ticket breach"
)
_PLACE = (
    "premises property business site trader establishment shop store unit company outlet venue location building provider client "
    "customer account organisation setting operator employer trading hereditament supplier firm"
)
_OWNER = "owner proprietor licensee holder fbo ratepayer legal registered recipient defendant liable company limited proprietors"
_PERSON = (
    "officer inspector complainant victim suspect caller informant surname forename manager birth dob nationality gender ethnicity "
    "collar badge author signatory director witness reporter resident patient consumer tenant householder occupant customer_name offender supervisor dps oic investigator attendee forenames "
    "surveyor passport sex age username initials"
)
_LATER = "next due expiry expires end closed closure close planned scheduled target revised previous modified updated printed created"
_DATE = "date day dates"
_DONE = (
    "visited inspected completed received reported issued served attended occurred logged raised granted commenced sampled started "
    "carried audited opened happened registered actioned effective"
)
_OUTCOME = "outcome result results finding findings rating grade decision disposal verdict resolution conclusion compliance effectiveness"
_KIND = "type kind purpose reason nature classification class category"
_MONEY = "rateable fine arrears detriment loss amount cost gbp £ rv turnover"
_ELSEWHERE = "owner proprietor licensee holder operator correspondence agent applicant home headquarters office billing"
_PLAIN = (
    "initial primary secondary main current full last first latest final overall total most recent all other own our your their of "
    "the for on at by to in and or upon into under hygiene food safety fire health trading standards environmental fhrs cqc ofsted "
    "works default imposed given held made taken stage depot depots unit text list flag"
)
_USE = "use usage trade sector industry hereditament"
CLASSES: Mapping[str, frozenset[str]] = {
    name: frozenset(text.split())
    for name, text in {
        "REF": _REF, "CONTACT": _CONTACT, "PLACE": _PLACE, "OWNER": _OWNER, "PERSON": _PERSON, "LATER": _LATER, "DATE": _DATE,
        "DONE": _DONE, "OUTCOME": _OUTCOME, "KIND": _KIND, "MONEY": _MONEY, "USE": _USE, "ELSEWHERE": _ELSEWHERE,
    }.items()
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A field a heading may stand for.

    Attributes:
        field: key of FIELDS; empty for what we do not keep.
        likeness: 0 to 1.
        needs: groups of which a heading has a word each; words of a group are divided by `|`, capitals name one of CLASSES.
        without: words a heading must not have, written likewise, in one group.
        is_only: nothing else stands in the heading but plain words.
    """

    field: str
    likeness: float
    needs: str
    without: str = ""
    is_only: bool = False


_ROLE = "role|capacity|involvement|type|or"
RULES = (
    Rule("", PERSONAL, "PERSON", _ROLE + "|number|address|rating|grade"),
    Rule("", PERSONAL, "officer|inspector|complainant|informant|caller|dob|birth|surname|forename", _ROLE),
    Rule("", PERSONAL, "contact name", ""),
    Rule("", 0.95, "DATE LATER"),
    Rule("", 0.9, "LATER DONE|inspection|visit", "outcome|result"),
    Rule("", 0.9, "website|web|url|hyperlink|ward|constituency|parish|lsoa|msoa|employees|hours|priority|owner_id"),
    Rule("", 0.9, "risk", "category"),
    Rule("", 0.95, "case|account|record|ticket owner"),
    Rule("", PERSONAL, "person|people name|names", "responsible|liable"),
    Rule("postcode", 0.97, "postcode", "ELSEWHERE"),
    Rule("postcode", 0.8, "postcode"),
    Rule("email", 0.97, "email"),
    Rule("phone", 0.95, "phone|telephone|mobile|landline"),
    Rule("uprn", 0.97, "uprn"),
    Rule("uprn", 0.97, "unique property REF"),
    Rule("company_number", 0.95, "company|companies|crn house|registration|registered|number|reference", "name|address|type"),
    Rule("company_number", 0.95, "companies house", "name"),
    Rule("company_number", 0.9, "crn"),
    Rule("easting", 0.95, "easting|eastings|east"),
    Rule("northing", 0.95, "northing|northings|north"),
    Rule("easting", 0.9, "grid|osgb|bng|coordinate|coordinates|map|gis x|e|easting", "y|n"),
    Rule("northing", 0.9, "grid|osgb|bng|coordinate|coordinates|map|gis y|n|northing", "x|e"),
    Rule("longitude", 0.95, "longitude"),
    Rule("latitude", 0.95, "latitude"),
    *(Rule(f"address_{n}", 0.95, f"address|line {n}") for n in range(1, 6)),
    Rule("address_1", 0.9, "address", "1|2|3|4|5|line|email|web|ELSEWHERE"),
    Rule("address_1", 0.75, "address", "1|2|3|4|5|line|email|web"),
    Rule("address_1", 0.85, "location", "REF|DATE|type|authority|x|y|name|1|2|3|4|5"),
    Rule("address_1", 0.9, "house|building|property|unit number|name", "trading|business|REF|DATE"),
    Rule("address_1", 0.9, "house|building number"),
    Rule("address_1", 0.85, "number name", is_only=True),
    Rule("address_1", 0.8, "property", is_only=True),
    Rule("address_1", 0.84, "street|road|thoroughfare"),
    Rule("address_2", 0.83, "street|road|thoroughfare|locality"),
    Rule("address_3", 0.8, "locality|area", "authority|council|team"),
    Rule("address_4", 0.85, "county", "council"),
    Rule("town", 0.93, "town|city|village"),
    Rule("incorporated", 0.95, "incorporation|incorporated"),
    Rule("dissolved", 0.95, "dissolution|dissolved"),
    Rule("event_date", 0.95, "DATE visit|inspection|audit|incident|offence|event|contact|check", "LATER"),
    Rule("event_date", 0.93, "DATE DONE", "LATER"),
    Rule("event_date", 0.86, "DATE", "LATER|incorporation|dissolution"),
    Rule("legal_name", 0.85, "DONE upon|to"),
    Rule("event_date", 0.85, "DONE", "LATER|by|upon|to|company|name|address|number|reference|office|provider|person"),
    Rule("event_date", 0.84, "liable|effective|valid|start|granted from|date", "LATER"),
    Rule("value_gbp", 0.93, "MONEY", "DATE|name|adjuster|of business"),
    Rule("value_gbp", 0.9, "penalty|liability|total value|charge|sum|penalty"),
    Rule("category", 0.95, "PLACE KIND", "REF|CONTACT"),
    Rule("category", 0.9, "PLACE category", "REF|risk"),
    Rule("category", 0.93, "description PLACE", "CONTACT"),
    Rule("category", 0.9, "USE", "REF"),
    Rule("category_code", 0.93, "code sic|scat|use|usage|voa|category"),
    Rule("category_code", 0.93, "scat|sic", "text"),
    Rule("type", 0.93, "CONTACT KIND", "PLACE|OUTCOME"),
    Rule("type", 0.86, "KIND", "PLACE|OUTCOME|USE|LATER"),
    Rule("type", 0.86, "CONTACT description", "OUTCOME"),
    Rule("summary", 0.88, "CONTACT description|details|nature|alleged|summary", "OUTCOME"),
    Rule("outcome", 0.95, "OUTCOME", "DATE|risk|KIND|officer|response|priority|source"),
    Rule("outcome", 0.93, "OUTCOME description|text|code|category"),
    Rule("outcome", 0.93, "action taken"),
    Rule("status", 0.93, "status|state|position|progress|stage", "compliance"),
    Rule("role", 0.93, "role|involvement|capacity"),
    Rule("function", 0.9, "team|department|section|directorate|function|regime", "REF"),
    Rule("touch_point_ref", 0.94, "CONTACT REF", "phone|type|PLACE"),
    Rule("touch_point_ref", 0.82, "reference|refval", "CONTACT|PLACE|authority"),
    Rule("record_ref", 0.94, "PLACE REF", "unique|house|registration|companies|type|use|CONTACT|DATE|description"),
    Rule("record_ref", 0.94, "billing authority REF"),
    Rule("name", 0.95, "trading name|as"),
    Rule("name", 0.94, "PLACE name", "PERSON|OWNER|address|number"),
    Rule("name", 0.85, "premises|business|site|venue|establishment|shop|outlet|store|trader|setting", is_only=True),
    Rule("name", 0.9, "known|t as|a"),
    Rule("name", 0.75, "name", "PERSON|OWNER|CONTACT|authority|council|file|user|road|street|lsoa|ward|scheme|brand|previous|former"),
    Rule("legal_name", 0.93, "OWNER name", "PERSON|trading|contact|previous|former"),
    Rule("legal_name", 0.88, "OWNER", "PERSON|trading|address|REF|DATE|type|office|DONE|previous|former"),
    Rule("previous_name", 0.95, "previous|former name|company"),
    Rule("district", 0.93, "district|borough|council|authority", "REF|tax"),
)  # fmt: skip


def phrase(heading: str) -> dict[str, float]:
    """The fields a heading may stand for and how surely, 0 to 1; the field "" is what we do not keep.

    >>> phrase("Insp Dt")
    {'event_date': 0.95}
    """
    said = set(words(heading))
    found: dict[str, float] = {}
    for rule in RULES:
        if rule.likeness > found.get(rule.field, 0.0) and _fits(rule, said):
            found[rule.field] = rule.likeness
    return {"": PERSONAL} if found.get("") == PERSONAL else found


def _fits(rule: Rule, said: set[str]) -> bool:
    if rule.is_only and said - _group(rule.needs) - _group(_PLAIN):
        return False
    return all(said & _group(group) for group in rule.needs.split()) and not said & _group(rule.without)


@cache
def _group(text: str) -> frozenset[str]:
    return frozenset(word for part in re.split(r"[|\s]", text) for word in CLASSES.get(part, (part,)) if word)


@cache
def _lexicon() -> frozenset[str]:
    """Every word a rule asks for or a known heading has."""
    groups = [_PLAIN, *(group for rule in RULES for group in (*rule.needs.split(), rule.without))]
    asked = {word for group in groups for word in _group(group)}
    known = {word for heading in table("headings")["heading"] for word in heading.split() if len(word) > 3}
    return frozenset(asked | (known - abbreviations().keys()))


@cache
def words(heading: str) -> tuple[str, ...]:
    """`"PREMADDR1"` -> `("premises", "address", "1")`: capitals, blanks and digits divide words, short forms are written out."""
    told = re.sub(r"\((?:\w+\W+){2,}\w+\)", " ", heading)  # "(for office use only)", but not "(£)" or "(dd/mm/yy)"
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", told)
    plain = re.findall(r"[a-z]+|[0-9]+|£", spaced.lower())
    joined = "".join(plain)
    if joined in abbreviations():
        plain = abbreviations()[joined].split()
    return tuple(long for word in plain for part in _parts(word) for long in _long(part))


def _long(word: str) -> list[str]:
    """A word written out, in the singular, a misspelt one put right."""
    if word in abbreviations():
        return abbreviations()[word].split()
    if word in _lexicon() or len(word) < 5:
        return [word]
    if word.endswith("s") and word[:-1] in _lexicon():
        return [word[:-1]]
    near = process.extractOne(word, sorted(_lexicon()), scorer=fuzz.ratio, score_cutoff=84)
    return [near[0] if near else word]


@cache
def _parts(word: str) -> tuple[str, ...]:
    """Words run together taken apart where that leaves no rest: `inspdate` -> `("insp", "date")`."""
    known = _lexicon() | abbreviations().keys()
    if word in known or len(word) < 6:
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 14), end):
            before, part = best[start], word[start:end]
            if before is None or not ((part in known and len(part) >= 3) or part in ("of", "no", "dt", "id")):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = (*before, part)
    return best[-1] or (word,)
