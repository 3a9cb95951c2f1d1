"""`make run`: everything a first start needs, once, and then the app."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.ingest import Progress
from pipeline.version import ROOT, link_version
from store import db, decisions, raw, tiles
from store import geography as kept_geography
from store.decisions import Terms
from store.home import Home, StoreError

COUNTY = ROOT / "sample_data" / "county"
TERMS = ROOT / "sample_data" / "terms.csv"
LAST_LOAD = "2026-09-30"
"""In the names of the sample's second snapshots: what they bring is new "since the last load"."""
NOT_PARTNER_FILES = ("geography", "truth.csv", "stories.csv", "README.md")


def prepare(place: Home, *, progress: Progress) -> None:
    """Map assets, and where the installation is empty the sample county, loaded, linked and published.

    Does nothing that was done before; a start that was interrupted goes on where it stopped. A register that another version
    of the code made lacks what this one's pages read, and is made again.
    """
    from pipeline import assets, link

    if not assets.MANIFEST.exists():
        progress("Putting the map library in place", 0.0)
        assets.install()
    with contextlib.suppress(
        OSError
    ):  # a folder of code that cannot be written to: the map's scripts are then loaded one by one
        assets.join_map_script()
    current = db.current_register(place)
    if current is None and _holds_only_the_sample(place):
        load_sample(place, progress=progress)
    elif current is not None and db.about(current).get("code") != link_version():
        progress("Touchpoint has been updated: making the register again", 0.0)
        link.link(place, by="update", progress=progress)
    kept_geography.serve(place, place.served)
    background = tiles.find(place)
    if background is not None:
        progress(f"Unpacking the background map {background.name}", 1.0)
        try:
            tiles.unpack(background, place.served)
        except StoreError as error:  # the map has its own ground, and says there what is missing
            progress(f"No background map: {error}", 1.0)


def load_sample(place: Home, *, progress: Progress) -> None:
    """Generate the sample county where it is not there yet, and take it through the same door as any partner's files."""
    from pipeline import geography, ingest, link
    from sample_data.make import make

    def share(start: float, end: float) -> Progress:
        return lambda text, done: progress(text, start + (end - start) * done)

    county = _county(place)
    if not (county / "truth.csv").exists():
        progress("Inventing the sample county", 0.0)
        make(county, progress=lambda text: progress(text, 0.05))
    geography.install(place, county / "geography", progress=share(0.1, 0.2))
    ingest.ingest(place, partner_files(county), by="sample county", agreement="SYNTHETIC", progress=share(0.2, 0.5))
    _sample_terms(place)
    link.link(place, by="sample county", progress=share(0.5, 1.0), is_first=lambda name: LAST_LOAD not in name)


def _county(place: Home) -> Path:
    """Where the files of the sample county are or will be: with the code, or with the installation where the code cannot be written to."""
    is_writable = (COUNTY / "truth.csv").exists() or os.access(COUNTY.parent, os.W_OK)
    return COUNTY if is_writable else place.path / "sample-county"


def _sample_terms(place: Home) -> None:
    """Invented terms for the invented sources, one agreement that has run out and one that soon will among them."""
    if decisions.terms(place):
        return
    today = dt.datetime.now(dt.UTC).date()
    for row in pd.read_csv(TERMS, dtype="str", keep_default_na=False).to_dict("records"):
        days, years = row.pop("expires_in_days"), row.pop("retain_years")
        given: dict[str, Any] = {str(name): value or None for name, value in row.items()}
        expires = (today + dt.timedelta(days=int(days))).isoformat() if days else None
        terms = Terms(**given, agreement_expires=expires, retain_years=int(years) if years else None)
        decisions.set_terms(place, "sample county", terms)


def partner_files(county: Path) -> list[Path]:
    """What partners would send of a generated county, without the geography and the answers beside it."""
    return sorted(path for path in county.iterdir() if path.name not in NOT_PARTNER_FILES)


def _holds_only_the_sample(place: Home) -> bool:
    """True for an empty installation, and for one whose first start was interrupted; not where somebody took the sample back."""
    is_ours = all(receipt.received_by == "sample county" for receipt in raw.receipts(place))
    return is_ours and not decisions.withdrawn(place)


def serve(place: Home, port: int | None = None) -> None:
    """Become the web server; does not return."""
    os.environ["TOUCHPOINT_HOME"] = str(place.path)
    os.chdir(ROOT)
    command = [sys.executable, "-m", "pages.shared.serve", *([] if port is None else [str(port)])]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell
