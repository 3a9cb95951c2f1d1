"""Crimes at or against businesses as a police force extracts them from Athena."""

from loaders.spec import Spec

ATHENA_CRIMES = Spec(
    name="police_athena",
    title="Police crime extract (Athena)",
    partner="POLICE",
    partner_org="Essex Police",
    function="CRIME",
    source="Athena-like layout, DOMAIN guide 1.13; to be confirmed with the force",
    signature=("Crime Ref", "Offence", "Location Name", "Role", "Outcome"),
    rename={
        "Crime Ref": "touch_point_ref",
        "Offence": "summary",
        "Committed From": "event_date",
        "Location Name": "name",
        "Address": "address_1",
        "Postcode": "postcode",
        "Easting": "easting",
        "Northing": "northing",
        "UPRN": "uprn",
        "Role": "role",
        "Outcome": "outcome",
    },
    date_formats=("%d/%m/%Y %H:%M", "%d/%m/%Y"),
    type="CRIME",
    roles={
        "victim": "VICTIM",
        "suspect": "SUBJECT",
        "subject": "SUBJECT",
        "location": "LOCATION",
        "complainant": "COMPLAINANT",
        "informant": "COMPLAINANT",
        "witness": "WITNESS",
    },
    outcome_scheme="POLICE",
    outcome_types={"closure order": "CLOSURE"},
    escalations={
        "slavery|forced labour|trafficking|exploitation": "exploitation",
        "supply|cultivat|produc.* controlled": "drug supply",
        "launder": "money laundering",
    },
    escalated_outcomes=("charged",),
    ignore=("HO Class", "Committed To", "Recorded Date", "Business Flag", "MO Keywords", "Marking"),
)
