"""Food manufacturers, distributors and wholesalers drawn from FHRS for all Britain, one sheet of a workbook of analyses.

Their ratings are FHRS's own and come with FHRS; taking them from here too would count one inspection twice.
"""

from loaders.spec import Spec

FOOD_WHOLESALERS = Spec(
    name="fsa_wholesalers",
    title="FSA wholesalers, manufacturers and distributors",
    partner="FSA",
    partner_org="Food Standards Agency",
    function="FOOD_HYGIENE",
    source="BBC-Data-Unit/food-hygiene, FSAwholesalers_dedupedAPR25_ANALYSIS.xlsx, April 2025: 13,785 rows beside two pivot tables",
    signature=("BusinessName", "Authority", "BusinessType", "RatingValue", "Lat", "Lng"),
    rename={
        "BusinessName": "name",
        "Authority": "register_part district",
        "BusinessType": "category",
        "AddressLine1": "address_1",
        "AddressLine2": "address_2",
        "AddressLine3": "address_3",
        "AddressLine4": "address_4",
        "PostCode": "postcode",
        "Lat": "latitude",
        "Lng": "longitude",
    },
    kind="register",
    coordinate_precision="POSTCODE",
    type="RATING",
    categories={
        "manufacturers/packers": "FOOD_PROCESSING",
        "distributors/transporters": "WAREHOUSE",
        "importers/exporters": "WAREHOUSE",
    },
    ignore=("RatingValue", "RatingDate", "NewRatingPending", "ratingYear"),
)
