"""Typed values of any container to the text a person would have written, one by one or a column at a time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

DEEPEST = 12
YES, NO = "Y", "N"
_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=lambda number: number.removesuffix(".0"), parse_constant=lambda _word: ""
)
decoded = _DECODER.raw_decode
"""Like `json.JSONDecoder().raw_decode`, but numbers stay as they are written, so that no digit of an identifier is lost."""


def text(value: object) -> str:
    """`12.0` -> `"12"`, `True` -> `"Y"`, midnight of a day -> `"2025-03-04"`, nothing -> `""`."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _moment(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return clean(value.decode(errors="replace"))
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "; ".join(filter(None, map(text, value)))
    if isinstance(value, list | dict):
        return clean(json.dumps(value, ensure_ascii=False, default=str))
    return str(value)


def clean(value: str) -> str:
    """Without NUL, and without halves of characters that no encoding can write."""
    if value.isascii():
        return value if "\0" not in value else value.replace("\0", "")
    return value.replace("\0", "").encode(errors="replace").decode()


def _number(value: float) -> str:
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def _moment(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.datetime):
        whole = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0) if value.microsecond else value
        return whole.date().isoformat() if whole.time() == dt.time() else whole.isoformat()
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        hours, rest = divmod(abs(seconds), 3600)
        return f"{'-' if seconds < 0 else ''}{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return value.replace(microsecond=0).isoformat() if isinstance(value, dt.time) else value.isoformat()


def flat(record: Mapping[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """`{"a": 1, "b": {"c": [2, 3]}}` -> `{"a": "1", "b/c": "2; 3"}`; what is empty is left out."""
    values: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{clean(key)}"
        if isinstance(value, str) and value[:1] in ("[", "{") and value[-1:] in ("]", "}"):
            value = _unwrapped(value)
        if isinstance(value, dict) and depth < DEEPEST:
            values |= flat(value, f"{name}/", depth + 1)
        elif isinstance(value, list):
            values |= _joined(value, name, depth)
        elif written := text(value):
            values[name] = written
    return values


def _unwrapped(value: str) -> object:
    """JSON text inside a string: `'["Improvement Notice"]'` -> `["Improvement Notice"]`; other text as it is."""
    try:
        found, end = decoded(value)
    except (ValueError, RecursionError):
        return value
    return found if end == len(value) else value


def _joined(items: list[object], name: str, depth: int) -> dict[str, str]:
    """A list of values in one cell; of a list of records, each field in one cell: `partners/name: "Ann; Bob"`."""
    values: dict[str, list[str]] = {}
    for item in items:
        found = flat(item, f"{name}/", depth + 1) if isinstance(item, dict) and depth < DEEPEST else {name: text(item)}
        for key, value in found.items():
            if value:
                values.setdefault(key, []).append(value)
    return {key: "; ".join(found) for key, found in values.items()}


def column(values: pa.Array) -> pa.Array:
    """A typed column as text, by the rules of `text`, without looking at each value where Arrow can."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values, kind = values.dictionary_decode(), kind.value_type
    if pa.types.is_boolean(kind):
        values = pc.if_else(values, YES, NO)
    elif pa.types.is_timestamp(kind):
        values = _timestamps(values)
    elif pa.types.is_floating(kind):
        return _numbers(values)
    elif not (pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)
              or pa.types.is_date(kind) or pa.types.is_decimal(kind)):  # fmt: skip
        values = pa.array([text(value) for value in values.to_pylist()], pa.large_string())
    words = values.cast(pa.large_string()).fill_null("")
    if pc.any(pc.match_substring(words, "\0")).as_py():
        words = pc.replace_substring(words, "\0", "")
    return words


def _numbers(values: pa.Array) -> pa.Array:
    """Floats as text; whole ones digit by digit, for an identifier may have got in among them."""
    values = pc.if_else(pc.is_finite(values), values, None).cast(pa.float64())
    is_whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 1e15))
    whole = pc.if_else(is_whole, values, None).cast(pa.int64()).cast(pa.large_string())
    return pc.coalesce(whole, values.cast(pa.large_string())).fill_null("")


def _timestamps(values: pa.Array) -> pa.Array:
    if values.type.tz:
        values = pc.local_timestamp(values)
    whole = values.cast(pa.timestamp("s"), safe=False)
    return pc.replace_substring_regex(pc.strftime(whole, format="%Y-%m-%dT%H:%M:%S"), "T00:00:00$", "")
