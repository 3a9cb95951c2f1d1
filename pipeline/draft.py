"""A layout in the making: a table nobody declared, what its columns and words might mean, and what it would come to."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
import pyarrow as pa

from loaders import LoadError, Spec
from loaders.load import load_chunk
from loaders.memory import Memory
from loaders.profile import DATE_FORMATS
from loaders.readers import Chunk, RawTable, headings, tables
from loaders.recognise import Recognised
from loaders.source import Source
from loaders.spec import ADDRESS_FIELDS
from loaders.suggest import SAMPLE_ROWS, Suggested, header_line, suggest
from loaders.words import CODED
from pipeline.suggest import settled

MOST_WORDS = 30
SIGNATURE = (
    "event_date", "name", "address_1", "outcome", "touch_point_ref", "postcode", "record_ref", "type", "legal_name", "uprn",
    "category", "lon_lat", "easting",
)  # fmt: skip
SIGNATURE_HEADINGS = 6
NEEDED = frozenset({"name", "legal_name", *ADDRESS_FIELDS, "postcode", "uprn"})


@dataclass(frozen=True)
class Sheet:
    """One table of a file with a sample of its rows.

    Attributes:
        table: as the reader gave it, without its rows.
        header: line of the headings, from 0.
        rows: numbers of the sampled rows as a spreadsheet counts them.
        sample: the first rows as text.
        ragged: sampled rows with more or fewer cells than headings.
        is_whole: the sample is all there is.
        suggested: what the columns might be.
    """

    table: RawTable
    header: int
    rows: tuple[int, ...]
    sample: pd.DataFrame
    ragged: tuple[tuple[int, int], ...]
    is_whole: bool
    suggested: Suggested

    @property
    def name(self) -> str:
        return self.table.name or "the table"


@dataclass(frozen=True)
class Draft:
    """What a person has chosen so far.

    Attributes:
        title: what people call the file; the layout's name is made of it.
        mapping: heading to a key of FIELDS; headings without one are not stored.
        kind: `events` or `register`, as in Spec.
        date_formats: chosen or the only ones possible.
        words: of each coded field the partner's words to our codes.
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


def sheets(content: bytes, *, received: dt.date) -> list[Sheet]:
    """The tables of a file, the one with most columns we would keep first.

    Raises:
        LoadError: nothing in it can be read.
    """
    found = [_sheet(table, received) for table in tables(io.BytesIO(content))]
    filled = [sheet for sheet in found if len(sheet.sample)]
    if not filled:
        raise LoadError("The file has headings at most, and no rows. Nothing was loaded. Check the export.")
    return sorted(filled, key=lambda sheet: -sum(c.field is not None for c in sheet.suggested.columns.values()))


def _sheet(table: RawTable, received: dt.date) -> Sheet:
    header = header_line(table.head) if table.head else 0
    names = headings(table.head[header]) if table.head else []
    chunk = next(iter(table.read(header, names)), None)
    if chunk is None:
        return Sheet(_without_rows(table), header, (), pd.DataFrame(columns=names), (), True, suggest(pd.DataFrame(columns=names), latest=received))  # fmt: skip
    sample = chunk.cells.slice(0, SAMPLE_ROWS).to_pandas()
    rows = tuple(int(row) for row in chunk.rows[:SAMPLE_ROWS])
    is_whole = chunk.cells.num_rows <= SAMPLE_ROWS
    ragged = chunk.ragged if is_whole else tuple(line for line in chunk.ragged if line[0] <= rows[-1])
    suggested = settled(table, header, suggest(sample, latest=received), latest=received)
    return Sheet(_without_rows(table), header, rows, sample, ragged, is_whole, suggested)


def _without_rows(table: RawTable) -> RawTable:
    """The same table, which no longer holds on to the file."""

    def nothing(_header: int, _names: Sequence[str]) -> Iterator[Chunk]:
        return iter(())

    return replace(table, read=nothing)


def words(sheet: Sheet, heading: str) -> list[tuple[str, int]]:
    """The different words in a column with how often each stands there, commonest first; at most MOST_WORDS."""
    counts = sheet.sample[heading].str.strip().loc[lambda said: said != ""].value_counts()
    return [(str(word), int(count)) for word, count in counts.head(MOST_WORDS).items()]


