"""Rows for Excel, Power BI, R, QGIS and SPSS from the command line: scoped, marked and audited like a page."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import codes
from store import areas, audit, db, export, export_files
from store.access import AccessDenied, Scope
from store.export_notes import Notes
from store.filters import Filters
from store.home import Home, StoreError

NAMED = {
    "sectors": "sectors", "partners": "partners", "districts": "districts", "classes": "classes", "roles": "roles",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What to export: touch-points or businesses, in which format, where to, under which filters."""

    what: str
    form: str
    out: Path
    filters: Filters = field(default_factory=Filters)


def wanted(options: argparse.Namespace) -> Wanted:
    """The options as filters.

    Raises:
        StoreError: a word is no code and no label; names those there are.
    """
    given = vars(options)
    plural = {"sector": "sectors", "partner": "partners", "district": "districts", "class": "classes", "role": "roles"}
    chosen: dict[str, Any] = {
        name: tuple(_code(NAMED[name], word) for word in given[key]) for key, name in plural.items()
    }
    levels = tuple(_severity(word) for word in given["severity"])
    try:
        area = areas.read(options.area)
    except areas.AreaError as error:
        raise StoreError(str(error)) from error
    dated = Filters(
        severities=levels,
        date_from=options.date_from,
        date_to=options.date_to,
        area=area.code if area else "",
    )
    asked = replace(dated, **chosen)
    return Wanted(options.what, options.form, options.out, asked)


def _code(table: str, word: str) -> str:
    labels = codes.labels(table)
    by_word = {label.lower(): code for code, label in labels.items()} | {code.lower(): code for code in labels}
    if word.lower() not in by_word:
        raise StoreError(f"'{word}' is none of the {table}: {', '.join(labels)}.")
    return by_word[word.lower()]


def _severity(word: str) -> str:
    if word not in ("0", "1", "2", "3", "4", "none"):
        raise StoreError(f"'{word}' is no severity: 0, 1, 2, 3, 4 or none.")
    return word


def run(place: Home, asked: Wanted, *, scope: Scope, marking: str) -> int:
    """Write the file and return how many rows it has.

    Raises:
        StoreError: nothing is published yet, or the combination of format and rows is none.
        AccessDenied: the person may not take rows out.
    """
    register = db.current_register(place)
    if register is None:
        raise StoreError("Nothing is published yet. Load a file and run: python -m pipeline link")
    if not scope.may_export:
        raise AccessDenied(f"{scope.user} may not take rows out.")
    if asked.form == "powerbi" and asked.what != "touch-points":
        raise StoreError("The Power BI folder holds touch-points with their businesses: leave --what away.")
    notes = _notes(register, asked, scope, marking)
    if asked.form == "powerbi":
        tables = export.star(scope, asked.filters, register)
        rows = len(tables["fact_touch_points"])
        _write_folder(asked.out, export_files.as_power_bi(tables, notes))
    else:
        read = export.touch_points if asked.what == "touch-points" else export.business_list
        frame = read(scope, asked.filters, register)
        rows = len(frame)
        write_aside(asked.out, export_files.FORMATS[asked.form][2](frame, notes))
    described = {"name": asked.what, "format": asked.form, "rows": rows, "filters": asked.filters.described()}
    audit.record(place, scope.user, "export", **described)
    return rows


def marking_of(register: Path) -> str:
    """What TOUCHPOINT_MARKING says; the sample county is marked as invented."""
    if db.agreements(register) == {"SYNTHETIC"}:
        return "OFFICIAL  ·  SYNTHETIC SAMPLE COUNTY, NO REAL BUSINESS"
    return os.environ.get("TOUCHPOINT_MARKING", "OFFICIAL-SENSITIVE")


def _notes(register: Path, asked: Wanted, scope: Scope, marking: str) -> Notes:
    said = "; ".join(f"{name}: {value}" for name, value in asked.filters.described().items())
    return Notes(
        title=f"Touchpoint: {asked.what}",
        marking=marking,
        taken_by=scope.user,
        taken_at=dt.datetime.now(dt.UTC),
        filters=said,
        source=f"Register {register.stem}, contacts to {db.about(register).get('as_of')}.",
        remarks=("A touch-point is one recorded contact; it is not a mark against a business.",),
    )


def write_aside(path: Path, content: bytes) -> None:
    """Aside first, so that nobody reads half a file."""
    part = path.with_name(f".part-{path.name}")
    part.write_bytes(content)
    part.replace(path)


def _write_folder(path: Path, files: dict[str, bytes]) -> None:
    if path.suffix == ".zip":
        write_aside(path, export_files.zipped(files))
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_aside(path / name, content)
