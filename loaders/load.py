"""A file as received to RECORDS, TOUCH_POINTS and ISSUES, in chunks, every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pandas as pd

from loaders import coerce
from loaders.contacts import contacts, touch_point_ids
from loaders.issues import file_issue, issues
from loaders.keys import keys
from loaders.parties import parties
from loaders.readers import CELLS, ROW, WIDTH, RawTable, headings, tables
from loaders.recognise import Recognised, heading_key, not_recognised, recognise
from loaders.spec import FIELDS, Spec
from tables import ISSUES, RECORDS, TOUCH_POINTS, check, conform, empty

COORDINATES = ("longitude", "latitude", "easting", "northing")


@dataclass(frozen=True)
class Loaded:
    """What one chunk of one table came to.

    Attributes:
        spec: the layout it was read by.
        why: the reason for that layout.
        records: RECORDS, unique within the chunk.
        touch_points: TOUCH_POINTS, one for each row that is a contact.
        issues: ISSUES.
        rows: a line for each row read: `row`, `is_quarantined`, and for rows kept `row_key` (what the row is about:
            the same in next month's file), `content` (changes when the row does), `record_id` and `touch_point_id`.
        extracted: the day the partner's system wrote the file, where it says so.
    """

    spec: Spec
    why: str
    records: pd.DataFrame
    touch_points: pd.DataFrame
    issues: pd.DataFrame
    rows: pd.DataFrame
    extracted: dt.date | None


def load(stream: BinaryIO, *, source_file: str, received: dt.date, specs: Sequence[Spec]) -> Iterator[Loaded]:
    """Read a file by the layouts given, chunk by chunk.

    Args:
        stream: the bytes, from the start; seekable.
        source_file: SHA-256 of the bytes, kept with every row.
        received: the day the file came; no date after it is believed.
        specs: layouts to choose from; one alone still has to fit.
    Yields:
        Loaded, whose rows over all chunks are the rows of the file.
    Raises:
        LoadError: nothing in the file can be read, or by no layout given, or by two equally well.
    """
    found = tables(stream)
    known = [match for table in found if (match := recognise(table, specs)) is not None]
    if not known:
        raise not_recognised(found, specs)
    skipped = [table for table in found if all(match.table is not table for match in known)]
    notes = [file_issue("SHEET_SKIPPED", table.name) for table in skipped if table.name]
    for match in known:
        for chunk in _chunks(match, received):
            loaded = _load_chunk(chunk, match, source_file, received)
            yield loaded if not notes else _with_issues(loaded, notes)
            notes = []


def _chunks(match: Recognised, received: dt.date) -> Iterator[pd.DataFrame]:
    layout = match.spec.headerless
    wanted = layout.columns if layout else tuple(_columns(match.table, match.header, match.spec).values())
    chunks = match.table.read(match.header, wanted)
    first = next(chunks, None)
    yield first if first is not None else _no_rows(wanted)
    yield from chunks


def _no_rows(wanted: Sequence[str]) -> pd.DataFrame:
    numbers = {name: pd.Series(dtype="Int64") for name in (ROW, CELLS, WIDTH)}
    return pd.DataFrame({name: pd.Series(dtype="str") for name in wanted} | numbers)


def _columns(table: RawTable, header: int, spec: Spec) -> dict[str, str]:
    """Field to the heading as this file writes it."""
    written = {heading_key(name): name for name in reversed(headings(table.head[header]))} if header >= 0 else {}
    declared = {heading_key(heading): field for heading, field in spec.rename.items()}
    if spec.headerless:
        return {field: heading for heading, field in spec.rename.items()}
    return {field: written[key] for key, field in declared.items() if key in written}


def _load_chunk(chunk: pd.DataFrame, match: Recognised, source_file: str, received: dt.date) -> Loaded:
    spec = match.spec
    heads = _columns(match.table, match.header, spec)
    broken = _broken(chunk, heads, spec)
    bad_rows = pd.concat([frame["row"] for frame in broken]) if broken else pd.Series(dtype="Int64")
    whole = chunk[~chunk[ROW].isin(bad_rows)].reset_index(drop=True)
    rows = _in_our_fields(whole, heads)
    preamble = " ".join(cell for line in match.table.head[: max(match.header, 0)] for cell in line)
    party, party_issues = parties(rows, spec, heads, preamble)
    contact, contact_issues = contacts(rows, spec, heads, received)
    nobody = party[["name", "address", "postcode", "uprn", "longitude"]].isna().all(axis=1)
    notes = [
        *broken,
        *party_issues,
        *contact_issues,
        issues("NAME_AND_PLACE_MISSING", rows.loc[nobody, ROW], "", rows.loc[nobody, ROW]),
    ]
    every_issue = pd.concat(notes, ignore_index=True)
    left_out = set(every_issue.loc[every_issue["is_quarantined"], "row"])
    kept = ~rows[ROW].isin(left_out)
    rows, party, contact = rows[kept], party[kept], contact[kept]
    extracted = _extracted(match.table.facts)
    return Loaded(
        spec=spec,
        why=match.why,
        records=_records(rows, party, contact, spec, source_file, extracted or received),
        touch_points=_touch_points(rows, party, contact, spec, source_file),
        issues=check(conform(_on_sheet(every_issue, match.table.name), ISSUES), ISSUES),
        rows=_accounts(chunk, rows, party, contact, spec),
        extracted=extracted,
    )


def _on_sheet(found: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Columns of a workbook named as a spreadsheet names them: `Visits!Result`."""
    return found.assign(column=sheet + "!" + found["column"].fillna("")) if sheet else found


def _broken(chunk: pd.DataFrame, heads: Mapping[str, str], spec: Spec) -> list[pd.DataFrame]:
    """Footers and totals, and rows with more or fewer cells than the headings."""
    text = [chunk[name] for name in dict.fromkeys(heads.values())]
    filled = sum((column.str.strip() != "").astype("int64") for column in text)
    first = text[0].str.strip().str.lower()
    for column in text[1:]:
        first = first.where(first != "", column.str.strip().str.lower())
    is_footer = first.str.startswith(spec.footers) & (filled <= 2)
    found = [issues("NOT_A_RECORD", chunk.loc[is_footer, ROW], "", first[is_footer])]
    for code, mask in (("CELLS_MISSING", chunk[CELLS] < chunk[WIDTH]), ("CELLS_EXTRA", chunk[CELLS] > chunk[WIDTH])):
        wrong = mask & ~is_footer
        if wrong.any():
            width = str(chunk[WIDTH].iloc[0])
            found.append(issues(code, chunk.loc[wrong, ROW], "", chunk.loc[wrong, CELLS], width))
    return found


def _in_our_fields(chunk: pd.DataFrame, heads: Mapping[str, str]) -> pd.DataFrame:
    """One clean text column for every name in FIELDS; those the file does not have are missing throughout."""
    absent = pd.Series(pd.NA, index=chunk.index, dtype="str")
    columns = {field: coerce.text(chunk[heads[field]]) if field in heads else absent for field in FIELDS}
    return pd.DataFrame(columns | {ROW: chunk[ROW]})


def _records(
    rows: pd.DataFrame, party: pd.DataFrame, contact: pd.DataFrame, spec: Spec, source_file: str, seen: dt.date
) -> pd.DataFrame:
    if rows.empty:
        return empty(RECORDS)
    on_list = spec.kind == "register"
    dates = contact["event_date"].fillna(pd.Timestamp(seen)) if on_list else contact["event_date"]
    grouped = dates.groupby(party["record_id"])
    frame = party.assign(
        source=spec.name,
        partner=contact["partner"],
        source_file=source_file,
        source_row=rows[ROW],
        first_seen=party["record_id"].map(grouped.min()),
        last_seen=pd.Timestamp(seen) if on_list else party["record_id"].map(grouped.max()),
        flags=pd.NA,
    )
    return check(conform(frame.drop_duplicates("record_id").reset_index(drop=True), RECORDS), RECORDS)


def _touch_points(
    rows: pd.DataFrame, party: pd.DataFrame, contact: pd.DataFrame, spec: Spec, source_file: str
) -> pd.DataFrame:
    happened = contact["event_date"].notna()
    if not happened.any():
        return empty(TOUCH_POINTS)
    contact, party = contact[happened], party[happened]
    frame = contact.assign(
        touch_point_id=touch_point_ids(contact, party, spec),
        record_id=party["record_id"],
        source=spec.name,
        partner_org=party["partner_org"],
        source_file=source_file,
        source_row=rows.loc[happened, ROW],
    )
    last = frame.drop_duplicates("touch_point_id", keep="last").reset_index(drop=True)
    return check(conform(last, TOUCH_POINTS), TOUCH_POINTS)


def _accounts(
    chunk: pd.DataFrame, rows: pd.DataFrame, party: pd.DataFrame, contact: pd.DataFrame, spec: Spec
) -> pd.DataFrame:
    every = pd.DataFrame({"row": chunk[ROW], "is_quarantined": ~chunk[ROW].isin(rows[ROW])})
    if rows.empty:
        return every.assign(row_key=pd.NA, content=pd.NA, record_id=pd.NA, touch_point_id=pd.NA)
    compared = [name for name in FIELDS if spec.kind == "events" or name not in COORDINATES]
    point = touch_point_ids(contact, party, spec).where(contact["event_date"].notna())
    subject = keys([spec.name, party["partner_org"], party["record_ref"].fillna(party["record_id"])])
    kept = pd.DataFrame(
        {
            "row": rows[ROW],
            "row_key": subject if spec.kind == "register" else point,
            "content": keys([rows[name] for name in compared]),
            "record_id": party["record_id"],
            "touch_point_id": point,
        }
    )
    return every.merge(kept, on="row", how="left")


def _extracted(facts: Mapping[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(facts.get("ExtractDate", "")[:10])
    except ValueError:
        return None


def _with_issues(loaded: Loaded, more: list[pd.DataFrame]) -> Loaded:
    return Loaded(
        loaded.spec,
        loaded.why,
        loaded.records,
        loaded.touch_points,
        pd.concat([*more, loaded.issues], ignore_index=True),
        loaded.rows,
        loaded.extracted,
    )
