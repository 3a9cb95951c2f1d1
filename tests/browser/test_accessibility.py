"""Every page of the menu passes axe-core, by day and by night: contrast, names, roles and labels, as WCAG 2.1 AA asks."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from pages.shared import navigation
from tests.browser.conftest import Visit

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
# A filter that is set and shown as a chip is part of every page.
ADDRESSES = [f"/{page.name}?district=Basildon" for page in navigation.PAGES]
SETTLED = """() => !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]')
    && document.getAnimations().every(animation => animation.playState !== 'running' || animation.effect.getTiming().iterations === Infinity)"""


def faults(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, each with the element and what is wrong with it."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(SETTLED)
    page.evaluate(AXE.read_text("utf8"))
    found = page.evaluate(RULES)
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_passes_axe_by_day(desk: Visit, address: str) -> None:
    desk.open(address)
    assert faults(desk.page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_passes_axe_in_the_dark(night: Visit, address: str) -> None:
    night.open(address)
    assert faults(night.page) == []


def test_a_filter_is_set_and_a_list_is_reached_by_the_keyboard_alone(desk: Visit) -> None:
    desk.open("/coverage")
    page = desk.page
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("location.search.includes('months=33')")
    page.get_by_role("radio", name="Who disagrees").focus()
    page.keyboard.press("Space")
    page.wait_for_function("location.search.includes('Who')")
