import pandas as pd
import pytest

from loaders.sectors import sectors_of_names


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("XYZ Trading Ltd t/a Sparkle Hand Car Wash", "CAR_WASH"),
        ("Lucky Nails & Beauty Shop", "NAIL_BEAUTY"),
        ("The Snail Shop", "RETAIL"),
        ("Pitsea Tyres", "GARAGE"),
        ("Golden Dragon", None),
        ("Blackwater Packhouse", "AGRICULTURE"),
    ],
)
def test_a_name_tells_the_sector_by_whole_words_only(name: str, sector: str | None) -> None:
    found = sectors_of_names(pd.Series([name, None], dtype="str"))
    assert (None if pd.isna(found.iloc[0]) else found.iloc[0]) == sector
    assert pd.isna(found.iloc[1])
