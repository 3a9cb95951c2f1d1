"""Small functions on columns."""

import pandas as pd

from linkage.columns import commonest


def test_the_commonest_value_of_a_group_is_found_and_of_equals_the_lowest():
    group = pd.Series(["x", "x", "x", "y", "y", "z"])
    value = pd.Series(["shop", "cafe", "cafe", "pub", "bar", None])
    assert commonest(group, value).to_dict() == {"x": "cafe", "y": "bar"}
