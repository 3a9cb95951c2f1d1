"""Invented counties made once for all tests: two small ones and one of the size people are shown."""

from __future__ import annotations

import csv
from collections import namedtuple

import openpyxl
import pandas as pd
import pytest
from lxml import etree

from sample_data.make import make

Row = namedtuple("Row", "sheet number ref cells")
Made = namedtuple("Made", "folder summary truth stories")
SMALL = {"businesses": 320, "touch_points": 1900}
FIRST_ROWS = {"fire": 3, "police": 2, "council": 3, "cqc": 5, "home_office": 2}
ENCODINGS = {"fire": "cp1252", "council": "cp1252"}


def made(folder, **wanted):
    """Make a county and read back its two guides."""
    summary = make(folder, **wanted)
    truth = pd.read_csv(folder / "truth.csv", dtype="str", keep_default_na=False)
    stories = pd.read_csv(folder / "stories.csv", dtype="str", keep_default_na=False)
    return Made(folder, summary, truth, stories)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return made(tmp_path_factory.mktemp("small"), seed=7, **SMALL)


@pytest.fixture(scope="session")
def small_again(tmp_path_factory):
    return made(tmp_path_factory.mktemp("again"), seed=7, **SMALL)


@pytest.fixture(scope="session")
def other_seed(tmp_path_factory):
    return made(tmp_path_factory.mktemp("other"), seed=8, **SMALL)


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    return made(tmp_path_factory.mktemp("county"))


def data_rows(folder, file):
    """Data rows of any partner's file as a spreadsheet numbers them, read without any of the generator's code."""
    kind = file.split("/")[0]
    if kind == "fhrs":
        return _xml_rows(folder / file)
    if kind == "voa":
        return _voa_rows(folder / file)
    if kind == "trading_standards":
        return _sheet_rows(folder / file)
    with (folder / file).open(encoding=ENCODINGS.get(kind, "utf-8-sig"), newline="") as handle:
        records = list(csv.reader(handle))
    last = len(records) - (kind == "council")
    rows = enumerate(records[FIRST_ROWS[kind] - 1 : last], start=FIRST_ROWS[kind])
    return [Row("", number, cells[0].strip(), cells) for number, cells in rows]


def _xml_rows(path):
    details = etree.parse(path).iter("EstablishmentDetail")
    return [Row("", number, detail.findtext("FHRSID"), detail) for number, detail in enumerate(details, start=1)]


def _voa_rows(path):
    rows, pending = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], start=1):
        text = pending + line.rstrip("\r")
        if pending or text.count("*") in (27, 19):
            cells = text.split("*")
            rows.append(Row("", number - bool(pending), cells[6], cells))
            pending = ""
        else:
            pending = text
    return rows


def _sheet_rows(path):
    book = openpyxl.load_workbook(path, read_only=True)
    rows = []
    for sheet in ("Complaints", "Visits"):
        records = list(book[sheet].iter_rows(values_only=True))
        numbered = enumerate(records[4:-1], start=5)
        rows += [Row(sheet, number, cells[0], cells) for number, cells in numbered]
    book.close()
    return rows


@pytest.fixture(scope="session")
def rows_of():
    return data_rows
