"""Suggested corrections in a partner's own words: their column headings, their references, their rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import export, layouts
from store import audit, db, share_back
from store.access import AccessDenied, Scope
from store.export_files import as_csv
from store.export_notes import Notes
from store.home import Home, StoreError

CLOSED = "(no longer trading)"


def in_their_columns(place: Home, source: str, suggestions: pd.DataFrame) -> pd.DataFrame:
    """The suggestions as a file for the partner: their reference under their heading, then column, value now, value suggested, why.

    A business that has no reference of theirs has that of the contact. A UPRN is not suggested to those whose layout has no column
    for one; the others keep their place in the index. A postcode that is part of the address is named by the address's column.
    """
    headings = _headings(place, source)
    suggestions = suggestions[(suggestions["field"] != "uprn") | ("uprn" in headings)]
    columns = {"uprn": headings.get("uprn", ""), "status": CLOSED}
    columns["postcode"] = headings.get("postcode") or next(
        (heading for field, heading in headings.items() if field.startswith("address")), "(postcode)"
    )
    by_record = "record_ref" in headings or "touch_point_ref" not in headings
    ref = headings.get("record_ref" if by_record else "touch_point_ref", "Your reference")
    name = headings.get("name", headings.get("legal_name", "Name"))
    return pd.DataFrame(
        {
            "File": suggestions["file_name"],
            "Row": suggestions["source_row"],
            ref: suggestions["record_ref" if by_record else "own_ref"],
            name: suggestions["name"],
            "Column": suggestions["field"].map(columns),
            "Value now": suggestions["is_now"],
            "Suggested value": suggestions["suggested"],
            "Why": suggestions["why"],
        }
    )


def _headings(place: Home, source: str) -> dict[str, str]:
    """The partner's heading of each of our fields; the first where several hold parts of one."""
    spec = next((spec for spec in layouts.known(place) if spec.name == source), None)
    headings: dict[str, str] = {}
    for heading, fields in (spec.rename if spec else {}).items():
        for field in fields.split():
            headings.setdefault(field, heading)
    return headings


def write(scope: Scope, place: Home, out: Path, *, organisations: Collection[str] = ()) -> list[dict[str, Any]]:
    """A file for each organisation's source that has something to put right, neutralised for spreadsheets, marked and audited.

    Args:
        scope: whose files are written: of the partners and districts in it.
        out: folder to write to; made if absent.
        organisations: only these, by name; all when empty.
    Returns:
        `organisation`, `source`, `file`, `rows` of each file.
    Raises:
        AccessDenied: the person may not take rows out.
        StoreError: nothing is published yet, or an organisation has no record.
    """
    if not scope.may_export:
        raise AccessDenied(f"{scope.user} may not take rows out.")
    register = db.current_register(place)
    if register is None:
        raise StoreError("Nothing is published yet. Load a file and run: python -m pipeline link")
    known = share_back.sources(scope, register)
    missing = set(organisations) - {organisation for organisation, _ in known}
    if missing:
        there = ", ".join(sorted({organisation for organisation, _ in known}))
        raise StoreError(f"No record is from {', '.join(sorted(missing))}. There are: {there}.")
    marking = export.marking_of(register)
    written = []
    for organisation, source in known:
        if organisations and organisation not in organisations:
            continue
        found = in_their_columns(place, source, share_back.suggestions(scope, register, organisation, source))
        if found.empty:
            continue
        notes = Notes(f"Suggested corrections: {organisation}", marking, scope.user, dt.datetime.now(dt.UTC))
        path = out / f"corrections-{_slug(organisation)}-{_slug(source)}.csv"
        out.mkdir(parents=True, exist_ok=True)
        export.write_aside(path, as_csv(found, notes))
        audit.record(place, scope.user, "share back", organisation=organisation, source=source, rows=len(found))
        written.append({"organisation": organisation, "source": source, "file": str(path), "rows": len(found)})
    return written


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "source"
