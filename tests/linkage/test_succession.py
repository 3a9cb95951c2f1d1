"""Where one business ends and the next begins, and who took over from whom."""

from __future__ import annotations

import pandas as pd
import pytest

from linkage import link
from linkage.tenures import tenures
from tables import DECISIONS, conform, empty

PLACE = {"address": "7 Bridge Street, Halstead", "postcode": "CO9 1HT", "uprn": "10001234567"}


def seen(first, last):
    return {"first_seen": pd.Timestamp(first), "last_seen": pd.Timestamp(last)}


def of(make_records, *rows, told=None):
    """Business of each record and TENURES by business."""
    records = make_records([{"record_id": chr(97 + n), **PLACE, **row} for n, row in enumerate(rows)])
    linked = link(records, told=told)
    found = tenures(linked.work, records, linked.links, empty(DECISIONS) if told is None else told)
    return linked.links.set_index("record_id")["business_id"], found.set_index("business_id")


def test_a_new_trading_name_after_the_old_was_last_seen_is_a_succession(make_records):
    ids, found = of(
        make_records,
        {"name": "Akdeniz Kebab House", **seen("2021-01-05", "2022-06-01")},
        {"name": "Crimson Orchid Nails", **seen("2022-09-01", "2024-02-01")},
    )
    assert ids["a"] != ids["b"]
    after = found.loc[ids["b"]]
    assert (after["predecessor_business_id"], after["gap_days"]) == (ids["a"], 92)
    assert found.loc[ids["a"], "tenure_to"] == pd.Timestamp("2022-06-01")
    assert pd.isna(after["tenure_to"])


def test_two_businesses_side_by_side_for_years_are_no_succession(make_records):
    _, found = of(
        make_records,
        {"name": "Akdeniz Kebab House", **seen("2021-01-05", "2024-06-01")},
        {"name": "Crimson Orchid Nails", **seen("2021-09-01", "2024-02-01")},
    )
    assert found["predecessor_business_id"].isna().all()


def test_the_same_name_with_a_new_reference_in_the_same_system_is_a_new_owner(make_records):
    """A food register gives a new operator a new id; the name over the door stays."""
    row = {"name": "The Kings Head", "source": "council"}
    ids, found = of(
        make_records,
        {**row, "record_ref": "P1", **seen("2021-01-05", "2022-06-01")},
        {**row, "record_ref": "P1", **seen("2021-02-05", "2022-05-01"), "legal_name": "A Marsh"},
        {**row, "record_ref": "P2", **seen("2023-01-05", "2024-06-01")},
    )
    assert ids["a"] == ids["b"] != ids["c"]
    assert found.loc[ids["c"], "evidence"] == "a new reference in the same system"


def test_the_same_name_under_another_company_and_another_phone_is_a_new_owner(make_records):
    row = {"name": "Heath Books", "source": "visits"}
    first = {**row, "legal_name": "Heath Books Ltd", "phone": "+441214960451"}
    second = {**row, "legal_name": "Kim Rossi", "phone": "+441164960161"}
    ids, found = of(
        make_records,
        {**first, **seen("2021-03-15", "2022-11-18")},
        {**first, "source": "complaints", **seen("2021-10-14", "2022-12-01")},
        {**second, **seen("2024-05-07", "2024-05-07")},
        {**second, "source": "complaints", **seen("2024-04-11", "2025-07-08")},
        {"name": "HEATH BOOKS", "source": "police", **seen("2021-03-11", "2025-07-17")},
    )
    assert ids["a"] == ids["b"] != ids["c"] == ids["d"]
    assert found.loc[ids["c"], "predecessor_business_id"] == ids["a"]
    assert "another owner" in found.loc[ids["c"], "evidence"]


def test_a_business_that_names_its_owner_now_and_then_is_one_business(make_records):
    row = {"name": "Heath Books", "source": "visits"}
    ids, _ = of(
        make_records,
        {**row, "legal_name": "J Rossi", **seen("2021-03-15", "2022-11-18")},
        {**row, "legal_name": "Heath Books", **seen("2022-12-15", "2023-01-18")},
        {**row, "legal_name": "Jean Rossi", **seen("2024-05-07", "2024-05-07")},
    )
    assert ids.nunique() == 1


def test_a_council_that_numbers_premises_says_nothing_of_who_trades_there(make_records):
    """One reference for a building whoever trades there, as its other premises show: the name alone tells the change."""
    rows = [
        {"address": f"{n} Weir Lane, Halstead", "uprn": f"1000123450{n}", "name": name, "source": "council", "record_ref": f"PR{n}", **dates}
        for n in range(1, 9)
        for name, dates in (
            (f"{('Rose', 'Lily', 'Ivy', 'Fern', 'Oak', 'Elm', 'Ash', 'Yew')[n - 1]} Kebab House", seen("2021-01-05", "2022-01-05")),
            (f"{('Amber', 'Coral', 'Jade', 'Opal', 'Pearl', 'Ruby', 'Topaz', 'Onyx')[n - 1]} Nail Bar", seen("2023-01-05", "2024-01-05")),
        )
    ]  # fmt: skip
    _, found = of(make_records, *rows)
    assert found["predecessor_business_id"].notna().sum() == 8


