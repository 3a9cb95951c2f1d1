"""The audit log: every entry carries the hash of the one before, so that nothing can be changed unseen."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store import audit

ROOT = Path(__file__).resolve().parents[2]
APPEND = """
import sys
from pathlib import Path
from store import audit
from store.home import Home
for number in range(30):
    audit.record(Home(Path(sys.argv[1])), sys.argv[2], "look", number=number)
"""


def entries(place) -> list[tuple]:
    with closing(sqlite3.connect(place.decisions)) as connection:
        return connection.execute(
            "select id, user, action, detail, previous, hash from audit_events order by id"
        ).fetchall()


def tamper(place, statement: str) -> None:
    with closing(sqlite3.connect(place.decisions)) as connection, connection:
        connection.execute(statement)


@pytest.fixture
def log(place):
    """An installation with three entries."""
    for number, action in enumerate(("ingest", "publish", "download")):
        audit.record(place, "Ann O'Brien", action, rows=number, file="Café's <list>.csv")
    return place


def test_a_log_nobody_touched_is_whole(log):
    assert audit.broken_at(log) is None


def test_an_empty_log_is_whole(place):
    place.path.mkdir()
    assert audit.broken_at(place) is None


def test_an_entry_says_who_did_what_to_what(log):
    number, user, action, detail, *_ = entries(log)[1]
    assert (number, user, action) == (2, "Ann O'Brien", "publish")
    assert json.loads(detail) == {"rows": 1, "file": "Café's <list>.csv"}


def test_each_entry_carries_the_hash_of_the_one_before(log):
    rows = entries(log)
    assert [row[4] for row in rows] == [audit.FIRST, rows[0][5], rows[1][5]]
    assert len({row[5] for row in rows}) == 3


@pytest.mark.parametrize("column", ["at", "user", "action", "detail", "previous", "hash"])
def test_a_changed_entry_breaks_the_chain_where_it_stands(column, log):
    tamper(log, f"update audit_events set {column} = 'x' where id = 2")
    assert audit.broken_at(log) == 2


def test_an_entry_taken_out_breaks_the_chain_after_it(log):
    tamper(log, "delete from audit_events where id = 2")
    assert audit.broken_at(log) == 3


def test_entries_changed_over_break_the_chain(log):
    tamper(log, "update audit_events set id = case id when 1 then 12 when 2 then 11 else 13 end")
    assert audit.broken_at(log) == 11


def test_text_moved_from_one_column_to_the_next_breaks_the_chain(place):
    audit.record(place, "ab", "c")
    tamper(place, "update audit_events set user = 'a', action = 'bc'")
    assert audit.broken_at(place) == 1


def test_two_processes_that_write_at_once_keep_the_chain_whole(place):
    place.path.mkdir()
    writers = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(place.path), user], cwd=ROOT, stderr=subprocess.PIPE)
        for user in ("first", "second")
    ]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [(b"", 0), (b"", 0)]
    users = [row[1] for row in entries(place)]
    assert (users.count("first"), users.count("second")) == (30, 30)
    assert audit.broken_at(place) is None
