"""Any table can be linked; what cannot is said plainly."""

import io

import numpy as np
import pandas as pd
import pytest

from linkage import LinkError, reading
from linkage.table import link_table, read_table, to_records

SHOPS = """record_id,source,name,address,postcode,phone
a1,food,Golden Wok,"3 Station Road, Witham",CM8 2TN,01632 960111
b1,fire,Marrow Ltd t/a Golden Wok,3 Station Rd,CM8 2TN,
a2,food,Peppercorn Kitchen,81 New London Road,CM2 0PD,
b2,fire,Pepercorn Kitchen,81 New London Rd,CM2 0PD,
b3,fire,Harlow Tyre Bay,"Unit 9, Perry Road",CM18 7PN,
"""


@pytest.fixture
def shops():
    return read_table(io.BytesIO(SHOPS.encode()))


def groups(clusters):
    return {frozenset(rows["record_id"]) for _, rows in clusters.groupby("cluster_id")}


def test_a_table_becomes_clusters_in_its_own_order(shops):
    linked = link_table(shops)
    assert linked.clusters["record_id"].tolist() == ["a1", "b1", "a2", "b2", "b3"]
    assert groups(linked.clusters) == {frozenset({"a1", "b1"}), frozenset({"a2", "b2"}), frozenset({"b3"})}
    assert linked.clusters["match_probability"].between(0, 1).all()


def test_pairs_say_why(shops):
    pairs = link_table(shops).pairs
    why = pairs.set_index(["record_id_l", "record_id_r"])["why"]["a1", "b1"]
    assert why.startswith("Joined, ")
    assert "same postcode and house number" in why


def test_pairs_that_were_not_joined_say_what_kept_them_apart():
    rows = [
        ("1", "north", "Vellacott Timber", "3 Mill Lane, Witham", "CM8 2TN"),
        ("2", "south", "Vellacott Timber", "3 Mill Lane, Witham", "CM8 2TN"),
        ("3", "south", "Vellacott Timber Yard", "3 Mill Lane, Witham", "CM8 2TN"),
    ]
    table = pd.DataFrame(rows, columns=["record_id", "source", "name", "address", "postcode"])
    why = link_table(table, once=["north", "south"]).pairs.set_index(["record_id_l", "record_id_r"])["why"]["1", "3"]
    assert "south names a business once, and 1 is joined with its 2." in why
    labels = pd.DataFrame({"record_id_l": ["1"], "record_id_r": ["2"], "same": ["0"]})
    why = link_table(table, labels=labels).pairs.set_index(["record_id_l", "record_id_r"])["why"]["1", "2"]
    assert "A person told them apart." in why


def test_only_record_id_and_name_are_needed():
    table = pd.DataFrame(
        {"record_id": ["1", "2", "3"], "name": ["Vellacott Timber", "VELLACOTT TIMBER LTD", "Ozan Barbers"]}
    )
    clusters = link_table(table).clusters.set_index("record_id")["cluster_id"]
    assert clusters["1"] != clusters["3"]


def test_premises_level_joins_a_successor_at_the_same_place():
    rows = [
        ("1", "Akdeniz Kebab", "7 Bridge Street, Halstead", "CO9 1HT"),
        ("2", "Crimson Orchid Thai", "7 Bridge Street, Halstead", "CO9 1HT"),
    ]
    table = pd.DataFrame(rows, columns=["record_id", "name", "address", "postcode"])
    assert link_table(table).clusters["cluster_id"].nunique() == 2
    assert link_table(table, level="premises").clusters["cluster_id"].nunique() == 1


def test_answers_bind(shops):
    labels = pd.DataFrame({"record_id_l": ["a1", "a2"], "record_id_r": ["b1", "b3"], "same": ["0", "1"]})
    found = groups(link_table(shops, labels=labels).clusters)
    assert not any({"a1", "b1"} <= group for group in found)
    assert any({"a2", "b3"} <= group for group in found)


