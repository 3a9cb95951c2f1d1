"""The tables between stages: what they promise, and that `check` and `conform` hold people to it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tables
from tables import (
    BETWEEN_STAGES,
    DTYPES,
    FOR_PAGES,
    FOR_REVIEW,
    ISSUES,
    LINKS,
    MONTHLY_COUNTS,
    RECORDS,
    TOUCH_POINTS,
    Table,
    TableError,
    check,
    conform,
    empty,
)
from tables.dictionary import data_dictionary

EVERY = (*BETWEEN_STAGES, *FOR_PAGES, *FOR_REVIEW)
each_table = pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)


@pytest.fixture
def months() -> pd.DataFrame:
    rows = [("2026-01-01", "FIRE", 3), ("2026-02-01", "FIRE", 4)]
    return conform(pd.DataFrame(rows, columns=["month", "group", "touch_points"]), MONTHLY_COUNTS)


@each_table
def test_a_table_is_declared_whole(table):
    assert len(set(table.names)) == len(table.names)
    assert [column.name for column in table if column.dtype not in DTYPES] == []
    assert [column.name for column in table if not column.label] == []
    assert set(table.key) <= set(table.names)
    assert [name for name in table.key if not table[name].required] == []
    assert table.note


@each_table
def test_an_empty_frame_is_what_its_table_declares(table):
    assert check(empty(table), table).empty


@each_table
def test_a_column_means_the_same_in_every_table(table):
    declared = {(other.name, column.name): column.dtype for other in EVERY for column in other}
    for column in table:
        kinds = {dtype for (_, name), dtype in declared.items() if name == column.name}
        assert kinds == {column.dtype}, column.name


def test_what_may_name_a_person_is_marked_in_every_table():
    """A sole trader's name is a person's; a company's, in the register of companies, is public and never marked."""
    may_name = {"name", "other_names", "legal_name", "phone", "loaded_by"}
    unmarked = [f"{t.name}.{c.name}" for t in EVERY for c in t if c.name in may_name and not c.personal]
    assert unmarked == ["LEGAL_ENTITIES.name"]


def test_identifiers_are_text_everywhere():
    identifiers = {"uprn", "company_number", "phone", "postcode", "record_ref", "touch_point_ref"}
    assert [f"{t.name}.{c.name}" for t in EVERY for c in t if c.name in identifiers and c.dtype != "text"] == []


def test_check_hands_back_the_very_frame(months):
    assert check(months, MONTHLY_COUNTS) is months


def test_check_names_every_fault_at_once(months):
    wrong = months.drop(columns="month").assign(group=pd.Series([None, "FIRE"], dtype="str"), touch_points=["3", "4"])
    with pytest.raises(TableError) as caught:
        check(wrong, MONTHLY_COUNTS)
    assert str(caught.value) == (
        "MONTHLY_COUNTS: month is missing; group has 1 missing values; touch_points is str, not integer"
    )


def test_check_counts_the_rows_that_repeat_a_key(months):
    with pytest.raises(TableError, match=r"2 rows repeat the key \(month, group\)"):
        check(pd.concat([months, months]), MONTHLY_COUNTS)


def test_check_takes_no_number_for_a_date(months):
    with pytest.raises(TableError, match="month is int64, not date"):
        check(months.assign(month=[202601, 202602]), MONTHLY_COUNTS)


def test_columns_beyond_the_declared_ones_are_no_fault(months):
    assert "note" in check(months.assign(note="seen"), MONTHLY_COUNTS)


def test_conform_orders_types_and_fills_what_is_absent():
    given = pd.DataFrame({"decision": ["AUTO"], "record_id": ["r1"], "match_weight": [3], "shoe_size": [44]}, index=[7])
    frame = conform(given, LINKS)
    assert list(frame.columns) == LINKS.names
    assert list(frame.index) == [7]
    assert frame.loc[7, "match_weight"] == 3.0
    assert frame["match_weight"].dtype == "float64"
    assert frame["premises_id"].isna().all()


def test_conform_changes_nothing_of_what_it_is_given():
    given = pd.DataFrame({"row": ["3"], "is_quarantined": [None]})
    before = given.copy()
    conform(given, ISSUES)
    pd.testing.assert_frame_equal(given, before)


def test_a_flag_that_nobody_set_is_false():
    frame = conform(pd.DataFrame({"row": [1, 2], "is_quarantined": [True, None]}), ISSUES)
    assert frame["is_quarantined"].tolist() == [True, False]


def test_identifiers_keep_their_leading_noughts():
    frame = conform(pd.DataFrame({"uprn": ["010001234567"], "company_number": ["00012345"]}), RECORDS)
    assert frame[["uprn", "company_number"]].iloc[0].tolist() == ["010001234567", "00012345"]


def test_an_unknown_severity_stays_unknown():
    frame = conform(pd.DataFrame({"severity": [0, None, 4]}), TOUCH_POINTS)
    assert frame["severity"].isna().tolist() == [False, True, False]
    assert frame["severity"].dropna().tolist() == [0, 4]


def test_conform_names_every_value_that_cannot_be_held():
    given = pd.DataFrame({"severity": ["grave"], "event_date": ["31/02/2026"], "value_gbp": ["much"]})
    with pytest.raises(TableError) as caught:
        conform(given, TOUCH_POINTS)
    for name in ("severity is not integer", "event_date is not date", "value_gbp is not number"):
        assert f"TOUCH_POINTS.{name}" in str(caught.value)


def test_conform_does_not_round_a_number_to_make_it_fit():
    with pytest.raises(TableError, match="severity is not integer"):
        conform(pd.DataFrame({"severity": [2.5]}), TOUCH_POINTS)


def test_a_column_is_found_by_name_and_an_unknown_name_is_an_error():
    assert RECORDS["uprn"].label == "UPRN"
    with pytest.raises((KeyError, StopIteration)):
        RECORDS["shoe_size"]


def test_the_data_dictionary_is_that_of_the_tables():
    declared = sorted((t for t in vars(tables).values() if isinstance(t, Table)), key=lambda table: table.name)
    kept = (Path(__file__).parents[1] / "docs" / "data_dictionary.md").read_text("utf8")
    assert kept == data_dictionary(declared), "Run: python -m tables"
