"""What a person does, in a real browser without a network: the picture is drawn, answers, and leads on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = ("/", "/hotspots", "/timeline", "/businesses", "/profile")
DOTS = "Object.values(window.map._layers).filter(l => l.feature && l.feature.properties.business_id).length"
HEAT = """() => { const c = document.querySelector('canvas.leaflet-heatmap-layer'); if (!c) return 0;
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;
  for (let i = 3; i < d.length; i += 4) if (d[i] > 20) n++; return n; }"""


def choose(visit: Visit, label: str, option: str) -> None:
    """Pick one option of a filter in the sidebar."""
    box = visit.page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").filter(has_text=label)
    box.get_by_role("combobox").click()
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.page.keyboard.press("Escape")


def test_the_map_really_draws(desk: Visit) -> None:
    desk.open("/hotspots")
    frame = desk.map_frame()
    frame.wait_for_function(f"{DOTS} > 50")
    frame.wait_for_function(f"({HEAT})() > 500")
    districts = "new Set(Object.values(window.map._layers).filter(l => l.feature && l.feature.properties.code).map(l => l.feature.properties.code)).size"
    assert frame.evaluate(districts) == 14


def test_a_filter_changes_the_count_and_the_map_but_not_where_one_looks(desk: Visit) -> None:
    desk.open("/hotspots")
    frame = desk.map_frame()
    frame.wait_for_function(f"{DOTS} > 50")
    before = frame.evaluate(DOTS)
    frame.evaluate("window.map.setView([51.6, 0.5], 11, {animate: false}); window.sameMap = true")
    choose(desk, "Sector", "Takeaway")
    frame.wait_for_function(f"{DOTS} < {before}")
    assert frame.evaluate("window.sameMap") is True
    assert frame.evaluate("window.map.getZoom()") == 11
    after = frame.evaluate(DOTS)
    expect(desk.page.get_by_text(re.compile(r"\d+ businesses\."))).to_be_visible()
    shown = int(
        re.search(r"([\d,]+) businesses\.", desk.page.inner_text("main, [data-testid=stMain]"))
        .group(1)
        .replace(",", "")
    )
    assert 0 < after <= shown


def test_a_click_on_a_dot_leads_to_the_profile_and_back(desk: Visit) -> None:
    desk.open("/hotspots?sector=Takeaway")
    frame = desk.map_frame()
    frame.wait_for_function(f"{DOTS} > 0")
    spot = frame.evaluate(
        """() => { const dot = Object.values(window.map._layers).filter(l => l.feature && l.feature.properties.business_id)[0];
        window.map.setView(dot.getLatLng(), 16, {animate: false}); const p = window.map.latLngToContainerPoint(dot.getLatLng());
        return [p.x, p.y, dot.feature.properties.business_id]; }"""
    )
    box = desk.page.locator("iframe[title*='st_folium']").bounding_box()
    desk.page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    link = desk.page.get_by_role("link", name="Open the profile")
    link.click()
    expect(desk.page.get_by_text("Who saw it, and when")).to_be_visible()
    assert spot[2] in desk.page.evaluate("location.href")
    name = desk.page.inner_text("h1")
    desk.page.go_back()
    expect(desk.page.locator("h1")).to_have_text("Hotspots")
    assert "sector=Takeaway" in desk.page.evaluate("location.href")
    desk.page.go_forward()
    expect(desk.page.locator("h1")).to_have_text(name)


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
