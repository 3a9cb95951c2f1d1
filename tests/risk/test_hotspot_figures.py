"""What is more than chance on the map: intervals, smoothing, hot spots and changes, against values worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from risk import hotspots
from tables import MAP_CELLS, conform


def cells(*rows: tuple[str, int]) -> pd.DataFrame:
    return conform(pd.DataFrame(rows, columns=["cell", "count"]), MAP_CELLS)


def premises(**known: int) -> pd.DataFrame:
    return pd.DataFrame({"cell": list(known), "premises": pd.array(list(known.values()), dtype="Int64")})


def test_the_interval_is_that_of_published_tables():
    """Exact Poisson limits of 10 are 4.795 and 18.390, of 100 81.36 and 121.63, of none 0 and 3.689."""
    low, high = hotspots.interval(np.array([0, 10, 100]))
    assert low == pytest.approx([0, 4.795, 81.36], rel=0.01)
    assert high[1:] == pytest.approx([18.390, 121.63], rel=0.01)
    assert 3.2 < high[0] < 3.9


def test_a_rate_is_contacts_per_thousand_premises_and_a_ratio_is_to_the_county():
    found = hotspots.rated(cells(("A", 30), ("B", 10)), premises(A=100, B=100)).set_index("cell")
    assert found.loc["A", "rate"] == 300
    assert found.loc["A", "ratio"] == pytest.approx(1.5)
    assert found.loc["B", "ratio"] == pytest.approx(0.5)
    assert found["finding"].isna().all()


def test_premises_without_a_contact_count_and_contacts_without_premises_have_no_rate():
    found = hotspots.rated(cells(("A", 30), ("B", 4)), premises(A=100, C=50)).set_index("cell")
    assert found.loc["C", ["count", "rate"]].tolist() == [0, 0]
    assert found.loc["C", "smoothed"] > 0
    assert np.isnan(found.loc["B", "rate"])
    assert found.loc["B", "finding"] == "few"


def test_a_cell_with_few_premises_says_so_and_is_drawn_towards_the_county():
    found = hotspots.rated(cells(("A", 500), ("B", 100), ("C", 8)), premises(A=1000, B=1000, C=4)).set_index("cell")
    assert found.loc["C", "finding"] == "few"
    assert found.loc["C", "smoothed"] < 1000 < found.loc["C", "rate"]
    assert abs(found.loc["A", "smoothed"] - 500) < 25


def test_nothing_at_all_is_a_map_without_findings():
    found = hotspots.rated(cells(), premises())
    assert found.empty
    assert hotspots.surprising(found, {}).empty
    assert hotspots.changed(cells(), cells(), days=(30, 30)).empty


def grid(hot: set[tuple[int, int]], side: int = 12) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    places = [(x, y) for x in range(side) for y in range(side)]
    areas = gpd.GeoDataFrame({"code": [f"{x}.{y}" for x, y in places]}, geometry=[box(x, y, x + 1, y + 1) for x, y in places], crs="EPSG:27700")  # fmt: skip
    chance = np.random.default_rng(7)
    counts = [(f"{x}.{y}", int(chance.poisson(200 if (x, y) in hot else 50))) for x, y in places]
    at_risk = premises(**{f"{x}.{y}": 500 for x, y in places})
    return hotspots.rated(cells(*counts), at_risk), hotspots.contiguity(areas)


def test_a_hot_corner_is_found_and_the_rest_is_not():
    corner = {(x, y) for x in range(3) for y in range(3)}
    rated, neighbours = grid(corner)
    assert sorted(neighbours["0.0"]) == ["0.1", "1.0", "1.1"]
    found = hotspots.surprising(rated, neighbours).set_index("cell")
    assert (found.loc[[f"{x}.{y}" for x, y in {(0, 0), (1, 1), (2, 0)}], "finding"] == "hot_sure").all()
    far = found.loc[[f"{x}.{y}" for x in range(5, 12) for y in range(5, 12)], "finding"]
    assert not far.isin(["hot", "hot_sure"]).any()


def test_even_ground_has_hardly_any_finding():
    found = hotspots.surprising(*grid(set()))
    assert found["finding"].isin(["hot", "cold", "hot_sure", "cold_sure"]).sum() <= 3


def test_all_cells_alike_and_a_single_cell_find_nothing():
    alike = hotspots.rated(cells(("A", 5), ("B", 5), ("C", 5)), premises(A=50, B=50, C=50))
    assert (hotspots.surprising(alike, {"A": ["B"], "B": ["A", "C"], "C": ["B"]})["z"] == 0).all()
    one = hotspots.rated(cells(("A", 5)), premises(A=50))
    assert (hotspots.surprising(one, {"A": []})["z"] == 0).all()


def test_hexagons_touch_their_six_neighbours():
    middle = 5000 * 4096 + 700
    around = [middle + step for step in (4096, -4096, 1, -1, 4095, -4095)]
    found = hotspots.hexagons_touching([str(n) for n in (middle, *around, middle + 2)])
    assert sorted(found[str(middle)]) == sorted(str(n) for n in around)


def test_a_change_counts_only_when_it_is_more_than_chance():
    now = cells(("A", 90), ("B", 12), ("C", 10), ("D", 1))
    found = hotspots.changed(now, cells(("A", 30), ("B", 10), ("C", 60), ("D", 1)), days=(365, 365)).set_index("cell")
    assert found["finding"].fillna("").to_dict() == {"A": "up", "B": "", "C": "down", "D": "few"}
    assert found.loc["A", "ratio"] == 3


def test_periods_of_unlike_length_are_made_alike():
    found = hotspots.changed(cells(("A", 30)), cells(("A", 365)), days=(30, 365)).set_index("cell")
    assert found.loc["A", "ratio"] == pytest.approx(1.0)
    assert found["finding"].isna().all()
