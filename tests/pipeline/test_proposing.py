"""What is proposed of a file nobody declared: whose it is, how its dates are written, which rows were looked at."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline import sheets
from pipeline.whose import Whose, bodies, body_meant, whose

TODAY = dt.date(2026, 11, 25)
BODIES = bodies(["Essex Police", "{district} Council", "Harlow Council"])


@pytest.mark.parametrize(
    ("name", "above", "proposed"),
    [
        ("Lic visits April.csv", ["Southend City Council"], Whose("LICENSING", "Southend-on-Sea Council", "LICENSING")),
        ("Harlow_HMO_Apr26.xlsx", [], Whose("HOUSING", "Harlow Council", "HOUSING")),
        ("extract.csv", ["Essex Police: recorded crimes"], Whose("POLICE", "Essex Police", "CRIME")),
        ("fire and food.csv", ["Basildon and Harlow"], Whose()),
        ("visits.csv", [], Whose()),
    ],
)
def test_whose_file_it_is_stands_in_its_name_or_above_its_headings(
    name: str, above: list[str], proposed: Whose
) -> None:
    assert whose(name, [above], BODIES) == proposed


def test_the_beginning_of_a_name_is_taken_for_the_one_body_that_begins_so() -> None:
    assert [body_meant(typed, BODIES) for typed in ("southend", "B", "Anglian Water", " ")] == [
        "Southend-on-Sea Council", "B", "Anglian Water", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        (["13.04.26", "02.04.26"], [("%d.%m.%y",)]),
        (["02-04-26", "03-05-26"], [("%d-%m-%y",), ("%m-%d-%y",)]),
        (["02-04-2026", "03-05-2026"], [("%d-%m-%Y",), ("%m-%d-%Y",)]),
        (["13:04:26", "02:04:26"], []),
        (["2026-04-01T00:15:00Z", "2026-04-13T00:15:00Z"], [("%Y-%m-%d",)]),
        (["soon", "later"], []),
    ],
)
def test_orders_are_offered_for_dates_that_fit_several_or_none_of_the_usual_ways(
    values: list[str], ways: list[tuple[str, ...]]
) -> None:
    content = "\n".join(["Trader;Recvd", *(f"Shop {number};{value}" for number, value in enumerate(values))])
    [sheet] = sheets.sheets(content.encode(), received=TODAY)
    assert [way[0] for way in sheets.date_choices(sheet, "Recvd", latest=TODAY)] == [way[0] for way in ways]


def test_a_footer_below_the_rows_is_looked_at_too() -> None:
    [sheet] = sheets.sheets(b"Premises,Postcode,Visited\nCafe,SS14 1AA,2026-04-01\nTotal visits:,1\n", received=TODAY)
    assert (len(sheet.sample), sheet.ragged) == (1, ((3, 2),))
