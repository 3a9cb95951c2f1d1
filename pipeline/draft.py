"""A layout in the making: what a person has chosen for a table nobody declared, and what it would come to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
import pyarrow as pa

import codes
from loaders import Spec
from loaders.headerless import layout
from loaders.load import load_chunk
from loaders.memory import Memory
from loaders.readers import Chunk
from loaders.recognise import Recognised, heading_key
from loaders.source import Source
from loaders.spec import ADDRESS_FIELDS
from loaders.suggest import Suggestion
from loaders.words import CODED
from pipeline.sheets import Sheet

SIGNATURE = (
    "event_date", "name", "address_1", "outcome", "touch_point_ref", "postcode", "record_ref", "type", "legal_name", "uprn",
    "category", "lon_lat", "easting",
)  # fmt: skip
SIGNATURE_HEADINGS = 6
REQUESTS = frozenset({"COMPLAINT", "SERVICE_REQUEST"})
"""Kinds of contact whose outcome says what became of the request, not what was found."""
NEEDED = frozenset({"name", "legal_name", *ADDRESS_FIELDS, "postcode", "uprn"})


@dataclass(frozen=True)
class Draft:
    """What a person has chosen so far.

    Attributes:
        title: what people call the file; the layout's name is made of it.
        mapping: heading to a key of FIELDS; headings without one are not stored.
        kind: `events` or `register`, as in Spec.
        date_formats: chosen or the only ones possible.
        words: of each coded field the partner's words (lower case) to our codes; empty where one was looked at and is none.
    """

    title: str
    partner: str
    partner_org: str
    function: str
    kind: str
    type: str
    mapping: Mapping[str, str]
    date_formats: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def slug(title: str) -> str:
    """`"Pest visits (Basildon)"` -> `"pest_visits_basildon"`: the name a layout is kept under."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40].rstrip("_")
    return plain if plain[:1].isalpha() else f"layout_{plain}"[:40].rstrip("_")


def unmapped(draft: Draft) -> list[str]:
    """What is still to be said of the columns before anybody can tell what the rows would come to, in words."""
    given = set(draft.mapping.values())
    said = []
    if not given & NEEDED:
        said.append("a column with the business's name or address")
    if draft.kind == "events" and "event_date" not in given:
        said.append("the column with the date of the contact")
    if "event_date" in given and not draft.date_formats:
        said.append("how dates are written")
    return said


def missing(draft: Draft) -> list[str]:
    """What is still to be chosen before the layout can be kept, in words; empty when nothing is."""
    said = unmapped(draft)
    said += [words for value, words in ((draft.title, "a name for the layout"), (draft.partner, "the partner"), (draft.partner_org, "the organisation"), (draft.function, "the field of regulation")) if not value]  # fmt: skip
    return said


def spec_of(draft: Draft, sheet: Sheet, *, instead_of: Spec | None = None) -> Spec:
    """The layout the choices come to.

    It is recognised again by at most SIGNATURE_HEADINGS of the headings mapped, those that say what the file is about first,
    so that a column more or less next month does not matter. A layout that is to count instead of one that fits the file too
    asks for one heading more than that.
    """
    heading_of: dict[str, str] = {}
    for heading, name in draft.mapping.items():
        heading_of.setdefault(name, heading)
    chosen = [heading_of[name] for name in SIGNATURE if name in heading_of][:SIGNATURE_HEADINGS]
    if instead_of is not None:
        wanted = len(instead_of.signature) + len(instead_of.probe) + 1
        chosen += [heading for heading in heading_of.values() if heading not in chosen][: max(wanted - len(chosen), 0)]
    mapped = {name: _declared(draft, name) for name in CODED}
    bare = None
    if sheet.header < 0:
        bare = layout(sheet.table.container, list(sheet.sample.columns), draft.mapping, sheet.suggested.profiles)
    precision = "day" if all("%d" in form for form in draft.date_formats) else "month"
    return Spec(
        name=slug(draft.title),
        title=draft.title,
        partner=draft.partner,
        partner_org=draft.partner_org,
        function=draft.function,
        source="mapped on the page Load",
        signature=() if bare else tuple(chosen),
        headerless=bare,
        rename=dict(draft.mapping),
        kind=draft.kind,
        lists_once=draft.kind == "register",
        date_formats=draft.date_formats or ("%d/%m/%Y",),
        date_precision=precision,
        crs=sheet.suggested.crs or "EPSG:27700",
        type=draft.type,
        types=mapped["type"],
        functions=mapped["function"],
        roles=mapped["role"],
        outcome_scheme=_scheme(draft),
        outcomes=mapped["outcome"],
        ignore=tuple(name for name in sheet.sample.columns if name not in draft.mapping),
    )


