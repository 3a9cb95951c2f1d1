"""What the browser loads before it can draw: handed out from memory, and asked for all at once instead of one after the other.

Streamlit's page asks for a widget's script when it first sees the widget, then for what that script needs, and so on; each file comes from
the disk through several threads. Here the page itself names what the page of this address will need, and files named by their content are
read once, deflated once, and never asked for again by a browser that has them.
"""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
import json
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from streamlit import get_option

from pages.shared import parcels, turns
from pages.shared.parcels import Parcels
from pipeline.assets import STATIC, map_scripts
from store.home import home

Message = MutableMapping[str, Any]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


def _of_package(name: str) -> Path:
    """The folder of a package, without loading it before the server is there."""
    found = importlib.util.find_spec(name)
    return Path(found.origin if found and found.origin else "").parent


FRONT = _of_package("streamlit") / "static"
COMPONENT = _of_package("streamlit_folium") / "frontend" / "build"
FOLDERS = {
    "/static/js/": FRONT / "static" / "js",
    "/static/css/": FRONT / "static" / "css",
    "/static/media/": FRONT / "static" / "media",
    "/component/streamlit_folium.st_folium/static/js/": COMPONENT / "static" / "js",
    "/app/static/vendor/": STATIC / "vendor",
}
"""Folders whose files are named by what is in them."""
STATIC_PATH = "/app/static/"
SERVED = re.compile(r"(geography|tiles/[0-9a-f]{12}/\d{1,2}/\d{1,6})/[\w-]+\.(geojson|png|jpg|webp)")
"""What is handed out of the installation's own folder; context layers (`context-…`) are not kept, since they can be taken away."""
NAMED_BY_CONTENT = re.compile(r"[\w-]+(\.[\w-]+)*[.-][\w-]{8,}\.(js|css|woff2)")
KINDS = {
    ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".geojson": "application/geo+json",
    ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
}  # fmt: skip
MOST_BYTES = 1_500_000
"""Of one file; a drawing library of 5 MB stays on the disk."""
DRAWN = "/app/static/drawn"
DRAWN_EVENT = "touchpoint-drawn"
"""What a browser asks for when a picture is there, with the name of its map, and what the map's frame tells the page around it."""
MAP_PAGE, FRAME = "hotspots", "/streamlit_folium.st_folium/index.html"
ON_EVERY_PAGE = ("Html", "TextInput", "Multiselect", "DateInput", "Button", "PageLink", "ButtonGroup")
WITH_THE_MAP = ("Html", "TextInput", "Button", "PageLink", "ButtonGroup", "Selectbox", "Checkbox", "ComponentInstance")
AFTER_THE_MAP = ("Multiselect", "DateInput", "Slider", "DownloadButton", "DataFrame")
"""Streamlit's scripts of the widgets on a page, by the beginning of their names; one that is gone is left out. Those of the sidebar and of what
stands below and beside the map are fetched when it has been drawn, or after `PATIENCE_MS`."""
PATIENCE_MS = 3000
AT_ONCE = """<script>
window.__streamlit = {BACKEND_BASE_URL: location.origin, HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false,
  enableCustomParentMessages: false, blockErrorDialogs: false, metricsUrl: ""}};
</script>"""
"""Where the server is and what it would answer: the page connects at once instead of asking at two addresses first."""
EARLY = STATIC / "page" / "early.js"
"""Asks the server for the page while Streamlit's own scripts are still on their way."""
IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.$-]+\.js)["']""")


@dataclass(frozen=True)
class Kept:
    """A file in memory, as it is and deflated (empty where that is no smaller)."""

    kind: str
    content: bytes
    deflated: bytes


@lru_cache(maxsize=256)
def _kept(folder: Path, name: str) -> Kept | None:
    path = folder / name
    if not NAMED_BY_CONTENT.fullmatch(name) or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes()
    deflated = b"" if path.suffix == ".woff2" else gzip.compress(content, 6, mtime=0)
    return Kept(KINDS[path.suffix], content, deflated)


def _needed(names: tuple[str, ...]) -> Iterator[str]:
    """Streamlit's scripts that begin with these names, and all they import."""
    folder = FRONT / "static" / "js"
    waiting = [path.name for name in names for path in sorted(folder.glob(f"{name}.*.js"))]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or not (folder / name).is_file():
            continue
        seen.add(name)
        yield name
        waiting += IMPORTED.findall((folder / name).read_text("utf8"))


def _evaluated(names: tuple[str, ...], later: tuple[str, ...] = ()) -> str:
    """A script that has the widgets' scripts read while the page connects. React shows a widget whose script has not been read an empty place
    first, and then waits half a second before it shows the next one that came."""
    folder = FRONT / "static" / "js"
    now, then = (
        json.dumps([f"./static/js/{path.name}" for name in some for path in sorted(folder.glob(f"{name}.*.js"))])
        for some in (names, later)
    )
    script = f"setTimeout(() => {now}.forEach(name => import(name)));"
    if later:
        script += (
            f"let then = {then}; const read = () => then.splice(0).forEach(name => import(name));"
            f"addEventListener('{DRAWN_EVENT}', read); setTimeout(read, {PATIENCE_MS});"
        )
    return f'<script type="module">{script}</script>'


@lru_cache(maxsize=1)
def _pages() -> frozenset[str]:
    """Addresses of pages; asked for when the server is there, which what pages remember looks for while it is loaded."""
    from pages.shared.navigation import PAGES

    return frozenset(("", *(page.name for page in PAGES)))


