"""Companies House: every live company, monthly. A registered office is often an accountant's and no place of trade."""

from loaders.spec import Spec

COMPANIES = Spec(
    name="companies_house",
    title="Companies House (BasicCompanyData)",
    partner="COMPANIES_HOUSE",
    partner_org="Companies House",
    function="COMPANY",
    source="https://download.companieshouse.gov.uk/en_output.html, BasicCompanyDataAsOneFile; some headings begin with a blank",
    signature=("CompanyName", "CompanyNumber", "CompanyStatus", "IncorporationDate", "SICCode.SicText_1"),
    rename={
        "CompanyNumber": "company_number record_ref",
        "CompanyName": "name",
        "RegAddress.AddressLine1": "address_1",
        "RegAddress.AddressLine2": "address_2",
        "RegAddress.County": "address_3",
        "RegAddress.PostTown": "town",
        "RegAddress.PostCode": "postcode",
        "CompanyCategory": "category",
        "CompanyStatus": "status",
        "IncorporationDate": "incorporated",
        "DissolutionDate": "dissolved",
        "Accounts.NextDueDate": "accounts_due",
        "SICCode.SicText_1": "sic_1 category_code",
        "SICCode.SicText_2": "sic_2",
        "SICCode.SicText_3": "sic_3",
        "SICCode.SicText_4": "sic_4",
        "PreviousName_1.CompanyName": "previous_name",
    },
    kind="register",
    feeds="companies",
    lists_once=True,
    date_formats=("%d/%m/%Y",),
    type="COMPANY_EVENT",
    sector_codes="sic",
    ignore=("RegAddress.CareOf", "RegAddress.POBox", "URI", "CountryOfOrigin"),
)
