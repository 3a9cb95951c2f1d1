"""What a person does, in a real browser without a network: the picture is drawn, answers, and leads on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = ("/", "/hotspots", "/timeline", "/businesses", "/profile")


def choose(visit: Visit, label: str, option: str) -> None:
    """Pick one option of a filter in the sidebar."""
    box = visit.page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text=label)
    box.get_by_role("combobox").click()
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.page.keyboard.press("Escape")


def test_filters_are_kept_from_page_to_page_and_live_in_the_address(desk: Visit) -> None:
    desk.open("/")
    choose(desk, "District", "Basildon")
    desk.page.wait_for_function("location.search.includes('district=Basildon')")
    desk.page.get_by_test_id("stTopNav").get_by_role("link", name="Timeline").click()
    expect(desk.page.locator("h1")).to_have_text("Timeline")
    assert "district=Basildon" in desk.page.evaluate("location.href")
    expect(desk.page.get_by_test_id("stSidebar").get_by_text("Basildon")).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_test_id("stSidebar").get_by_text("Basildon")).to_be_visible()


def test_who_starts_the_server_reads_no_warning(desk: Visit, server_log: Path) -> None:
    desk.open("/hotspots")
    assert "WARN" not in server_log.read_text("utf8")
    assert "Traceback" not in server_log.read_text("utf8")


def test_a_link_that_names_filters_sets_them(desk: Visit) -> None:
    desk.open("/")
    links = desk.page.get_by_test_id("stMain").get_by_role("link", name="Show the rows")
    link = links.and_(desk.page.locator("[href*='sector=']")).first
    expect(link).to_be_visible()
    sector = link.evaluate("e => new URL(e.href).searchParams.get('sector')")
    link.click()
    expect(desk.page.locator("h1")).not_to_have_text("Overview")
    filters = desk.page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect")
    expect(filters.filter(has_text="Sector")).to_contain_text(sector)


def test_a_misspelt_name_finds_the_business(desk: Visit) -> None:
    desk.open("/businesses")
    desk.page.get_by_label("Find a business").fill("Makret Plaice Stors")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="Market Place Stores")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_the_dark(night: Visit, path: str) -> None:
    night.open(path)
    night.page.wait_for_load_state("networkidle")
    expect(
        night.page.get_by_text("Contacts reach to").or_(night.page.get_by_text("Find a business")).first
    ).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(phone: Visit, path: str) -> None:
    phone.open(path)
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
