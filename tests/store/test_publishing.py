"""A register is built aside and named in `current`: whatever happens on the way, the last good one stays."""

from __future__ import annotations

import duckdb
import pytest

from store import db, write
from store.db import current_register, cursor
from store.home import Home

LATER = [("c1", "r1", "2026-01-10", "AUDIT", "PROACTIVE", "SUBJECT", 4)]
EARLIER = [("c1", "r1", "2026-01-10", "AUDIT", "PROACTIVE", "SUBJECT", 0)]


def severities(register) -> dict[str, int | None]:
    return dict(cursor(register).execute("select touch_point_id, severity from touch_points").fetchall())


def registers(place) -> list[str]:
    return sorted(path.name for path in place.path.glob("register-*"))


def leftovers(place) -> list[str]:
    return [path.name for path in place.path.iterdir() if path.name.startswith(".part")]


@pytest.fixture(scope="module")
def good(town, tmp_path_factory) -> Home:
    """An installation with one good register, for crashes that must not touch it."""
    place = Home(tmp_path_factory.mktemp("good"))
    town.publish(place, facts={"fingerprint": "feed", "as_of": "2026-06-30"})
    return place


def test_before_the_first_there_is_no_register(place):
    assert current_register(place) is None


def test_what_is_published_is_what_is_read(known):
    assert current_register(Home(known.parent)) == known
    assert db.counts(known) == {"records": 9, "touch_points": 9, "businesses": 6, "premises": 5, "sources": 4}
    assert leftovers(Home(known.parent)) == []


def test_a_register_says_when_and_from_what_it_was_built(good):
    assert db.about(current_register(good)) == {
        "fingerprint": "feed",
        "as_of": "2026-06-30",
        "built_at": "2026-07-01T12:00:00+00:00",
    }


def test_a_published_register_cannot_be_written(known):
    with pytest.raises(duckdb.Error, match="read-only"):
        cursor(known).execute("delete from touch_points")


def test_a_contact_takes_sector_district_and_place_from_its_business(known):
    row = cursor(known).execute(
        "select business_id, premises_id, sector::varchar, district::varchar, month::varchar from touch_points where touch_point_id = 'c2'"
    )
    assert row.fetchone() == ("B1", "P1", "CAR_WASH", "E07000066", "2026-04-01")


def test_coverage_says_how_much_of_each_source_can_be_placed_and_matched(known):
    lines = {line["source"]: line for line in db.coverage(known)}
    fire = lines["fire_audits"]
    assert (fire["records"], fire["touch_points"]) == (2, 3)
    assert (fire["first_date"], fire["last_date"]) == ("2025-03-01", "2026-04-10")
    assert (fire["matched_pct"], lines["police_athena"]["matched_pct"]) == (100.0, 25.0)
    assert lines["voa_rating_list"]["touch_points"] == 0


def test_the_later_file_has_the_last_word_about_a_contact(town, place):
    assert severities(town.publish(place, contacts=(EARLIER, LATER))) == {"c1": 4}
    assert severities(town.publish(place, contacts=(LATER, EARLIER), second=1)) == {"c1": 0}


def test_only_the_newest_three_registers_stay_and_no_reader_is_disturbed(town, place):
    paths = [town.publish(place, contacts=(EARLIER,))]
    reader = cursor(paths[0])
    paths += [town.publish(place, second=second, contacts=(LATER,)) for second in range(1, 5)]
    assert registers(place) == [path.name for path in paths[2:]]
    assert current_register(place) == paths[4]
    assert reader.execute("select severity from touch_points").fetchall() == [(0,)]
    write.point_to(place, paths[3])
    assert current_register(place) == paths[3], "going back is changing one line"
    paths[3].unlink()
    assert current_register(place) is None, "a name in `current` that is gone is no register"


@pytest.mark.parametrize(
    ("step", "disaster"), [("_fill", RuntimeError), ("_as_enum", KeyboardInterrupt), ("point_to", MemoryError)]
)
def test_a_crash_at_any_step_leaves_the_last_good_register(step, disaster, town, good, monkeypatch):
    before = current_register(good)

    def crash(*_):
        raise disaster("pulled the plug")

    monkeypatch.setattr(write, step, crash)
    with pytest.raises(disaster):
        town.publish(good, second=1, contacts=(LATER,))
    assert current_register(good) == before
    assert severities(before)["c2"] == 3
    assert leftovers(good) == []


def test_after_a_crash_the_next_build_is_published(town, place, monkeypatch):
    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(write, "point_to", crash)
        with pytest.raises(KeyboardInterrupt):
            town.publish(place, contacts=(EARLIER,))
    assert current_register(place) is None
    assert severities(town.publish(place, second=1, contacts=(LATER,))) == {"c1": 4}
    assert severities(current_register(place)) == {"c1": 4}


def test_a_crash_after_the_swap_leaves_the_new_register(town, place, monkeypatch):
    monkeypatch.setattr(write, "_drop_old", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        town.publish(place, contacts=(LATER,))
    assert severities(current_register(place)) == {"c1": 4}
