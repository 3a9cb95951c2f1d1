"""What the words of a heading stand for, as data: classes of words, and rules from words to fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

PERSONAL = 1.0
"""How surely a heading about a private person is not ours: values cannot change that."""
_REF = "reference number id identifier key urn code uid guid serial refval"
_CONTACT = (
    "visit inspection case job incident crime offence notice complaint request event log call contact enquiry audit application "
    "enforcement investigation referral penalty activity intervention sample intelligence service worksheet ticket breach"
    " assessment appointment attendance interview check examination survey encounter occurrence episode deployment"
    " operation tasking warrant prosecution sanction contravention infringement violation allegation report"
    " submission patrol observation test"
)
_PLACE = (
    "premises property business site trader establishment shop store unit company outlet venue location building provider client "
    "customer account organisation setting operator employer trading hereditament supplier firm"
    " facility yard factory farm salon garage pub restaurant hotel school surgery pharmacy clinic nursery takeaway"
    " bar kiosk stall merchant retailer wholesaler importer exporter manufacturer vendor seller contractor branch"
    " subject party taxpayer dealer landlord"
)
_OWNER = (
    "owner proprietor licensee holder fbo ratepayer legal registered recipient defendant liable company limited proprietors"
    " keeper controller principal occupier lessee freeholder leaseholder parent holdings entity corporate sponsor"
    " dutyholder debtor payer applicant consignee consignor"
)
_PERSON = (
    "officer inspector complainant victim suspect caller informant surname forename manager birth dob nationality gender ethnicity "
    "collar badge author signatory director witness reporter resident patient consumer tenant householder occupant customer_name offender supervisor dps oic investigator attendee forenames "
    "surveyor passport sex age username initials"
    " sampler vet examiner engineer handler assessor auditor adviser advisor caseworker worker workers driver"
    " nominee nominated individual staff reviewer approver doctor clinician aggrieved injured"
)
_LATER = "next due expiry expires end closed closure close planned scheduled target revised previous modified updated printed created lapse lapses lapsed lapsing"
_DATE = "date day dates"
_DONE = (
    "visited inspected completed received reported issued served attended occurred logged raised granted commenced sampled started "
    "carried audited opened happened registered actioned effective"
    " assessed examined checked seized arrived notified recorded submitted lodged booked detected discovered"
    " committed arrested convicted imposed determined decided dated seen"
)
_OUTCOME = (
    "outcome result results finding findings rating grade decision disposal verdict resolution conclusion compliance effectiveness"
    " determination judgement remedy pass fail passed failed compliant satisfactory"
)
_KIND = "type kind purpose reason nature classification class category basis trigger cause programme"
_MONEY = (
    "rateable fine arrears detriment loss amount cost gbp £ rv turnover"
    " yield duty owed debt outstanding balance levy price proceeds compensation damages seizure"
)
_ELSEWHERE = "owner proprietor licensee holder operator correspondence agent applicant home headquarters office billing"
PLAIN = (
    "initial primary secondary main current full last first latest final overall total most recent all other own our your their of "
    "the for on at by to in and or upon into under hygiene food safety fire health trading standards environmental fhrs cqc ofsted "
    "works default imposed given held made taken stage depot depots unit text list flag form sheet entry line item concerned involved relevant affected question"
)
_WENT = (
    "we i you went go going called call visited visit attended turned dropped saw met looked came arrived looked checked inspected"
    " spoke knocked entered were was"
)
_HAPPENED = (
    "found find happened came went saw see seen ended result resulted turned concluded decided agreed did do done say said think"
    " outcome action learned learnt noticed"
)
_LED = "why prompted brought made triggered led caused sent reason"
_PLAYERS = "runs run owns own behind operates operate manages manage charge trades company firm licence"
_ASKED = "what where when who whom whose why how which whereabouts"
_USE = "use usage occupancy trade sector industry hereditament commodity product goods occupation"
CLASSES: Mapping[str, frozenset[str]] = {
    name: frozenset(text.split())
    for name, text in {
        "REF": _REF, "CONTACT": _CONTACT, "PLACE": _PLACE, "OWNER": _OWNER, "PERSON": _PERSON, "LATER": _LATER, "DATE": _DATE,
        "DONE": _DONE, "OUTCOME": _OUTCOME, "KIND": _KIND, "MONEY": _MONEY, "USE": _USE, "ELSEWHERE": _ELSEWHERE,
        "WENT": _WENT, "HAPPENED": _HAPPENED, "LED": _LED, "PLAYERS": _PLAYERS, "ASKED": _ASKED,
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
        is_last: a word of the first group ends the heading: in English the last word says what it is.
    """

    field: str
    likeness: float
    needs: str
    without: str = ""
    is_only: bool = False
    is_last: bool = False


