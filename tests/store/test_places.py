"""Doubts about places, by source and by file, and how they are told."""

from __future__ import annotations

import pandas as pd
import pytest

from charts import places as told
from store import places
from store.access import Scope
from store.db import current_register, cursor

EVERYBODY = Scope("tester")
FLAGS = tuple(told.DOUBTS)


@pytest.fixture(scope="module")
def register(home):
    return current_register(home)


def test_doubts_of_a_source_are_those_of_its_records(register):
    found = places.doubts(EVERYBODY, register, FLAGS, source="police_athena")
    sql = "select count(*) from records where source = 'police_athena' and flags like '%' || ? || '%'"
    assert len(found)
    for row in found.itertuples():
        assert row.records == cursor(register).execute(sql, [row.flag]).fetchone()[0]
    assert places.doubts(Scope("officer", partners=("FIRE",)), register, FLAGS, source="police_athena").empty


def test_doubts_and_positions_of_a_file_are_those_of_its_records(register):
    sql = "select source_file, count(*) from records where source = 'police_athena' group by 1 order by 2 desc limit 1"
    [(file, count)] = cursor(register).execute(sql).fetchall()
    assert sum(places.positions(EVERYBODY, register, file).values()) == count
    assert set(places.doubts(EVERYBODY, register, FLAGS, source_file=file)["flag"]) <= set(FLAGS)
    assert places.positions(Scope("officer", partners=()), register, file) == {}


def test_a_doubt_is_told_with_what_was_done(register):
    table = told.doubts_table(places.doubts(EVERYBODY, register, FLAGS, source="police_athena"))
    assert (table != "").all().all()
    assert table["For example"].iloc[0].startswith("row ")
    flags = pd.Series(["DIGIT_LOST OUTSIDE_AREA", None, "RISK_B"], dtype="str")
    assert told.in_words(flags).fillna("").tolist() == [
        "Easting or northing is a digit short; the position lies outside the county", "", "RISK_B",
    ]  # fmt: skip
    assert told.positions_line({"SUPPLIED": 1200, "NONE": 1}) == "Positions: 1,200 as supplied, 1 not known."


def test_positions_that_came_exchanged_are_counted_in_scope(register):
    flags = cursor(register).execute("select count(*) from records where flags like '%SWAPPED_COORDINATES%'").fetchone()
    assert places.exchanged(EVERYBODY, register) == flags[0]
    assert places.exchanged(Scope("officer", partners=()), register) == 0
