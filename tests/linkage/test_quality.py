"""The linkage is as good as it was: F1 and calibration on the development set, by the model that ships, in a few seconds."""

import json
from pathlib import Path

import numpy as np
import pytest

from linkage.measure import calibration_error, quality
from linkage.table import link_table
from tests.benchmarks.linkage.datasets import SHARED, linkage_dev

EXPECTED = json.loads(
    (Path(__file__).parents[1] / "benchmarks" / "linkage" / "expected.json").read_text(encoding="utf-8")
)
TOLERANCE = 0.005

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="shared/data is not beside the project")


@pytest.fixture(scope="module")
def dev():
    known = linkage_dev()
    frame = known.records.rename(columns={"latitude": "lat", "longitude": "lon", "first_seen": "date"})
    return known, link_table(frame, once=known.once)


def test_f1_on_the_development_set_has_not_fallen(dev):
    known, linked = dev
    found = quality(linked.clusters.set_index("record_id")["cluster_id"], known.truth)
    assert found.f1 >= EXPECTED["linkage_dev_shipped_f1"] - TOLERANCE


def test_a_probability_means_what_it_says_on_the_development_set(dev):
    known, linked = dev
    left, right = (known.truth.reindex(linked.pairs[column]).to_numpy() for column in ("record_id_l", "record_id_r"))
    assert calibration_error(linked.pairs["match_probability"].to_numpy(), left == right) <= 0.03


def test_no_list_gives_two_records_to_a_business(dev):
    known, linked = dev
    source = known.records.set_index("record_id")["source"].reindex(linked.clusters["record_id"]).to_numpy()
    taken = list(zip(source, linked.clusters["cluster_id"], strict=True))
    assert len(taken) == len(set(taken))


def test_no_cluster_is_a_giant(dev):
    _, linked = dev
    assert np.bincount(linked.clusters["cluster_id"].factorize()[0]).max() <= 9
