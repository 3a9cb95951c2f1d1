"""What is shared and does not count, and who traded at a place one after the other."""

from __future__ import annotations

import pandas as pd
import pytest

from risk.network import told_apart
from risk.tenures import tenures


def shared(kind, value, names, count=None):
    return pd.DataFrame(
        [(kind, value, f"B{n}", name, "OTHER", count or len(names)) for n, name in enumerate(names)],
        columns=["kind", "value", "business_id", "name", "sector", "businesses"],
    )


def reason(*given, **more):
    return told_apart(shared(*given, **more))["left_out"].iloc[0]


def test_three_nail_bars_with_one_telephone_count():
    assert pd.isna(reason("telephone", "+441632960001", ["Lily Nails", "Lotus Nails", "Pearl Nail Bar"]))


@pytest.mark.parametrize(
    ("kind", "value", "names", "count", "why"),
    [
        ("telephone", "+441632960002", ["Oakenshaw Bakers", "OAKENSHAW BAKERS LTD", "Oakenshaw Baker"], None, "a chain"),
        ("telephone", "+441632960003", ["A Cafe", "B Motors", "C Nails"], 40, "too many"),
        ("registered office", "1 KING STREET, CM1 1AA", ["A Cafe", "B Motors", "C Nails"], 6, "accountant"),
        ("registered office", "PO BOX 4385, COMPANIES HOUSE DEFAULT ADDRESS, CARDIFF", ["A", "B"], 2, "default address"),
        ("email domain", "gmail.com", ["A Cafe", "B Motors"], 2, "anybody"),
    ],
)  # fmt: skip
def test_what_does_not_count_says_why(kind, value, names, count, why):
    assert why in reason(kind, value, names, count=count)


def test_nothing_shared_is_nothing():
    assert told_apart(shared("telephone", "x", [])).empty


def seen(*rows):
    """Each row: day, name, organisation, and company number and business where they matter."""
    lines = [
        ("B1", more[1] if len(more) > 1 else "B1", f"r{n}", name, more[0] if more else None, org, pd.Timestamp(day))
        for n, (day, name, org, *more) in enumerate(rows)
    ]
    return pd.DataFrame(
        lines, columns=["about", "trader", "record_id", "name", "company_number", "partner_org", "seen"]
    )


def names(*rows):
    return tenures(seen(*rows))["operator"].tolist()


def test_one_organisation_that_meets_another_name_has_met_another_operator_also_when_the_first_name_is_back():
    assert names(
        ("2023-05-01", "Pitsea Hand Car Wash", "Council"), ("2023-10-01", "Pitsea Hand Car Wash", "Fire"),
        ("2024-06-01", "Estuary Valeting", "Council"), ("2025-01-01", "Estuary Valeting", "Fire"), ("2025-09-01", "Pitsea Hand Car Wash", "Council"),
    ) == ["Pitsea Hand Car Wash", "Estuary Valeting", "Pitsea Hand Car Wash"]  # fmt: skip


def test_two_organisations_with_a_name_each_are_one_operator():
    assert names(
        ("2023-01-01", "Blue Door", "Fire"),
        ("2023-06-01", "JK Trading", "Police"),
        ("2024-01-01", "Blue Door", "Fire"),
        ("2024-06-01", "JK Trading", "Police"),
    ) == ["Blue Door"]


def test_names_that_take_turns_for_one_business_are_one_operator_but_not_where_the_companies_differ():
    turns = [("2020-11-01", "Athens S/Mkt", "Police"), ("2021-04-01", "Athens Supermarket", "Police")]
    turns += [("2021-12-01", "Athens S/Mkt", "Police"), ("2022-06-01", "Athens Supermarket", "Police")]
    assert names(*turns, ("2026-09-01", "Athens Supermarket", "TS")) == ["Athens Supermarket"]
    two = [(*row, number) for row, number in zip(turns, ["ZZ1", "ZZ2"] * 2, strict=True)]
    assert len(names(*two)) == 4


def test_two_company_numbers_are_two_operators_whatever_they_call_themselves():
    assert names(("2023-01-01", "Shine Wash", "TS", "ZZ1"), ("2024-01-01", "Shine Wash", "EH", "ZZ2")) == [
        "Shine Wash",
        "Shine Wash",
    ]


def test_a_slip_of_the_pen_is_no_tenure():
    assert names(
        ("2023-01-01", "Corner News", "TS"), ("2023-03-01", "JA Properties", "TS"), ("2023-03-20", "Corner News", "TS")
    ) == ["Corner News"]


def test_spelling_and_trading_as_make_no_other_operator():
    assert names(
        ("2023-01-01", "Corner News", "TS"),
        ("2024-01-01", "JA Properties Ltd T/A Corner News", "TS"),
        ("2025-01-01", "CORNER NEWS", "TS"),
    ) == ["Corner News"]


def test_nobody_seen_is_no_tenure():
    assert tenures(seen()).empty
