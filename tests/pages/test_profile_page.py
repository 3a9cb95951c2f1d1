"""The page of one business with the worst that files can hold, its parts, and what people leave there."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from store import db, notes
from store.access import Scope
from store.home import Home
from tests.pages.tiles import figures

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script> =cmd|' /C calc'!A0 **bold** " + "A" * 500


@pytest.fixture(scope="module")
def place(home, tmp_path_factory) -> Home:
    """A copy of the county in which the busiest business has 5,000 contacts more and a name of 550 characters."""
    folder = tmp_path_factory.mktemp("profile") / "home"
    shutil.copytree(home.path, folder, ignore=shutil.ignore_patterns("raw", "loaded", "decisions.sqlite*"))
    register = db.current_register(Home(folder))
    with duckdb.connect(str(register)) as connection:
        busiest = "(select business_id from touch_points group by 1 order by count(*) desc, 1 limit 1)"
        connection.execute(f"update businesses set name = ? where business_id = {busiest}", [HOSTILE])
        connection.execute(f"""insert into touch_points by name select t.* replace ('many-' || n as touch_point_id, (t.event_date - (n % 2000)::integer)::date as event_date)
            from (select * from touch_points where business_id = {busiest} limit 1) t, range(5000) as many(n)""")
        connection.execute(f"""insert into touch_point_versions by name select touch_point_id, event_date, type, 'Splendid' as outcome_raw, source_file, 3 as source_row
            from touch_points where business_id <> {busiest} and type::varchar <> 'WITHHELD' order by touch_point_id limit 1""")
    return Home(folder)


@pytest.fixture
def busiest(place) -> str:
    sql = "select business_id from touch_points group by 1 order by count(*) desc, 1 limit 1"
    return db.cursor(db.current_register(place)).execute(sql).fetchone()[0]


def opened(place: Home, business_id: str, monkeypatch, part: str = "") -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(place.path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["business"] = business_id
    app.switch_page("pages/explore/profile.py")
    app.query_params["business"] = business_id
    if part:
        app.session_state["profile.part"] = part
    return app.run()


def texts(app: AppTest) -> str:
    return " ".join([*(m.value for m in app.markdown), *(c.value for c in app.caption)])


def test_five_thousand_contacts_and_a_hostile_name_of_550_characters_break_nothing(place, busiest, monkeypatch):
    app = opened(place, busiest, monkeypatch, "Rows")
    assert not app.exception
    assert len(app.title[0].value) <= 110
    assert figures(app)["Touch-points"].replace(",", "") > "5000"
    assert "<script>" not in texts(app)
    assert len(app.dataframe[-1].value) > 5_000


def test_what_an_earlier_file_said_of_a_contact_stands_below_the_rows(place, busiest, monkeypatch):
    register = db.cursor(db.current_register(place))
    [(corrected,)] = register.execute(
        "select business_id from touch_points join touch_point_versions v using (touch_point_id) where v.outcome_raw = 'Splendid'"
    ).fetchall()
    app = opened(place, corrected, monkeypatch, "Rows")
    assert app.dataframe[-1].value["Said before"].item().endswith(": Splendid")
    assert "Corrected by a later file" in texts(app)
    assert "Corrected by a later file" not in texts(opened(place, busiest, monkeypatch, "Rows"))


def test_every_part_opens_without_an_error(place, busiest, monkeypatch):
    app = opened(place, busiest, monkeypatch)
    for part in ("Company", "Connections", "Neighbours", "Notes"):
        app.session_state["profile.part"] = part
        assert not app.run().exception, part


def test_a_note_that_is_kept_is_shown_with_its_writer_and_as_plain_text(place, busiest, monkeypatch):
    monkeypatch.setenv("TOUCHPOINT_USER", "anna")
    notes.add(place, Scope("anna"), busiest, "Ask for <b>the</b> water bill", for_everybody=True)
    said = texts(opened(place, busiest, monkeypatch, "Notes"))
    assert "anna" in said
    assert "<b>" not in said


def test_watching_is_remembered_for_the_person(place, busiest, monkeypatch):
    monkeypatch.setenv("TOUCHPOINT_USER", "ben")
    app = opened(place, busiest, monkeypatch)
    app.button(key="profile.watch").click().run()
    assert notes.watched(place, Scope("ben")) == (busiest,)
    assert app.button(key="profile.watch").label == "Watching"


def test_the_search_stands_on_every_page_and_leads_to_the_profile(place, monkeypatch):
    monkeypatch.setenv("TOUCHPOINT_HOME", str(place.path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.text_input(key="search.typed").input("Makret Plaice Stors").run()
    assert not app.exception
    said = [link.proto.label for link in app.get("page_link")] + [text.value for text in app.sidebar.markdown]
    assert "Market Place" in " ".join(said).replace("\\", "")
