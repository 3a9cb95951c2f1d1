"""Which declared layout a table has, told from its headings and first lines, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.issues import LoadError
from loaders.readers import RawTable, headings
from loaders.spec import Spec

LINES_SEARCHED = 20


@dataclass(frozen=True)
class Recognised:
    """A table whose layout is known: the line its headings are on (-1 for none) and why we think so."""

    table: RawTable
    spec: Spec
    header: int
    why: str


def heading_key(heading: str) -> str:
    """Capitals, blanks and punctuation at the ends do not make another heading: `" REFVAL:"` -> `"refval"`."""
    return " ".join(heading.lower().replace("_", " ").split()).strip(" :.*")


def recognise(table: RawTable, specs: Iterable[Spec]) -> Recognised | None:
    """The layout that explains most of the table's headings, or None.

    Raises:
        LoadError: two layouts explain it equally well; the message names both and how they differ.
    """
    found = [match for spec in specs if (match := _match(table, spec)) is not None]
    if not found:
        return None
    found.sort(key=lambda match: (len(match.spec.signature), len(match.spec.rename)), reverse=True)
    best, rivals = found[0], found[1:]
    for rival in rivals:
        if (len(rival.spec.signature), len(rival.spec.rename)) == (len(best.spec.signature), len(best.spec.rename)):
            raise LoadError(
                f"The table could be '{best.spec.title}' (--spec {best.spec.name}) or '{rival.spec.title}' "
                f"(--spec {rival.spec.name}). Nothing was loaded. Name the one it is."
            )
    return best


def _match(table: RawTable, spec: Spec) -> Recognised | None:
    if spec.headerless is not None:
        share = _share_of_lines_like(table, spec)
        if share < 0.6:
            return None
        return Recognised(table, spec, -1, f"{spec.title}: no headings, {share:.0%} of the first lines fit its columns")
    if bool(spec.xml_row) != (table.container == "xml"):
        return None
    wanted = {heading_key(name) for name in spec.signature}
    for number, line in enumerate(table.head[:LINES_SEARCHED]):
        if wanted and wanted <= {heading_key(cell) for cell in line}:
            where = f"sheet '{table.name}', " if table.name else ""
            at = f"root {table.facts.get('root')}" if spec.xml_row else f"headings on line {number + 1}"
            return Recognised(table, spec, number, f"{spec.title}: {where}{at}, {', '.join(spec.signature[:4])}")
    return None


def _share_of_lines_like(table: RawTable, spec: Spec) -> float:
    layout = spec.headerless
    if layout is None or f"{layout.delimiter!r}" not in table.container:
        return 0.0
    lines = [line for line in table.head if any(line)]
    fit = 0
    for line in lines:
        values = dict(zip(layout.columns, line, strict=False))
        is_whole = len(layout.columns) <= len(line) <= len(layout.columns) + 1
        fit += is_whole and all(re.fullmatch(rule, values[name].strip()) for name, rule in layout.probe.items())
    return fit / len(lines) if lines else 0.0


def not_recognised(tables: Iterable[RawTable], specs: Iterable[Spec]) -> LoadError:
    """What was found, what was looked for, and what to do."""
    found = []
    for table in tables:
        widest = max(table.head, key=lambda line: sum(bool(cell.strip()) for cell in line), default=())
        names = ", ".join(headings(widest)[:12])
        found.append(f"{'sheet ' + repr(table.name) if table.name else table.container}: {names or 'no cells'}")
    known = "; ".join(f"{spec.title} ({', '.join(spec.signature[:4]) or 'no headings'})" for spec in specs)
    return LoadError(
        f"No known layout fits this file. Found: {'; '.join(found[:6])}. Looked for: {known}. Nothing was changed. "
        "Check that the headings are those of the partner's export, or declare the layout in loaders/specs."
    )
