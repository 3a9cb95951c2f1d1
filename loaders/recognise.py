"""Which declared layout a table has, told from its headings and first lines, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import codes
from loaders.issues import LoadError
from loaders.readers import RawTable, headings
from loaders.spec import Headerless, Spec

LINES_SEARCHED = 20
LONGEST_TOLD = 40
"""Characters of a heading that the reason repeats."""


@dataclass(frozen=True)
class Recognised:
    """A table whose layout is known.

    Attributes:
        header: the line its headings are on, -1 for none.
        why: the reason, for people.
        explained: how many of its headings the layout knows.
    """

    table: RawTable
    spec: Spec
    header: int
    why: str
    explained: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """The more a layout asks for, and the more of the headings it knows, the better it fits."""
        return len(self.spec.signature) + len(self.spec.probe), self.explained


_UNIT = re.compile(
    r"[(\[]\s*(?:d{1,2}[-/. ]?m{1,3}[-/. ]?y{2,4}.*?|y{4}[-/. ]?m{2}[-/. ]?d{2}.*?|m|metres|£|gbp|pounds|y/n|yes/no|bng|osgb\w*|wgs\s?84|"
    r"decimal degrees)\s*[)\]]|£\s*$",
    re.IGNORECASE,
)
_SHORT = (("reference", "ref"), ("number", "no"), ("telephone", "tel"), ("address", "addr"), ("date", "dt"))


@cache
def heading_key(heading: str) -> str:
    """What makes a heading the same: capitals, blanks, punctuation, units and the commonest short forms do not make another.

    >>> heading_key(" VISIT_DATE (dd/mm/yyyy):") == heading_key("VisitDate") == heading_key("Visit Dt")
    True
    """
    key = re.sub(r"[\W_]+", "", _UNIT.sub(" ", heading).lower().replace("&", "and"))
    for long, short in _SHORT:
        key = key.replace(long, short)
    return key


def recognise(table: RawTable, specs: Iterable[Spec]) -> Recognised | None:
    """The layout that explains most of the table's headings, or None.

    Raises:
        LoadError: two layouts explain it equally well; the message names both and how they differ.
    """
    found = candidates(table, specs)
    if len(found) > 1:
        best, rival = found[0].spec, found[1].spec
        raise LoadError(
            f"The table could be '{best.title}' (--spec {best.name}) or '{rival.title}' (--spec {rival.name}). "
            f"They differ in {difference(best, rival)}. Nothing was loaded. Name the one it is."
        )
    return found[0] if found else None


def candidates(table: RawTable, specs: Iterable[Spec]) -> list[Recognised]:
    """The layouts that explain the table's headings best: none, one, or several that do so equally well."""
    found = [match for spec in specs if (match := _match(table, spec)) is not None]
    best = max((match.rank for match in found), default=None)
    return [match for match in found if match.rank == best]


_TOLD_APART = {
    "partner": "the partner",
    "partner_org": "the organisation",
    "function": "the field of regulation",
    "kind": "whether a row is a contact or a listing",
    "type": "the kind of contact",
    "date_formats": "how dates are written",
    "outcome_scheme": "the scale of outcomes",
    "role": "the role of the business",
}


def difference(one: Spec, other: Spec) -> str:
    """What two layouts would read otherwise: `"how dates are written (dd/mm/yyyy or mm/dd/yyyy)"`."""
    parts = []
    for name, words in _TOLD_APART.items():
        here, there = getattr(one, name), getattr(other, name)
        if here != there:
            said = [_in_words(name, value) for value in (here, there)]
            parts.append(f"{words} ({said[0] or 'none'} or {said[1] or 'none'})")
    here, there = ({heading_key(name): name for name in spec.rename} for spec in (one, other))
    if mapped := here.keys() ^ there.keys():
        names = sorted({**here, **there}[key] for key in mapped)
        parts.append(f"the columns they store ({', '.join(names[:4])})")
    return "; ".join(parts) or "their names alone"


_CODES = {"partner": "partners", "function": "functions", "type": "touch_point_types", "role": "roles"}
_KINDS = {"events": "a contact", "register": "a listing"}


