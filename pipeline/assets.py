"""Puts the map library's files where our own server finds them, from installed packages; nothing is downloaded."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import re
import shutil
from pathlib import Path

from pipeline.version import ROOT

STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
PAINTER = ("engine", "ground", "show", "player", "tools")
"""Our own scripts of the map of hotspots in static/map/, in the order they build on each other."""
MOST_JOINED = 4
"""Joined scripts that are kept: a server that runs since before a change still names the one it found, and browsers ask for it."""


class AssetsError(RuntimeError):
    """An installed package does not hold the files we expect; the message names it."""


def install(vendor: Path = VENDOR) -> int:
    """Copy every file a folium map may ask a public server for, named by content, with a manifest from address to name.

    Returns:
        How many addresses are served from here.
    Source:
        folium-offline holds the 72 addresses of folium 0.20; xstatic-leaflet holds Leaflet with its marker images.
    """
    import xstatic.pkg.leaflet as leaflet  # what only set-up needs

    vendor.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for address, text in _folium_offline().items():
        suffix = ".css" if ".css" in address else ".js"
        stem = re.sub(r"[^a-z0-9.]+", "-", address.rsplit("/", 1)[-1].lower()).removesuffix(suffix)
        name = f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:8]}{suffix}"
        (vendor / name).write_text(text, "utf8")
        manifest[address] = name
    shutil.copytree(leaflet.BASE_DIR, vendor / "leaflet", dirs_exist_ok=True)
    for address in manifest:
        if "/leaflet@" in address and address.endswith(("/dist/leaflet.js", "/dist/leaflet.css")):
            manifest[address] = f"leaflet/{address.rsplit('/', 1)[-1]}"
    part = MANIFEST.with_suffix(".part") if vendor == VENDOR else vendor / "manifest.part"
    part.write_text(json.dumps(manifest, indent=1), "utf8")
    part.replace(vendor / "manifest.json")
    join_map_script(vendor)
    return len(manifest)


def map_scripts(vendor: Path = VENDOR) -> list[Path]:
    """What the map of hotspots loads: Leaflet and our painter as one file where set-up has joined them as they are now, else one by one."""
    joined = vendor / _joined(vendor)[0]
    return [joined] if joined.exists() else _parts(vendor)


def join_map_script(vendor: Path = VENDOR) -> None:
    """Put Leaflet and our painter into one file named by what is in it; does nothing where it is there.

    A map asks for its scripts one after the other, so that each of its own would be one more way there and back.
    """
    name, content = _joined(vendor)
    if (vendor / name).exists():
        return
    part = vendor / f"{name}.{os.getpid()}.part"
    part.write_text(content, "utf8")
    part.replace(vendor / name)
    others = [path for path in vendor.glob("map-*.js") if path.name != name]
    for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[MOST_JOINED - 1 :]:
        old.unlink(missing_ok=True)


def _parts(vendor: Path) -> list[Path]:
    return [vendor / "leaflet" / "leaflet.js", *(STATIC / "map" / f"{name}.js" for name in PAINTER)]


def _joined(vendor: Path) -> tuple[str, str]:
    content = ";\n".join(part.read_text("utf8") for part in _parts(vendor))
    return f"map-{hashlib.sha256(content.encode()).hexdigest()[:12]}.js", content


def _folium_offline() -> dict[str, str]:
    """Address to text, read from the package's source without running it (it is 20 MB of imports)."""
    found = importlib.util.find_spec("offlinefolium")
    if found is None or found.origin is None:
        raise AssetsError("The package folium-offline is not installed. Run: make setup")
    tree = ast.parse((Path(found.origin).parent / "elements.py").read_text("utf8"))
    resources = {
        ast.literal_eval(node.targets[0].slice): ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Subscript)
        and isinstance(node.targets[0].value, ast.Name)
        and node.targets[0].value.id == "_res"
    }
    if not resources:
        raise AssetsError(
            "The package folium-offline has another shape than version 0.20.0.2. Pin it in requirements.txt."
        )
    return resources
