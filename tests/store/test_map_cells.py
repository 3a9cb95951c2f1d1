"""What the map counts in memory is what the register says when asked in SQL, whoever asks and under whatever filter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from store import areas, hotspots, reach
from store.access import Scope
from store.conditions import contacts
from store.db import cursor
from store.filters import Filters

EVERYBODY, FIRE = Scope("one"), Scope("two", ("FIRE", "POLICE"), ("E07000070", "E07000066"))
ASKED = (
    Filters(),
    Filters(severities=("2", "none"), partners=("POLICE",)),
    Filters(date_from=dt.date(2024, 3, 1), date_to=dt.date(2025, 2, 28), classes=("REACTIVE",)),
    Filters(sectors=("TAKEAWAY",), roles=("SUBJECT", "VICTIM")),
    Filters(districts=("E07000070",), area="c:0.47,51.73,4000"),
    Filters(partners=("NOBODY",)),
)
SUMS = {
    "touch_points": "count(*)",
    "severity": "coalesce(sum(severity), 0)",
    "subject": "count(*) filter (role = 'SUBJECT')",
}


def in_sql(scope: Scope, wanted: Filters, register: Path, column: str, sums: str) -> dict:
    where, values = contacts(scope, wanted)
    sql = (
        f"select {column}, {sums} from touch_points where {where} and {column} is not null group by 1 having {sums} > 0"
    )
    return {str(key): int(count) for key, count in cursor(register).execute(sql, values).fetchall()}


@pytest.mark.parametrize("wanted", ASKED, ids=lambda wanted: " ".join(wanted.described()) or "everything")
@pytest.mark.parametrize("scope", [EVERYBODY, FIRE], ids=lambda scope: scope.user)
def test_every_measure_on_every_level_is_what_sql_counts(scope: Scope, wanted: Filters, register: Path) -> None:
    for level in ("ward", "district", "hex_1000"):
        for measure, sums in SUMS.items():
            found = hotspots.cells(scope, wanted, register, level=level, measure=measure)
            assert dict(zip(found["cell"], found["count"], strict=True)) == in_sql(scope, wanted, register, level, sums)
    months = hotspots.months(scope, wanted, register)
    undated = in_sql(scope, hotspots.undated(wanted), register, "month", "count(*)")
    assert {
        f"{month:%Y-%m-%d}": count for month, count in zip(months["month"], months["touch_points"], strict=True)
    } == undated
    assert sum(hotspots.heat(scope, wanted, register)["weight"]) == sum(in_sql(scope, wanted, register, '"cell"', "count(*)").values())  # fmt: skip


@pytest.mark.parametrize("scope", [EVERYBODY, FIRE], ids=lambda scope: scope.user)
def test_what_is_in_an_area_is_what_sql_counts(scope: Scope, register: Path) -> None:
    wanted = Filters(area="c:0.47,51.73,4000")
    found = hotspots.inside(scope, wanted, register)
    for name, column in (("sectors", "sector"), ("partners", "partner")):
        counts = dict(zip(found[name]["code"], found[name]["touch_points"], strict=True))
        assert counts == in_sql(scope, wanted, register, column, "count(*)")
        seen = dict(zip(found[name]["code"], found[name]["businesses"], strict=True))
        assert seen == in_sql(scope, wanted, register, column, "count(distinct business_id)")
    (all_of_it,) = found["all"].itertuples()
    assert {"all": all_of_it.touch_points} == in_sql(scope, wanted, register, "'all'", "count(*)")
    assert {"all": all_of_it.businesses} == in_sql(scope, wanted, register, "'all'", "count(distinct business_id)")


@pytest.mark.parametrize("colour_by", ["severity", "sector", "partner"])
def test_dots_hold_every_contact_with_a_place_once(colour_by: str, register: Path) -> None:
    found = hotspots.dots(EVERYBODY, Filters(), register, colour_by=colour_by)
    asked = in_sql(EVERYBODY, Filters(), register, "spot", "count(*)")
    assert found["touch_points"].sum() == sum(asked.values())
    assert len(found) == len(asked)
    assert found["longitude"].is_monotonic_increasing


def test_few_dots_have_the_names_of_businesses_that_stand_there(register: Path) -> None:
    found = hotspots.dots(EVERYBODY, Filters(area="c:0.47,51.73,800"), register)
    assert 0 < len(found) <= hotspots.MOST_NAMED
    marks = ", ".join("?" * len(found))
    named = cursor(register).execute(f"select business_id, name, round(longitude::float, 4) from businesses where business_id in ({marks})", found["business_id"].tolist()).fetchall()  # fmt: skip
    known = {business_id: (name, place) for business_id, name, place in named}
    for row in found.itertuples():
        name, place = known[row.business_id]
        assert row.name == name
        assert row.longitude == pytest.approx(place, abs=2e-4)


def test_a_place_names_its_rank_before_and_no_place_without_a_contact_is_listed(register: Path) -> None:
    now, before = (dt.date(2025, 1, 1), dt.date(2025, 12, 31)), (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    for by, start in (("street", "s:"), ("postcode", "pc:"), ("ward", "w:"), ("hex_1000", "h1000:")):
        found = hotspots.tops(EVERYBODY, Filters(), register, by=by, now=now, before=before)
        assert len(found) <= hotspots.MOST_TOPS
        assert found["code"].str.startswith(start).all()
        assert found["rank"].is_monotonic_increasing
        assert (found["now"] > 0).all()
        assert (found["rank_before"].isna() == (found["before"] == 0)).all()
    wards = hotspots.tops(EVERYBODY, Filters(), register, by="ward", now=now, before=before)
    asked = in_sql(EVERYBODY, hotspots.between(Filters(), *now), register, "ward", "count(*)")
    assert dict(zip(wards["code"].str[2:], wards["now"], strict=True)).items() <= asked.items()


def test_a_street_is_found_by_its_beginning_with_how_many_trade_there(register: Path) -> None:
    found = hotspots.streets(EVERYBODY, "high", register)
    assert found["street"].str.startswith("HIGH").all()
    assert found["businesses"].is_monotonic_decreasing
    assert found["code"].tolist() == [f"s:{row.street}@{row.outward}" for row in found.itertuples()]


def test_a_street_nobody_trades_in_is_no_street(register: Path) -> None:
    found = hotspots.streets(EVERYBODY, "CM1 1AA", register)
    assert found.empty
    assert list(found) == ["code", "street", "outward", "businesses"]


def test_two_registers_are_not_taken_for_each_other(register: Path, tmp_path: Path) -> None:
    """A copy with a person's own correction is another file, so its counts are its own."""
    import duckdb

    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(register.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute("delete from touch_points where partner = 'POLICE'")
    assert hotspots.positions(EVERYBODY, Filters(partners=("POLICE",)), copy)["touch_points"] == 0
    assert hotspots.positions(EVERYBODY, Filters(partners=("POLICE",)), register)["touch_points"] > 0


def test_the_spot_most_businesses_share_is_counted_as_sql_counts_it(register: Path) -> None:
    found = hotspots.positions(EVERYBODY, Filters(), register)
    sql = "select count(*), sum(n) from (select any_value(longitude) x, any_value(latitude) y, count(*) n from touch_points where longitude is not null group by business_id) group by round(x::float, 5), round(y::float, 5)"
    spots = cursor(register).execute(sql).fetchall()
    assert found["sharing"] == max(businesses for businesses, _ in spots)
    assert (found["sharing"], found["at_one_spot"]) in spots


@pytest.mark.parametrize("kind", ["postcode", "street"])
def test_a_street_and_a_postcode_are_outlined_by_where_their_businesses_are(kind: str, register: Path) -> None:
    now, before = (dt.date(2025, 1, 1), dt.date(2026, 12, 31)), (dt.date(2023, 1, 1), dt.date(2024, 12, 31))
    code = hotspots.tops(EVERYBODY, Filters(), register, by=kind, now=now, before=before)["code"].iloc[0]
    line = areas.read(reach.around(EVERYBODY, code, register))
    assert line is not None
    assert not line.is_crossed
    inside = hotspots.inside(EVERYBODY, Filters(area=line.code), register)["sectors"]["businesses"].sum()
    assert inside >= hotspots.inside(EVERYBODY, Filters(area=code), register)["sectors"]["businesses"].sum() * 0.5 > 0
    assert reach.around(EVERYBODY, "pc:ZZ9 9ZZ", register) == ""
