import datetime as dt

import pandas as pd
import pytest

from loaders import coerce, positions
from loaders.dates import days

LATEST = dt.date(2026, 10, 1)


def column(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Lucky   Nails\r\n", "Lucky Nails"),
        ("Caf\u00a0e", "Caf e"),
        ("REDACTED", None),
        ("n/a", None),
        ("-", None),
        ("", None),
        ("None", None),
        ("Nonesuch Ltd", "Nonesuch Ltd"),
    ],
)
def test_text_is_trimmed_and_words_for_nothing_are_missing(written: str, kept: str | None) -> None:
    found = coerce.text(column(written)).iloc[0]
    assert (None if pd.isna(found) else found) == kept


@pytest.mark.parametrize(
    ("written", "read", "corrected"),
    [
        ("co9 1ht", "CO9 1HT", False),
        ("CO91HT", "CO9 1HT", False),
        ("C09 1HT", "CO9 1HT", True),
        ("CO9 IHT", "CO9 1HT", True),
        ("SSO 4PH", "SS0 4PH", True),
        ("SW1A 1AA", "SW1A 1AA", False),
        ("M1 1AE", "M1 1AE", False),
        ("CO9", None, False),
        ("CO9 1CT", None, False),
        ("hello", None, False),
    ],
)
def test_postcodes_are_written_one_way_and_mixed_up_letters_put_right(
    written: str, read: str | None, corrected: bool
) -> None:
    found, fixed, bad = coerce.postcodes(column(written))
    assert (None if pd.isna(found.iloc[0]) else found.iloc[0]) == read
    assert bool(fixed.iloc[0]) is corrected
    assert bool(bad.iloc[0]) is (read is None)


def test_a_missing_postcode_is_not_a_bad_one() -> None:
    found, fixed, bad = coerce.postcodes(column(None))
    assert found.isna().all()
    assert not fixed.any()
    assert not bad.any()


def test_the_last_postcode_in_an_address_is_found() -> None:
    assert coerce.postcode_within(column("Unit CM1, 4 High St\nMaldon CM9 5PN")).iloc[0] == "CM9 5PN"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0100090377364", "100090377364"),
        ("100090377364.0", "100090377364"),
        ("12 345", "12345"),
        ("1.2E+11", None),
        ("1234567890123", None),
    ],
)
def test_uprns_are_digits_without_padding(written: str, read: str | None) -> None:
    found, bad = coerce.uprns(column(written))
    assert (None if pd.isna(found.iloc[0]) else found.iloc[0]) == read
    assert bool(bad.iloc[0]) is (read is None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1234567", "01234567"),
        ("sc 12345", "SC012345"),
        ("ZZ012345", "ZZ012345"),
        ("OC300001", "OC300001"),
        ("n.a", None),
        ("123456789", None),
    ],
)
def test_company_numbers_have_eight_characters(written: str, read: str | None) -> None:
    found, bad = coerce.company_numbers(column(written))
    assert (None if pd.isna(found.iloc[0]) else found.iloc[0]) == read
    assert bool(bad.iloc[0]) is (read is None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(01632) 960123", "+441632960123"),
        ("0044 1632 960123", "+441632960123"),
        ("+44 7700 900456", "+447700900456"),
        ("07700900456", "+447700900456"),
        ("1632960123.0", "+441632960123"),
        ("ask for Jo", None),
        ("123", None),
    ],
)
def test_phones_are_written_one_way(written: str, read: str | None) -> None:
    found, bad = coerce.phones(column(written))
    assert (None if pd.isna(found.iloc[0]) else found.iloc[0]) == read
    assert bool(bad.iloc[0]) is (read is None)


def test_only_the_domain_of_an_email_is_kept() -> None:
    assert coerce.email_domains(column("Jo.Bloggs@Lucky-Nails.example")).iloc[0] == "lucky-nails.example"


def test_day_and_month_are_never_guessed() -> None:
    found, unreadable, implausible = days(
        column("03/04/2025", "12/31/2024", "2025-03-04"), ("%d/%m/%Y",), latest=LATEST
    )
    assert found.iloc[0] == pd.Timestamp(2025, 4, 3)
    assert pd.isna(found.iloc[1])
    assert found.iloc[2] == pd.Timestamp(2025, 3, 4)
    assert list(unreadable) == [False, True, False]
    assert not implausible.any()


def test_dates_in_the_future_or_before_1990_are_not_believed() -> None:
    found, _, implausible = days(column("02/10/2026", "01/10/2026", "31/12/1989"), ("%d/%m/%Y",), latest=LATEST)
    assert list(implausible) == [True, False, True]
    assert list(found.notna()) == [False, True, False]


def test_times_of_day_are_left_off() -> None:
    found, _, _ = days(column("03/04/2025 23:59"), ("%d/%m/%Y %H:%M",), latest=LATEST)
    assert found.iloc[0] == pd.Timestamp(2025, 4, 3)


def test_money_is_a_number() -> None:
    found, bad = coerce.numbers(column("£1,250.00", "(30)", "about 5"))
    assert found.iloc[0] == 1250
    assert found.iloc[1] == -30
    assert list(bad) == [False, False, True]


def test_a_known_point_of_the_national_grid_comes_out_within_five_metres() -> None:
    """Source: Ordnance Survey, A guide to coordinate systems in Great Britain, worked example (Caister water tower)."""
    longitude, latitude = positions.wgs84(pd.Series([651409.903]), pd.Series([313177.270]), "EPSG:27700")
    assert latitude.iloc[0] == pytest.approx(52.658008, abs=5e-5)
    assert longitude.iloc[0] == pytest.approx(1.716074, abs=7e-5)


def test_points_off_the_national_grid_are_missing() -> None:
    longitude, latitude = positions.wgs84(pd.Series([0.0, 900_000.0]), pd.Series([0.0, 200_000.0]), "EPSG:27700")
    assert longitude.isna().all()
    assert latitude.isna().all()


@pytest.mark.parametrize(
    "text",
    ["04/03/2025", "4/3/2025", "04/03/2025 14:30", "04/03/2025, 14:30", "04-03-2025", "04.03.2025", "04/03/25", "04-Mar-2025", "4 March 2025",
     "04/Mar/2025 - 00:00", "04-Mar-25", "March 4, 2025", "Tuesday 4 March 2025", "2025-03-04", "2025-03-04T14:30:00Z", "2025-03-04 14:30:00.000", "2025/03/04",
     "20250304", "45720", "45720.604"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written_with_the_order_the_layout_declares(text):
    found, unread, _ = days(pd.Series([text], dtype="str"), ("%d/%m/%Y",), latest=dt.date(2026, 10, 1))
    assert (str(found[0].date()), unread[0]) == ("2025-03-04", False)


def test_the_american_order_holds_for_every_way_of_writing_figures():
    given = pd.Series(["03/04/2025", "3-4-2025", "03/04/2025 14:30"], dtype="str")
    found, _, _ = days(given, ("%m/%d/%Y",), latest=dt.date(2026, 10, 1))
    assert {str(day.date()) for day in found} == {"2025-03-04"}


def test_a_month_alone_is_no_day():
    found, unread, _ = days(pd.Series(["2025-03"], dtype="str"), ("%d/%m/%Y",), latest=dt.date(2026, 10, 1))
    assert pd.isna(found[0])
    assert unread[0]
