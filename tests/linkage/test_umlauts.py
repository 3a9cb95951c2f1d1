"""JAEGER, JÄGER and JAGER in one table are one word, and German legal forms are no part of a name."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from linkage.compare import compare
from linkage.prepare import prepare
from linkage.umlauts import two_spellings


@pytest.fixture
def compared(make_records):
    def made(*rows):
        with duckdb.connect() as con:
            of = prepare(make_records(rows), once=frozenset(), con=con)
        return compare(of, np.array([0]), np.array([1])).iloc[0]

    return made


def test_a_written_out_umlaut_is_the_umlaut(compared):
    found = compared(
        {"name": "GASTHOF JAEGER", "address": "MUENCHNER STRASSE 97", "town": "Kempten"},
        {"name": "Gasthof Jäger GmbH & Co. KG", "address": "Münchner Str. 97", "town": "Kempten"},
    )
    assert found["name_sorted"] == 1
    assert found["street_rarity"] == 1
    assert found["number"] == 4


def test_a_table_without_umlauts_keeps_its_vowels(compared, make_records):
    rows = [{"name": "Poets Corner"}, {"name": "Pots Corner"}]
    assert compared(*rows)["name_sorted"] < 1
    assert two_spellings(make_records(rows)) == {}


def test_dots_that_are_letters_of_their_own_are_dots():
    apart = pd.DataFrame({"name": ["Mu\u0308hle"], "legal_name": [None], "address": ["Mühlenstraße 3"]})
    assert two_spellings(apart) == {"MUEHLE": "MUHLE", "MUEHLENSTR": "MUHLENSTR"}