def test_descriptions_that_two_owners_of_one_name_share_do_not_hide_the_one_between(make_records):
    """The third owner took back the first one's name, so the police describe both alike."""
    council = {"source": "council", "sector": "CAR_WASH"}
    ids, found = of(
        make_records,
        {**council, "name": "Pitsea Hand Car Wash", "record_ref": "21079", **seen("2023-05-16", "2023-09-12")},
        {"name": "PITSEA HAND CAR WASH", "source": "police", **seen("2023-12-09", "2026-03-03")},
        {**council, "name": "Pitsea Valeting", "record_ref": "21081", "company_number": "02345678", **seen("2024-06-11", "2024-08-20")},
        {**council, "name": "Pitsea Hand Car Wash", "record_ref": "21088", "company_number": "03456789", **seen("2025-09-09", "2026-02-17")},
    )  # fmt: skip
    assert found.loc[ids[["a", "c", "d"]], "chain_position"].tolist() == [1, 2, 3]


def test_a_record_without_an_address_does_not_say_when_somebody_was_at_the_place(make_records):
    new = {"name": "Daisyway Food and Wine", "phone": "+441632960321", "company_number": "01234567"}
    _, found = of(
        make_records,
        {"name": "Halstead Mini Mart", **seen("2021-05-20", "2024-09-28")},
        {**new, "address": None, "postcode": None, "uprn": None, **seen("2021-10-19", "2021-10-19")},
        {**new, **seen("2026-01-26", "2026-09-10")},
    )
    assert found["predecessor_business_id"].notna().sum() == 1


def test_an_owners_name_after_the_trading_name_is_not_yet_a_new_owner(make_records):
    _, found = of(
        make_records,
        {"name": "Crown Barbers", "phone": "+441632960123", **seen("2021-01-05", "2021-01-05")},
        {"name": "John Smith", "phone": "+441632960123", **seen("2022-01-05", "2022-01-05")},
    )
    assert found["predecessor_business_id"].isna().all()


def test_one_yard_and_three_companies_in_turn_is_a_chain_and_a_possible_phoenix(make_records):
    rows = [
        {"name": name, "company_number": number, "sector": "CAR_WASH", "phone": "+441632960055", **seen(first, last)}
        for name, number, first, last in (
            ("Pitsea Hand Car Wash", "01234567", "2023-02-06", "2024-03-05"),
            ("Pitsea Car Wash and Valeting", "02345678", "2024-04-22", "2025-06-20"),
            ("Pitsea Hand Car Wash", "03456789", "2025-07-07", "2026-07-07"),
        )
    ]
    ids, found = of(make_records, *rows)
    assert len(set(ids)) == 3
    assert found.loc[ids[["a", "b", "c"]], "chain_position"].tolist() == [1, 2, 3]
    assert found["chain"].nunique() == 1
    assert found["is_phoenix"].all()


@pytest.mark.parametrize(("since", "start"), [("2022-08-15", "2022-08-15"), (None, "2022-09-01")])
def test_a_person_who_knows_the_new_owner_is_believed_and_names_the_day(make_records, since, start):
    told = conform(
        pd.DataFrame(
            [
                {"decision_id": 1, "at": "x", "by": "ana", "record_id_l": "a", "record_id_r": "b", "answer": "successor", "since": since, "act": "1"}
            ]
        ),
        DECISIONS,
    )  # fmt: skip
    row = {"name": "The Crown"}
    ids, found = of(
        make_records,
        {**row, **seen("2021-01-05", "2022-06-01")},
        {**row, **seen("2022-09-01", "2024-02-01")},
        told=told,
    )
    after = found.loc[ids["b"]]
    assert after["predecessor_business_id"] == ids["a"]
    assert after["is_decided"]
    assert after["tenure_from"] == pd.Timestamp(start)


def test_a_rating_list_with_another_trade_where_nobody_has_been_for_years_tells_a_new_owner(make_records):
    """The list calls every other nail bar a salon; here it has an office, and names nobody."""
    rows = [
        {"address": f"{n} Weir Lane, Halstead", "uprn": f"100012345{n:02}", "name": f"{name} Nail Bar", "sector": "NAIL_BEAUTY", "source": source, "record_ref": ref, **dates}
        for n, name in enumerate(("Amber", "Coral", "Jade", "Opal", "Pearl", "Ruby", "Topaz", "Onyx", "Agate", "Beryl", "Garnet", "Zircon", "Quartz", "Spinel", "Citrine", "Peridot", "Sunstone", "Moonstone", "Turquoise", "Malachite"), 1)
        for source, ref, dates in (("council", None, seen("2024-01-05", "2026-01-05")), ("rates", f"R{n}", seen("2026-06-30", "2026-06-30")))
    ]  # fmt: skip
    blank = {"source": "rates", "name": None, "uprn": None, **seen("2026-06-30", "2026-06-30")}
    empty_shops = [{**blank, "address": f"{n} Mill Lane, Halstead", "record_ref": f"E{n}"} for n in range(1, 6)]
    gone = [
        {"address": f"{n} Dyke Road, Halstead", "uprn": f"1000999{n}", "name": f"{name} Nails", "sector": "NAIL_BEAUTY", "source": "council", **seen("2021-01-05", last)}
        for n, name, last in ((1, "Crimson", "2022-02-01"), (2, "Scarlet", "2026-02-01"))
    ]  # fmt: skip
    listed = [
        {**blank, "address": f"{n} Dyke Road, Halstead", "sector": "OFFICE", "record_ref": f"D{n}"} for n in (1, 2)
    ]
    records = make_records(
        [{"record_id": f"r{n:02}", **PLACE, **row} for n, row in enumerate(rows + empty_shops + gone + listed)]
    )
    linked = link(records, once=("rates",))
    found = tenures(linked.work, records, linked.links, empty(DECISIONS)).set_index("business_id")
    ids = linked.links.set_index("record_id")["business_id"]
    first, second, first_entry, second_entry = ids.tail(4)
    assert found.loc[first_entry, "predecessor_business_id"] == first
    assert "a list has another trade there" in found.loc[first_entry, "evidence"]
    assert second_entry == second
