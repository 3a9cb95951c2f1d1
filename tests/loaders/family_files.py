"""The invented files in families/, one or more for each layout, and what they come to by the layouts we ship."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import xlsxwriter

import loaders
from loaders import SPECS, Loaded

FOLDER = Path(__file__).parent / "families"
RECEIVED = dt.date(2026, 10, 1)
FILES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".yaml"))
TABLES = ("records", "touch_points", "issues", "rows", "legal_entities", "context")


@dataclass(frozen=True)
class Found:
    """Every chunk of a file put together; `tables` by name."""

    chunks: list[Loaded]
    tables: dict[str, pd.DataFrame]

    @property
    def specs(self) -> list[str]:
        return list(dict.fromkeys(chunk.spec.name for chunk in self.chunks))

    def stored(self) -> str:
        """All that is kept of the file, as text."""
        return "\n".join(table.to_csv() for table in self.tables.values())


def content(name: str) -> bytes:
    """A file's bytes; a folder `x.xlsx` is a workbook whose sheets are the files in it, `1 Name of sheet.csv` and so on."""
    path = FOLDER / name
    return _workbook(path) if path.is_dir() else path.read_bytes()


def _workbook(folder: Path) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for path in sorted(folder.glob("*.csv")):
            sheet = book.add_worksheet(path.stem.split(" ", 1)[1])
            for row, line in enumerate(csv.reader(path.read_text("utf8").splitlines(keepends=True))):
                for column, cell in enumerate(line):
                    if cell:
                        sheet.write_string(row, column, cell)
    return out.getvalue()


def load(given: bytes) -> Found:
    """Everything the loaders make of a file's bytes."""
    chunks = list(loaders.load(io.BytesIO(given), source_file="f" * 64, received=RECEIVED, specs=SPECS))
    frames = {name: [_frame(getattr(chunk, name)) for chunk in chunks] for name in TABLES}
    return Found(chunks, {name: pd.concat(found, ignore_index=True) for name, found in frames.items()})


@cache
def loaded(name: str) -> Found:
    """What one of FILES comes to; only to be read."""
    return load(content(name))


def _frame(table: pd.DataFrame | pa.Table) -> pd.DataFrame:
    if not isinstance(table, pa.Table):
        return table
    words = [pa.field(f.name, f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(words)).to_pandas()
