"""What stands beside rows that leave the product, and what makes them safe to open."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Notes:
    """What stands beside the rows.

    Attributes:
        title: what the rows are.
        marking: the protective marking.
        taken_by, taken_at: who took them out, and when.
        filters: the filters that were set, in words.
        source: what the rows were read from, and up to which day.
        remarks: what a reader must know.
    """

    title: str
    marking: str
    taken_by: str
    taken_at: dt.datetime
    filters: str = ""
    source: str = ""
    remarks: tuple[str, ...] = field(default=())

    def lines(self, rows: int) -> list[tuple[str, str]]:
        """Label and text of each note."""
        said = [
            ("Title", self.title), ("Marking", self.marking), ("Rows", f"{rows:,}"), ("Filters", self.filters or "none"), ("Source", self.source),
            ("Taken out by", self.taken_by), ("Taken out at", f"{self.taken_at:%d/%m/%Y %H:%M} UTC"), *(("Note", remark) for remark in self.remarks),
        ]  # fmt: skip
        return [line for line in said if line[1]]


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front: `"=1+1"` -> `"'=1+1"`; headings too."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == "object" or pd.api.types.is_string_dtype(safe[name]):
            text = safe[name].map(lambda value: value if isinstance(value, str) else None).astype("str")
            runs = text.str.lstrip(" ").str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            safe[name] = safe[name].mask(runs, "'" + text)
    return safe.rename(columns=lambda name: f"'{name}" if str(name).startswith(FORMULA_STARTS) else name)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists as text, and no index: what every format can hold."""
    found = frame.reset_index(drop=True)
    for name in [column for column in found if found[column].dtype == object]:
        found[name] = found[name].map(
            lambda value: ", ".join(map(str, value)) if isinstance(value, (list, tuple, set)) else value
        )
    return found


def readable(name: str) -> str:
    """`"touch_points"` -> `"Touch points"`; a heading that is words already stays."""
    return name.replace("_", " ").capitalize() if re.fullmatch(r"[a-z_0-9]+", name) else name
