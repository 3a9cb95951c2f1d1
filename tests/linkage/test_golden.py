"""Hand-checked pairs: one lesson each."""

from pathlib import Path

import pytest
import yaml

from linkage import link

PAIRS = yaml.load((Path(__file__).parents[1] / "golden" / "pairs.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["lesson"] for pair in PAIRS])
def test_golden_pair(pair, make_records):
    links = link(make_records([pair["left"], pair["right"]])).links
    assert (links["business_id"].nunique() == 1) is pair["same"]
    if "place" in pair:
        assert (links["premises_id"].nunique() == 1) is pair["place"]
