"""Tables for charts, from short rows."""

from __future__ import annotations

import pandas as pd
import pytest

from tables import BUSINESS_LIST, MONTHLY_COUNTS, conform


@pytest.fixture
def months():
    """MONTHLY_COUNTS from (month, group, touch_points)."""
    return lambda *rows: conform(pd.DataFrame(rows, columns=["month", "group", "touch_points"]), MONTHLY_COUNTS)


@pytest.fixture
def businesses():
    """BUSINESS_LIST from dictionaries; what is left out is filled in."""
    usual = {
        "name": "Anglia Car Wash", "sector": "CAR_WASH", "touch_points": 4, "organisations": 2, "partners": "FIRE POLICE",
        "worst": 3, "longitude": 0.46, "latitude": 51.57, "last_contact": "2026-05-01", "district": "E07000066",
    }  # fmt: skip

    def make(*rows: dict) -> pd.DataFrame:
        filled = [{"business_id": f"B{number}", **usual, **row} for number, row in enumerate(rows, start=1)]
        return conform(pd.DataFrame(filled, columns=BUSINESS_LIST.names), BUSINESS_LIST)

    return make


@pytest.fixture
def contacts():
    """Contacts of one business from (date, organisation, class, severity, role)."""
    kinds = {"PROACTIVE": "INSPECTION", "REACTIVE": "COMPLAINT", "ENFORCEMENT": "NOTICE", "ADMINISTRATIVE": "PLANNING", "INTELLIGENCE": "INTELLIGENCE"}  # fmt: skip

    def make(*rows: tuple) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["event_date", "partner_org", "touch_point_class", "severity", "role"])
        return frame.assign(
            event_date=pd.to_datetime(frame["event_date"]),
            severity=frame["severity"].astype("Int64"),
            type=frame["touch_point_class"].map(kinds),
            outcome_raw=pd.Series(pd.NA, index=frame.index, dtype="str"),
        )

    return make
