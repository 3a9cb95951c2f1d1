"""What the browser loads first: named in the page, from memory, and never a file that nobody meant to hand out."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from pages.shared import delivery


async def _passed_on(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})


def asked(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of an answer; 418 is what the server behind would have answered."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    asyncio.run(delivery.Delivery(_passed_on)(scope, lambda: None, send))  # type: ignore[arg-type]
    found = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], found, b"".join(message.get("body", b"") for message in said)


@pytest.mark.parametrize(("path", "has_map"), [("/", False), ("/timeline", False), ("/hotspots", True)])
def test_the_page_names_the_scripts_it_will_need(path: str, has_map: bool) -> None:
    status, headers, content = asked(path)
    text = content.decode()
    assert status == 200
    assert headers["cache-control"] == "no-cache"
    assert "js/Multiselect." in text
    assert ("js/ComponentInstance." in text) == ("streamlit_folium" in text) == has_map
    assert '<div id="root">' in text
    assert '="http' not in text.split("<body>")[0]


def test_the_page_asks_the_server_before_any_script_and_reads_what_follows_the_map_when_it_is_drawn() -> None:
    text = asked("/hotspots")[2].decode()
    assert text.index("_stcore/stream") < text.index("<meta") < text.index("modulepreload")
    named, read = text.rsplit('<script type="module">', 1)
    assert "js/Slider." not in named
    assert read.index("js/Selectbox.") < read.index("js/Slider.") < read.index(delivery.DRAWN_EVENT)
    painter = (delivery.STATIC / "map" / "show.js").read_text("utf8")
    assert f"new Event('{delivery.DRAWN_EVENT}')" in painter
    assert delivery.DRAWN_EVENT not in asked("/timeline")[2].decode()


def test_every_script_named_is_there_and_comes_deflated_to_stay() -> None:
    lines = delivery.front_page(has_map=True).decode().split("modulepreload")[1:]
    names = [line.split("./static/js/")[1].split('"')[0] for line in lines]
    assert len(names) == len(set(names)) > 30
    for name in names[-5:]:
        status, headers, content = asked(f"/static/js/{name}", accept_encoding="gzip, br")
        assert status == 200
        assert "immutable" in headers["cache-control"]
        assert gzip.decompress(content) == (delivery.FRONT / "static" / "js" / name).read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/static/js/../../index.html", "/static/js/none.12345678.js", "/app/static/vendor/manifest.json", "/_stcore/health",
     "/static/js/", "/app/static/map/engine.js", "/hotspots/_stcore/health", "/favicon.png"],
)  # fmt: skip
def test_what_is_not_named_by_its_content_is_left_to_the_server(path: str) -> None:
    assert asked(path)[0] == 418


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an outline, a context layer and a tile to hand out, and a file beside them that is not."""
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path))
    for name in ("geography/wards-0123456789ab.geojson", "geography/context-0123456789abcdef01234567.geojson", "tiles/0123456789ab/9/257/170.png", "tiles/0123456789ab/about.json"):  # fmt: skip
        (tmp_path / "served" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "served" / name).write_text(f"[{name}]", "utf8")
    (tmp_path / "decisions.geojson").write_text("private", "utf8")
    return tmp_path


def test_outlines_and_tiles_come_out_of_the_installation_and_stay(installed: Path) -> None:
    for name, kind in (("geography/wards-0123456789ab.geojson", "application/geo+json"), ("tiles/0123456789ab/9/257/170.png", "image/png")):  # fmt: skip
        status, headers, content = asked(f"/app/static/{name}")
        assert (status, content.decode(), headers["content-type"]) == (200, f"[{name}]", kind)
        assert "immutable" in headers["cache-control"]
    packed = asked("/app/static/geography/wards-0123456789ab.geojson", accept_encoding="gzip")[2]
    assert gzip.decompress(packed) == b"[geography/wards-0123456789ab.geojson]"


def test_a_context_layer_is_asked_for_each_time_since_it_can_be_taken_away(installed: Path) -> None:
    address = "/app/static/geography/context-0123456789abcdef01234567.geojson"
    assert asked(address)[1]["cache-control"] == "no-cache"
    (installed / "served" / "geography" / "context-0123456789abcdef01234567.geojson").unlink()
    assert asked(address)[0] == 418


@pytest.mark.parametrize("path", ["geography/../../decisions.geojson", "../decisions.geojson", "tiles/0123456789ab/about.json", "geography/none-0123456789ab.geojson", "geography/"])  # fmt: skip
def test_nothing_else_of_the_installation_is_handed_out(installed: Path, path: str) -> None:
    assert asked(f"/app/static/{path}")[0] == 418


def test_a_path_prefix_of_a_reverse_proxy_is_known(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "get_option", lambda _: "/touch/")
    assert asked("/touch/app/static/geography/wards-0123456789ab.geojson")[0] == 200


def test_a_part_of_a_file_is_left_to_the_server() -> None:
    name = next(path.name for path in (delivery.FRONT / "static" / "js").glob("Button.*.js"))
    assert asked(f"/static/js/{name}", range="bytes=0-9")[0] == 418
    assert asked(f"/static/js/{name}")[0] == 200


def test_the_frame_of_a_map_names_what_its_map_will_ask_for() -> None:
    text = delivery.frame_page(("/app/static/vendor/map-1.js",), ("/a.css",), ("/d.geojson",)).decode()
    first, component = text.split("<script ")[:2]
    assert [kind in first for kind in ('as="script" href="/app/static/vendor/map-1.js"', 'as="style" href="/a.css"', 'crossorigin="anonymous" href="/d.geojson"')] == [True] * 3  # fmt: skip
    assert "static/js/main." in component
