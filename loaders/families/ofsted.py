"""Ofsted: childcare providers with their latest full inspection. Childminders and others at home are private people."""

from loaders.spec import Spec

OFSTED_CHILDCARE = Spec(
    name="ofsted_childcare",
    title="Ofsted childcare providers (management information)",
    partner="OFSTED",
    partner_org="Ofsted",
    function="CHILDCARE",
    source="Management information: childcare providers and inspections; headings of the releases of 2018, 2021, 2025 and 2026",
    signature=(
        "Provider URN",
        "Provider type",
        "Provider name",
        "Most recent full: Inspection date|EYR OEIF/CIF: Most recent: Inspection date|EYR OEIF/CIF: Most recent: Overall effectiveness",
    ),
    rename={
        "Provider URN": "record_ref",
        "Provider name": "name",
        "Provider type": "category",
        "Provider address line 1": "address_1",
        "Provider address line 2": "address_2",
        "Provider address line 3": "address_3",
        "Provider town": "town",
        "ProviderTtown": "town",
        "Provider postcode": "postcode",
        "Postcode": "postcode",
        "Telephone number": "phone",
        "Most recent full: Inspection date": "event_date",
        "EYR OEIF/CIF: Most recent: Inspection date": "event_date",
        "Most recent full: Overall effectiveness": "outcome",
        "EYR OEIF/CIF: Most recent: Overall effectiveness": "outcome",
        "Provider status": "status",
    },
    kind="register",
    lists_once=True,
    type="INSPECTION",
    outcome_scheme="OFSTED",
    categories={"childcare on non-domestic premises": "EDUCATION"},
    sector="EDUCATION",
    only_categories="non-domestic",
    ignore=("Registered person name", "Registered_Person_Name", "Registered person URN", "Web link"),
)
