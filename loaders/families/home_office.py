"""Home Office register of organisations licensed to sponsor workers: a line for each organisation and route."""

from loaders.spec import Spec

SPONSORS = Spec(
    name="home_office_sponsors",
    title="Register of licensed sponsors: Workers",
    partner="HOME_OFFICE",
    partner_org="Home Office",
    function="IMMIGRATION",
    source="https://www.gov.uk/government/publications/register-of-licensed-sponsors-workers",
    signature=("Organisation Name", "Town/City", "Type & Rating", "Route"),
    rename={
        "Organisation Name": "legal_name",
        "Town/City": "town",
        "Type & Rating": "outcome",
        "Route": "summary",
    },
    kind="register",
    type="REGISTRATION",
    outcome_scheme="LABOUR_MARKET",
    ignore=("County",),
)
