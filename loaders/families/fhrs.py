"""Food Hygiene Rating Scheme open data: the XML of each authority, and the JSON of the service it is asked from."""

from loaders.spec import Spec

FHRS = Spec(
    name="fsa_fhrs",
    title="FHRS open data XML or JSON",
    partner="FSA",
    partner_org="Food Standards Agency",
    function="FOOD_HYGIENE",
    source="https://ratings.food.gov.uk/open-data; read against ten Essex files of August 2020; JSON of api.ratings.food.gov.uk, version 2",
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
        "Phone": "phone",
        "RatingValue": "outcome",
        "RatingDate": "event_date",
        "LocalAuthorityName": "register_part district",
        "Scores/ConfidenceInManagement": "management_score",
        "Geocode/Longitude": "longitude",
        "Geocode/Latitude": "latitude",
    },
    things="establishments",
    kind="register",
    lists_once=True,
    date_formats=("%Y-%m-%d",),
    coordinate_precision="POSTCODE",
    type="RATING",
    outcome_scheme="FHRS FHIS",
    sector_codes="fhrs_type",
    xml_row="EstablishmentDetail",
    ignore=(
        "LocalAuthorityBusinessID", "LocalAuthorityCode", "LocalAuthorityWebSite", "LocalAuthorityEmailAddress", "RatingKey",
        "SchemeType", "NewRatingPending", "RightToReply", "Distance", "Scores/Hygiene", "Scores/Structural",
    ),
)  # fmt: skip
