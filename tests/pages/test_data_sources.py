"""Sources: terms are kept and warned about, a load is undone, a partner withdrawn, old data disposed of."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from loaders import LoadError
from pages.shared import state, terms
from pipeline import ingest, link, retract, sources
from store import audit, db, decisions
from store import sources as kept
from store.access import AccessDenied, Scope
from store.decisions import Terms
from store.home import Home

PAGE = "pages/data/sources.py"
FIRE = (
    "JobRef,UPRN,Premises Name,Address,Postcode,Easting,Northing,Job Type,Date Completed,Outcome\n"
    'A1,,Anglia Car Wash,"1 High Street, Basildon",SS14 1AA,570500,188500,Audit,05/01/2015,Satisfactory\n'
    'A4,,Dry Dock Motors,"4 Quay Street, Maldon",CM9 5PN,585100,207100,Audit,31/02/2025,Satisfactory\n'
)
POLICE = (
    "Crime Ref,Offence,Committed From,Location Name,Address,Postcode,Role,Outcome\n"
    '42/1/25,Burglary,01/04/2025 10:30,ANGLIA CAR WASH,"1 High St, Basildon",SS14 1AA,Victim,Filed\n'
)
TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture(scope="module")
def two_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation with an audit of 2015 and a crime of 2025, published; only to be copied."""
    folder = tmp_path_factory.mktemp("two")
    place = Home(folder / "home")
    for name, text in (("fire.csv", FIRE), ("police.csv", POLICE)):
        (folder / name).write_text(text, "utf8")
        ingest.ingest(place, [folder / name], by="tester", agreement="WEISF-1")
    link.link(place, by="tester")
    return place


@pytest.fixture
def two(two_once: Home, empty_home: Home) -> Home:
    """A copy of it that a test may change."""
    shutil.copytree(two_once.path, empty_home.path)
    return empty_home


def opened(app: AppTest, source: str = "") -> AppTest:
    app.switch_page(PAGE)
    if source:
        app.query_params["source"] = source
    return app.run()


def texts(app: AppTest) -> str:
    every = (app.markdown, app.caption, app.info, app.error, app.warning, app.success)
    return " ".join(element.value for kind in every for element in kind).replace("\\", "")


def test_before_anything_is_loaded_the_page_leads_to_load(app: AppTest, empty_home: Home) -> None:
    found = opened(app)
    assert not found.exception
    assert "Nothing has been loaded yet" in texts(found)


def test_somebody_without_any_partner_sees_no_source(app: AppTest, two: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    found = opened(app)
    assert "You may not look into sources" in texts(found)
    assert not found.dataframe


def test_somebody_of_one_partner_sees_its_sources_only(two: Home) -> None:
    found = sources.register(Scope("officer", partners=("POLICE",)), two, today=TODAY)
    assert list(found["source"]) == ["police_athena"]
    with pytest.raises(AccessDenied):
        sources.change_terms(Scope("officer", partners=("POLICE",)), two, "fire_audits", owner="me")
    with pytest.raises(AccessDenied):
        kept.demand(Scope("officer", partners=("POLICE",)), ["POLICE", "FIRE"])


def test_a_line_for_each_source_says_what_it_holds(app: AppTest, two: Home) -> None:
    assert not opened(app).exception
    found = sources.register(Scope("tester"), two, today=TODAY)
    fire = terms.register_table(found).iloc[list(found["source"]).index("fire_audits")]
    assert fire["Partner and owner"].startswith("Fire and rescue\n")
    assert (fire["Rows"], fire["Contacts"]) == (
        "2\n1 left out\n1 file",
        "5\u00a0Jan\u00a02015\nto 5\u00a0Jan\u00a02015",
    )
    assert fire["Sharing agreement"] == "WEISF-1\nno expiry recorded"
    assert (fire["Legal regime"], fire["Kept for"], fire["Count only"]) == ("not recorded", "no rule", "no")
    assert not [name for name, value in fire.items() if not value]


def test_terms_are_kept_with_what_counted_before(app: AppTest, two: Home) -> None:
    found = opened(app, "fire_audits")
    found.text_input(key="sources.owner.fire_audits").set_value("Chief Fire Officer")
    found.date_input(key="sources.expires.fire_audits").set_value(TODAY + dt.timedelta(days=10))
    next(button for button in found.button if button.label == "Save the terms").click().run()
    assert not found.exception
    held = decisions.terms(two)["fire_audits"]
    assert (held.owner, held.is_count_only) == ("Chief Fire Officer", False)
    assert "runs out on" in texts(found)
    sources.change_terms(Scope("tester"), two, "fire_audits", owner="Somebody else")
    assert list(decisions.terms_history(two, "fire_audits")["owner"]) == ["Somebody else", "Chief Fire Officer"]
    assert audit.broken_at(two) is None


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "expired"), (0, "soon"), (60, "soon"), (61, "in force"), (None, "not recorded")]
)
def test_an_agreement_is_held_against_today(two: Home, days: int | None, said: str) -> None:
    if days is not None:
        expires = (TODAY + dt.timedelta(days=days)).isoformat()
        decisions.set_terms(two, "tester", Terms("fire_audits", agreement_expires=expires))
    found = sources.register(Scope("tester"), two, today=TODAY).set_index("source")
    assert found.loc["fire_audits", "expiry"] == said


