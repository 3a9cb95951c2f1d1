"""Rows with the wrong number of cells are shown with their cells, cut anew by a person, and loaded without loading the rest twice."""

import pandas as pd
import pytest

from loaders.mended import WHOLE_ROW, as_line, cells_of
from pipeline import quarantine, work
from store import loaded, raw

TORN = 'A4,,Dry Dock, Motors,"4 Quay Street, Maldon",CM9 5PN,585100,207100,Audit,03/02/2025,Satisfactory'
MENDED = 'A4,,"Dry Dock, Motors","4 Quay Street, Maldon",CM9 5PN,585100,207100,Audit,03/02/2025,Satisfactory'


@pytest.fixture
def received(place, run_json, inbox, sent):
    """A file of which one row has a comma too many, and another only two cells."""
    run_json("ingest", inbox("fire.csv", sent.fire + TORN + "\nA5,lost\n"))
    (receipt,) = raw.receipts(place)
    return receipt


def correct(place, receipt, row: int, line: str) -> dict:
    fixes = [{"source": "fire_audits", "row": row, "column": WHOLE_ROW, "to_value": line}]
    return work.correct(
        place,
        place.path,
        {"sha256": receipt.sha256, "corrections": fixes, "reason": "asked them"},
        "ann",
        lambda *_: None,
    )


def test_the_cells_of_a_row_with_too_many_or_too_few_are_shown(place, received):
    rows = quarantine.quarantined(place, received)
    assert rows["Row"].tolist() == [5, 6]
    assert rows[WHOLE_ROW].tolist() == [as_line(TORN.replace('"4 Quay Street, Maldon"', "*").split(",")).replace("*", '"4 Quay Street, Maldon"'), "A5,lost"]  # fmt: skip
    assert rows["Reason"][0] == "has 11 cells where the headings have 10"


def test_a_row_cut_anew_is_loaded_and_the_others_stay_what_they_were(place, received):
    before = loaded.states(place, received.sha256)
    told = correct(place, received, 5, MENDED)
    after = loaded.states(place, received.sha256)
    assert (told["read"], told["kept"], told["quarantined"]) == (5, 4, 1)
    pd.testing.assert_frame_equal(before[before["row"] < 5], after[after["row"] < 5])
    names = pd.read_parquet(place.loaded / received.sha256 / "records.parquet")["name"]
    assert "Dry Dock, Motors" in set(names)
    points = pd.read_parquet(place.loaded / received.sha256 / "touch_points.parquet")
    assert points.loc[points["touch_point_ref"] == "A4", "source_row"].tolist() == [5]


def test_a_row_that_is_still_of_another_width_stays_left_out(place, received):
    told = correct(place, received, 6, "A5,,lost again")
    assert (told["read"], told["kept"], told["quarantined"]) == (5, 3, 2)


@pytest.mark.parametrize("cells", [["a", "b, c", 'say "x"', ""], ["two\nlines", "z"]])
def test_a_row_written_as_a_line_comes_back_as_its_cells(cells):
    assert cells_of(as_line(cells)) == cells
