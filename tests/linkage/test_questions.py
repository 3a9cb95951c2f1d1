"""The review queue of a run, and its evidence, do not depend on how large the register is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linkage import link, weighed
from linkage.review import questions

STREET = {"postcode": "CO9 1HT", "town": "Halstead"}


def near(make_records):
    rows = []
    for number, (name, other) in enumerate(
        [("Rosemary Cafe", "Rosemary Tea Room"), ("Blue Boar", "Blue Bear Inn"), ("Ace Tyres", "Ace Motors")]
    ):
        address = f"{number + 3} Bridge Street, Halstead"
        rows += [{"name": name, "address": address, **STREET}, {"name": other, "address": address, **STREET}]
    return make_records(rows)


def test_evidence_of_cases_is_the_same_where_comparisons_were_let_go(make_records, monkeypatch):
    records = near(make_records)
    whole = questions(link(records).work, threshold=0.5)
    assert len(whole.evidence)
    monkeypatch.setattr(weighed, "MANY", 0)
    slim = questions(link(records).work, threshold=0.5)
    pd.testing.assert_frame_equal(slim.cases, whole.cases)
    pd.testing.assert_frame_equal(slim.evidence, whole.evidence)


def test_evidence_of_a_case_adds_up_to_its_match_weight(make_records):
    found = questions(link(near(make_records)).work, threshold=0.5)
    told = found.evidence.groupby("case_id")["match_weight"].sum()
    asked = found.cases.set_index("case_id")["match_weight"]
    assert len(asked)
    np.testing.assert_allclose(told.reindex(asked.index), asked, atol=0.05)
