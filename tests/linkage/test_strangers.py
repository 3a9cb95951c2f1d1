"""Two names that share nothing at one address: in short lists nobody can say whether it is a new name or a new business."""

from itertools import pairwise

import pandas as pd
import pytest

from linkage.table import link_table

FOUND = (
    ("Red Lion", "The Red Lion", "5 Mill Lane", "NR2 2BB"),
    ("Costa Coffee", "Costa", "9 Market Place", "NR3 1CC"),
    ("Smith & Sons", "J Smith and Sons", "14 Queens Road", "NR1 3PR"),
    ("Boots", "Boots the Chemist", "20 Castle Meadow", "NR1 3DD"),
)
TRADES = ("Bakery", "Garage", "Florist", "Nursery", "Pharmacy", "Barbers")


def table(*pairs, **more):
    """Two lists, each of which holds one name of every pair at its address."""
    rows = [
        {"record_id": f"{source}{n}", "source": source, "name": name, "address": pair[2], "postcode": pair[3], **more}
        for n, pair in enumerate(pairs)
        for source, name in zip("ab", pair[:2], strict=True)
    ]
    return pd.DataFrame(rows)


def joined(rows, once=("a", "b")):
    cluster = link_table(rows, once=once, explain=False).clusters.set_index("record_id")["cluster_id"]
    return [cluster[f"a{n}"] == cluster[f"b{n}"] for n in range(len(rows) // 2)]


@pytest.mark.parametrize("names", [("BP", "Esso"), ("Golden Wok", "Pizza Napoli")])
def test_two_trading_names_at_one_address_stay_apart_in_a_short_list(names):
    assert joined(table((*names, "1 High Street", "NR1 1AA"))) == [False]
    assert joined(table((*names, "1 High Street", "NR1 1AA"), *FOUND)) == [False, True, True, True, True]


def test_an_owners_name_at_the_address_is_still_the_business():
    assert joined(table(("Golden Wok", "Wei Chen", "1 High Street", "NR1 1AA"), *FOUND))[0]


def test_a_phone_that_agrees_speaks_for_a_new_name():
    assert joined(table(("Golden Wok", "Pizza Napoli", "1 High Street", "NR1 1AA"), phone="01603 555012")) == [True]


def test_lists_that_change_many_names_are_believed():
    strange = ("Golden Wok", "Pizza Napoli", "1 High Street", "NR1 1AA")
    changed = [
        (f"{one} Corner", f"Happy {other}", f"{n} Mill Lane", f"NR{n} 4QX")
        for n, (one, other) in enumerate(pairwise(TRADES), 2)
    ]
    alone, several = (
        link_table(table(strange, *rows), once=("a", "b")).pairs.set_index(["record_id_l", "record_id_r"])
        for rows in (FOUND, (*FOUND, *changed))
    )
    assert alone.loc[("a0", "b0"), "match_weight"] < -1
    assert several.loc[("a0", "b0"), "match_weight"] > alone.loc[("a0", "b0"), "match_weight"] + 2
