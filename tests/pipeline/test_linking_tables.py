"""`link-table` on the command line: a table that grows."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage import LinkError
from linkage.kept import NOTE
from pipeline.__main__ import main
from pipeline.link_table import TableOptions, run
from tests.linkage.test_incremental import NEW, OLD


@pytest.fixture
def options(tmp_path):
    pd.DataFrame(OLD).to_csv(tmp_path / "old.csv", index=False)
    pd.DataFrame([*OLD, *NEW]).to_csv(tmp_path / "all.csv", index=False)
    run(TableOptions(tmp_path / "old.csv", tmp_path / "before.csv", keep=tmp_path / "kept"), progress=lambda *_: None)
    return TableOptions(
        tmp_path / "all.csv", tmp_path / "after.csv", linked=tmp_path / "before.csv", keep=tmp_path / "kept"
    )


def test_new_records_are_linked_to_those_kept(options):
    told = run(options, progress=lambda *_: None)
    assert (told["records"], told["clusters"]) == (4, 3)
    assert NOTE not in told["notes"]


def test_what_an_earlier_version_kept_is_read_anew_and_said_so(options):
    pq.write_table(pa.table({"given": [1]}).replace_schema_metadata({b"steps": b"old"}), options.keep)
    told = run(options, progress=lambda *_: None)
    assert told["clusters"] == 3
    assert NOTE in told["notes"]


def test_a_file_of_somebody_else_is_not_written_over(options):
    options.keep.write_text("my notes")
    with pytest.raises(LinkError, match="is not what --keep wrote"):
        run(options, progress=lambda *_: None)
    assert options.keep.read_text() == "my notes"


def test_earlier_clusters_that_a_new_record_joins_are_counted_and_listed_in_a_file(tmp_path):
    wok = {"name": "Golden Wok", "address": "3 Station Road, Witham", "postcode": "CM8 2TN"}
    rows = [{"record_id": f"r{n}", "source": f"list{n}", **wok} for n in range(3)]
    pd.DataFrame(rows).to_csv(tmp_path / "all.csv", index=False)
    earlier = pd.DataFrame({"record_id": ["r0", "r1"], "cluster_id": ["C1", "C2"]})
    earlier.to_csv(tmp_path / "before.csv", index=False)
    given = TableOptions(tmp_path / "all.csv", tmp_path / "after.csv", linked=tmp_path / "before.csv")
    notes = run(given, progress=lambda *_: None)["notes"]
    assert notes[-1].startswith("1 of the earlier clusters became part of another.")
    assert pd.read_csv(tmp_path / "after-merged.csv").to_numpy().tolist() == [["C2", "C1"]]


@pytest.mark.parametrize("level", ["businesses", "premises"])
def test_what_was_counted_is_called_by_its_name(tmp_path, capsys, level):
    pd.DataFrame(OLD).to_csv(tmp_path / "old.csv", index=False)
    asked = [] if level == "businesses" else ["--level", level]
    assert main(["link-table", str(tmp_path / "old.csv"), "--out", str(tmp_path / "out.csv"), *asked]) == 0
    [told] = [line for line in capsys.readouterr().out.splitlines() if "records share one" in line]
    assert told.startswith(f"{len(OLD)} records, ")
    assert f" {level}; " in told