def date_choices(sheet: Sheet, heading: str) -> list[tuple[str, ...]]:
    """Ways to read a column of dates, each a set of formats that go together; more than one where values fit several orders.

    Formats of the same order (with and without a time, say) go together; ways that read every value alike are one.
    """
    profile = sheet.suggested.profiles[heading]
    if not profile.date_formats:
        return []
    values = sheet.sample[heading].str.strip().loc[lambda said: said != ""].drop_duplicates()
    ways: list[tuple[tuple[str, ...], pd.Series]] = []
    for form in profile.date_formats:
        read = pd.to_datetime(values, format=form, errors="coerce").dt.normalize()
        if all(not read.equals(other) for _, other in ways):
            ways.append(((form, *_alike(form, values)), read))
    return [formats for formats, _ in ways]


def _alike(form: str, values: pd.Series) -> list[str]:
    """Other formats of the same order of day, month and year that read values this one does not."""
    left = values[pd.to_datetime(values, format=form, errors="coerce").isna()]
    same = [other for other in DATE_FORMATS if other != form and _order(other) == _order(form)]
    return [other for other in same if len(left) and pd.to_datetime(left, format=other, errors="coerce").notna().any()]


def _order(form: str) -> str:
    return re.sub(r"[^dmy]", "", form.lower().replace("b", "m")[: form.find("%H") if "%H" in form else None])


def example(sheet: Sheet, heading: str, ways: Sequence[tuple[str, ...]]) -> str:
    """A value that the ways of reading a column read differently."""
    values = sheet.sample[heading].str.strip().loc[lambda said: said != ""].drop_duplicates()
    read = [pd.to_datetime(values, format=formats[0], errors="coerce") for formats in ways]
    differs = values[read[0] != read[-1]] if len(read) > 1 else values
    return str(differs.iloc[0]) if len(differs) else ""


def slug(title: str) -> str:
    """`"Pest visits (Basildon)"` -> `"pest_visits_basildon"`: the name a layout is kept under."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40].rstrip("_")
    return plain if plain[:1].isalpha() else f"layout_{plain}"[:40].rstrip("_")


def missing(draft: Draft) -> list[str]:
    """What is still to be chosen before the layout can be kept, in words; empty when nothing is."""
    given = set(draft.mapping.values())
    said = []
    if not given & NEEDED:
        said.append("a column with the business's name or address")
    if draft.kind == "events" and "event_date" not in given:
        said.append("the column with the date of the contact")
    if "event_date" in given and not draft.date_formats:
        said.append("how dates are written")
    said += [words for value, words in ((draft.title, "a name for the layout"), (draft.partner, "the partner"), (draft.partner_org, "the organisation"), (draft.function, "the field of regulation")) if not value]  # fmt: skip
    return said


def spec_of(draft: Draft, sheet: Sheet) -> Spec:
    """The layout the choices come to.

    It is recognised again by at most SIGNATURE_HEADINGS of the headings mapped, those that say what the file is about first,
    so that a column more or less next month does not matter.
    """
    heading_of: dict[str, str] = {}
    for heading, name in draft.mapping.items():
        heading_of.setdefault(name, heading)
    chosen = [heading_of[name] for name in SIGNATURE if name in heading_of][:SIGNATURE_HEADINGS]
    mapped = {name: dict(draft.words.get(name, {})) for name in CODED}
    precision = "day" if all("%d" in form for form in draft.date_formats) else "month"
    return Spec(
        name=slug(draft.title),
        title=draft.title,
        partner=draft.partner,
        partner_org=draft.partner_org,
        function=draft.function,
        source="mapped on the page Load",
        signature=tuple(chosen),
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
        outcomes=mapped["outcome"],
        ignore=tuple(name for name in sheet.sample.columns if name not in draft.mapping),
    )


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


def preview(sheet: Sheet, spec: Spec, *, received: dt.date) -> Preview:
    """What the sampled rows would come to; nothing is kept."""
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
