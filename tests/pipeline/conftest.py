"""The command line as people use it, on an installation of its own, with files small enough to read."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import ingest, link
from pipeline.__main__ import main
from store.home import Home

Said = namedtuple("Said", "status out err")
FIRE_HEADINGS = "JobRef,UPRN,Premises Name,Address,Postcode,Easting,Northing,Job Type,Date Completed,Outcome"
FIRE_ROWS = (
    'A1,,Anglia Car Wash,"1 High Street, Basildon",SS14 1AA,570500,188500,Audit,05/01/2025,Satisfactory',
    'A2,,Blue Dolphin Fish Bar,"2 High Street, Basildon",SS14 1AB,570600,188600,Audit,06/02/2025,Enforcement Notice',
    'A3,,Corner Store,"3 Market Row, Harlow",CM20 1BB,544600,210100,Follow-up,07/03/2025,Satisfactory',
)
FIRE_BROKEN = 'A4,,Dry Dock Motors,"4 Quay Street, Maldon",CM9 5PN,585100,207100,Audit,31/02/2025,Satisfactory'
POLICE = (
    "Crime Ref,Offence,Committed From,Location Name,Address,Postcode,Role,Outcome\n"
    '42/1/25,Burglary,01/04/2025 10:30,ANGLIA CAR WASH,"1 High St, Basildon",SS14 1AA,Victim,Filed\n'
    '42/2/25,Supply of drugs,02/05/2025 11:00,Dry Dock Motors,"4 Quay Street, Maldon",CM9 5PN,Suspect,Charged\n'
)
FHRS_ROW = (
    "<EstablishmentDetail><FHRSID>{ref}</FHRSID><BusinessName>{name}</BusinessName><BusinessType>Takeaway/sandwich shop"
    "</BusinessType><BusinessTypeID>7844</BusinessTypeID><AddressLine1>2 High Street</AddressLine1><AddressLine2>Basildon"
    "</AddressLine2><PostCode>SS14 1AB</PostCode><RatingValue>{rating}</RatingValue><RatingDate>{date}</RatingDate>"
    "<LocalAuthorityName>Basildon</LocalAuthorityName></EstablishmentDetail>"
)


COUNCIL = (
    "REFVAL,KEYVAL,BUSNAME,TRADEAS,ADDRESS,VISITDATE,VISITTYPE,FUNCTION,OUTCOME\n"
    '25/1,P1,,Blue Dolphin,"2 High Street, Basildon SS14 1AB",03/03/2025,Inspection,Food Hygiene,Satisfactory\n'
)


def fire_csv(*rows: str) -> str:
    return "\n".join((FIRE_HEADINGS, *rows, ""))


def fhrs_xml(extracted: str, *rows: tuple[str, str, str, str]) -> str:
    """FHRS open data; a row is (reference, name, rating, date)."""
    details = "".join(FHRS_ROW.format(ref=ref, name=name, rating=rating, date=date) for ref, name, rating, date in rows)
    header = f"<Header><ExtractDate>{extracted}</ExtractDate><ItemCount>{len(rows)}</ItemCount></Header>"
    return (
        f"<FHRSEstablishment>{header}<EstablishmentCollection>{details}</EstablishmentCollection></FHRSEstablishment>"
    )


@pytest.fixture(scope="session")
def sent() -> SimpleNamespace:
    """What partners send, in small."""
    return SimpleNamespace(
        fire=fire_csv(*FIRE_ROWS),
        fire_with_a_broken_row=fire_csv(FIRE_ROWS[0], FIRE_BROKEN, FIRE_ROWS[1]),
        fire_of=lambda *numbers: fire_csv(*(FIRE_ROWS[number] for number in numbers)),
        fire_headings=FIRE_HEADINGS,
        police=POLICE,
        council=COUNCIL,
        fhrs=fhrs_xml,
    )


@pytest.fixture
def place(tmp_path, monkeypatch) -> Home:
    """An empty installation, the one TOUCHPOINT_HOME names."""
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TOUCHPOINT_USER", "tester")
    return Home(tmp_path / "home")


@pytest.fixture
def inbox(tmp_path):
    """Writes a file as a partner would send it and returns its path."""
    folder = tmp_path / "inbox"
    folder.mkdir()

    def put(name: str, text: str | bytes) -> Path:
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


@pytest.fixture
def run(place, capsys):
    """`python -m pipeline ...` in this process: exit status, standard output, standard error."""

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Said(status, told.out, told.err)

    return call


@pytest.fixture
def run_json(run):
    """The same with --json: exit status and what standard output says, which must be JSON and nothing else."""

    def call(*arguments: object) -> tuple[int, dict]:
        said = run(*arguments, "--json")
        assert said.err == ""
        return said.status, json.loads(said.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))

    return call


@pytest.fixture
def contents(place):
    """Every file of the installation with the hash of its bytes; the lock is no content."""

    def look() -> dict[str, str]:
        files = [
            path
            for path in place.path.rglob("*")
            if path.is_file() and path.name != ".writing" and path.suffix not in (".sqlite-shm", ".sqlite-wal")
        ]
        return {str(path.relative_to(place.path)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return look


@pytest.fixture(scope="session")
def linked_once(tmp_path_factory, sent) -> Home:
    """Three audits and two crimes, loaded and published; only to be copied."""
    folder = tmp_path_factory.mktemp("linked_once")
    for name, text in (("fire.csv", sent.fire), ("police.csv", sent.police)):
        (folder / name).write_text(text, "utf8")
    place = Home(folder / "home")
    ingest.ingest(place, [folder / "fire.csv", folder / "police.csv"], by="tester")
    link.link(place, by="tester")
    return place


@pytest.fixture
def linked(linked_once, place) -> Home:
    """An installation of its own with three audits and two crimes, loaded and published."""
    shutil.copytree(linked_once.path, place.path)
    return place