def test_answers_that_cannot_be_used_are_told(shops):
    labels = pd.DataFrame(
        {"record_id_l": ["a1", "a2", "a2"], "record_id_r": ["zz", "b2", "b2"], "same": ["1", "1", "0"]}
    )
    notes = " ".join(link_table(shops, labels=labels).notes)
    assert "1 answers were not used" in notes
    assert "contradict" in notes


@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        (pd.DataFrame({"name": ["A"]}), {}, "record_id is missing"),
        (
            pd.DataFrame({"record_id": ["1", "1"], "name": ["A", "B"]}),
            {},
            r"1 row repeats a record_id \(the first is 1\); give every row an id",
        ),
        (
            pd.DataFrame({"record_id": ["1", "1", "1"], "name": ["A", "B", "C"]}),
            {},
            "2 rows repeat a record_id .* give every row an id of its own",
        ),
        (pd.DataFrame({"record_id": ["1", "1"], "source": ["fire", "food"], "name": ["A", "B"]}), {}, "as in food-1"),
        (pd.DataFrame({"record_id": ["1", "2"], "name": [None, None]}, dtype="str"), {}, "no row has a name"),
        (pd.DataFrame({"record_id": ["1"], "name": ["A"]}), {"once": ["fire"]}, "--once names fire"),
        (pd.DataFrame({"record_id": ["1"], "name": ["A"]}), {"threshold": 95}, "not a probability"),
        (pd.DataFrame({"record_id": ["1"], "name": ["A"]}), {"level": "street"}, "level street"),
    ],
)
def test_a_table_that_cannot_be_linked_says_why(table, options, said):
    with pytest.raises(LinkError, match=said):
        link_table(table, **options)


def test_an_empty_file_and_an_empty_table():
    with pytest.raises(LinkError, match="empty"):
        read_table(io.BytesIO(b""))
    assert link_table(read_table(io.BytesIO(b"record_id,name\n"))).clusters.empty


def test_positions_that_are_no_degrees_are_left_out_and_told():
    table = pd.DataFrame({"record_id": ["1", "2"], "name": ["A", "B"], "lat": ["51.5", "north"], "lon": ["0.1", "200"]})
    records, notes = to_records(table)
    assert records["latitude"].notna().tolist() == [True, False]
    assert len(notes) == 2


def test_american_and_other_postcodes_do_no_harm():
    table = pd.DataFrame(
        {
            "record_id": ["1", "2", "3", "4"],
            "name": ["Lucky's Diner", "Luckys Diner Inc.", "大阪 寿司", "Café de l'Étoile"],
            "address": ["435 S. La Cienega Blvd.", "435 S La Cienega Blvd", "中央区 1-2-3", "12 rue de l'Étoile"],
            "postcode": ["90048-1234", "90048", "104-0061", "75017"],
        }
    )
    clusters = link_table(table).clusters["cluster_id"]
    assert clusters[0] == clusters[1]
    assert clusters.nunique() == 3


def test_numbers_turned_into_decimals_are_read_as_they_were():
    table = pd.DataFrame({"record_id": ["1"], "name": ["A"], "postcode": ["60607.0"], "phone": ["2262649.0"]})
    records, _ = to_records(table)
    assert records[["postcode", "phone"]].iloc[0].tolist() == ["60607", "2262649"]


def test_a_large_table_is_read_and_written_as_a_small_one(tmp_path, monkeypatch):
    rows = pd.DataFrame(
        {"record_id": ["1", "2", "3"], "name": ["Café, Ltd", 'The "Hut"', None], "p": [1.0, 0.123456789, np.nan]}
    )
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    rows.to_csv(path, index=False)
    plain = reading.read_table(str(path))
    monkeypatch.setattr(reading, "LARGE", 0)
    monkeypatch.setattr(reading, "MANY", 0)
    pd.testing.assert_frame_equal(reading.read_table(str(path)), plain)
    for frame in (rows, rows.drop(columns="name")):
        frame.to_csv(path, index=False)
        reading.write_table(frame, other)
        assert other.read_bytes() == path.read_bytes()
