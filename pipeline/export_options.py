"""The options of `export`: apart from what exports, so that other verbs need not wait for it."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

FORMATS = ("csv", "xlsx", "parquet", "gpkg", "sav", "powerbi")
"""Those of `store.export_files`, and a folder for Power BI."""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """The options of `export`; filters take codes or the words people read."""
    verb.add_argument("--format", choices=FORMATS, required=True, dest="form")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="powerbi: a folder, or a .zip")
    verb.add_argument("--what", choices=("touch-points", "businesses"), default="touch-points")
    for name in ("sector", "partner", "district", "class", "severity", "role"):
        verb.add_argument(f"--{name}", nargs="+", default=[], metavar="CODE")
    verb.add_argument(
        "--area", metavar="AREA", help="a postcode, its beginning, or what area= says in a page's address"
    )
    verb.add_argument("--from", dest="date_from", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
    verb.add_argument("--to", dest="date_to", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
