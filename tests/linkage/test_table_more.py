"""A table that has grown."""

import duckdb
import pandas as pd
import pytest

from linkage import LinkError, normalise
from linkage.normalise import clean
from linkage.table import link_table
from linkage.table_more import link_more
from tests.linkage.test_incremental import NEW, OLD

COLUMNS = ["record_id", "source", "name", "address", "postcode"]


def frame(rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def test_new_records_are_linked_and_old_ones_keep_their_cluster():
    before = link_table(frame(OLD)).clusters
    grown = link_more(frame([*NEW, *OLD]), before)
    held = grown.clusters.set_index("record_id")["cluster_id"]
    assert held[["a1", "a2"]].tolist() == before["cluster_id"].tolist()
    assert held["b1"] == held["a1"]
    assert held["b2"] not in set(before["cluster_id"])
    assert grown.clusters["record_id"].tolist() == ["b1", "b2", "a1", "a2"]
    assert grown.notes[-1].startswith("2 records were new")


def test_a_cluster_has_the_id_a_full_run_would_give():
    whole = link_table(frame([*OLD, *NEW])).clusters
    grown = link_more(frame([*OLD, *NEW]), link_table(frame(OLD)).clusters).clusters
    assert grown["cluster_id"].tolist() == whole["cluster_id"].tolist()


@pytest.fixture
def looked_at(monkeypatch):
    """How many records each call to the steps was given."""
    seen, real = [], normalise._cleaned
    monkeypatch.setattr(normalise, "_cleaned", lambda rows, con: seen.append(len(rows)) or real(rows, con))
    return seen


def test_what_was_kept_is_not_normalised_again(make_records, looked_at):
    every = make_records([*NEW, *OLD])
    with duckdb.connect() as con:
        kept, anew = clean(make_records(OLD), con), clean(every, con)
        again = clean(every, con, kept=kept)
    assert looked_at == [2, 4, 2]
    assert again.to_pydict() == anew.to_pydict()


def test_a_changed_description_is_normalised_again(make_records):
    with duckdb.connect() as con:
        kept = clean(make_records(OLD), con)
        changed = clean(make_records([{**OLD[0], "name": "Silver Wok"}]), con, kept=kept)
    assert changed["name_text"].to_pylist() == ["SILVER WOK"]


def test_what_other_steps_kept_is_left_alone(make_records, looked_at):
    with duckdb.connect() as con:
        clean(make_records(OLD), con, kept=clean(make_records(OLD), con).replace_schema_metadata({b"steps": b"other"}))
    assert looked_at == [2, 2]


def test_clusters_of_another_kind_are_refused():
    with pytest.raises(LinkError, match="lack the column cluster_id"):
        link_more(frame(OLD), pd.DataFrame({"record_id": ["a1"]}))
    with pytest.raises(LinkError, match="name 1 records twice"):
        link_more(frame(OLD), pd.DataFrame({"record_id": ["a1", "a1"], "cluster_id": ["C1", "C2"]}))
