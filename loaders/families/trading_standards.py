"""Trading standards case workbooks: complaints on one sheet, visits on another."""

from dataclasses import replace

from loaders.spec import Spec

_ACTIONS = {
    "warning": "WARNING",
    "written warning": "WARNING",
    "simple caution": "CAUTION",
    "penalty notice": "PENALTY",
    "undertaking": "WARNING",
    "prosecution": "PROSECUTION",
    "seizure with prosecution": "PROSECUTION",
    "closure order": "CLOSURE",
    "licence review sought": "LICENCE_REVIEW",
}

TRADING_STANDARDS_VISITS = Spec(
    name="ts_visits",
    title="Trading standards visits",
    partner="TS",
    partner_org="Essex Trading Standards",
    function="TRADING_STANDARDS",
    source="Sheet layout of DOMAIN guide 1.10; to be confirmed with the service",
    signature=("Visit reference", "Visit date", "Trader name", "Visit type", "Result"),
    rename={
        "Visit reference": "touch_point_ref",
        "Visit date": "event_date",
        "Trader name": "legal_name",
        "Trading as": "name",
        "Address": "address_1",
        "Postcode": "postcode",
        "Phone": "phone",
        "Company number": "company_number",
        "Visit type": "type",
        "Result": "outcome",
    },
    types={
        "inspection": "INSPECTION",
        "primary inspection": "INSPECTION",
        "routine inspection": "INSPECTION",
        "test purchase": "TEST_PURCHASE",
        "underage test purchase": "TEST_PURCHASE",
        "advice visit": "ADVISORY_VISIT",
        "advice": "ADVISORY_VISIT",
        "sampling": "SAMPLE",
        "complaint visit": "INSPECTION",
        "complaint follow-up": "INSPECTION",
        "routine visit": "INSPECTION",
        "intelligence-led visit": "INSPECTION",
        "project visit": "INSPECTION",
        "joint operation": "INSPECTION",
    },
    outcome_scheme="TRADING_STANDARDS",
    outcome_types=_ACTIONS,
)

TRADING_STANDARDS_COMPLAINTS = replace(
    TRADING_STANDARDS_VISITS,
    name="ts_complaints",
    title="Trading standards complaints",
    signature=("Case reference", "Received date", "Trader name", "Referral/Notification", "Outcome"),
    rename={
        "Case reference": "touch_point_ref",
        "Received date": "event_date",
        "Trader name": "name",
        "Trader address": "address_1",
        "Trader postcode": "postcode",
        "Trader phone": "phone",
        "Detriment value": "value_gbp",
        "Complaint/breach code": "summary",
        "Outcome": "outcome",
    },
    type="COMPLAINT",
    types={},
    ignore=("Goods/service code", "Referral/Notification"),
)
