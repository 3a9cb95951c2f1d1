"""Areas: a code in a link says the same wherever it is read, and the county's grid is one grid in SQL and in Python."""

from __future__ import annotations

import duckdb
import pytest

from store import areas, grid

PLACES = [(0.46, 51.57), (0.6, 51.77), (1.2875, 51.9421), (-0.0199, 51.6), (0.05, 52.05)]


@pytest.fixture(scope="module")
def town():
    """Four businesses: two in High Street, one two kilometres east of them, one nobody can place."""
    with duckdb.connect() as connection:
        connection.execute(
            """create table businesses as select * from (values
            ('B1', 0.4600::double, 51.5700::double, 'CM12 9AA', 'W1', 'D1', '12, HIGH STREET, BILLERICAY'),
            ('B2', 0.4610::double, 51.5700::double, 'CM12 9AB', 'W1', 'D1', '14 High Street Billericay Essex CM12 9AB'),
            ('B3', 0.4890::double, 51.5700::double, 'CM1 1AA', 'W2', 'D2', 'Unit 4 Elm Business Park, Chelmsford'),
            ('B4', null, null, null, null, null, null)
            ) t(business_id, longitude, latitude, postcode, ward, district, address)"""
        )
        yield connection


def inside(town, code: str) -> str:
    condition, values = areas.read(code).sql()
    rows = town.execute(f"select business_id from businesses where {condition} order by 1", values).fetchall()
    return " ".join(row[0] for row in rows)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("w:W1", "B1 B2"),
        ("d:D2,D1", "B1 B2 B3"),
        ("pc:CM12 9AA", "B1"),
        ("cm12 9", "B1 B2"),
        ("CM1", "B3"),
        ("s:HIGH STREET@CM12", "B1 B2"),
        ("s:ELM BUSINESS PARK@CM1", "B3"),
        ("c:0.46,51.57,60", "B1"),
        ("c:0.46,51.57,70", "B1 B2"),
        ("c:0.46,51.57,2100", "B1 B2 B3"),
        ("p:4595,515690_4605,515690_4605,515710_4595,515710", "B1"),
    ],
)
def test_an_area_holds_what_lies_in_it(town, code, expected):
    assert inside(town, code) == expected
    assert areas.read(areas.read(code).code) == areas.read(code)


def test_a_hexagon_holds_the_business_it_was_counted_from(town):
    for size in grid.HEX_SIZES_M:
        q, r = grid.hex_of(0.46, 51.57, size)
        assert "B1" in inside(town, f"h{size}:{q}.{r}").split()


def test_a_bow_tie_holds_its_two_loops_and_not_what_lies_between(town):
    tie = "p:4590,515690_4620,515710_4620,515690_4590,515710"
    assert areas.read(tie).is_crossed
    assert inside(town, tie) == "B1 B2"
    above = "p:4590,515640_4620,515699_4620,515640_4590,515699"
    assert inside(town, above) == ""
    assert not areas.read("p:4595,515690_4605,515690_4605,515710").is_crossed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("c:51.57,0.46,500", "exchanged"),
        ("c:2.9,51.57,500", "outside the county"),
        ("c:0.46,51.57,0", "radius"),
        ("c:0.46,51.57", "radius"),
        ("c:nan,51.57,500", "cannot be read"),
        ("p:1,2_3,4", "corners"),
        ("p:" + "_".join(["4600,515700"] * 61), "corners"),
        ("w:'; drop table businesses; --", "codes"),
        ("h750:1.2", "hexagons"),
        ("s:<script>@CM12", "outward code"),
        ("the moon", "no area"),
    ],
)
def test_what_is_no_area_is_refused_with_a_reason(text, said):
    with pytest.raises(areas.AreaError, match=said):
        areas.read(text)


def test_nothing_typed_is_no_area():
    assert areas.read(None) is None
    assert areas.read("  ") is None


@pytest.mark.parametrize("size", grid.HEX_SIZES_M)
def test_sql_and_python_find_the_same_hexagon(size):
    with duckdb.connect() as connection:
        for longitude, latitude in PLACES:
            number = grid.hex_sql(size, longitude=repr(longitude), latitude=repr(latitude))
            (found,) = connection.execute(f"select {number}").fetchone()
            assert grid.unpack(found) == grid.hex_of(longitude, latitude, size)
            assert grid.pack(*grid.unpack(found)) == found


def test_a_hexagons_middle_lies_in_it_and_its_corners_are_as_far_as_they_should_be():
    for size in grid.HEX_SIZES_M:
        q, r = grid.hex_of(0.46, 51.57, size)
        x, y = grid.centre(q, r, size)
        assert grid.hex_of(x, y, size) == (q, r)
        east, north = grid.METRES_PER_DEGREE
        for a, b in grid.corners(q, r, size):
            assert ((a - x) * east) ** 2 + ((b - y) * north) ** 2 == pytest.approx(size**2 / 3)


def test_a_position_far_away_has_no_hexagon_and_no_cell():
    with duckdb.connect() as connection:
        for expression in (
            grid.hex_sql(1000, longitude="51.5", latitude="0.4"),
            grid.cell_sql(longitude="0.4", latitude="55.0"),
        ):
            assert connection.execute(f"select {expression}").fetchone() == (None,)


def test_a_cells_middle_lies_in_the_cell():
    with duckdb.connect() as connection:
        (number,) = connection.execute(f"select {grid.cell_sql(longitude='0.46', latitude='51.57')}").fetchone()
        x, y = grid.cell_centre(number)
        assert abs(x - 0.46) <= grid.CELL_DEGREES[0] / 2 + 1e-9
        assert abs(y - 51.57) <= grid.CELL_DEGREES[1] / 2 + 1e-9
        assert connection.execute(f"select {grid.cell_sql(longitude=repr(x), latitude=repr(y))}").fetchone() == (
            number,
        )