_ROLE = "role|capacity|involvement|type|or"
RULES = (
    Rule("", PERSONAL, "PERSON", _ROLE + "|number|address|rating|grade"),
    Rule("", PERSONAL, "officer|inspector|complainant|informant|caller|dob|birth|surname|forename", _ROLE),
    Rule("", PERSONAL, "contact name", ""),
    Rule("", PERSONAL, "by", "run|operated|managed|owned|occupied|held"),
    Rule("", 0.95, "DATE LATER"),
    Rule("", 0.9, "LATER DONE|inspection|visit", "outcome|result"),
    Rule("", 0.9, "website|web|url|hyperlink|ward|constituency|parish|lsoa|msoa|employees|hours|priority|owner_id"),
    Rule("", 0.9, "risk", "category"),
    Rule("", 0.95, "case|account|record|ticket owner"),
    Rule("", PERSONAL, "person|people name|names", "responsible|liable"),
    Rule("", 0.9, "correspondence|home|applicant|agent address|postcode|phone|email", "care|travel|estate|letting"),
    Rule("", PERSONAL, "who WENT|filed|filled|did|took|wrote|signed|reported|told|complained|lives|saw", "for"),
    Rule("", 0.95, "count|counts|headcount|tally"),
    Rule("", 0.9, "how many|much|long|old|often"),
    Rule("", 0.9, "number people|workers|staff|children|beds|rooms|employees"),
    Rule("event_date", 0.93, "when", "LATER|born|opened|expire"),
    Rule("event_date", 0.9, "DATE WENT", "LATER"),
    Rule("address_1", 0.88, "where|whereabouts|situated|situate|located", "town|postcode|village|council|district|heard"),
    Rule("address_1", 0.7, "found|based|stands|trades|seen|trading at", "when|what"),
    Rule("legal_name", 0.9, "who PLAYERS"),
    Rule("legal_name", 0.88, "run|owned|operated|managed|occupied|held|kept by"),
    Rule("legal_name", 0.85, "behind"),
    Rule("name", 0.85, "who|what trades|called|name|sign|door|fascia", "PLAYERS"),
    Rule("name", 0.85, "sign|signboard|fascia|shopfront|frontage|door", "DATE|KIND|REF|signed|address|number"),
    Rule("name", 0.9, "trading style|title|alias"),
    Rule("name", 0.7, "where|who|whom WENT", "when|postcode|town|filed|filled|officer|DATE|by"),
    Rule("type", 0.9, "LED WENT|you|us", "DATE"),
    Rule("type", 0.88, "why"),
    Rule("outcome", 0.88, "what|how HAPPENED", "LED|DATE|LATER|many|they|it"),
    Rule("outcome", 0.86, "what|how HAPPENED", "LED|DATE|LATER|many|sell|made"),
    Rule("category", 0.9, "what they|it|do|does|sell|sells|sold|made|trade", "LED|HAPPENED|WENT"),
    Rule("category", 0.88, "what|sort|kind|line do|does|sell|sells|trade|business|shop|place|outlet|work", "WENT|contact|visit|LED"),
    Rule("category", 0.86, "what they do|sell|make|offer"),
    Rule("category", 0.9, "code description|text|label naics|naic|nace|sic|scat"),
    Rule("category_code", 0.93, "naics|naic|nace", "description|text|label"),
    Rule("phone", 0.85, "ring|dial"),
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
    Rule("easting", 0.9, "grid|osgb|bng|coordinate|coordinates|coord|coords|map|gis x|e|easting", "y|n"),
    Rule("northing", 0.9, "grid|osgb|bng|coordinate|coordinates|coord|coords|map|gis y|n|northing", "x|e"),
    Rule("easting", 0.8, "x", "y|n"),
    Rule("northing", 0.8, "y", "x|e"),
    Rule("longitude", 0.95, "longitude"),
    Rule("latitude", 0.95, "latitude"),
    *(Rule(f"address_{n}", 0.95, f"address|line {n}") for n in range(1, 6)),
    Rule("address_1", 0.9, "address", "1|2|3|4|5|line|email|web|ELSEWHERE"),
    Rule("address_1", 0.58, "address", "1|2|3|4|5|line|email|web"),
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
    Rule("event_date", 0.87, "CONTACT", "LATER|REF|KIND|OUTCOME|name|by|officer|address"),
    Rule("legal_name", 0.85, "DONE upon|to"),
    Rule("event_date", 0.85, "DONE", "LATER|by|upon|to|company|name|address|number|reference|office|provider|person"),
    Rule("event_date", 0.84, "liable|effective|valid|start|granted from|date", "LATER"),
    Rule("value_gbp", 0.93, "MONEY", "DATE|name|adjuster|of business"),
    Rule("value_gbp", 0.8, "value|price|sum|balance|levy", "REF|DATE|KIND"),
    Rule("value_gbp", 0.9, "penalty|liability|total value|charge|sum|penalty"),
    Rule("risk_category", 0.93, "risk|hygiene category|band|class|rating|score|level|grade"),
    Rule("category", 0.95, "PLACE KIND", "REF|CONTACT"),
    Rule("category", 0.9, "PLACE category", "REF|risk"),
    Rule("category", 0.93, "description PLACE", "CONTACT"),
    Rule("category", 0.9, "USE", "REF|MONEY|team|officer|area|value|price|sum|where|who|when|at"),
    Rule("category", 0.8, "activity|activities licensable|licensed|regulated|permitted|registered|main|principal|economic", "REF|DATE"),
    Rule("category", 0.7, "PLACE activity", "REF|DATE|KIND"),
    Rule("category_code", 0.93, "code sic|scat|use|usage|voa|category"),
    Rule("category_code", 0.93, "scat|sic", "text|description|label"),
    Rule("type", 0.93, "CONTACT KIND", "PLACE|OUTCOME"),
    Rule("type", 0.88, "order|direction|closure KIND", "PLACE|OUTCOME|USE"),
    Rule("type", 0.83, "CONTACT method|mode", "PLACE|OUTCOME"),
    Rule("type", 0.6, "CONTACT performed|undertaken|completed|carried", "REF|OUTCOME|DATE|KIND|PERSON|LATER|by|to"),
    Rule("type", 0.86, "KIND", "PLACE|OUTCOME|USE|LATER"),
    Rule("type", 0.86, "CONTACT description", "OUTCOME"),
    Rule("summary", 0.88, "CONTACT description|details|nature|alleged|summary", "OUTCOME"),
    Rule("summary", 0.8, "sanitised|sanitized|synopsis|gist|precis", "REF|DATE"),
    Rule("summary", 0.6, "offence|crime|breach|allegation|concern|matter|topic|issue|violation|infringement", "REF|DATE|OUTCOME|KIND|officer|status"),
    Rule("outcome", 0.95, "OUTCOME", "DATE|risk|KIND|officer|response|priority|source"),
    Rule("outcome", 0.93, "OUTCOME description|text|code|category"),
    Rule("outcome", 0.93, "action taken"),
    Rule("outcome", 0.6, "found|opinion|conclusions", "REF|DATE|KIND|OWNER|number|by|value"),
    Rule("status", 0.93, "status|state|position|progress|stage", "compliance"),
    Rule("role", 0.93, "role|involvement|capacity"),
    Rule("function", 0.9, "function|regime", "REF"),
    Rule("function", 0.5, "team|department|section|directorate|unit", "REF"),
    Rule("touch_point_ref", 0.94, "CONTACT REF", "phone|type|PLACE"),
    Rule("touch_point_ref", 0.82, "reference|refval", "CONTACT|PLACE|authority"),
    Rule("touch_point_ref", 0.7, "account|licence|permit|registration|certificate REF", "phone|type|company|companies"),
    Rule("touch_point_ref", 0.6, "REF", "PLACE|OWNER|PERSON|phone|company|companies|vat|vehicle|meter|USE|KIND|OUTCOME|address|post"),
    Rule("touch_point_ref", 0.64, "REF", is_only=True),
    Rule("record_ref", 0.94, "PLACE REF", "unique|house|registration|companies|type|use|CONTACT|DATE|description|building|name"),
    Rule("record_ref", 0.94, "billing authority REF"),
    Rule("record_ref", 0.75, "account", is_only=True),
    Rule("touch_point_ref", 0.64, "account", is_only=True),
    Rule("name", 0.95, "trading name|as"),
    Rule("name", 0.95, "trade name", "description|type"),
    Rule("legal_name", 0.95, "name party|entity|defendant", "trade|trading"),
    Rule("name", 0.94, "PLACE name", "PERSON|OWNER|address|number"),
    Rule("name", 0.85, "premises|business|site|venue|establishment|shop|outlet|store|trader|setting", is_only=True),
    Rule("name", 0.8, "premises|business|site|venue|establishment|shop|outlet|store|setting DONE|CONTACT", "REF|DATE|KIND|OUTCOME|LATER|by|to|description|address|number|postcode|phone|status|x|y"),
    Rule("name", 0.8, "premises|business|site|venue|establishment|shop|outlet|store|trader|company|facility", "REF", is_last=True),
    Rule("name", 0.9, "known|t as|a"),
    Rule("name", 0.75, "name", "PERSON|OWNER|CONTACT|authority|council|file|user|road|street|lsoa|ward|scheme|brand|previous|former"),
    Rule("legal_name", 0.93, "OWNER name", "PERSON|trading|contact|previous|former"),
    Rule("legal_name", 0.88, "OWNER", "PERSON|trading|address|REF|DATE|type|office|DONE|previous|former"),
    Rule("previous_name", 0.95, "previous|former name|company"),
    Rule("district", 0.93, "district|borough|council|authority", "REF|tax"),
)  # fmt: skip


@cache
def group(text: str) -> frozenset[str]:
    return frozenset(word for part in re.split(r"[|\s]", text) for word in CLASSES.get(part, (part,)) if word)


def every_word() -> frozenset[str]:
    """Every word a rule asks for or forbids."""
    return frozenset().union(
        *(group(part) for rule in RULES for part in (*rule.needs.split(), rule.without)), group(PLAIN)
    )
