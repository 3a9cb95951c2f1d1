"""What was read of each record is kept, and stands for reading it again."""

import numpy as np
import pytest

from linkage import table_more
from linkage.kept import NOTE
from linkage.table import link_table
from linkage.table_more import link_more
from tests.linkage.test_incremental import NEW, OLD
from tests.linkage.test_table_more import frame


@pytest.fixture
def before():
    return link_table(frame(OLD), keep=True)


@pytest.fixture
def cleaned(monkeypatch):
    """How many records each call read."""
    seen, real = [], table_more.clean
    monkeypatch.setattr(table_more, "clean", lambda rows, con: seen.append(len(rows)) or real(rows, con))
    return seen


def test_only_new_and_changed_records_are_read(before, cleaned):
    changed = [{**OLD[0], "name": "Silver Wok"}, OLD[1]]
    link_more(frame([*OLD, *NEW]), before.clusters, kept=before.kept)
    link_more(frame([*changed, *NEW]), before.clusters, kept=before.kept)
    assert cleaned == [2, 3]


def test_clusters_are_those_without_anything_kept(before):
    table = frame([NEW[0], *OLD, NEW[1]])
    grown = link_more(table, before.clusters, kept=before.kept)
    anew = link_more(table, before.clusters)
    assert grown.clusters.equals(anew.clusters)


def test_what_was_kept_again_serves_the_next_file(before, cleaned):
    once_more = link_more(frame([*OLD, NEW[0]]), before.clusters, kept=before.kept, keep=True)
    last = link_more(frame([*OLD, *NEW]), once_more.clusters, kept=once_more.kept)
    assert cleaned == [1, 1]
    assert last.clusters["cluster_id"].nunique() == 3


def test_records_that_are_gone_are_passed_over(before):
    grown = link_more(frame([OLD[1], *NEW]), before.clusters, kept=before.kept, keep=True)
    assert grown.clusters["record_id"].tolist() == ["a2", "b1", "b2"]
    assert grown.kept is not None
    assert len(grown.kept) == 3


def test_what_another_version_kept_is_left_alone_and_said_so(before, cleaned):
    other = before.kept.replace_schema_metadata({b"version": b"other"})
    grown = link_more(frame([*OLD, *NEW]), before.clusters, kept=other)
    assert NOTE in grown.notes
    assert cleaned == [4]


def test_rows_restored_compare_as_rows_read(before, make_records):
    grown = link_more(frame([*OLD, *NEW]), before.clusters, kept=before.kept)
    anew = link_more(frame([*OLD, *NEW]), before.clusters)
    told, again = (found.clusters["match_probability"].to_numpy() for found in (grown, anew))
    assert np.allclose(told, again, atol=1e-6)
