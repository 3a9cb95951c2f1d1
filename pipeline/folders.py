"""The files in a folder, links to other folders followed."""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and the folders in it, in order; a folder that leads back to itself is read once."""
    seen: set[str] = set()
    found: list[Path] = []
    for inside, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(inside)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        found += [path for path in (Path(inside) / name for name in names) if path.is_file()]
    return sorted(found)
