"""Basildon's business-rates accounts: American dates, sums of money as text."""

from dataclasses import replace

from loaders.families.business_rates import RATES_ACCOUNTS

BASILDON_RATES = replace(
    RATES_ACCOUNTS,
    name="basildon_rates",
    title="Basildon business-rates accounts",
    partner_org="Basildon Council",
    source="whythawk/whyqd tests, Basildon (E07000066), DOMAIN guide 1.11: dates as month/day/year",
    signature=("PlaceRef", "FOIName", "LiabStart", "PropAddress1", "PropPostCode"),
    rename={
        "PlaceRef": "record_ref",
        "FOIName": "legal_name",
        "LiabStart": "event_date",
        "PropAddress1": "address_1",
        "PropAddress2": "address_2",
        "PropAddress3": "address_3",
        "PropAddress4": "address_4",
        "PropAddress5": "address_5",
        "PropPostCode": "postcode",
        "PropDesc": "category",
        "RateableValue": "value_gbp",
        "RV": "value_gbp",
    },
    date_formats=("%m/%d/%Y", "%m/%d/%Y %H:%M"),
    ignore=("ChgType", "MandRlfCd", "DiscRlfCd", "AddRlfCd", "SBRFlag", "MandRlf", "DiscRlf", "AdditionalRlf"),
)
