"""`link-table` on the command line: a table that grows."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage import LinkError
from linkage.kept import NOTE
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
