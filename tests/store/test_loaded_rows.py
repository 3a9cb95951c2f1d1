"""Where the rows of a file went: kept, quarantined or unchanged, each counted once."""

from __future__ import annotations

import pandas as pd
import pytest

from store import loaded
from tables import ISSUES, RECORDS, conform

BAD = (None, None)


@pytest.fixture
def load(place):
    """A file as a list of (what the row is about, what it says); BAD rows are quarantined. Remembers what came before."""
    received: list[str] = []

    def run(name: str, rows: list[tuple], *, source: str = "fire_audits") -> loaded.Report:
        frame = pd.DataFrame(
            {
                "source": source,
                "row": range(2, len(rows) + 2),
                "is_quarantined": [row == BAD for row in rows],
                "row_key": pd.array([number_of(key) for key, _ in rows], dtype="UInt64"),
                "content": pd.array([number_of(content) for _, content in rows], dtype="UInt64"),
                "record_id": None,
            }
        )
        with loaded.Writer(place, name) as writer:
            writer.add({"rows": frame})
            report = writer.finish(received, specs=(source,), why=("told by the test",), version="v1")
        received.append(name)
        return report

    return run


def number_of(word: str | None) -> int | None:
    """Words as numbers, which is how rows are compared."""
    return None if word is None else int.from_bytes(word.encode()[:8].ljust(8))


def states(place, name: str) -> list[str]:
    return loaded.states(place, name)["state"].tolist()


def counts(report: loaded.Report) -> tuple[int, int, int, int]:
    assert report.read == report.kept + report.quarantined + report.unchanged
    return report.read, report.kept, report.quarantined, report.unchanged


def test_a_first_file_is_kept_but_for_its_broken_rows(load):
    assert counts(load("one", [("A", "good"), BAD, ("B", "good")])) == (3, 2, 1, 0)


def test_the_same_rows_in_the_next_file_are_unchanged(load):
    load("one", [("A", "good"), ("B", "good")])
    assert counts(load("two", [("B", "good"), ("A", "good"), BAD])) == (3, 0, 1, 2)


def test_a_row_that_changed_is_kept(load, place):
    load("one", [("A", "good"), ("B", "good")])
    assert counts(load("two", [("A", "good"), ("B", "bad")])) == (2, 1, 0, 1)
    assert states(place, "two") == ["unchanged", "kept"]


def test_a_row_that_changed_back_is_a_change_again(load):
    load("one", [("A", "good")])
    load("two", [("A", "bad")])
    assert counts(load("three", [("A", "good")])) == (1, 1, 0, 0)
    assert counts(load("four", [("A", "good")])) == (1, 0, 0, 1)


def test_a_row_that_left_and_came_back_as_it_was_is_unchanged(load):
    load("one", [("A", "good")])
    load("two", [("B", "good")])
    assert counts(load("three", [("A", "good")])) == (1, 0, 0, 1)


def test_the_same_row_twice_in_one_file_counts_once(load, place):
    assert counts(load("one", [("A", "good"), ("A", "good"), ("A", "bad")])) == (3, 2, 0, 1)
    assert states(place, "one") == ["kept", "unchanged", "kept"]


def test_rows_about_nothing_we_can_name_are_kept_each_time(load):
    load("one", [(None, "good")])
    assert counts(load("two", [(None, "good")])) == (1, 1, 0, 0)


def test_another_layout_s_rows_with_the_same_key_are_other_rows(load):
    load("one", [("A", "good")])
    assert counts(load("two", [("A", "good")], source="police_athena")) == (1, 1, 0, 0)


def test_a_file_without_rows_is_nought_in_all_columns(load):
    assert counts(load("one", [])) == (0, 0, 0, 0)


def test_a_report_is_read_back_as_it_was_written(load, place):
    report = load("one", [("A", "good"), BAD])
    assert loaded.report_of(place, "one") == report
    assert loaded.report_of(place, "never loaded") is None


def test_issues_are_counted_by_kind_and_read_back_by_row(place):
    kinds = [(9, "DATE_MISSING"), (3, "DATE_MISSING"), (None, "SHEET_SKIPPED")]
    rows = [{"row": row, "code": code, "problem": "p", "action": "a", "advice": "b"} for row, code in kinds]
    with loaded.Writer(place, "one") as writer:
        writer.add({"issues": conform(pd.DataFrame(rows), ISSUES)})
        report = writer.finish([], specs=("s",), why=("w",), version="v1")
    assert report.issue_counts == {"DATE_MISSING": 2, "SHEET_SKIPPED": 1}
    assert loaded.issues_of(place, "one")["row"].tolist()[:2] == [3, 9]


def test_a_load_that_breaks_off_leaves_nothing(place):
    def load_half():
        with loaded.Writer(place, "one"):
            assert list(place.loaded.iterdir()) != []
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_half()
    assert list(place.loaded.iterdir()) == []


def test_loading_again_replaces_what_was_loaded(place):
    for said in ("first", "second"):
        with loaded.Writer(place, "one") as writer:
            writer.finish([], specs=("s",), why=(said,), version="v1")
    assert loaded.report_of(place, "one").why == ("second",)
    assert [path.name for path in place.loaded.iterdir()] == ["one"]


def test_a_record_in_several_files_is_one_record_of_the_first_with_dates_of_all(place):
    for name, row, first, last in (("one", 5, "2026-02-01", "2026-03-01"), ("two", 9, "2025-01-01", "2026-06-01")):
        record = {"record_id": "r1", "source": "s", "partner": "FIRE", "partner_org": "Essex Fire", "name": name}
        told = {"first_seen": first, "last_seen": last, "source_file": name, "source_row": row}
        with loaded.Writer(place, name) as writer:
            writer.add({"records": conform(pd.DataFrame([record | told]), RECORDS)})
            writer.finish([], specs=("s",), why=("w",), version="v1")
    found = loaded.records(place, ["one", "two"])
    assert found[["record_id", "name", "source_file", "source_row"]].values.tolist() == [["r1", "one", "one", 5]]
    assert [str(found[name][0].date()) for name in ("first_seen", "last_seen")] == ["2025-01-01", "2026-06-01"]
    assert loaded.organisation_of(place, "one") == "Essex Fire"


def test_without_a_file_there_is_no_record(place):
    assert loaded.records(place, []).empty
