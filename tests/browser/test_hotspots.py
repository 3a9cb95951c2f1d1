"""The map of hotspots in a real browser without a network: it is drawn, answers, keeps where one looks, and leads on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import Visit
from tests.browser.test_journey import choose

PAINTED = """() => { const c = TP.painter._container, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;
  for (let i = 3; i < d.length; i += 4) if (d[i] > 20) n++; return n; }"""


def drawn(visit: Visit) -> Frame:
    frame = visit.map_frame()
    frame.wait_for_function("window.__tpDrawn > 0")
    return frame


def show(visit: Visit, layer: str, until: str) -> Frame:
    """Change the layer in place, and wait until the picture holds it."""
    visit.page.get_by_role("radiogroup", name="Show").get_by_role("radio", name=layer).click()
    frame = visit.map_frame()
    frame.wait_for_function(until)
    return frame


def test_every_layer_is_drawn_on_one_map_that_stays(desk: Visit) -> None:
    desk.open("/hotspots")
    frame = drawn(desk)
    assert frame.evaluate(PAINTED) > 5_000
    frame.evaluate("TP.map.setView([51.57, 0.46], 11, {animate: false}); window.sameMap = true")
    styles = frame.evaluate("document.querySelectorAll('style').length")
    for layer, until in (
        ("Hexagons", "TP.state.cells && TP.state.cells.size === 1000"),
        ("Wards", "TP.state.cells && TP.state.cells.grid === 'ward'"),
        ("Districts", "TP.state.cells && TP.state.cells.grid === 'district'"),
        ("Businesses", "TP.state.dots && TP.state.dots.x.length > 50"),
        ("Heat", "TP.state.heat && TP.state.heat.x.length > 50"),
    ):
        frame = show(desk, layer, until)
        assert frame.evaluate("window.sameMap") is True
        assert frame.evaluate("TP.map.getZoom()") == 11
        assert frame.evaluate(PAINTED) > 1_000, layer
        assert frame.evaluate("document.querySelector('.tp-legend').textContent.includes('n = ')")
    assert frame.evaluate("document.querySelectorAll('style').length") <= styles + 1, "nothing piles up in the frame"


def test_a_filter_changes_the_numbers_but_not_where_one_looks(desk: Visit) -> None:
    desk.open("/hotspots?layer=Businesses")
    frame = drawn(desk)
    before = frame.evaluate("TP.state.dots.x.length")
    frame.evaluate("TP.map.setView([51.6, 0.5], 11, {animate: false}); window.sameMap = true")
    choose(desk, "Sector", "Takeaway")
    frame.wait_for_function(f"TP.state.dots.x.length < {before}")
    assert frame.evaluate("window.sameMap") is True
    assert frame.evaluate("TP.map.getZoom()") == 11


def test_a_filter_draws_what_depends_on_it_and_nothing_else(desk: Visit) -> None:
    came: list[ForwardMsg] = []
    desk.page.on(
        "websocket", lambda one: one.on("framereceived", lambda frame: came.append(ForwardMsg.FromString(frame)))
    )
    desk.open("/hotspots?layer=Wards")
    frame = drawn(desk)
    expect(desk.page.get_by_test_id("stDataFrame")).to_be_visible()
    version = frame.evaluate("TP.version")
    came.clear()
    choose(desk, "Sector", "Takeaway")
    frame.wait_for_function(f"TP.version > {version}")
    expect(desk.page.get_by_test_id("stMain").get_by_text("Takeaway", exact=True)).to_be_visible()
    for _ in range(100):
        if any(one.WhichOneof("type") == "script_finished" for one in came):
            break
        desk.page.wait_for_timeout(50)
    drawn_anew = [one.delta.new_element for one in came if one.delta.HasField("new_element")]
    kinds = [one.WhichOneof("type") for one in drawn_anew]
    assert kinds[0] == "component_instance", "the picture first"
    assert {"dataframe", "slider", "heading"} <= set(kinds)
    assert [one.selectbox.label for one in drawn_anew if one.HasField("selectbox")] == ["Format", "Format"]
    assert "file_uploader" not in kinds


COUNTED = """() => { const first = TP.first; window.shown = 0;
  TP.first = script => { const did = first(script); window.shown += did; return did; }; }"""


def test_a_picture_is_shown_as_soon_as_it_comes_and_only_once(desk: Visit) -> None:
    desk.open("/hotspots?layer=Wards")
    frame = drawn(desk)
    frame.evaluate(COUNTED)
    version, before = frame.evaluate("TP.version"), frame.evaluate("TP.state.legend[0].note")
    choose(desk, "Sector", "Takeaway")
    frame.wait_for_function("window.shown === 1")
    expect(desk.page.get_by_test_id("stMain").get_by_text("Takeaway", exact=True)).to_be_visible()
    frame.wait_for_function(f"TP.state.legend[0].note !== {json.dumps(before)}")
    desk.page.wait_for_timeout(500)
    assert frame.evaluate("TP.version") == version + 1, "the component runs nothing that was shown already"
    frame.evaluate("() => { TP.first = () => false; }")
    choose(desk, "Sector", "Hand car wash")
    frame.wait_for_function(f"TP.version === {version + 2}")


def test_a_click_on_a_dot_leads_to_the_profile_and_back(desk: Visit) -> None:
    desk.open("/hotspots?layer=Businesses&sector=Takeaway")
    frame = drawn(desk)
    spot = frame.evaluate(
        """() => { const d = TP.state.dots, g = d.x.findIndex((x, i) => !d.x.some((y, j) => j !== i && Math.abs(x - y) < 1e-6));
        const at = [Math.atan(Math.sinh(Math.PI * (1 - 2 * d.y[g]))) * 180 / Math.PI, (d.x[g] - 0.5) * 360];
        TP.map.setView(at, 17, {animate: false}); const p = TP.map.latLngToContainerPoint(at); return [p.x, p.y, d.ids[g]]; }"""
    )
    frame.locator(".leaflet-container").click(position={"x": spot[0], "y": spot[1]})
    desk.page.get_by_role("link", name="Open the profile").click()
    expect(desk.page.get_by_text("Who saw it, and when")).to_be_visible()
    assert spot[2] in desk.page.evaluate("location.href")
    desk.page.go_back()
    expect(desk.page.locator("h1")).to_have_text("Hotspots")
    assert "sector=Takeaway" in desk.page.evaluate("location.href")


def test_an_area_in_hand_becomes_the_filter_of_every_page(desk: Visit) -> None:
    desk.open("/hotspots?layer=Wards")
    frame = drawn(desk)
    frame.evaluate("TP.send({kind: 'area', code: 'c:0.9,51.89,3000'})")
    expect(desk.page.get_by_text("Within 3,000 m")).to_be_visible()
    desk.page.get_by_role("button", name="Keep as filter on every page").click()
    desk.page.wait_for_function("location.search.includes('area=c')")
    assert frame.evaluate("window.__tpDrawn") > 0
    desk.page.get_by_test_id("stTopNav").get_by_role("link", name="Businesses").click()
    expect(desk.page.get_by_test_id("stSidebar").get_by_text("within 3,000 m")).to_be_visible()


def test_a_link_shows_what_its_sender_saw(desk: Visit) -> None:
    desk.open("/hotspots?layer=Wards")
    drawn(desk)
    choices = desk.page.get_by_test_id("stMain").get_by_test_id("stSelectbox")
    for label, option in (("As", "More than chance"), ("Over it", "Heat")):
        choices.filter(has_text=label).get_by_role("combobox").click()
        desk.page.get_by_role("option", name=option).click()
        desk.page.wait_for_function(f"location.search.includes('={option.split()[0]}')")
    desk.open("/" + desk.page.url.split("/", 3)[3])
    assert "Getis-Ord" in drawn(desk).locator("body").inner_text()
    expect(choices.filter(has_text="Over it").get_by_role("combobox")).to_have_value("Heat")


def test_context_layers_that_are_on_are_in_the_link_whatever_they_are_called(desk: Visit, tmp_path: Path) -> None:
    name = '<img src=x onerror="window.hurt=1"> & \'=${1+1}'
    shape = {"type": "Point", "coordinates": [0.47, 51.73]}
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": shape}
    file = tmp_path / "beats.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf8")
    desk.open("/hotspots?layer=Districts")
    drawn(desk)
    desk.page.get_by_role("button", name="Layers").click()
    desk.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(desk.page.get_by_role("button", name="Remove beats.geojson")).to_be_visible()
    desk.page.get_by_label("Called").fill(name)
    desk.page.get_by_role("button", name="Keep this layer").click()
    desk.page.wait_for_function("location.search.includes('layers=')")
    desk.open("/" + desk.page.url.split("/", 3)[3])
    frame = drawn(desk)
    frame.wait_for_function("Object.values(TP.contextLayers || {}).some(one => one.getLayers().length)")
    frame.evaluate("TP.map.setView([51.73, 0.47], 12, {animate: false})")
    frame.locator(".leaflet-container").hover()
    expect(frame.locator(".tp-tip")).to_contain_text(name)
    assert name in frame.evaluate("document.querySelector('.tp-legend').textContent")
    assert frame.evaluate("window.hurt") is None
    assert desk.page.evaluate("window.hurt") is None
    desk.page.get_by_role("button", name="Layers").click()
    desk.page.get_by_role("button", name="Take away what is switched on").click()
    desk.page.wait_for_function("!location.search.includes('layers=')")
    frame.wait_for_function("Object.keys(TP.contextLayers).length === 0")


def test_the_page_is_asked_for_once_and_before_its_scripts_have_run(desk: Visit) -> None:
    asked, made = [], []
    desk.page.on(
        "websocket", lambda one: (made.append(one.url), one.on("framesent", lambda frame: asked.append(frame)))
    )
    desk.open("/hotspots?layer=Wards")
    frame = drawn(desk)
    assert (len(made), len(asked)) == (1, 1)
    assert frame.evaluate("document.fonts.check('12px \"Source Sans\"') && [...document.fonts].length > 0")
    desk.page.evaluate("localStorage.setItem('touchpoint-scheme', 'dark')")
    desk.open("/hotspots?layer=Heat")
    drawn(desk)
    assert (len(made), len(asked)) == (2, 3), "a question that was guessed wrong is asked again"
    expect(desk.page.get_by_test_id("stSidebar").get_by_text("Sector")).to_be_visible()
    assert desk.page.evaluate("localStorage.getItem('touchpoint-scheme')") == "light"


def test_by_keyboard_alone_a_place_is_chosen_and_an_area_drawn(desk: Visit) -> None:
    desk.open("/hotspots?layer=Districts")
    frame = drawn(desk)
    frame.evaluate(
        "TP.map.setView([51.73, 0.47], 10, {animate: false}); document.querySelector('.folium-map, .leaflet-container').focus()"
    )
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="District Chelmsford")).to_be_visible()
    frame.evaluate("document.querySelector('.leaflet-container').focus()")
    desk.page.keyboard.press("d")
    for place in ("[51.6, 0.4]", "[51.7, 0.6]", "[51.8, 0.4]"):
        frame.evaluate(f"TP.map.setView({place}, 10, {{animate: false}})")
        desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("f")
    expect(desk.page.get_by_role("heading", name="Area drawn with 3 corners")).to_be_visible()


def test_months_are_played_without_asking_the_server(desk: Visit) -> None:
    desk.open("/hotspots?layer=Wards")
    drawn(desk)
    desk.page.get_by_text("Month by month").click()
    frame = desk.map_frame()
    frame.wait_for_function("TP.player && TP.player.frames.length > 12")
    first = frame.evaluate("TP.player.now.label")
    frame.locator(".tp-player button").click()
    frame.wait_for_function(f"TP.player.now.label !== {first!r}")
    assert frame.evaluate("TP.player.frames.reduce((n, f) => n + f.total, 0)") > 1_000
    assert frame.evaluate(BAR_IS_BELOW), "the bar covers nothing of the map, and all of the county is still in view"
    desk.page.get_by_text("Month by month").click()
    frame.wait_for_function("!TP.player && !document.querySelector('.tp-player')")
    assert frame.evaluate("TP.map.getContainer().offsetHeight >= window.innerHeight - 1")


BAR_IS_BELOW = """() => { const bar = document.querySelector('.tp-player').getBoundingClientRect(), map = TP.map.getContainer().getBoundingClientRect();
  return bar.top >= map.bottom - 1 && bar.bottom <= window.innerHeight + 1 && TP.map.getBounds().contains(L.latLngBounds(TP.options.bounds)); }"""
HUNDRED = """async () => { const wait = () => new Promise(done => setTimeout(done, 20)), count = () =>
  [Object.keys(TP.map._layers).length, document.querySelectorAll('canvas').length];
  const round = async times => { for (let i = 0; i < times; i++) { TP.show(window.sent[i % 2]); await wait(); } return count(); };
  return [await round(2), await round(100), Boolean(TP.state.heat)]; }"""


def test_a_hundred_changes_leave_nothing_behind(desk: Visit) -> None:
    desk.open("/hotspots?layer=Hexagons")
    frame = drawn(desk)
    frame.evaluate(
        "() => { const show = TP.show; window.sent = []; TP.show = data => { window.sent.push(data); show(data); }; window.plain = show; }"
    )
    show(desk, "Wards", "TP.state.cells && TP.state.cells.grid === 'ward'")
    show(desk, "Heat", "TP.state.heat && TP.state.heat.x.length > 50")
    frame.evaluate(
        "TP.show = window.plain; window.sent = [window.sent.find(d => d.cells), window.sent.find(d => d.heat)]"
    )
    first, after, is_heat = frame.evaluate(HUNDRED)
    assert is_heat, "the pictures themselves were drawn"
    assert after == first


@pytest.mark.parametrize("layer", ["Heat", "Wards"])
def test_on_a_phone_the_map_fits_and_its_key_is_folded(phone: Visit, layer: str) -> None:
    phone.open(f"/hotspots?layer={layer}")
    frame = drawn(phone)
    assert frame.evaluate("document.querySelector('.tp-legend').open") is False
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    top = "document.querySelector('iframe[title*=st_folium]').getBoundingClientRect().top"
    assert phone.page.evaluate(top) < 400, "more than half of the screen is map"
    row = phone.page.locator(".st-key-hotspots-more")
    assert row.evaluate("e => e.scrollWidth > e.clientWidth"), "the other choices are moved to with a finger"
    row.get_by_test_id("stPopover").get_by_role("button").click()
    expect(phone.page.get_by_text("Drop a GeoJSON or GeoPackage")).to_be_visible()


def test_heat_is_played_month_by_month_too(desk: Visit) -> None:
    desk.open("/hotspots")
    drawn(desk)
    desk.page.get_by_text("Month by month").click()
    frame = desk.map_frame()
    frame.wait_for_function("TP.player && TP.player.now && TP.player.now.heat")
    frame.locator(".tp-player input").press("End")
    frame.wait_for_function("TP.player.at === TP.player.frames.length - 1")
    assert frame.evaluate(PAINTED) > 100


def test_tiles_that_fail_are_said_and_the_county_stays(desk: Visit) -> None:
    desk.open("/hotspots")
    frame = drawn(desk)
    frame.evaluate("TP.tiles(TP.map, {url: '/app/static/tiles/none/{z}/{x}/{y}.png', attribution: '© <b>Nobody</b>'})")
    frame.wait_for_function("TP.sayBox.textContent.includes('cannot be reached')")
    assert frame.evaluate("document.querySelector('.tp-attribution').textContent") == "© <b>Nobody</b>"
    below = "document.querySelector('.tp-attribution').getBoundingClientRect().top"
    assert frame.evaluate(f"document.querySelector('.tp-legend').getBoundingClientRect().bottom <= {below}")
    assert frame.evaluate(PAINTED) > 5_000
