"""The Valuation Office Agency's compiled rating list: every place where business may be done."""

from loaders.spec import Headerless, Spec

VOA_COLUMNS = (
    "Entry Number", "Billing Authority Code", "Community Code", "BA Reference", "Description Code", "Description", "UARN",
    "Full Property Identifier", "Firm's Name", "Number Or Name", "Street", "Town", "Postal District", "County", "Postcode",
    "Effective Date", "Composite Indicator", "Rateable Value", "Appeal Settlement Code", "Assessment Reference",
    "List Alteration Date", "SCAT Code", "Sub Street 3", "Sub Street 2", "Sub Street 1", "Case Number", "From Date", "To Date",
)  # fmt: skip

VOA_LIST = Spec(
    name="voa_rating_list",
    title="VOA compiled rating list",
    partner="VOA",
    partner_org="Valuation Office Agency",
    function="RATES",
    source="https://voaratinglists.blob.core.windows.net column description, compiled list, 28 columns",
    headerless=Headerless(
        delimiter="*",
        columns=VOA_COLUMNS,
        probe={"Billing Authority Code": r"[0-9]{3,4}", "UARN": r"[0-9]+", "Effective Date": r"\d{2}-[A-Z]{3}-\d{4}|"},
    ),
    rename={
        "UARN": "record_ref",
        "Firm's Name": "name",
        "Number Or Name": "address_1",
        "Sub Street 1": "address_2",
        "Street": "address_3",
        "Postal District": "address_4",
        "Town": "town",
        "Postcode": "postcode",
        "Description": "category",
        "SCAT Code": "category_code",
    },
    kind="register",
    lists_once=True,
    lists_premises=True,
    date_formats=("%d-%b-%Y",),
    type="RATES_LIABILITY_START",
    sector_codes="scat",
    ignore=("Full Property Identifier", "Rateable Value", "Composite Indicator"),
)
