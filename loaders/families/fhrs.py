"""Food Hygiene Rating Scheme open data, one XML for each authority."""

from loaders.spec import Spec

FHRS_XML = Spec(
    name="fsa_fhrs",
    title="FHRS open data XML",
    partner="FSA",
    partner_org="Food Standards Agency",
    function="FOOD_HYGIENE",
    source="https://ratings.food.gov.uk/open-data; read against ten Essex files of August 2020",
    signature=("FHRSID", "BusinessName"),
    rename={
        "FHRSID": "record_ref",
        "BusinessName": "name",
        "BusinessType": "category",
        "BusinessTypeID": "category_code",
        "AddressLine1": "address_1",
        "AddressLine2": "address_2",
        "AddressLine3": "address_3",
        "AddressLine4": "address_4",
        "PostCode": "postcode",
        "RatingValue": "outcome",
        "RatingDate": "event_date",
        "Scores/ConfidenceInManagement": "management_score",
        "Geocode/Longitude": "longitude",
        "Geocode/Latitude": "latitude",
    },
    kind="register",
    lists_once=True,
    date_formats=("%Y-%m-%d",),
    coordinate_precision="POSTCODE",
    type="RATING",
    outcome_scheme="FHRS",
    sector_codes="fhrs_type",
    xml_row="EstablishmentDetail",
    ignore=("LocalAuthorityWebSite", "LocalAuthorityEmailAddress", "RatingKey", "Scores/Hygiene", "Scores/Structural"),
)
