"""Which code made a derived file: a fingerprint of the modules and code lists it depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = (".py", ".csv", ".json", ".yaml")
CORRECTIONS = ROOT / "loaders" / "corrections"
"""Values that people put right: no code. A file is loaded again where one of them is about it, see layouts.versions."""


@cache
def fingerprint(*places: str) -> str:
    """SHA-256 over the source and code lists under the given folders or files of the project, first 16 digits."""
    digest = hashlib.sha256()
    for place in places:
        path = ROOT / place
        files = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.suffix in SUFFIXES)
        files = [file for file in files if CORRECTIONS not in file.parents]
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def loaders_version() -> str:
    """Changes when the same raw file might load to something else."""
    return fingerprint("loaders", "codes", "tables")


def link_version() -> str:
    """Changes when the same records might link to something else, or a register hold other tables."""
    return fingerprint(
        "linkage",
        "loaders",
        "codes",
        "tables",
        "store/write.py",
        "store/events.py",
        "pipeline/link.py",
        "pipeline/decided.py",
    )