@pytest.mark.parametrize(
    "wrong",
    [{"agreement_expires": "31/12/2027"}, {"retain_years": 0}, {"legal_regime": "GDPR"}, {"sensitivity": "SECRET"}],
)
def test_terms_that_make_no_sense_are_refused(empty_home: Home, wrong: dict) -> None:
    with pytest.raises(LoadError, match="Nothing was changed"):
        sources.change_terms(Scope("tester"), empty_home, "fire_audits", **wrong)
    assert decisions.terms(empty_home) == {}


def test_a_load_is_undone_only_with_its_name_typed_out(app: AppTest, two: Home, jobs_at_once: None) -> None:
    found = opened(app, "police_athena")
    assert found.button(key="sources.undo.go").disabled
    found.text_input(key="sources.undo.reason.0").set_value("sent by mistake")
    found.text_input(key="sources.undo.typed.0").set_value("fire.csv").run()
    assert found.button(key="sources.undo.go").disabled
    found.text_input(key="sources.undo.typed.0").set_value("police.csv").run()
    found.button(key="sources.undo.go").click().run()
    found.run()
    assert not found.exception
    assert "Taken back: police.csv" in texts(found)
    assert [receipt.file_name for receipt in retract.active(two)] == ["fire.csv"]
    assert db.counts(db.current_register(two))["touch_points"] == 1


def test_a_partners_whole_data_is_withdrawn(app: AppTest, two: Home, jobs_at_once: None) -> None:
    found = opened(app, "fire_audits")
    found.text_input(key="sources.partner.reason.0").set_value("the agreement has ended")
    found.text_input(key="sources.partner.typed.0").set_value("Fire and rescue").run()
    found.button(key="sources.partner.go").click().run()
    assert [receipt.file_name for receipt in retract.active(two)] == ["police.csv"]


def test_what_is_past_its_time_is_reported_and_disposed_of(app: AppTest, two: Home, jobs_at_once: None) -> None:
    decisions.set_terms(two, "tester", Terms("fire_audits", retain_years=6))
    found = opened(app)
    report = found.dataframe[-1].value
    assert (report["Contacts left out"].iloc[0], report["Files to destroy"].iloc[0]) == (1, "fire.csv")
    found.text_input(key="sources.dispose.typed.0").set_value("dispose").run()
    found.button(key="sources.dispose.go").click().run()
    found.run()
    assert "Disposed of 1 file;" in texts(found)
    assert [receipt.file_name for receipt in retract.active(two)] == ["police.csv"]
