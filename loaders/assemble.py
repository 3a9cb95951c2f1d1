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
    group, days = point.party_of[fresh], point.days[fresh]
    if not len(group):
        return empty(RECORDS)
    on_list = source.spec.kind == "register"
    seen = np.datetime64(source.extracted or source.received)
    days = np.where(np.isnat(days), seen, days) if on_list else days
    thing, first, again = np.unique(group, return_index=True, return_inverse=True)
    earliest, latest = days[first].copy(), days[first].copy()
    np.minimum.at(earliest, again, days)
    np.maximum.at(latest, again, days)
    at = np.flatnonzero(fresh)[first]
    frame = point.party.take(thing).assign(
        source=source.spec.name,
        partner=point.contact["partner"].to_numpy()[point.contact_of[at]],
        source_file=source.source_file,
        source_row=rows[at],
        first_seen=earliest,
        last_seen=seen if on_list else latest,
    )
    return check(conform(_merged(frame), RECORDS), RECORDS)


def _merged(frame: pd.DataFrame) -> pd.DataFrame:
    """Parties that came out as the same record (they differed only in blanks, or in coordinates) put together."""
    if frame["record_id"].is_unique:
        return frame.reset_index(drop=True)
    spans = frame.groupby("record_id").agg(first_seen=("first_seen", "min"), last_seen=("last_seen", "max"))
    once = frame.sort_values("source_row", kind="stable").drop_duplicates("record_id").drop(columns=list(spans.columns))
    return once.merge(spans, on="record_id").reset_index(drop=True)


def touch_points(point: Points, ids: pa.ChunkedArray, rows: np.ndarray, kept: np.ndarray, source: Source) -> pa.Table:
    happened = kept & ~np.isnat(point.days)
    count = len(rows)
    constant = {
        name: pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype="int32")), pa.array([word]))
        for name, word in (
            ("source", source.spec.name),
            ("source_file", source.source_file),
            ("date_precision", source.spec.date_precision),
        )
    }
    of_contact = {
        name: point.of_contact(name)
        for name in (
            "partner",
            "type",
            "touch_point_class",
            "function",
            "role",
            "outcome_raw",
            "outcome",
            "status",
            "flags",
        )
    }
    severity = point.contact["severity"].to_numpy(dtype="float64", na_value=np.nan)[point.contact_of]
    columns = {
        **constant,
        **of_contact,
        "touch_point_id": ids,
        "record_id": point.of_party("record_id"),
        "partner_org": point.of_party("partner_org"),
        "touch_point_ref": point.reference,
        "event_date": pa.array(point.days.astype("datetime64[us]")),
        "severity": pa.array(severity, pa.int64(), from_pandas=True),
        "value_gbp": _values(point, count),
        "summary": _summaries(point, count),
        "source_row": pa.array(rows),
    }
    table = pa.table({column.name: columns[column.name] for column in TOUCH_POINTS})
    return check_arrow(table if happened.all() else table.filter(pa.array(happened)), TOUCH_POINTS)


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
    """A line for each row read: `row`, `is_quarantined`, and for rows kept `row_key`, `content`, `record_id`; of a register also
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
            "record_id": where(keep, point.of_party("record_id")),
            **_of_register(point, spec, len(rows)),
        }
    )
    footers = np.setdiff1d(chunk.rows, rows).tolist() if len(rows) < len(chunk.rows) else []
    left = [*footers, *(row for row, _ in chunk.ragged)]
    bad = pa.table({"row": pa.array(left, pa.int64()), "is_quarantined": pa.array([True] * len(left), pa.bool_())})
    return pa.concat_tables([good, bad], promote_options="default") if left else good


def _of_register(point: Points, spec: Spec, count: int) -> dict[str, pa.Array]:
    if spec.kind != "register":
        return {name: pa.nulls(count, pa.string()) for name in ("part", "said")}
    part = pa.nulls(count, pa.string())
    if "register_part" in point.given:
        words, group = distinct(point.given["register_part"])
        part = handed_out(words, group)
    return {"part": part, "said": point.of_contact("outcome_raw")}