@lru_cache(maxsize=2)
def front_page(*, has_map: bool) -> bytes:
    """Streamlit's page with the scripts it will need named in it, after those it names itself."""
    text = (FRONT / "index.html").read_text("utf8")
    first, later = (WITH_THE_MAP, AFTER_THE_MAP) if has_map else (ON_EVERY_PAGE, ())
    scripts = [name for name in _needed(first) if name not in text]
    lines = [
        f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./static/js/{name}">' for name in scripts
    ]
    lines.append(_evaluated(first, later))
    if has_map:
        component = sorted((COMPONENT / "static" / "js").glob("main.*.js"))
        frame = [f"component/streamlit_folium.st_folium/static/js/{path.name}" for path in component]
        frame += [f"app/static/{path.relative_to(STATIC).as_posix()}" for path in map_scripts()]
        lines += [f'<link rel="prefetch" href="./{address}">' for address in frame]
    asked = f"<script>{EARLY.read_text('utf8')}</script>"
    text = text.replace("<head>", f"<head>{asked}", 1)
    return text.replace("</head>", "\n".join([AT_ONCE, *lines]) + "\n</head>", 1).encode()


@lru_cache(maxsize=8)
def frame_page(scripts: tuple[str, ...], looks: tuple[str, ...], outlines: tuple[str, ...]) -> bytes:
    """The component's page, with the addresses its map will ask for: they come while the component itself is read."""
    lines = [f'<link rel="preload" as="script" href="{address}">' for address in scripts]
    lines += [f'<link rel="preload" as="style" href="{address}">' for address in looks]
    lines += [f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}">' for address in outlines]
    return (COMPONENT / "index.html").read_text("utf8").replace("<script ", "".join(lines) + "<script ", 1).encode()


def _frame_of_hotspots() -> bytes:
    from pages.shared import offline  # which asks whether this is there

    served = offline.painter()
    districts = offline.outlines().get("districts")
    return frame_page(tuple(served["js"]), tuple(served["css"]), (districts,) if districts else ())


_there: list[bool] = []


def is_there() -> bool:
    """Whether this process serves through `Delivery`, so that files of the installation can be fetched."""
    return bool(_there)


class Delivery:
    """Around the server: answers what it has in memory or in the installation's own folder, and passes on everything else."""

    def __init__(self, app: Asgi) -> None:
        self.app = app
        _there.append(True)

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            asked = {name: value for name, value in scope["headers"] if name in (b"range", b"accept-encoding")}
            prefix, _, name = scope["path"].rpartition("/")
            if prefix == "" and name in _pages():
                return await _answer(
                    send, front_page(has_map=name == MAP_PAGE), "text/html; charset=utf-8", b"no-cache"
                )
            if scope["path"].endswith(DRAWN):
                of_map = scope.get("query_string", b"").decode("ascii", "replace")
                turns.drawn(of_map)
                parcels.drawn(of_map)
                return await _answer(send, b"", "text/plain", b"no-store")
            if scope["path"].endswith(FRAME) and MAP_PAGE.encode() in scope.get("query_string", b""):
                content = await asyncio.to_thread(_frame_of_hotspots)
                return await _answer(send, content, "text/html; charset=utf-8", b"no-cache")
            folder, found = FOLDERS.get(prefix + "/"), _served(scope["path"])
            if found is not None:
                return await _hand_out(send, found, b"gzip" in asked.get(b"accept-encoding", b""))
            kept = _kept(folder, name) if folder is not None and b"range" not in asked else None
            if kept is not None:
                is_small = b"gzip" in asked.get(b"accept-encoding", b"") and bool(kept.deflated)
                content = kept.deflated if is_small else kept.content
                return await _answer(
                    send, content, kept.kind, b"public, immutable, max-age=31536000", is_small=is_small
                )
        if scope["type"] == "websocket":
            return await _in_parcels(self.app, scope, receive, send)
        await self.app(scope, receive, send)
        return None


def _served(path: str) -> Path | None:
    """The file of the installation an address means; behind a reverse proxy with a path prefix too."""
    prefix = get_option("server.baseUrlPath").strip("/")
    start = f"/{prefix}{STATIC_PATH}" if prefix else STATIC_PATH
    asked = path.removeprefix(start)
    if asked == path or not SERVED.fullmatch(asked):
        return None
    found = home().served / asked
    return found if found.is_file() else None


async def _hand_out(send: Callable[[Message], Awaitable[None]], path: Path, takes_gzip: bool) -> None:
    can_go = path.name.startswith("context-")
    is_small = takes_gzip and path.suffix == ".geojson"
    content = await asyncio.to_thread(_deflated if is_small else Path.read_bytes, path)
    stays = b"no-cache" if can_go else b"public, immutable, max-age=31536000"
    await _answer(send, content, KINDS[path.suffix], stays, is_small=is_small)


@lru_cache(maxsize=8)
def _deflated(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


async def _in_parcels(
    app: Asgi, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    connection = Parcels(send)

    async def heard() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            connection.clicked(message.get("bytes") or b"")
        return message

    try:
        await app(scope, heard, connection.send)
    finally:
        connection.close()


async def _answer(
    send: Callable[[Message], Awaitable[None]], content: bytes, kind: str, kept: bytes, *, is_small: bool = False
) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", kept),
        (b"vary", b"Accept-Encoding"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if is_small:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
