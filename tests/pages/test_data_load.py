"""Load: what a file is and why, the mapping of a file nobody has seen, where every row went, values put right."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import accounts, state, torn
from pipeline import jobs, layouts, link, quarantine, retract
from store import db, decisions, loaded
from store.access import Scope
from store.home import Home
from tests.pages.tiles import figures

PAGE = "pages/data/load.py"
FIRE = (
    "JobRef,UPRN,Premises Name,Address,Postcode,Easting,Northing,Job Type,Date Completed,Outcome\n"
    'A1,,Anglia Car Wash,"1 High Street, Basildon",SS14 1AA,570500,188500,Audit,05/01/2025,Satisfactory\n'
    'A4,,Dry Dock Motors,"4 Quay Street, Maldon",CM9 5PN,585100,207100,Audit,31/02/2025,Satisfactory\n'
)
PEST = (
    "Ref No,Trading As,Premises Addr,P/Code,Officer,Visited On,What We Did,Finding\n"
    'PC/1,Cosy Cafe,"1 High Street, Basildon",SS14 1AA,J Smith,03/04/2025,Routine inspection,Satisfactory\n'
    'PC/2,<b>Fish</b>,"2 Quay Street, Maldon",CM9 5PN,J Smith,05/06/2025,Routine inspection,Rodents seen\n'
    "PC/3,,,,A Jones,07/02/2025,Complaint,Satisfactory\n"
)


def opened(app: AppTest) -> AppTest:
    return app.switch_page(PAGE).run()


def texts(app: AppTest) -> str:
    every = (app.markdown, app.caption, app.info, app.error, app.warning, app.success)
    return " ".join(element.value for kind in every for element in kind).replace("\\", "")


def drop(app: AppTest, name: str, content: str) -> AppTest:
    app.file_uploader[0].upload(name, content.encode())
    return app.run()


def labelled(app: AppTest, label: str):
    return next(box for box in app.selectbox if box.label == label)


def mapped(app: AppTest) -> AppTest:
    """The pest file dropped, and every question of the wizard answered."""
    found = drop(opened(app), "pest_visits_2025-03.csv", PEST)
    next(radio for radio in found.radio if radio.label == "The order is").set_value(0)
    labelled(found, "Partner").set_value("EH").run()
    labelled(found, "Organisation").set_value("Basildon Council")
    return found.run()


def test_before_anything_is_loaded_the_page_offers_the_drop_zone(app: AppTest, empty_home: Home) -> None:
    found = opened(app)
    assert not found.exception
    assert found.file_uploader[0].label.startswith("Drop")
    assert "Nothing has been loaded yet" in texts(found)
    assert not found.sidebar.multiselect, "the shared filters make no sense here"


def test_somebody_without_any_partner_may_not_load(
    app: AppTest, empty_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    found = opened(app)
    assert "You may not load files" in texts(found)
    assert not found.file_uploader


def test_somebody_of_one_partner_sees_only_its_loads(
    app: AppTest, own_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("fire officer", partners=("FIRE",)))
    [box] = [box for box in opened(app).selectbox if box.label == "Load"]
    assert box.options
    assert all("Fire and rescue" in option for option in box.options)


def test_a_known_file_says_what_it_is_and_its_rows_are_accounted_for(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    found = drop(opened(app), "fire.csv", FIRE)
    assert "Fire safety audits" in texts(found)
    assert "headings on line 1" in texts(found)
    found.button(key="load.go").click().run()
    found.run()
    shown = figures(found)
    assert (shown["Rows read"], shown["Kept"], shown["Left out"], shown["Unchanged"]) == ("2", "1", "1", "0")
    assert "2 = 1 + 1 + 0" in texts(found)
    assert "older than what is loaded" in texts(found)
    found.button(key="load.publish").click().run()
    found.run()
    assert "Published." in texts(found)
    assert link.is_published(empty_home)


def test_the_same_bytes_again_are_nothing_to_do(app: AppTest, empty_home: Home, jobs_at_once: None) -> None:
    drop(opened(app), "fire.csv", FIRE).button(key="load.go").click().run()
    assert "The same bytes were loaded before" in texts(drop(app.run(), "again.csv", FIRE))


def test_a_file_that_cannot_be_read_says_why_and_cannot_be_loaded(app: AppTest, empty_home: Home) -> None:
    found = drop(opened(app), "export.csv", "<!DOCTYPE html><html><body>Error 500</body></html>")
    assert not found.exception
    assert "Cannot be read" in " ".join(str(badge) for badge in found.main) or "web page" in texts(found)
    assert all(button.disabled for button in found.button if button.key == "load.go")


def test_a_file_nobody_has_seen_is_mapped_and_known_by_itself_next_month(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    found = drop(opened(app), "pest_visits_2025-03.csv", PEST)
    assert "We cannot know" in texts(found)
    assert found.button(key="wizard.keep").disabled
    found = mapped(found)
    assert "Still to be chosen" not in texts(found)
    shown = figures(found)
    assert (shown["Rows looked at"], shown["Touch-points"], shown["Left out"]) == ("3", "2", "1")
    assert "Will not be stored: Officer" in texts(found).replace("**", "")
    found.button(key="wizard.keep").click().run()
    found.run()
    [receipt] = retract.active(empty_home)
    report = loaded.report_of(empty_home, receipt.sha256)
    assert (report.specs, report.kept, report.quarantined) == (("pest_visits",), 2, 1)
    assert "Officer" not in next(spec for spec in layouts.known(empty_home) if spec.name == "pest_visits").rename
    april = PEST.replace("PC/", "PD/").replace("03/04/2025", "25/04/2025")
    assert "Pest visits: headings on line 1" in texts(drop(found, "april.csv", april))


def test_what_a_file_says_is_never_markup(app: AppTest, empty_home: Home) -> None:
    found = mapped(app)
    assert not found.exception
    assert all("<b>Fish</b>" not in element.value for element in found.markdown)


def test_a_changed_mapping_changes_what_it_would_come_to(app: AppTest, empty_home: Home) -> None:
    found = mapped(app)
    labelled(found, "What is Finding?").set_value("").run()
    assert not [box for box in found.selectbox if box.label.startswith("Rodents seen")]
    assert "Will not be stored: Officer, Finding" in texts(found).replace("**", "")


def test_the_cells_somebody_put_right_are_found() -> None:
    before = pd.DataFrame({"Layout": ["fire"], "Row": [3], "Reason": ["r"], "What to do": ["w"], "Date": ["31/02/2025"], "Name": ["A"]})  # fmt: skip
    assert accounts.changed(before, before) == []
    assert accounts.changed(before, before.assign(Date="28/02/2025")) == [
        {"source": "fire", "row": 3, "column": "Date", "to_value": "28/02/2025"}
    ]


def test_corrected_rows_are_loaded_without_loading_the_rest_twice(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:

    drop(opened(app), "fire.csv", FIRE).button(key="load.go").click().run()
    [receipt] = retract.active(empty_home)
    fix = {"source": "fire_audits", "row": 3, "column": "Date Completed", "to_value": "28/02/2025"}
    job = jobs.start(
        empty_home, "correct", by="tester", sha256=receipt.sha256, corrections=[fix], reason="asked the officer"
    )
    assert (job.state, job.result["kept"], job.result["quarantined"]) == ("done", 2, 0)
    jobs.start(empty_home, "publish", by="tester")
    assert db.counts(db.current_register(empty_home))["touch_points"] == 2
    assert list(decisions.corrections(empty_home)["by"]) == ["tester"]


def test_where_two_layouts_fit_it_asks_which_it_is_and_says_how_they_differ(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    usual = next(spec for spec in layouts.known(empty_home) if spec.name == "fire_audits")
    layouts.save(empty_home, replace(usual, name="fire_american", title="Fire audits, American dates", date_formats=("%m/%d/%Y",)))  # fmt: skip
    found = drop(opened(app), "fire.csv", FIRE.replace("31/02/2025", "06/07/2025"))
    assert "they differ in how dates are written" in texts(found)
    assert all(button.disabled for button in found.button if button.key == "load.go"), "nothing is loaded unasked"
    [which] = [radio for radio in found.radio if radio.label == "Which is it?"]
    which.set_value("fire_american").run()
    found.button(key="load.go").click().run()
    [receipt] = retract.active(empty_home)
    report = loaded.report_of(empty_home, receipt.sha256)
    assert (report.specs, report.date_min, report.date_max) == (("fire_american",), "2025-05-01", "2025-06-07")


def workbook(visits: int = 3, day: int = 3) -> bytes:
    """Two sheets nobody has seen, with a title, an empty column and a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Visits"
    for line in (["Harlow Council housing visits"], [], ["Case", "Trading As", "Premises Addr", None, "P/Code", "Visited On", "Finding"]):  # fmt: skip
        sheet.append(line)
    for number in range(visits):
        sheet.append([f"V{number}", "Cosy Cafe", f"{number + 1} High Street, Harlow", None, "CM20 1BB", dt.datetime(2026, 4, day + number), "Hazard found"])  # fmt: skip
    notices = book.create_sheet("Notices")
    notices.append(["Notice ref", "Business Name", "Address", "Postcode", "Date served"])
    notices.append(["N1", "Harbour Fish Bar", "2 Quay Street, Maldon", "CM9 5PN", dt.datetime(2026, 4, 9)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_each_sheet_of_a_workbook_is_mapped_in_turn_and_both_are_accounted_for(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    opened(app).file_uploader[0].upload("housing_april.xlsx", workbook())
    found = app.run()
    chosen = {label: labelled(found, label).value for label in ("Partner", "Organisation", "Field of regulation")}
    assert chosen == {"Partner": "HOUSING", "Organisation": "Harlow Council", "Field of regulation": "HOUSING"}
    found.button(key="wizard.next").click().run()
    assert not found.exception
    assert found.toggle[0].label.endswith("Notices (1 row)")
    found.button(key="wizard.keep").click().run()
    found.run()
    [receipt] = retract.active(empty_home)
    report = loaded.report_of(empty_home, receipt.sha256)
    assert (len(report.specs), report.read, report.kept, report.quarantined) == (2, 4, 4, 0)
    assert "Loaded: housing_april.xlsx. 4 rows: 4 kept" in texts(found).replace("**", "")
    assert report.issue_counts == {"OUTCOME_UNMAPPED": 3}, "a word nobody mapped is told of"


def test_a_layout_mapped_wrongly_is_changed_and_the_file_read_again(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    found = mapped(app)
    found.button(key="wizard.keep").click().run()
    found = drop(found.run(), "pest_visits_2025-03.csv", PEST)
    assert "The same bytes were loaded before" in texts(found)
    found.toggle[0].set_value(True).run()
    labelled(found, "Rodents seen (1)").set_value("MATERIAL").run()
    found.button(key="wizard.keep").click().run()
    assert not found.exception
    [spec] = [spec for spec in layouts.known(empty_home) if spec.name == "pest_visits"]
    assert spec.outcomes["rodents seen"] == "MATERIAL"
    [receipt] = retract.active(empty_home)
    assert "OUTCOME_UNMAPPED" not in loaded.report_of(empty_home, receipt.sha256).issue_counts
    assert "Loaded again: pest_visits_2025-03.csv" in texts(found.run())


def test_a_layout_that_fits_by_mistake_is_set_aside(app: AppTest, empty_home: Home, jobs_at_once: None) -> None:
    found = drop(opened(app), "fire.csv", FIRE)
    next(box for box in found.toggle if box.label.startswith("It is no")).set_value(True).run()
    found.text_input[[box.label for box in found.text_input].index("Name of the layout")].set_value(
        "Other audits"
    ).run()
    found.button(key="wizard.keep").click().run()
    assert not found.exception
    assert "Other audits: headings on line 1" in texts(drop(opened(app), "fire.csv", FIRE.replace("A1", "A7")))


@pytest.mark.parametrize("below", ["", "\n\n"])
def test_headings_without_a_row_are_refused(app: AppTest, empty_home: Home, below: str) -> None:
    found = drop(opened(app), "fire.csv", FIRE.splitlines()[0] + "\n" + below)
    assert not found.exception
    assert "no row below them. Nothing was loaded" in texts(found)


def test_a_file_of_nothing_but_a_broken_row_is_accounted_for(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    drop(opened(app), "fire.csv", FIRE.splitlines()[0] + "\nTotal,1\n").button(key="load.go").click().run()
    [receipt] = retract.active(empty_home)
    report = loaded.report_of(empty_home, receipt.sha256)
    assert (report.read, report.kept, report.quarantined) == (1, 0, 1)


def test_rows_cut_wrongly_are_laid_out_under_the_headings_and_put_right(
    app: AppTest, empty_home: Home, jobs_at_once: None
) -> None:
    extra = "A7,,Quick Lube,3 Station Road, Harlow,CM20 1BB,544500,210500,Audit,06/01/2025,Satisfactory\n"
    found = drop(opened(app), "fire.csv", FIRE.replace("31/02/2025", "31/01/2025") + extra)
    found.button(key="load.go").click().run()
    assert not found.exception
    assert "1 row cut wrongly." in texts(found).replace("**", "")
    [receipt] = retract.active(empty_home)
    rows = quarantine.quarantined(empty_home, receipt)
    names = quarantine.headings(empty_home, receipt)["fire_audits"]
    before = torn.laid_out(rows["the whole row"], names)
    assert (len(before.columns), before["too many 1"].iloc[0]) == (11, "Satisfactory")
    cells = before.iloc[0].tolist()
    after = before.copy()
    after.iloc[0] = [*cells[:3], "3 Station Road, Harlow", *cells[5:], ""]
    assert torn.recut(before, before, rows, 10) == []
    typed = [{"source": "fire_audits", "row": 4, "column": "too many 1", "to_value": ""}]
    assert torn.put_in(before, typed, rows["Row"])["too many 1"].tolist() == [""]
    labelled = [box for box in found.text_input if box.label == "too many 1"]
    assert [box.value for box in labelled] == ["Satisfactory"], "a form shows the cells of a row cut wrongly"
    fixes = torn.recut(before, after, rows, 10)
    jobs.start(empty_home, "correct", by="tester", sha256=receipt.sha256, corrections=fixes, reason="a comma in the address")  # fmt: skip
    report = loaded.report_of(empty_home, receipt.sha256)
    assert (report.read, report.kept, report.quarantined) == (3, 3, 0)
