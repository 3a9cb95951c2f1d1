"""What a data officer does with a file nobody has seen: drop it, map it, load it, put a row right, publish, undo."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipeline import layouts, retract
from store import loaded
from store.home import Home
from tests.browser.conftest import Visit, serve, visit

PEST = (
    "Ref No,Trading As,Premises Addr,P/Code,Officer,Visited On,What We Did,Finding\n"
    'PC/1,Cosy <b>Cafe</b>,"1 High Street, Basildon",SS14 1AA,J Smith,03/04/2025,Routine inspection,Satisfactory\n'
    'PC/2,Harbour Fish Bar,"2 Quay Street, Maldon",CM9 5PN,J Smith,05/06/2025,Routine inspection,Rodents seen\n'
    'PC/3,Blue Lagoon,"3 Market Row, Harlow",CM20 1BB,A Jones,31/02/2025,Complaint,Satisfactory\n'
)
MINUTES = 3
expect.set_options(timeout=30_000)


@pytest.fixture
def own(home: Home, tmp_path: Path) -> Home:
    """A copy of the county's installation that a test may change."""
    place = Home(tmp_path / "home")
    shutil.copytree(home.path, place.path)
    return place


@pytest.fixture
def officer(own: Home, browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    for address in serve(own, tmp_path / "server.log"):
        yield from visit(browser, address)


def pick(officer: Visit, label: str, typed: str) -> None:
    """Choose in a select box by typing, once the page has answered what was chosen before."""
    officer.page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')")
    officer.page.get_by_role("combobox", name=label).click()
    officer.page.keyboard.type(typed)
    officer.page.get_by_role("option").filter(has_text=typed).first.click()


def figure(officer: Visit, label: str) -> str:
    text = (
        officer.page.get_by_test_id("stMarkdown")
        .filter(has_text=label)
        .filter(has=officer.page.get_by_test_id("stTooltipIcon"))
    )
    return text.locator("strong").inner_text().strip()


def put_right(officer: Visit, *, column: str, value: str, why: str) -> None:
    """Give a cell of the first row left out another value, typed as fast as the keyboard goes."""
    page = officer.page
    page.get_by_role("tab", name="Rows left out").click()
    cell = page.get_by_role("textbox", name=column)
    cell.scroll_into_view_if_needed()
    cell.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 cell put right. Say why")).to_be_visible()
    page.get_by_role("textbox", name="Why is the new value right?").fill(why)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 cell put right. Say why")).to_have_count(0)


def test_a_file_nobody_has_seen_is_mapped_loaded_and_published_within_three_minutes(
    officer: Visit, own: Home, tmp_path: Path
) -> None:
    file = tmp_path / "pest_visits_2025-03.csv"
    file.write_text(PEST, "utf8")
    officer.open("/load")
    page = officer.page
    expect(page.get_by_text("row by row")).to_be_visible()
    started = time.monotonic()
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text("Will not be stored")).to_contain_text("Officer")
    expect(page.get_by_text("We cannot know")).to_be_visible()
    page.get_by_text("day/month/year, as in").click()
    pick(officer, "Partner", "Environmental health")
    pick(officer, "Organisation", "Basildon Council")
    expect(page.get_by_text("Still to be chosen")).to_have_count(0)
    assert (figure(officer, "Rows looked at"), figure(officer, "Left out")) == ("3", "1")
    page.get_by_role("button", name="Keep this layout and load the file").click()
    expect(page.get_by_text("3 = 2 + 1 + 0")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Link and publish").click()
    expect(page.get_by_text("Published.")).to_be_visible(timeout=150_000)
    assert time.monotonic() - started < MINUTES * 60
    [spec] = [spec for spec in layouts.known(own) if spec.name == "pest_visits"]
    assert "Officer" not in spec.rename
    receipt = retract.active(own)[-1]
    report = loaded.report_of(own, receipt.sha256)
    assert report is not None
    assert (report.specs, report.read, report.kept, report.quarantined) == (("pest_visits",), 3, 2, 1)
    put_right(officer, column="Visited On", value="28/02/2025", why="asked the inspector")
    page.get_by_role("button", name="Load 1 corrected row").click()
    expect(page.get_by_text("3 = 3 + 0 + 0")).to_be_visible(timeout=60_000)
    assert loaded.report_of(own, receipt.sha256).kept == 3
    page.set_input_files("input[type=file]", [{"name": "april.csv", "mimeType": "text/csv", "buffer": PEST.replace("PC/", "PD/").encode()}])  # fmt: skip
    expect(page.get_by_text("Pest visits: headings on line 1").first).to_be_visible()
    assert page.locator("b", has_text="Cafe").count() == 0


def test_a_load_is_undone_with_its_name_typed_out(officer: Visit, own: Home) -> None:
    before = len(retract.active(own))
    officer.open("/sources?source=police_athena")
    page = officer.page
    page.get_by_role("tab", name="Loads").click()
    [name] = [r.file_name for r in retract.active(own) if "athena" in r.file_name]
    panel = page.get_by_role("tabpanel").filter(has_text="Undo this load")
    expect(panel.get_by_role("button", name="Undo")).to_be_disabled()
    panel.get_by_label("Why").fill("sent to us by mistake")
    panel.get_by_label("to confirm").fill(name)
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back:")).to_be_visible(timeout=150_000)
    assert len(retract.active(own)) == before - 1


@pytest.mark.parametrize("path", ["/load", "/sources", "/quality"])
def test_every_page_about_data_fits_a_phone(phone: Visit, path: str) -> None:
    phone.open(path)
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
