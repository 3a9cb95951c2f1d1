"""Care Quality Commission: locations with their latest rating, the care directory, and locations that closed."""

from dataclasses import replace

from loaders.spec import Spec

_LOCATION = {
    "Location ID": "record_ref",
    "Location Name": "name",
    "Provider Name": "legal_name",
    "Location Primary Inspection Category": "category",
    "Location Telephone Number": "phone",
    "Location Street Address": "address_1",
    "Location Address Line 2": "address_2",
    "Location City": "town",
    "Location Postal Code": "postcode",
    "Location UPRN ID": "uprn",
    "Location Latitude": "latitude",
    "Location Longitude": "longitude",
    "Provider Companies House Number": "company_number",
}

CQC_LOCATIONS = Spec(
    name="cqc_locations",
    title="CQC active locations (HSCA)",
    partner="CQC",
    partner_org="Care Quality Commission",
    function="CARE",
    source="https://www.cqc.org.uk/about-us/transparency/using-cqc-data, HSCA_Active_Locations; headings as of October 2026",
    signature=("Location ID", "Location Name", "Location Latest Overall Rating", "Provider ID"),
    rename={
        **_LOCATION,
        "Location Latest Overall Rating": "outcome",
        "Publication Date": "event_date",
        # A rating given to the owner before says nothing about the one who is there now.
        "Inherited Rating (Y/N)": "status",
    },
    kind="register",
    lists_once=True,
    type="RATING",
    outcome_scheme="CQC",
    statuses={"y": "INHERITED"},
    sector="CARE",
    bodies_only=True,
    ignore=("Registered manager", "Provider Nominated Individual Name", "Provider Main Partner Name"),
)

CQC_DEACTIVATED = replace(
    CQC_LOCATIONS,
    name="cqc_deactivated",
    title="CQC deactivated locations",
    source="https://www.cqc.org.uk/about-us/transparency/using-cqc-data, Deactivated_Locations; headings as of July 2026",
    signature=("Location ID", "Location Name", "Location HSCA End Date", "Location HSCA start date"),
    rename={**_LOCATION, "Location HSCA End Date": "event_date", "Location Status": "summary"},
    kind="events",
    type="REGISTRATION_END",
    outcome_scheme="",
    statuses={},
)

CQC_DIRECTORY = replace(
    CQC_LOCATIONS,
    name="cqc_directory",
    title="CQC care directory",
    source="https://www.cqc.org.uk/about-us/transparency/using-cqc-data, weekly CQC_directory.csv, 15 columns below a title",
    signature=(
        "Name",
        "Service types",
        "Date of latest check",
        "CQC Location ID (for office use only)|CQC Location (for office use only|CQC Location ID|CQC Location (for office use only)",
    ),
    rename={
        "CQC Location ID (for office use only)": "record_ref",
        "CQC Location (for office use only)": "record_ref",
        "CQC Location (for office use only": "record_ref",
        "CQC Location ID": "record_ref",
        "Name": "name",
        "Provider name": "legal_name",
        "Address": "address_1",
        "Postcode": "postcode",
        "Phone number": "phone",
        "Service types": "category",
        "Date of latest check": "event_date",
    },
    date_formats=("%d/%b/%Y - %H:%M", "%d/%m/%Y"),
    type="INSPECTION",
    outcome_scheme="",
    statuses={},
    ignore=("Also known as", "Specialisms/services", "Location URL"),
)
