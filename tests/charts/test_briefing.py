"""The PDF of one business, read back: marked on each page, numbered, and whole for the worst of names and the longest of lists."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pypdf
import pytest

from charts.briefing import Facts, briefing
from charts.briefing_drawings import timeline, where
from charts.briefing_letters import MISSING, printable
from tables import INDICATORS, conform, empty

DAY = pd.Timestamp(2025, 3, 1)


def contacts(count):
    days = [DAY - pd.Timedelta(days=3 * number) for number in range(count)]
    fixed = {
        "partner": "FIRE", "partner_org": "Essex Fire", "type": "AUDIT", "touch_point_class": "PROACTIVE", "function": "FIRE", "role": "SUBJECT",
        "outcome_raw": "Satisfactory", "outcome": "COMPLIANT", "severity": 0, "summary": None, "touch_point_ref": "F1", "file_name": "fire.csv", "source_row": 7,
    }  # fmt: skip
    return pd.DataFrame(
        {
            "touch_point_id": [f"t{n}" for n in range(count)],
            "event_date": pd.Series(days, dtype="datetime64[us]"),
            **{name: pd.Series([value] * count) for name, value in fixed.items()},
        }
    )


def records(name):
    columns = ("legal_name", "address", "postcode", "uprn", "company_number", "phone", "email_domain", "record_ref")
    return pd.DataFrame(
        {
            "record_id": ["r1"],
            "partner_org": ["Essex Fire"],
            "name": [name],
            "first_seen": [DAY],
            "last_seen": [DAY],
            "file_name": ["fire.csv"],
            **{column: pd.Series([None], dtype="str") for column in columns},
        }
    )


def facts(*, name="Anglia Car Wash", count=3, **more):
    business = {
        "name": name,
        "sector": "CAR_WASH",
        "address": "1 High Street, Basildon",
        "postcode": "SS14 1AA",
        "is_listed": True,
        "longitude": 0.46,
        "latitude": 51.57,
        "coordinate_precision": "ROOFTOP",
    }
    found = conform(
        pd.DataFrame(
            {
                "business_id": ["B1"],
                "indicator": ["REPEATED_FORMAL"],
                "count": [2],
                "detail": ["2 in 24 months"],
                "first_date": [DAY],
                "last_date": [DAY],
            }
        ),
        INDICATORS,
    )
    given = {
        "number": "TP-2026-00012", "marking": "OFFICIAL-SENSITIVE", "issued_by": "A. Analyst", "issued_at": dt.datetime(2026, 7, 1, 9, 30), "as_of": dt.date(2026, 6, 30),
        "register": "register-1", "business": business, "touch_points": contacts(count), "records": records(name),
        "tenures": pd.DataFrame({"operator": ["Anglia"], "first_seen": [DAY], "last_seen": [DAY + pd.Timedelta(days=200)]}), "indicators": found,
        "companies": pd.DataFrame(columns=["company_number", "name", "status", "incorporated", "dissolved", "previous_name", "sic", "accounts_due", "address", "said_by", "since", "file_name", "source_row"]),
        "shared": pd.DataFrame(columns=["kind", "value", "business_id", "name", "businesses", "left_out"]),
        "gaps": ["No fire audit since March 2019."], "outlines": [((0.4, 51.5), (0.5, 51.5), (0.5, 51.6), (0.4, 51.5))],
    }  # fmt: skip
    return Facts(**{**given, **more})


def pages(**given):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(briefing(facts(**given)))).pages]


def test_every_page_is_marked_numbered_and_dated():
    said = pages(count=100)
    assert len(said) > 1
    for number, page in enumerate(said, start=1):
        assert page.count("OFFICIAL-SENSITIVE") >= 2
        assert f"Page {number} of {len(said)}" in page
        assert "TP-2026-00012" in page
        assert "01 July 2026" in page


def test_it_says_what_stands_out_what_is_missing_where_it_is_from_and_what_to_beware_of():
    said = " ".join(" ".join(pages()).split())
    for words in (
        "Repeated formal action",
        "2 in 24 months",
        "No fire audit since March 2019.",
        "fire.csv",
        "A contact is not a mark against a business",
        "as subject",
    ):
        assert words in said


def test_timeline_and_map_are_vectors_and_no_picture_of_dots():
    reader = pypdf.PdfReader(io.BytesIO(briefing(facts())))
    assert sum(len(page.images) for page in reader.pages) == 0


@pytest.mark.parametrize("name", ["<b>&amp;</b><para>", "A" * 500, "Łódź Ünïcode 商店", "{{x}} %s \x00 \n", ""])
def test_no_name_breaks_it(name):
    assert pages(name=name)


def test_five_thousand_contacts_are_a_short_list_that_says_so():
    said = pages(count=5_000)
    assert len(said) < 15
    assert "newest 120 of 5,000 contacts" in " ".join(" ".join(said).split())


def test_no_contact_no_position_and_no_indicator_are_said():
    blank = facts()
    business = {**blank.business, "longitude": None, "latitude": None}
    said = " ".join(pages(count=0, business=business, indicators=empty(INDICATORS), gaps=[]))
    for words in ("Nobody has recorded a contact", "No partner has given a position", "That is not a clean bill"):
        assert words in " ".join(said.split())


def test_a_long_silence_is_called_out():
    drawing = timeline(contacts(1), facts().tenures.head(0), as_of=pd.Timestamp(2028, 3, 1), width=500)
    texts = [shape.text for shape in drawing.contents if hasattr(shape, "text")]
    assert "no contact for 36 months" in texts


def test_outlines_are_cut_at_the_edge_of_the_map():
    drawing = where(0.46, 51.57, [((0.0, 51.57), (1.0, 51.57))], [], width=100, height=100)
    [line] = [shape for shape in drawing.contents if type(shape).__name__ == "PolyLine"]
    assert [round(value) for value in line.points] == [0, 50, 100, 50]


def test_letters_the_font_lacks_are_printed_plainly():
    assert printable("Café – Łódź, Ψητό, Чайка 店\x07") == f"Café – Łódź, Ψητό, Чайка {MISSING} "
