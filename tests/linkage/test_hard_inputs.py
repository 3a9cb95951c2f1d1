"""Inputs that break other engines: a right answer or a clear error, never a hang, never one giant cluster."""

import time

import numpy as np
import pandas as pd
import pytest

from linkage.table import link_table


def table(count, **columns):
    return pd.DataFrame({"record_id": [f"r{i:06d}" for i in range(count)], **columns})


@pytest.fixture
def in_time():
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < 60


def test_thirty_thousand_records_at_one_address(in_time):
    count = 30_000
    names = [f"{a} {b} Holdings Ltd" for a, b in zip(words(count, 1), words(count, 2), strict=True)]
    given = table(count, name=names, address="71-75 Shelton Street, London", postcode="WC2H 9JQ")
    sizes = link_table(given, explain=False).clusters["cluster_id"].value_counts()
    assert sizes.max() < 20


def test_thirty_thousand_records_at_one_address_are_one_place(in_time):
    count = 30_000
    names = [f"{a} {b} Holdings Ltd" for a, b in zip(words(count, 1), words(count, 2), strict=True)]
    given = table(count, name=names, address="71-75 Shelton Street, London", postcode="WC2H 9JQ")
    assert link_table(given, level="premises", explain=False).clusters["cluster_id"].nunique() == 1


def test_five_thousand_branches_of_one_brand(in_time):
    count = 5_000
    address = [f"{n % 200 + 1} {w.title()} Street" for n, w in enumerate(words(count, 3))]
    codes = [
        f"AB{n // 900 + 1} {n % 9 + 1}{'ABDEFGHJLN'[n // 9 % 10]}{'ABDEFGHJLN'[n // 90 % 10]}" for n in range(count)
    ]
    given = table(count, name="Bramble Coffee", address=address, postcode=codes)
    sizes = link_table(given, explain=False).clusters["cluster_id"].value_counts()
    assert sizes.max() <= 3


def test_all_names_equal_and_no_place(in_time):
    sizes = link_table(table(3_000, name="Corner Shop"), explain=False).clusters["cluster_id"].value_counts()
    assert sizes.max() < 50


def test_no_postcodes_anywhere(in_time):
    rng = np.random.default_rng(1)
    names = [f"{a} {b}".title() for a, b in zip(words(500, 5), words(500, 6), strict=True)]
    address = [f"{rng.integers(1, 200)} {w.title()} Road, Witham" for w in words(500, 7)]
    given = table(1000, name=names + [n.upper() + " LTD" for n in names], address=address * 2)
    assert link_table(given, explain=False).clusters["cluster_id"].nunique() == 500


def test_names_in_other_scripts(in_time):
    given = table(
        4,
        name=["Αθηνά Ταβέρνα", "ΑΘΗΝΑ ΤΑΒΕΡΝΑ", "Пекарня Восход", "東京食堂"],
        address="1 High Street",
        postcode="CM1 1AB",
    )
    clusters = link_table(given).clusters["cluster_id"]
    assert clusters[0] == clusters[1]
    assert clusters.nunique() == 3


def test_hostile_text_is_only_text(in_time):
    given = table(
        3,
        name=["'); DROP TABLE given; --", "=cmd|' /C calc'!A0", "\x00\x07 %s {x}"],
        address=["\\b(", "[", "((((" * 50],
    )
    assert link_table(given).clusters["cluster_id"].nunique() == 3


def words(count, seed):
    rng = np.random.default_rng(seed)
    letters = np.array(list("bcdfghjklmnprstvwz")), np.array(list("aeiou"))
    parts = [letters[i % 2][rng.integers(0, len(letters[i % 2]), count)] for i in range(8)]
    return ["".join(row) for row in zip(*parts, strict=True)]


def test_a_name_that_everybody_bears_tells_nobody_from_anybody():
    words = [
        "Alder",
        "Beacon",
        "Cedar",
        "Dunmow",
        "Ember",
        "Falcon",
        "Grove",
        "Harbour",
        "Indigo",
        "Juniper",
        "Kestrel",
    ]
    address = [f"{n % 97 + 1} {words[n % 11]} {words[n * 7 % 10]} Road, {words[n * 5 % 9]}ton" for n in range(1200)]
    table = pd.DataFrame({"record_id": [f"r{n}" for n in range(1200)], "name": "The Shop", "address": address})
    sizes = link_table(table.drop_duplicates("address"), explain=False).clusters["cluster_id"].value_counts()
    assert sizes.iloc[0] <= 3
    assert len(sizes) > 1000


def test_a_name_that_everybody_bears_makes_no_pair_worth_comparing(in_time):
    count = 6_000
    street = [f"{n % 150 + 1} {w.title()} Street, Witham" for n, w in enumerate(words(count, 9))]
    codes = [
        f"CM{n % 9 + 1} {n // 9 % 9 + 1}{'ABDEFGHJLN'[n // 81 % 10]}{'ABDEFGHJLN'[n // 810]}" for n in range(count)
    ]
    given = table(2 * count, name="Cafe", source=["a"] * count + ["b"] * count, address=street * 2, postcode=codes * 2)
    linked = link_table(given, once=("all",), explain=False)
    assert linked.rules["pairs"].iloc[-1] < 2 * count
    assert linked.clusters["cluster_id"].nunique() == pytest.approx(count, rel=0.01)
