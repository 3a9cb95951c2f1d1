"""Lists of places published once or now and then: who is there, no contact with anybody."""

from loaders.spec import Spec

EAT_OUT = Spec(
    name="hmrc_eat_out",
    title="Eat Out to Help Out register",
    partner="HMRC",
    partner_org="HM Revenue and Customs",
    function="TAX",
    source="hmrc/eat-out-to-help-out-establishments, restaurants.csv of 2 August 2020: 49,584 lines typed by their owners",
    signature=("Name", "Line 1", "Line 2", "Town", "County", "Postcode"),
    rename={
        "Name": "name",
        "Line 1": "address_1",
        "Line 2": "address_2",
        "Town": "town",
        "County": "address_3",
        "Postcode": "postcode",
    },
    kind="register",
    type="REGISTRATION",
    sector="RESTAURANT",
)

PHARMACIES = Spec(
    name="nhs_pharmacies",
    title="Pharmacies (NHS Choices)",
    partner="OTHER",
    partner_org="NHS",
    function="HEALTH",
    source="toshazed/address-matching-data, bulk/pharmacy, 2016: 11,764 pharmacies with a point as [longitude,latitude]",
    signature=("test", "name", "text", "postcode", "point"),
    probe={"test": r"pharmacy:.+"},
    rename={"test": "record_ref", "name": "name", "text": "address_1", "postcode": "postcode", "point": "lon_lat"},
    kind="register",
    lists_once=True,
    coordinate_precision="POSTCODE",
    type="REGISTRATION",
    sector="RETAIL",
)

GAMBLING_PREMISES = Spec(
    name="gambling_premises",
    title="Gambling premises (Gambling Commission)",
    partner="LICENSING",
    partner_org="Gambling Commission",
    function="LICENSING",
    source="toshazed/address-matching-data, bulk/gambling-commission, 2016: 13,414 premises; the number in front is the operator's",
    signature=("test", "name", "text", "postcode"),
    probe={"test": r"gambling:.+"},
    rename={"name": "name", "text": "address_1", "postcode": "postcode"},
    kind="register",
    type="LICENCE_GRANTED",
    sector="GAMING_MONEY",
    ignore=("test",),
)
