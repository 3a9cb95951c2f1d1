"""Several slips of the pen in one record: it is still compared with the record it belongs to."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from linkage.block import candidates
from linkage.compare_places import one_slip
from linkage.prepare import Prepared, prepare
from linkage.words import rarest
from tests.benchmarks.linkage.datasets import as_records


def read(*rows: tuple[str, str | None, str | None, str | None]) -> Prepared:
    """Records of name, address, town and postcode, each in a list of its own."""
    frame = pd.DataFrame(rows, columns=["name", "address", "town", "postcode"])
    records = as_records(
        frame.assign(record_id=[f"r{n}" for n in range(len(rows))], source=[f"s{n}" for n in range(len(rows))])
    )
    with duckdb.connect() as con:
        return prepare(records, once=frozenset(), con=con)


def letters(code: str) -> np.ndarray:
    return np.array([list(code.encode().ljust(10, b"\0"))], np.uint8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KATZ", "KTAZ"), ("LONGCROFT", "LOGNCROFT"), ("NORTH END WORKS", "NROTH END WORKS"),
    ],
)  # fmt: skip
def test_a_slip_in_name_street_and_postcode_each_leaves_a_key(one, other):
    of = read((one, "34 Swan Lane", "Wickford", "SS11 7DF"), (other, "34 Swan Lane", "Wickfrod", "SS12 7DF"))
    assert len(candidates(of).left) == 1


def test_a_word_that_no_other_record_has_is_no_key():
    of = read(("Golden Cormorant", "Mill Lane", None, None), ("Goldne Cormorant", "Hill Rise", None, None))
    words, second = rarest(of.name.present, of.name.rarity, of.name.total, len(of))
    assert words[0] == words[1] >= 0
    assert (second == -1).all()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CM7 5AQ", "CM7 5AB", True), ("CNM776RR", "CM77 6RR", True), ("CO1QY", "CO9 1QY", True), ("C7M3HR", "CM7 3HR", True), ("CM75AQX", "CM7 5AQ", True),
        ("60614", "60641", True), ("CM7 5AQ", "CM77 6RR", False), ("CM7 3JB", "CM7 3BD", False), ("6061", "60614", False), ("CM7 3JX", "CM72J", False),
    ],
)  # fmt: skip
def test_a_postcode_with_one_letter_lost_added_changed_or_swapped_is_a_slip(one, other, same):
    assert one_slip(letters(one), letters(other)).tolist() == [same]
    assert one_slip(letters(other), letters(one)).tolist() == [same]


def test_no_and_old_are_no_initials():
    assert read(("No Uprn", None, None, None), ("Jo Walmsley", None, None, None), ("T Walmsley", None, None, None)).is_person.tolist() == [False, True, True]  # fmt: skip
