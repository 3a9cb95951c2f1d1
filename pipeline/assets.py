"""Puts the map library's files where our own server finds them, from installed packages; nothing is downloaded."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import shutil
from pathlib import Path

import xstatic.pkg.leaflet as leaflet

from pipeline.version import ROOT

STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"


class AssetsError(RuntimeError):
    """An installed package does not hold the files we expect; the message names it."""


def install(vendor: Path = VENDOR) -> int:
    """Copy every file a folium map may ask a public server for, named by content, with a manifest from address to name.

    Returns:
        How many addresses are served from here.
    Source:
        folium-offline holds the 72 addresses of folium 0.20; xstatic-leaflet holds Leaflet with its marker images.
    """
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
    return len(manifest)


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
