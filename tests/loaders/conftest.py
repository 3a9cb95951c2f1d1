"""Loading a few lines of text as if they were a partner's file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pytest

import loaders
from loaders import SPECS, Spec

RECEIVED = dt.date(2026, 10, 1)


@dataclass(frozen=True)
class All:
    """Every chunk of a file put together."""

    specs: list[Spec]
    records: pd.DataFrame
    touch_points: pd.DataFrame
    issues: pd.DataFrame
    rows: pd.DataFrame

    def problems(self, code: str) -> pd.DataFrame:
        return self.issues[self.issues["code"] == code]

    @property
    def kept(self) -> int:
        return int((~self.rows["is_quarantined"]).sum())


def _plain(table: pa.Table) -> pd.DataFrame:
    words = [pa.field(f.name, f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(words)).to_pandas()


def load_all(content: bytes, specs: tuple[Spec, ...] = SPECS, received: dt.date = RECEIVED) -> All:
    chunks = list(loaders.load(io.BytesIO(content), source_file="f" * 64, received=received, specs=specs))

    def together(name: str) -> pd.DataFrame:
        found = [getattr(chunk, name) for chunk in chunks]
        frames = [_plain(table) if isinstance(table, pa.Table) else table for table in found]
        return pd.concat(frames, ignore_index=True)

    tables = [together(name) for name in ("records", "touch_points", "issues", "rows")]
    return All([chunk.spec for chunk in chunks], *tables)


@pytest.fixture
def load() -> Callable[..., All]:
    """Bytes or text to everything the loaders make of it."""

    def run(content: str | bytes, **options: object) -> All:
        return load_all(content.encode() if isinstance(content, str) else content, **options)

    return run
