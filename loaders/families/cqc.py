"""Care Quality Commission: active locations with their latest rating (HSCA)."""

from loaders.spec import Spec

CQC_LOCATIONS = Spec(
    name="cqc_locations",
    title="CQC active locations (HSCA)",
    partner="CQC",
    partner_org="Care Quality Commission",
    function="CARE",
    source="https://www.cqc.org.uk/about-us/transparency/using-cqc-data, HSCA_Active_Locations",
    signature=("Location ID", "Location Name", "Location Latest Overall Rating", "Provider ID"),
    rename={
        "Location ID": "record_ref",
        "Location Name": "name",
        "Provider Name": "legal_name",
        "Location Primary Inspection Category": "category",
        "Location Latest Overall Rating": "outcome",
        "Publication Date": "event_date",
        "Location Telephone Number": "phone",
        "Location Street Address": "address_1",
        "Location Address Line 2": "address_2",
        "Location City": "town",
        "Location Postal Code": "postcode",
        "Location UPRN ID": "uprn",
        "Location Latitude": "latitude",
        "Location Longitude": "longitude",
        "Provider Companies House Number": "company_number",
    },
    kind="register",
    lists_once=True,
    type="RATING",
    outcome_scheme="CQC",
    sector="CARE",
    ignore=("Registered manager",),
)
