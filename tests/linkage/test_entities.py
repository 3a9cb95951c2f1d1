"""One business and one place, from what several records say of them."""

import pandas as pd
import pytest

from linkage.entities import businesses, premises
from tables import LINKS, conform


@pytest.fixture
def described(make_records):
    """BUSINESSES and PREMISES from records, each with its business `of` and its premises `at`."""

    def make(*rows):
        records = make_records([{k: v for k, v in row.items() if k not in ("of", "at")} for row in rows])
        own = {
            "business_id": [row.get("of", "B1") for row in rows],
            "premises_id": [row.get("at", "P1") for row in rows],
        }
        links = conform(
            pd.DataFrame(
                {
                    "record_id": records["record_id"],
                    **own,
                    "match_probability": 1.0,
                    "method": "only record",
                    "decision": "AUTO",
                }
            ),
            LINKS,
        )
        return businesses(records, links).set_index("business_id"), premises(records, links).set_index("premises_id")

    return make


def test_the_sector_is_that_of_most_records(described):
    sectors = ["TAKEAWAY", "CAR_WASH", "CAR_WASH", None, None, None]
    found, places = described(*({"sector": sector} for sector in sectors))
    assert (found.loc["B1", "sector"], places.loc["P1", "sector"]) == ("CAR_WASH", "CAR_WASH")


def test_of_sectors_that_tie_the_first_in_the_alphabet_counts(described):
    found, _ = described({"sector": "TAKEAWAY"}, {"sector": "CAR_WASH"})
    assert found.loc["B1", "sector"] == "CAR_WASH"


def test_each_business_has_its_own_commonest_value_and_none_where_no_record_tells(described):
    rows = [("B2", "09999999"), ("B1", "01111111"), ("B2", "09999999"), ("B2", "01111111"), ("B3", None)]
    found, _ = described(*({"of": business, "company_number": number} for business, number in rows))
    assert found["company_number"].to_dict() == {
        "B1": "01111111",
        "B2": "09999999",
        "B3": pytest.approx(float("nan"), nan_ok=True),
    }
    assert found.loc["B3", "sector"] == "UNKNOWN"


def test_the_position_is_that_of_the_most_precise_record(described):
    found, places = described(
        {"coordinate_precision": "ROOFTOP"},
        {"longitude": 0.1, "latitude": 51.1, "coordinate_precision": "POSTCODE"},
        {"longitude": 0.2, "latitude": 51.2, "coordinate_precision": "ROOFTOP"},
    )
    for one in (found.loc["B1"], places.loc["P1"]):
        assert (one["longitude"], one["latitude"], one["coordinate_precision"]) == (0.2, 51.2, "ROOFTOP")


def test_the_address_is_the_longest_that_has_a_postcode(described):
    found, _ = described(
        {"address": "1 High Street, Old Town, Basildon"},
        {"address": "1 High Street, Basildon", "postcode": "SS14 1AA"},
        {"address": "1 High St", "postcode": "SS14 1AB"},
    )
    assert (found.loc["B1", "address"], found.loc["B1", "postcode"]) == ("1 High Street, Basildon", "SS14 1AA")


def test_a_district_that_the_best_record_lacks_is_that_of_most(described):
    found, _ = described(
        {"longitude": 0.2, "latitude": 51.2, "coordinate_precision": "ROOFTOP"},
        {"district": "E07000066"},
        {"district": "E07000066"},
        {"district": "E07000076"},
    )
    assert found.loc["B1", "district"] == "E07000066"


def test_records_without_a_place_make_none(described):
    found, places = described({"at": None}, {"of": "B2", "at": "P2"})
    assert (list(found.index), list(places.index)) == (["B1", "B2"], ["P2"])
