"""What a table is: named columns with types, labels and units; and checking a frame against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionDtype

DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "flag": "bool",
}
_DTYPES = {name: pd.api.types.pandas_dtype(said) for name, said in DTYPES.items()}
_KINDS = {"integer": "iu", "number": "f", "date": "M", "flag": "b"}
ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.timestamp("us"),
    "flag": pa.bool_(),
}


class TableError(ValueError):
    """A frame does not have the columns, types or values its table declares; names every fault at once."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: name in code.
        dtype: key of DTYPES.
        label: what people read on axes and in headings.
        unit: unit of measure, empty for none.
        personal: may identify a person (a sole trader's name, a phone).
        required: never missing.
        note: what the value means, where the label does not say.
    """

    name: str
    dtype: str
    label: str
    unit: str = ""
    personal: bool = False
    required: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A named list of columns; `key` names the columns that together are unique."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    note: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def empty(table: Table) -> pd.DataFrame:
    """A frame with the table's columns and types and no rows."""
    return _nothing_in(table).copy()


@cache
def _nothing_in(table: Table) -> pd.DataFrame:
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.dtype]) for c in table})


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table's columns in their order and types; columns that are absent come out missing, others are left out.

    Raises:
        TableError: a value cannot be held in its column's type.
    """
    if _fits(frame, table):
        return frame[table.names].set_axis(table.names, axis=1)
    columns: dict[str, pd.Series] = {}
    faults = []
    for column in table:
        if column.name in frame:
            values = frame[column.name]
        else:
            values = pd.Series(index=frame.index, dtype="boolean" if column.dtype == "flag" else DTYPES[column.dtype])
        if column.dtype == "flag":
            values = values.astype("boolean").fillna(False)
        try:
            wanted = _DTYPES[column.dtype]
            columns[column.name] = values if values.dtype == wanted else values.astype(wanted)
        except (TypeError, ValueError) as error:
            faults.append(f"{table.name}.{column.name} is not {column.dtype}: {error}")
    if faults:
        raise TableError("; ".join(faults))
    return pd.DataFrame(columns, index=frame.index)


def _fits(frame: pd.DataFrame, table: Table) -> bool:
    """Whether every column is there, once and in its type."""
    there = dict(zip(frame.columns, frame.dtypes, strict=True))
    return len(there) == frame.shape[1] and all(c.name in there and there[c.name] == _DTYPES[c.dtype] for c in table)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The same frame, when it is what the table declares.

    Raises:
        TableError: columns missing, types wrong, required values missing, or the key repeated; all faults in one message.
    """
    faults = []
    there = dict(zip(frame.columns, frame.dtypes, strict=True))
    for column in table:
        if column.name not in there:
            faults.append(f"{column.name} is missing")
        elif not (_is_plainly(there[column.name], column.dtype) or _is_dtype(frame[column.name], column.dtype)):
            faults.append(f"{column.name} is {frame[column.name].dtype}, not {column.dtype}")
        elif column.required and frame[column.name].isna().any():
            faults.append(f"{column.name} has {int(frame[column.name].isna().sum())} missing values")
    if not faults and table.key:
        repeated = int(frame.duplicated(list(table.key)).sum())
        if repeated:
            faults.append(f"{repeated} rows repeat the key ({', '.join(table.key)})")
    if faults:
        raise TableError(f"{table.name}: " + "; ".join(faults))
    return frame


def schema(table: Table) -> pa.Schema:
    """A table as Arrow and Parquet hold it."""
    return pa.schema([(column.name, ARROW[column.dtype]) for column in table])


def check_arrow(found: pa.Table, table: Table) -> pa.Table:
    """The same Arrow table, when it has the columns the table declares and no required value is missing.

    Text may be dictionary-encoded. The key is not looked at: that is for frames.

    Raises:
        TableError: all faults in one message.
    """
    faults = []
    for column in table:
        if column.name not in found.column_names:
            faults.append(f"{column.name} is missing")
            continue
        kind = found.schema.field(column.name).type
        value_type = kind.value_type if pa.types.is_dictionary(kind) else kind
        if value_type != ARROW[column.dtype]:
            faults.append(f"{column.name} is {kind}, not {column.dtype}")
        elif column.required and found[column.name].null_count:
            faults.append(f"{column.name} has {found[column.name].null_count} missing values")
    if faults:
        raise TableError(f"{table.name}: " + "; ".join(faults))
    return found


def _is_plainly(found: np.dtype | ExtensionDtype, dtype: str) -> bool:
    """What the type alone says, without a look at the values."""
    return isinstance(found, pd.StringDtype) if dtype == "text" else found.kind in _KINDS[dtype]


def _is_dtype(values: pd.Series, dtype: str) -> bool:
    test = {
        "text": pd.api.types.is_string_dtype,
        "integer": pd.api.types.is_integer_dtype,
        "number": pd.api.types.is_float_dtype,
        "date": pd.api.types.is_datetime64_any_dtype,
        "flag": pd.api.types.is_bool_dtype,
    }[dtype]
    return bool(test(values))