def _in_words(name: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(written(form) for form in value)
    labels = codes.labels(_CODES[name]) if name in _CODES else _KINDS if name == "kind" else {}
    return labels.get(value, value)


def written(form: str) -> str:
    """`"%d/%m/%Y"` -> `"dd/mm/yyyy"`."""
    for code, words in (("%d", "dd"), ("%m", "mm"), ("%Y", "yyyy"), ("%y", "yy"), ("%H", "hh"), ("%M", "mm"), ("%S", "ss"), ("%b", "mmm"), ("%B", "month")):  # fmt: skip
        form = form.replace(code, words)
    return form


def _match(table: RawTable, spec: Spec) -> Recognised | None:
    if spec.headerless is not None:
        share = _share_of_lines_like(table, spec)
        if share < 0.6:
            return None
        return Recognised(table, spec, -1, f"{spec.title}: no headings, {share:.0%} of the first lines fit its columns")
    if table.container == "xml" and not spec.xml_row:
        return None
    wanted = [{heading_key(name) for name in either.split("|")} for either in spec.signature]
    for number, line in enumerate(table.head[:LINES_SEARCHED]):
        there = {heading_key(cell) for cell in line}
        if not wanted or not all(either & there for either in wanted) or not _values_fit(table, spec, number):
            continue
        where = f"{table.called}, " if table.name else ""
        at = f"root {table.facts.get('root')}" if table.container == "xml" else f"headings on line {number + 1}"
        met = [cell.strip() for either in wanted for cell in line if heading_key(cell) in either]
        explained = len(there & {heading_key(name) for name in (*spec.rename, *spec.ignore)})
        return Recognised(
            table, spec, number, f"{spec.title}: {where}{at}, {', '.join(_short(name) for name in met[:4])}", explained
        )
    return None


def _short(heading: str) -> str:
    return heading if len(heading) <= LONGEST_TOLD else heading[: LONGEST_TOLD - 1] + "…"


def _values_fit(table: RawTable, spec: Spec, header: int) -> bool:
    """Whether the first lines below the headings have the values the layout's probe asks for."""
    at = {heading_key(cell): place for place, cell in enumerate(table.head[header])}
    lines = [line for line in table.head[header + 1 :] if any(line) and line != table.head[header]]
    fit = [all(_has(line, at.get(heading_key(name)), rule) for name, rule in spec.probe.items()) for line in lines]
    return not spec.probe or sum(fit) > len(fit) / 2


def _has(line: Sequence[str], place: int | None, rule: str) -> bool:
    return place is not None and place < len(line) and re.fullmatch(rule, line[place].strip()) is not None


def _share_of_lines_like(table: RawTable, spec: Spec) -> float:
    layout = spec.headerless
    if layout is None or not _is_in(table.container, layout):
        return 0.0
    lines = [line for line in table.head if any(line)]
    if not lines or not _is_row(lines[0], layout):
        return 0.0
    fit = 0
    for line in lines:
        values = dict(zip(layout.columns, line, strict=False))
        probed = {name: values.get(name, "").strip() for name in layout.probe}
        is_whole = len(layout.columns) <= len(line) <= len(layout.columns) + 1 and any(probed.values())
        fit += is_whole and all(re.fullmatch(rule, probed[name]) for name, rule in layout.probe.items())
    return fit / len(lines)


def _is_row(line: Sequence[str], layout: Headerless) -> bool:
    """Whether a file's first line has a value of a form that is probed for: a line of headings has none, and tells another layout."""
    values = {name: value.strip() for name, value in zip(layout.columns, line, strict=False)}
    return any(values.get(name) and re.fullmatch(rule, values[name]) for name, rule in layout.probe.items())


def _is_in(container: str, layout: Headerless) -> bool:
    return f"{layout.delimiter!r}" in container if layout.delimiter else container.startswith("workbook")


def not_recognised(tables: Iterable[RawTable], specs: Iterable[Spec]) -> LoadError:
    """What was found, which layouts come nearest and what they lack, and what to do."""
    found, lines = [], []
    for table in tables:
        widest = max(table.head, key=lambda line: sum(bool(cell.strip()) for cell in line), default=())
        names = ", ".join(headings(widest)[:12])
        found.append(f"{table.called or table.container}: {names or 'no cells'}")
        lines += [{heading_key(cell) for cell in line} for line in table.head[:LINES_SEARCHED]]
    return LoadError(
        f"No known layout fits this file. Found: {'; '.join(found[:6])}. Looked for: {_nearest(lines, list(specs))}. "
        "Nothing was changed. Check that the headings are those of the partner's export, "
        "or say what its columns mean on the page Load ('python -m pipeline suggest FILE' proposes it)."
    )


def _nearest(lines: Sequence[set[str]], specs: Sequence[Spec]) -> str:
    """The layouts of whose headings a line has at least half, best first, with what is missing; or how many there are."""
    near = []
    for spec in specs:
        wanted = [
            (either.split("|")[0], {heading_key(name) for name in either.split("|")}) for either in spec.signature
        ]
        lacks = min(
            ([name for name, keys in wanted if not keys & line] for line in lines),
            key=len,
            default=[name for name, _ in wanted],
        )
        if wanted and len(lacks) <= len(wanted) / 2:
            near.append((len(lacks) / len(wanted), f"{spec.title} (missing: {', '.join(lacks) or 'its values'})"))
    if near:
        return "; ".join(text for _, text in sorted(near)[:3])
    if len(specs) == 1:
        headings_wanted = ", ".join(either.split("|")[0] for either in specs[0].signature)
        return f"{specs[0].title} ({headings_wanted or 'no headings'})"
    return f"the headings of {len(specs)} layouts; none comes near"