def _scheme(draft: Draft) -> str:
    """The scale of outcomes that counts for words nobody was asked about, such as those of next month's file."""
    if "outcome" not in draft.mapping.values():
        return ""
    asked = "SERVICE_REQUEST " if draft.type in REQUESTS else ""
    return (asked + codes.outcome_schemes_of_functions().get(draft.function, "")).strip()


def _declared(draft: Draft, name: str) -> dict[str, str]:
    """The words of a coded field; where none of a column's words is known, a mapping of no word, so that every word is told of.

    An outcome somebody looked at and took for none is not assessed, whatever the scale of its field says.
    """
    asked = draft.words.get(name, {})
    said = {word: code for word, code in asked.items() if code}
    if name == "outcome":
        scale = codes.outcome_codes(_scheme(draft))
        said |= {word: "NOT_ASSESSED" for word, code in asked.items() if not code and word in scale}
    if said or name not in draft.mapping.values():
        return said
    return {"": {"type": draft.type, "function": draft.function, "role": "SUBJECT", "outcome": "NOT_ASSESSED"}[name]}


def as_mapped(sheet: Sheet, spec: Spec) -> Sheet:
    """The sheet with what a layout says of its columns in place of what we would suggest."""
    meant = {heading_key(heading): fields.split()[0] for heading, fields in spec.rename.items()}
    columns = {
        name: Suggestion(meant.get(heading_key(name)), 1.0, "as the layout has it now")
        for name in sheet.suggested.columns
    }
    return replace(sheet, suggested=replace(sheet.suggested, columns=columns))


def known_words(spec: Spec, name: str) -> Mapping[str, str]:
    """The words (lower case) a layout has for a coded field, to our codes."""
    return {"outcome": spec.outcomes, "type": spec.types, "role": spec.roles, "function": spec.functions}[name]


@dataclass(frozen=True)
class Preview:
    """What the sampled rows would come to.

    Attributes:
        contacts: touch-points with the business's name and place beside them, in the order of the rows.
        records: RECORDS. issues: ISSUES.
        read, left_out: how many rows were looked at, and how many of them would be left out.
    """

    contacts: pd.DataFrame
    records: pd.DataFrame
    issues: pd.DataFrame
    read: int
    left_out: int


def preview(sheet: Sheet, draft: Draft, *, received: dt.date) -> Preview:
    """What the sampled rows would come to, also before it is said whose file it is; nothing is kept."""
    named = replace(
        draft,
        title=draft.title or "Not named yet",
        partner=draft.partner or "OTHER",
        partner_org=draft.partner_org or "Not named yet",
        function=draft.function or "CUSTOMER_CONTACT",
    )
    spec = spec_of(named, sheet)
    cells = pa.Table.from_pandas(sheet.sample, preserve_index=False)
    cells = cells.cast(pa.schema([(name, pa.large_string()) for name in cells.column_names]))
    chunk = Chunk(cells, pd.array(sheet.rows, dtype="int64").to_numpy(), sheet.ragged, cells.num_columns)
    match = Recognised(sheet.table, spec, sheet.header, "mapped by you")
    found = load_chunk(chunk, Source(match, "0" * 64, received), Memory())
    shown = ["record_id", "event_date", "type", "outcome_raw", "outcome", "role", "source_row"]
    contacts = plain(found.touch_points.select(shown))
    contacts = contacts.merge(found.records[["record_id", "name", "address", "postcode"]], on="record_id", how="left")
    left_out = int(found.rows.column("is_quarantined").to_pandas().sum())
    return Preview(contacts, found.records, found.issues, found.rows.num_rows, left_out)


def plain(table: pa.Table) -> pd.DataFrame:
    """An Arrow table whose repeated words are plain text again."""
    columns = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.columns]
    return pa.table(columns, names=table.column_names).to_pandas()
