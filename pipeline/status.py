"""What is loaded and published, and whether it is whole."""

from __future__ import annotations

from typing import Any

from pipeline import layouts, retract
from store import audit, db, raw
from store import geography as kept_geography
from store.home import Home


def status(place: Home) -> dict[str, Any]:
    """Sources, rows, dates, coverage of postcode, UPRN and coordinates, last build and disk use."""
    register = db.current_register(place)
    received = retract.active(place)
    found: dict[str, Any] = {
        "home": str(place.path),
        "files": len(received),
        "last_loaded": received[-1].received_at if received else None,
        "geography": kept_geography.about(place).get("attribution", "none installed"),
        "disk_mb": round(sum(f.stat().st_size for f in place.path.rglob("*") if f.is_file()) / 1e6, 1)
        if place.path.exists()
        else 0,
        "register": register.name if register else None,
    }
    if register is not None:
        found |= {
            "built_at": db.about(register)["built_at"],
            "as_of": db.about(register)["as_of"],
            **db.counts(register),
        }
        found["by_source"] = db.coverage(register)
        titles = {spec.name: spec.title for spec in layouts.known(place)}
        for line in found["by_source"]:
            line["title"] = titles.get(line["source"], line["source"])
    return found


def verify(place: Home) -> list[str]:
    """What is not as it should be: raw files whose bytes changed, a broken audit chain; empty when all is well."""
    faults = []
    for receipt in retract.active(place):
        path = raw.path_of(place, receipt.sha256)
        if not path.exists():
            faults.append(f"{receipt.file_name}: the raw file {receipt.sha256} is missing")
        elif raw.sha256_of(path) != receipt.sha256:
            faults.append(f"{receipt.file_name}: the bytes of raw file {receipt.sha256} have changed")
    if place.decisions.exists() and (entry := audit.broken_at(place)) is not None:
        faults.append(f"audit log: entry {entry} does not follow from the one before")
    return faults
