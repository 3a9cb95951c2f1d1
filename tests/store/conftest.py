"""A town small enough to know by heart: six businesses, nine contacts, three partners and the rating list.

| business | what | district | premises | FIRE | POLICE | TS |
|---|---|---|---|---|---|---|
| B1 Anglia Car Wash | CAR_WASH | Basildon | P1, listed | 10 Jan and 10 Apr 2026 | 1 Dec 2025 | |
| B2 Velvet Massage | MASSAGE | Basildon | P2, listed | | 5 Jan 2025, 1 May 2026 | |
| B3 Clacton Fish Bar | TAKEAWAY | Tendring | P3 | 1 Mar 2025 | | 5 Oct 2024 |
| B4 Idle Wash | CAR_WASH | Basildon | P4, listed | | | |
| B5 Harwich Nails | NAIL_BEAUTY | Tendring | P5, listed | | 14 Feb 2026, as victim | |
| B6 Old Wash | CAR_WASH | not known | P1 | | 14 Feb 2020 | |

The police know B1 as "Ghost Wash Ltd", with a company number and a telephone that nobody else has; trading standards know
B3 by name alone.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from store import write
from store.home import Home
from tables import (
    BUSINESSES,
    CONTEXT,
    LEGAL_ENTITIES,
    LINKS,
    PAIRS,
    PREMISES,
    RECORDS,
    SOURCES,
    TOUCH_POINTS,
    conform,
    empty,
)

AS_OF = dt.date(2026, 6, 30)
BASILDON, TENDRING = "E07000066", "E07000076"
ORGANISATIONS = {
    "FIRE": "Essex Fire",
    "POLICE": "Essex Police",
    "TS": "Essex Trading Standards",
    "VOA": "Valuation Office",
}
SOURCE = {"FIRE": "fire_audits", "POLICE": "police_athena", "TS": "ts_visits", "VOA": "voa_rating_list"}
TOWN = [
    ("B1", "Anglia Car Wash", "CAR_WASH", BASILDON, "P1", True, 0.46, 51.57),
    ("B2", "Velvet Massage", "MASSAGE", BASILDON, "P2", True, 0.49, 51.58),
    ("B3", "Clacton Fish Bar", "TAKEAWAY", TENDRING, "P3", False, 1.15, 51.79),
    ("B4", "Idle Wash", "CAR_WASH", BASILDON, "P4", True, 0.47, 51.57),
    ("B5", "Harwich Nails", "NAIL_BEAUTY", TENDRING, "P5", True, None, None),
    ("B6", "Old Wash", "CAR_WASH", None, "P1", False, None, None),
]
KNOWN_AS = [
    ("r1", "B1", "FIRE", "Anglia Car Wash", "1 High Street, Basildon"),
    ("r2", "B1", "POLICE", "Ghost Wash Ltd", "Land off Police Lane"),
    ("r3", "B2", "POLICE", "Velvet Massage", "2 High Street, Basildon"),
    ("r4", "B3", "FIRE", "Clacton Fish Bar", "3 Pier Avenue, Clacton"),
    ("r5", "B3", "TS", "Clacton Fishbar", None),
    ("r6", "B4", "VOA", "Idle Wash", "4 High Street, Basildon"),
    ("r7", "B5", "POLICE", "Harwich Nails", "5 Quay Street, Harwich"),
    ("r8", "B6", "POLICE", "Old Wash", "1 High Street, Basildon"),
    ("r9", "B1", "VOA", None, "1 High Street, Basildon"),
]
CONTACTS = [
    ("c1", "r1", "2026-01-10", "AUDIT", "PROACTIVE", "SUBJECT", 0),
    ("c2", "r1", "2026-04-10", "NOTICE", "ENFORCEMENT", "SUBJECT", 3),
    ("c3", "r2", "2025-12-01", "CRIME", "REACTIVE", "SUBJECT", 3),
    ("c4", "r3", "2026-05-01", "CRIME", "REACTIVE", "LOCATION", None),
    ("c5", "r5", "2024-10-05", "TEST_PURCHASE", "PROACTIVE", "SUBJECT", 2),
    ("c6", "r4", "2025-03-01", "AUDIT", "PROACTIVE", "SUBJECT", 1),
    ("c7", "r7", "2026-02-14", "CRIME", "REACTIVE", "VICTIM", None),
    ("c8", "r8", "2020-02-14", "CRIME", "REACTIVE", "SUBJECT", 4),
    ("c9", "r3", "2025-01-05", "CRIME", "REACTIVE", "SUBJECT", 3),
]
OUTCOMES = {0: "COMPLIANT", 1: "MINOR", 2: "MATERIAL", 3: "SERIOUS", 4: "CRITICAL", None: "NOT_ASSESSED"}


def business_rows() -> pd.DataFrame:
    addresses = {business: address for _, business, _, _, address in reversed(KNOWN_AS)}
    rows = [
        {
            "business_id": key, "name": name, "sector": sector, "district": district, "premises_id": premises,
            "is_listed": listed, "longitude": x, "latitude": y, "records": sum(b == key for _, b, *_ in KNOWN_AS),
            "coordinate_precision": "ROOFTOP" if x else None, "address": addresses[key],
            "company_number": "09999999" if key == "B1" else None,
            "other_names": "Ghost Wash Ltd" if key == "B1" else None,
        }
        for key, name, sector, district, premises, listed, x, y in TOWN
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), BUSINESSES)


def premises_rows() -> pd.DataFrame:
    rows = {premises: listed for *_, premises, listed, _, _ in reversed(TOWN)}
    return conform(pd.DataFrame({"premises_id": rows.keys(), "is_listed": rows.values()}), PREMISES)


def record_rows() -> pd.DataFrame:
    district = {key: district for key, _, _, district, *_ in TOWN}
    rows = [
        {
            "record_id": key, "source": SOURCE[partner], "partner": partner, "partner_org": ORGANISATIONS[partner],
            "name": name, "address": address, "district": district[business], "first_seen": "2020-01-01",
            "company_number": "09999999" if key == "r2" else None, "phone": "+441632960001" if key == "r2" else None,
            "source_file": f"sha-{partner}", "source_row": number,
        }
        for number, (key, business, partner, name, address) in enumerate(KNOWN_AS, start=2)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), RECORDS)


def link_rows() -> pd.DataFrame:
    premises = {key: premises for key, _, _, _, premises, *_ in TOWN}
    rows = [
        {
            "record_id": key, "business_id": business, "premises_id": premises[business], "match_probability": 0.9,
            "method": "name and place", "decision": "AUTO",
        }
        for key, business, *_ in KNOWN_AS
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), LINKS)


def source_rows() -> pd.DataFrame:
    rows = [
        {
            "source_file": f"sha-{partner}", "file_name": f"{partner.lower()}.csv", "source": SOURCE[partner],
            "partner": partner, "partner_org": organisation, "loaded_at": "2026-07-01", "loaded_by": "tester",
            "rows_read": 9, "kept": 9, "quarantined": 0, "unchanged": 0,
        }
        for partner, organisation in ORGANISATIONS.items()
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), SOURCES)


def touch_point_rows(contacts=CONTACTS) -> pd.DataFrame:
    partner = {key: partner for key, _, partner, *_ in KNOWN_AS}
    rows = [
        {
            "touch_point_id": key, "record_id": record, "source": SOURCE[partner[record]], "partner": partner[record],
            "partner_org": ORGANISATIONS[partner[record]], "touch_point_ref": f"{partner[record]}/{key}", "event_date": day,
            "date_precision": "day", "type": kind, "touch_point_class": group, "function": "CRIME", "role": role,
            "outcome": OUTCOMES[severity], "severity": severity, "source_file": f"sha-{partner[record]}", "source_row": number,
        }
        for number, (key, record, day, kind, group, role, severity) in enumerate(contacts, start=2)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), TOUCH_POINTS)


def term_rows(terms=()) -> pd.DataFrame:
    """Each of `terms` is a source, the day from which its contacts are kept or None, and whether others may only count them."""
    form = {"source": "str", "keep_from": "datetime64[us]", "is_count_only": "bool"}
    return pd.DataFrame(list(terms), columns=list(form)).astype(form)


class Town:
    """Publishes the town's register, whole or with other contacts."""

    def publish(self, place: Home, *, contacts=(CONTACTS,), second: int = 0, facts=None, terms=()) -> Path:
        """Each item of `contacts` is one loaded file, oldest first; `second` sets the moment of the build."""
        place.path.mkdir(parents=True, exist_ok=True)
        files = []
        for number, rows in enumerate(contacts):
            folder = place.path / f"loaded-{second}-{number}"
            folder.mkdir(exist_ok=True)
            for kind, table in {"legal_entities": LEGAL_ENTITIES, "context": CONTEXT}.items():
                empty(table).to_parquet(folder / f"{kind}.parquet", index=False)
            touch_point_rows(rows).to_parquet(folder / "touch_points.parquet", index=False)
            files.append(write.Snapshot(folder, "2026-07-01", is_register=False))
        moment = dt.datetime(2026, 7, 1, 12, 0, second, tzinfo=dt.UTC)
        tables = self.tables() | {"terms": term_rows(terms)}
        return write.publish(place, tables, files, facts or {"fingerprint": "0123456789"}, built_at=moment)

    def tables(self) -> dict[str, pd.DataFrame]:
        return {
            "records": record_rows(),
            "links": link_rows(),
            "pairs": empty(PAIRS),
            "businesses": business_rows(),
            "premises": premises_rows(),
            "sources": source_rows(),
        }


@pytest.fixture(scope="session")
def town() -> Town:
    return Town()


@pytest.fixture(scope="session")
def known(town, tmp_path_factory) -> Path:
    """The town's register, published. Only to be read."""
    return town.publish(Home(tmp_path_factory.mktemp("town")))


@pytest.fixture(scope="session")
def as_of() -> dt.date:
    return AS_OF


@pytest.fixture
def place(tmp_path) -> Home:
    """An installation that nothing was put into yet."""
    return Home(tmp_path / "home")
