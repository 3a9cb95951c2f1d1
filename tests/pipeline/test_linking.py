"""`link` and `rebuild`: one register from the same inputs, the last good one whatever happens, the same one from nothing."""

from __future__ import annotations

import shutil

import pytest

import linkage
from store import audit, db
from store.db import current_register

TIMES = ("loaded_at", "built_at")


def tables_of(register) -> dict[str, list]:
    """Every table of a register, row by row, without the moments at which it was made."""
    connection = db.cursor(register)
    rows = {}
    for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall():
        columns = [row[0] for row in connection.execute(f"describe {name}").fetchall() if row[0] not in TIMES]
        listed = ", ".join(f'"{column}"' for column in columns)
        rows[name] = connection.execute(f"select {listed} from {name} order by all").fetchall()
    rows["about"] = {name: value for name, value in db.about(register).items() if name not in TIMES}
    return rows


def registers(place) -> list[str]:
    return sorted(path.name for path in place.path.glob("register-*"))


def test_before_anything_is_loaded_there_is_nothing_to_link(run, run_json, place):
    said = run("link")
    assert said.status == 1
    assert "Nothing has been loaded" in said.err
    assert "python -m pipeline ingest FILE" in said.err
    assert run("rebuild").status == 1
    assert run_json("link")[0] == 1
    assert registers(place) == []


def test_linking_publishes_a_register_of_what_was_loaded(linked):
    register = current_register(linked)
    assert db.counts(register) | {"businesses": 0, "premises": 0} == {
        "records": 5, "touch_points": 5, "businesses": 0, "premises": 0, "sources": 2,
    }  # fmt: skip
    assert db.about(register)["as_of"] == "2025-05-02"
    assert audit.broken_at(linked) is None


def test_the_victim_and_the_audited_shop_are_one_business(linked):
    rows = db.cursor(current_register(linked)).execute(
        "select l.business_id from records r join links l using (record_id) where upper(r.name) = 'ANGLIA CAR WASH'"
    )
    found = rows.fetchall()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_linking_twice_publishes_nothing_new(run, run_json, linked, contents):
    before = contents()
    status, told = run_json("link")
    assert (status, told["is_new"]) == (0, False)
    assert contents() == before
    assert "Nothing has changed" in run("link").out


def test_another_file_makes_another_register_and_businesses_keep_their_ids(run, run_json, linked, inbox, sent):
    first = current_register(linked)
    ids = db.cursor(first).execute("select record_id, business_id from links order by 1").fetchall()
    run("ingest", inbox("council.csv", sent.council))
    status, told = run_json("link")
    second = current_register(linked)
    assert (status, told["is_new"], told["register"], told["records"], told["touch_points"]) == (
        0,
        True,
        second.name,
        6,
        6,
    )
    assert registers(linked) == [first.name, second.name]
    assert set(ids) <= set(db.cursor(second).execute("select record_id, business_id from links").fetchall())


def test_a_rebuild_from_raw_files_alone_gives_the_same_tables(run, linked, inbox, sent):
    old = sent.fhrs("2025-03-31", ("1", "Blue Dolphin", "5", "2024-01-02"), ("2", "Red Lion", "4", "2024-02-03"))
    new = sent.fhrs("2025-09-30", ("1", "Blue Dolphin", "3", "2025-06-02"), ("2", "Red Lion", "4", "2024-02-03"))
    run("ingest", inbox("march.xml", old), inbox("september.xml", new))
    run("link")
    before = tables_of(current_register(linked))
    shutil.rmtree(linked.loaded)
    linked.current.unlink()
    for name in registers(linked):
        (linked.path / name).unlink()
    assert run("rebuild").status == 0
    after = tables_of(current_register(linked))
    assert {name: after[name] == before[name] for name in before} == dict.fromkeys(before, True)
    assert len(after["touch_points"]) == 5 + 3


@pytest.mark.parametrize("verb", ["link", "rebuild"])
def test_ctrl_c_leaves_the_last_good_register(verb, run, linked, inbox, sent, monkeypatch):
    good = current_register(linked)
    run("ingest", inbox("council.csv", sent.council))

    def stopped(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(linkage, "link", stopped)
    said = run(verb)
    assert said.status == 1
    assert "the register is as it was" in said.err
    assert current_register(linked) == good
    assert registers(linked) == [good.name]
    assert db.counts(good)["touch_points"] == 5


def test_records_that_cannot_be_linked_are_told_in_words(run, linked, inbox, sent, monkeypatch):
    good = current_register(linked)
    run("ingest", inbox("council.csv", sent.council))

    def refuse(*_args, **_options):
        raise linkage.LinkError("The source 'x' is not in the records. Nothing was linked.")

    monkeypatch.setattr(linkage, "link", refuse)
    said = run("link")
    assert said.status == 1
    assert "is not in the records" in said.err
    assert current_register(linked) == good


def test_a_raw_file_that_is_gone_is_named_and_the_register_stays(run, linked):
    good = current_register(linked)
    victim = next(path for path in linked.raw.iterdir() if path.suffix != ".json")
    victim.unlink()
    said = run("rebuild")
    assert said.status == 1
    assert victim.name in said.err
    assert current_register(linked) == good


def test_a_register_of_businesses_nobody_contacted_can_be_built(run_json, inbox, sent, place):
    """A rating without a date is a business, not a contact."""
    run_json("ingest", inbox("new.xml", sent.fhrs("2025-03-31", ("1", "Blue Dolphin", "AwaitingInspection", ""))))
    status, told = run_json("link")
    assert (status, told["businesses"], told["touch_points"]) == (0, 1, 0)
    assert db.about(current_register(place))["as_of"] is None
