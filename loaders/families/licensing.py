"""Licences a council grants: premises licences, and every other kind in one generic register.

A register says how a licence stands today (`status`) and when it was granted. When it came to stand so only a list of decisions
says, and only there is it an outcome: licence_decisions.py.
"""

from dataclasses import replace

from loaders.spec import Spec

REFERENCES = "Licence Number|Licence No|Licence Ref|Licence Reference|Reference|Premises Licence Number"
_HOLDERS = "Licence Holder|Licence Holder Name|Premises Licence Holder|Holder|Licensee|Operator Name|Operator|Licence Holder(s)"
_DATED = ("Date Granted", "Granted Date", "Grant Date", "Issue Date", "Date Issued", "Licence Start Date", "Start Date", "Effective From", "Valid From")  # fmt: skip
_REFERRED = dict.fromkeys(REFERENCES.split("|"), "record_ref")
_HELD = dict.fromkeys(_HOLDERS.split("|"), "legal_name")
_PLACED = {
    "Premises Address": "address_1",
    "Address": "address_1",
    "Business Address": "address_1",
    "Trading Address": "address_1",
    "Postcode": "postcode",
    "Post Code": "postcode",
    "UPRN": "uprn",
    "Easting": "easting",
    "Northing": "northing",
    "Company Number": "company_number",
    "Status": "status",
    "Licence Status": "status",
}
_NAMED = {
    "Licence Type": "category",
    "Type of Licence": "category",
    "Licence Category": "category",
    "Type": "category",
    "Trading Name": "name",
    "Trading As": "name",
    "Business Name": "name",
    "Premises Name": "name",
    "Site Name": "name",
    "Site Address": "address_1",
    **_HELD,
    **_PLACED,
}

PREMISES_LICENCES = Spec(
    name="premises_licences",
    title="Premises licences (Licensing Act 2003)",
    partner="LICENSING",
    partner_org="{district} Council",
    function="LICENSING",
    source="Register fields of section 8 of the Licensing Act 2003 as councils publish them, DOMAIN guide 1.10",
    signature=(
        REFERENCES,
        "Premises Name|Premises|Name of Premises|Trading Name",
        "Premises Address|Address",
        "Licensable Activities|Licensed Activities|Activities|Licensable Activity",
    ),
    rename={
        **_REFERRED,
        "Premises Name": "name",
        "Name of Premises": "name",
        "Trading Name": "name",
        "Premises": "name",
        **_HELD,
        **_PLACED,
        "Premises Type": "category",
        "Licensable Activities": "summary",
        "Licensed Activities": "summary",
        "Licensable Activity": "summary",
        "Activities": "summary",
        **dict.fromkeys(_DATED, "event_date"),
    },
    kind="register",
    date_formats=("%d/%m/%Y", "%d-%b-%Y", "%d %B %Y"),
    type="LICENCE_GRANTED",
    bodies_only=True,
    ignore=("DPS", "Designated Premises Supervisor", "DPS Name", "Personal Licence Number", "Licence Holder Address", "Opening Hours", "Expiry Date"),
)  # fmt: skip

LICENCE_REGISTER = replace(
    PREMISES_LICENCES,
    name="licence_register",
    title="Licence register (any kind)",
    source="Late night refreshment, scrap metal, taxi operators, gambling premises: one shape, DOMAIN guide 1.10; headings vary by council",
    signature=(REFERENCES, "Licence Type|Type of Licence|Licence Category|Type", _HOLDERS),
    rename={**_REFERRED, **_NAMED, **dict.fromkeys(_DATED, "event_date")},
    categories={
        "late night refreshment": "TAKEAWAY",
        "scrap metal dealer": "WASTE",
        "scrap metal site": "WASTE",
        "scrap metal site licence": "WASTE",
        "scrap metal collector": "WASTE",
        "private hire operator": "TAXI",
        "private hire vehicle operator": "TAXI",
        "taxi operator": "TAXI",
        "betting premises": "GAMING_MONEY",
        "bingo": "GAMING_MONEY",
        "adult gaming centre": "GAMING_MONEY",
        "family entertainment centre": "GAMING_MONEY",
        "casino": "GAMING_MONEY",
        "gambling premises": "GAMING_MONEY",
        "massage and special treatment": "MASSAGE",
        "special treatment": "MASSAGE",
        "skin piercing": "NAIL_BEAUTY",
    },
    only_categories=r"^(?!.*(?:driver|personal licence|badge))",
)
