"""Figures that leave a page: with their words, their marking and a ground, as SVG and as PNG."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.browser.conftest import Visit


def saved(visit: Visit, button: str, folder: Path) -> Path:
    plot = visit.page.locator(".js-plotly-plot").first
    plot.hover()
    with visit.page.expect_download() as found:
        plot.locator(button).first.click(force=True)
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_a_figure_leaves_with_title_filters_source_and_marking_and_is_not_transparent_at_night(
    night: Visit, tmp_path: Path
) -> None:
    night.open("/timeline?sector=Takeaway")
    night.page.wait_for_selector(".js-plotly-plot .modebar-btn", state="attached")
    drawn = saved(night, ".as-svg", tmp_path)
    words = drawn.read_text("utf8")
    for part in ("OFFICIAL", "SYNTHETIC SAMPLE COUNTY", "Timeline", "Takeaway", "Source: every file loaded. n = "):
        assert part in words
    picture = Image.open(saved(night, '.modebar-btn[data-title="Download as PNG"]', tmp_path)).convert("RGBA")
    assert picture.getpixel((2, 2)) == (15, 26, 34, 255)  # the dark page's own ground


def test_tables_offer_no_export_beside_our_own(desk: Visit) -> None:
    desk.open("/businesses")
    desk.page.locator('[data-testid="stDataFrame"]').first.hover()
    desk.page.wait_for_selector('[data-testid="stElementToolbarButton"]')
    labels = desk.page.locator('[data-testid="stElementToolbarButton"]').evaluate_all(
        "all => all.map(one => one.innerHTML + (one.getAttribute('aria-label') || ''))"
    )
    assert labels
    assert not any("ownload" in label for label in labels)
