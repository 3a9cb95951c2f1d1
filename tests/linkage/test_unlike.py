"""What may still be said for two names that differ."""

import duckdb
import numpy as np
import pytest

from linkage.block import candidates
from linkage.compare import compare
from linkage.prepare import prepare


@pytest.fixture
def compared(make_records):
    def made(left, right):
        with duckdb.connect() as con:
            of = prepare(make_records([left, right]), once=frozenset(), con=con)
        return compare(of, np.array([0]), np.array([1])).iloc[0]

    return made


def test_a_house_called_by_its_business_speaks_for_the_two(compared):
    found = compared(
        {"name": "DFC Motors", "address": "Drome Garage, Norwich Road, Watton", "postcode": "IP25 6HW"},
        {"name": "Drome Garage", "address": "Norwich Road, Watton", "postcode": "IP25 6HW"},
    )
    assert found["name_placed"] == 1
    assert found["name_slip"] == 0


def test_letters_changed_over_are_one_slip(compared):
    found = compared({"name": "Entice"}, {"name": "ETNICE"})
    assert found["name_slip"] == 1


def test_a_slip_is_seen_through_words_in_another_order(compared):
    assert compared({"name": "Cakes Elevenses"}, {"name": "ELEVENSS CAKES"})["name_slip"] == 1


def test_short_names_are_not_told_by_a_slip(compared):
    assert compared({"name": "Kho"}, {"name": "Koh"})["name_slip"] == 0


def test_a_flat_under_the_name_of_the_shop_is_the_shop(compared):
    shop = {"name": "Zaket Potato", "address": "10 Dereham Road, Norwich", "postcode": "NR2 4AY"}
    flat = {**shop, "address": "Second Floor Flat, 10 Dereham Road, Norwich"}
    assert compared(shop, flat)["unit"] == 1
    assert compared(shop, {**flat, "name": "P Whitcombe"})["unit"] == -1


def test_an_address_written_alike_is_read_alike(compared):
    found = compared(
        {"name": "Clutch Centre", "address": "UNIT 4 - 5, CAVENDISH STREET, IPSWICH", "postcode": "IP3 8AX"},
        {"name": "Prestwood", "address": "UNIT 4, 5 CAVENDISH STREET, IPSWICH", "postcode": "IP3 8AX"},
    )
    assert found["number"] == 4
    assert found["place_bits"] >= 0


def test_other_names_at_other_postcodes_are_not_compared(make_records):
    rows = [
        {"name": "Golden Harbour Dental Studio", "address": "3 High Street", "postcode": "CM1 1AA"},
        {"name": "Golden Quarry Sausage Kiosk", "address": "9 Mill Lane", "postcode": "CM1 4XZ"},
        {"name": "Golden Qarry Sausage Kiosk", "address": "2 Fore Street", "postcode": "CM1 7PQ"},
    ]
    with duckdb.connect() as con:
        pairs = candidates(prepare(make_records(rows), once=frozenset(), con=con))
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [(1, 2)]


def paired(make_records, rows):
    with duckdb.connect() as con:
        pairs = candidates(prepare(make_records(rows), once=frozenset(), con=con))
    return set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def test_an_owner_at_an_address_without_its_postcode_is_compared(make_records):
    owner = {"name": "Steven Begum", "address": "330 Bridgwater Drive, Westcliff-On-Sea"}
    shop = {"name": "Eastwood Takeaway", "address": "330 Bridgwater Dr, Westcliff-On-Sea", "postcode": "SS0 0EZ"}
    slipped = {**owner, "postcode": "SS0 0EX"}
    assert (0, 1) in paired(make_records, [owner, shop])
    assert (0, 1) in paired(make_records, [slipped, shop])
    assert paired(make_records, [{**owner, "postcode": "CM1 1AA"}, shop]) == set()


def test_a_slip_in_the_rarest_word_of_a_name_without_a_place_is_found(make_records):
    one = {"name": "Broomgrove Infant and Junior School", "town": "Colchester"}
    other = {"name": "BROOMGROVE INFANT AND MUNIOR SCHOOL", "town": "Colchester"}
    assert (0, 1) in paired(make_records, [one, other])
