import pytest

from loaders.sectors import sector_of_name


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
    assert sector_of_name(name) == sector
