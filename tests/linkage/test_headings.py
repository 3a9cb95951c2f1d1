"""Tables come under many headings."""

import io

import pandas as pd
import pytest

from linkage.answers import read_answers
from linkage.headings import listed_once, names_alone, one_list, recognised
from linkage.table import link_table, read_table, to_records


def test_headings_of_other_people_are_read_and_told():
    table = pd.DataFrame({"ID": ["1"], "Business Name": ["A"], "City": ["Boston"], "Zip Code": ["02139"], "Lng": ["1"]})
    found, told = recognised(table)
    assert {"record_id", "name", "town", "postcode", "lon"} <= set(found)
    assert "Zip Code as postcode" in told[0]


def test_a_heading_of_ours_is_never_replaced():
    found, told = recognised(pd.DataFrame({"record_id": ["1"], "id": ["x"], "name": ["A"], "title": ["B"]}))
    assert found["record_id"].tolist() == ["1"]
    assert found["name"].tolist() == ["A"]
    assert told == []


def test_address_lines_are_joined_in_their_order():
    table = pd.DataFrame({"Address2": ["High St", None], "Address Line 1": ["Unit 4", "9 Mill Ln"]})
    assert recognised(table)[0]["address"].tolist() == ["Unit 4, High St", "9 Mill Ln"]


def test_house_number_and_street_make_an_address():
    table = pd.DataFrame({"house_number": ["12", None], "street": ["Mill Lane", "The Green"]})
    assert recognised(table)[0]["address"].tolist() == ["12 Mill Lane", "The Green"]


def test_headings_of_other_languages_are_read():
    german = pd.DataFrame(
        {"Quelle": ["a"], "Straße": ["Hauptstr."], "Hausnummer": ["7"], "PLZ": ["87435"], "Ort": ["Kempten"]}
    )
    found, _ = recognised(german)
    assert found[["source", "address", "postcode", "town"]].iloc[0].tolist() == ["a", "7 Hauptstr.", "87435", "Kempten"]
    french = recognised(
        pd.DataFrame({"Nom": ["A"], "Code Postal": ["49000"], "Téléphone": ["02"], "Ville": ["Angers"]})
    )[0]
    assert {"name", "postcode", "phone", "town"} <= set(french)


def test_a_table_that_says_nothing_of_a_place_is_told_so():
    table = pd.DataFrame({"record_id": ["1"], "name": ["A"], "whereabouts": ["7 Mill Lane"]})
    assert "Columns passed over: whereabouts" in names_alone(table)[0]
    assert names_alone(table.assign(town="Witham")) == []


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_files_of_other_separators_and_of_windows_are_read(mark, encoding):
    text = f"record_id{mark}name\n1{mark}Café\n2{mark}Bar\n"
    table = read_table(io.BytesIO(text.encode(encoding)))
    assert table["name"].tolist() == ["Café", "Bar"]


def test_zip_codes_cut_by_a_spreadsheet_are_made_whole():
    codes = ["2139", "60607", "10001-1234", "90210"]
    table = pd.DataFrame({"record_id": list("abcd"), "name": list("abcd"), "postcode": codes})
    assert to_records(table)[0]["postcode"].tolist() == ["02139", "60607", "10001-1234", "90210"]
    other = table.assign(postcode=["2139", "CM1 1AB", "CM1 1AC", "8001"])
    assert to_records(other)[0]["postcode"].tolist() == ["2139", "CM1 1AB", "CM1 1AC", "8001"]


def test_answers_in_words_and_under_other_headings_are_read():
    labels = pd.DataFrame({"id_1": ["a", "b"], "id_2": ["b", "c"], "is_match": ["Yes", "No"]})
    answers, notes = read_answers(labels, pd.Series(["a", "b", "c"]))
    assert answers.same.tolist() == [1, 0]
    assert notes == []


def test_premises_can_be_linked_without_names():
    table = pd.DataFrame({"id": ["1", "2"], "address": ["7 Bridge Street, Halstead"] * 2, "postcode": ["CO9 1HT"] * 2})
    assert link_table(table, level="premises").clusters["cluster_id"].nunique() == 1


def test_lists_that_name_a_business_once_may_be_joined_by_commas_or_be_all():
    table = pd.DataFrame({"source": ["food", "fire", "police, north"]})
    assert listed_once(["food,fire"], table) == ["food", "fire"]
    assert listed_once(["police, north"], table) == ["police, north"]
    assert listed_once(["all"], table) == ["fire", "food", "police, north"]
    assert listed_once(["ambulance"], table) == ["ambulance"]


def test_one_list_that_lists_a_business_once_leaves_nothing_to_join_and_that_is_said():
    table = pd.DataFrame({"record_id": ["1", "2"], "name": ["Red Lion", "Red Lion"], "town": ["Maldon", "Maldon"]})
    notes = link_table(table, once=["all"]).notes
    assert any("all records are of one list" in note for note in notes)
    assert one_list([], table) == []
    two = table.assign(source=["fire", "food"])
    assert one_list(["fire", "food"], two) == []
    assert "all records are of fire" in one_list(["fire"], two.assign(source="fire"))[0]
