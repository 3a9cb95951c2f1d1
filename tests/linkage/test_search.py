"""Search by what somebody typed. Every name is invented; what each line teaches stands in the test's name."""

from __future__ import annotations

import pandas as pd
import pytest

from linkage.search import search
from linkage.search_index import pieces_of, plain, prepared, search_index

TEXTS = [
    ("B1", "name", "Kathmandu Barbers", 1),
    ("B1", "other", "Bella Murphy Hair", 2),
    ("B1", "address", "1 The Parade, Stanway CO3 2JT", 3),
    ("B2", "name", "Kathmandu Restaurant", 1),
    ("B2", "address", "14 High Street, Maldon CM9 5PN", 1),
    ("B3", "name", "The Bell Inn", 1),
    ("B3", "address", "2 Mill Lane, Colchester CO1 1AA", 1),
    ("B4", "name", "The Bell Inn", 1),
    ("B4", "address", "8 Church Road, Harwich CO12 3AB", 1),
    ("B5", "name", "Joe's Café & Bar", 1),
    ("B6", "name", "Pitsea Hand Car Wash", 1),
    ("B7", "name", "Carr & Washbourne Solicitors", 1),
]


@pytest.fixture(scope="module")
def index():
    frame = pd.DataFrame(TEXTS, columns=["business_id", "kind", "text", "known_to"])
    return search_index(frame.assign(weight=1))


@pytest.mark.parametrize(
    ("typed", "first", "matched"),
    [
        ("Katmandu Babers", "B1", "name"),
        ("bela murphey", "B1", "other"),
        ("1 the parade stanway", "B1", "address"),
        ("bell inn harwich", "B4", "name"),
        ("bell inn colchester", "B3", "name"),
        ("JOES CAFE AND BAR", "B5", "name"),
        ("carwash pitsea", "B6", "name"),
        ("kathm", "B2", "name"),
    ],
)
def test_what_is_misspelt_former_or_an_address_is_found_first_and_says_why(index, typed, first, matched):
    found = search(typed, index)
    near = found[found["likeness"] >= found["likeness"].max() - 1]
    assert first in near["business_id"].tolist()
    assert found.set_index("business_id").loc[first, "matched"] == matched


def test_a_business_is_listed_once_however_many_of_its_words_are_alike(index):
    assert search("kathmandu barbers stanway", index)["business_id"].is_unique


def test_words_that_no_business_has_find_nothing(index):
    assert search("zzyzx quokka", index).empty


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\u0000", "a" * 5000, "<b>", "% _ '"])
def test_no_text_breaks_the_search(index, typed):
    assert list(search(typed, index).columns) == ["business_id", "likeness", "matched", "text", "result", "bearers"]


def test_an_empty_register_finds_nothing():
    nothing = pd.DataFrame(columns=["business_id", "kind", "text", "known_to", "weight"])
    assert search("bell", search_index(nothing)).empty


def test_only_words_of_partners_allowed_are_looked_through(index):
    assert search("bella murphy", index, allowed=1)["matched"].tolist() != ["other"]
    assert search("bella murphy", index, allowed=2)["business_id"].tolist() == ["B1"]


def test_letters_with_accents_and_signs_are_as_people_type_them():
    assert plain("Joe\u2019s Café & Bar, No. 5") == "joes cafe and bar no 5"


def test_all_that_bear_a_name_are_one_result_with_the_nearest_first(index):
    found = search("bell inn harwich", index)
    first = found[found["result"] == 0]
    assert first["business_id"].tolist() == ["B4", "B3"]
    assert first["bearers"].tolist() == [2, 2]


def test_a_result_says_how_many_bear_its_name_also_where_fewer_are_shown(index):
    found = search("bell inn", index, branches=1)
    assert found.loc[found["result"] == 0, "bearers"].tolist() == [2]


def test_a_bearer_whose_name_only_others_say_is_not_shown_or_counted():
    texts = [("B1", "name", "The Bell", 1), ("B2", "name", "The Bell", 2), ("B2", "other", "Bell House", 1)]
    mine = search_index(pd.DataFrame(texts, columns=["business_id", "kind", "text", "known_to"]).assign(weight=1))
    found = search("the bell", mine, allowed=1)
    assert found.groupby("result")["business_id"].agg(list).tolist() == [["B1"], ["B2"]]
    assert found["bearers"].tolist() == [1, 1]


def test_an_index_that_was_kept_finds_the_same(index):
    texts = pd.DataFrame(TEXTS, columns=["business_id", "kind", "text", "known_to"]).assign(weight=1)
    kept = prepared(texts)
    again = search_index(kept, pieces_of(kept["plain"].tolist()))
    assert search("katmandu babers", again).equals(search("katmandu babers", index))
