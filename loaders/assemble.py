"""The tables a stretch of rows comes to, put together from what its rows have in common."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders import coerce
from loaders.keys import numbers
from loaders.points import Points, distinct, handed_out, where
from loaders.readers import Chunk
from loaders.source import Source
from loaders.spec import Spec
from tables import RECORDS, TOUCH_POINTS, check, check_arrow, conform, empty


def records(point: Points, rows: np.ndarray, fresh: np.ndarray, source: Source) -> pd.DataFrame:
    """RECORDS of the businesses met for the first time, those of the rows `fresh`; first and last seen are of this stretch of rows."""
    at = np.flatnonzero(fresh)
    if not len(at):
        return empty(RECORDS)
    group, days = point.party_of[at], point.days[at]
    on_list = source.spec.kind == "register"
    seen = np.datetime64(source.extracted or source.received)
    days = np.where(np.isnat(days), seen, days) if on_list else days
    thing, first, earliest, latest = _spans(group, days)
    at = at[first]
    frame = point.party.take(thing).assign(
        source=coerce.repeated(source.spec.name, len(at)),
        partner=point.contact["partner"].array.take(point.contact_of[at]),
        source_file=coerce.repeated(source.source_file, len(at)),
        source_row=rows[at],
        first_seen=earliest,
        last_seen=seen if on_list else latest,
    )
    return check(conform(_merged(frame), RECORDS), RECORDS)


def _spans(group: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Each number of `group` once, rising, with the place where it comes first, and the first and the last of its days."""
    low = int(group.min())
    at = group - low
    first = np.full(int(at.max()) + 1, -1, dtype="int64")
    first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    there = np.flatnonzero(first >= 0)
    spans = days.astype("datetime64[us]")
    earliest = spans[np.maximum(first, 0)]
    latest = earliest.copy()
    np.minimum.at(earliest.view("int64"), at, spans.view("int64"))
    np.maximum.at(latest.view("int64"), at, spans.view("int64"))
    latest[np.isnat(earliest)] = np.datetime64("NaT")
    return there + low, first[there], earliest[there], latest[there]


def _merged(frame: pd.DataFrame) -> pd.DataFrame:
    """Parties that came out as the same record (they differed only in blanks, or in coordinates) put together."""
    if frame["record_id"].is_unique:
        return frame.reset_index(drop=True)
    spans = frame.groupby("record_id").agg(first_seen=("first_seen", "min"), last_seen=("last_seen", "max"))
    once = frame.sort_values("source_row", kind="stable").drop_duplicates("record_id").drop(columns=list(spans.columns))
    return once.merge(spans, on="record_id").reset_index(drop=True)


OF_CONTACT = (
    "partner", "type", "touch_point_class", "function", "role", "outcome_raw", "outcome", "status", "flags",
)  # fmt: skip


def touch_points(point: Points, ids: pa.ChunkedArray, rows: np.ndarray, kept: np.ndarray, source: Source) -> pa.Table:
    days = point.days
    happened = kept & ~np.isnat(days)
    at = slice(None) if happened.all() else np.flatnonzero(happened)
    days, rows = days[at], rows[at]
    count = len(rows)
    only = pa.array(np.zeros(count, dtype="int32"))
    constant = {
        name: pa.DictionaryArray.from_arrays(only, pa.array([word]))
        for name, word in (
            ("source", source.spec.name),
            ("source_file", source.source_file),
            ("date_precision", source.spec.date_precision),
        )
    }
    contact_of, party_of = point.contact_of[at], point.party_of[at]
    severity = point.contact["severity"].to_numpy(dtype="float64", na_value=np.nan)[contact_of]
    as_sent = {
        "touch_point_id": ids, "touch_point_ref": point.reference, "value_gbp": _values(point, len(kept)), "summary": _summaries(point, len(kept)),
    }  # fmt: skip
    if count < len(kept):
        some = pa.array(at)
        as_sent = {name: column.take(some) for name, column in as_sent.items()}
    columns = {
        **constant,
        **as_sent,
        **{name: handed_out(point.contact[name], contact_of) for name in OF_CONTACT},
        "record_id": point.words_of("record_id", party_of),
        "partner_org": point.words_of("partner_org", party_of),
        "event_date": pa.array(days.astype("datetime64[us]")),
        "severity": pa.array(severity, pa.int64(), from_pandas=True),
        "source_row": pa.array(rows),
    }
    return check_arrow(pa.table({column.name: columns[column.name] for column in TOUCH_POINTS}), TOUCH_POINTS)


def _values(point: Points, count: int) -> pa.Array:
    if "value_gbp" not in point.given:
        return pa.nulls(count, pa.float64())
    once, group = distinct(point.given["value_gbp"])
    return pa.array(coerce.numbers(once)[0].to_numpy()[group], pa.float64(), from_pandas=True)


def _summaries(point: Points, count: int) -> pa.Array:
    if "summary" not in point.given:
        return pa.nulls(count, pa.string())
    once, group = distinct(point.given["summary"])
    return handed_out(once.str.slice(0, 200), group)


def accounts(
    chunk: Chunk, point: Points, id_numbers: np.ndarray, rows: np.ndarray, kept: np.ndarray, spec: Spec
) -> pa.Table:
    """A line for each row read: `row`, `is_quarantined`, and for rows kept `row_key` and `content`; of a register also `record_id`,
    `part` (the part of it the row belongs to) and `said` (its outcome, licence or rating, as sent)."""
    if spec.kind == "register":
        words = [point.words["partner_org"], point.words["subject"]]
        row_key = numbers([pa.array([spec.name] * len(words[0])), *words])[0][point.party_of]
    else:
        row_key = id_numbers
    keep = pa.array(kept)
    good = pa.table(
        {
            "row": pa.array(rows),
            "is_quarantined": pc.invert(keep),
            "row_key": pa.array(row_key, mask=~kept),
            "content": pa.array(point.content, mask=~kept),
            **_of_register(point, spec, keep),
        }
    )
    footers = np.setdiff1d(chunk.rows, rows).tolist() if len(rows) < len(chunk.rows) else []
    left = [*footers, *(row for row, _ in chunk.ragged)]
    bad = pa.table({"row": pa.array(left, pa.int64()), "is_quarantined": pa.array([True] * len(left), pa.bool_())})
    return pa.concat_tables([good, bad], promote_options="default") if left else good


def _of_register(point: Points, spec: Spec, keep: pa.Array) -> dict[str, pa.Array]:
    nothing = pa.nulls(len(keep), pa.dictionary(pa.int32(), pa.string()))
    if spec.kind != "register":
        return dict.fromkeys(("record_id", "part", "said"), nothing)
    part = nothing
    if "register_part" in point.given:
        words, group = distinct(point.given["register_part"])
        part = handed_out(words, group)
    return {
        "record_id": where(keep, point.of_party("record_id")),
        "part": part,
        "said": point.of_contact("outcome_raw"),
    }
