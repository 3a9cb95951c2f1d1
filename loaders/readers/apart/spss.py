"""SPSS files (.sav, .zsav) through pyreadstat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyreadstat

from loaders.readers import values
from loaders.readers.apart.output import Found, Refusal, write

BATCH_CELLS = 2_000_000


def tables(_kind: str, folder: Path) -> list[dict[str, object]]:
    """The one table: values that have a label as the label's words, missing ones empty.

    Labels of the columns are facts: `label of AGE`.
    """
    path = folder / "input"
    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
        labels = {f"label of {name}": label for name, label in meta.column_names_to_labels.items() if label}
        plain = [str(number) for number in range(len(meta.column_names))]
        write(folder / "0.arrow", plain, _stretches(path, plain))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError) as error:
        raise Refusal(f"The SPSS file is cut off or damaged ({error}).", "Ask the partner to send it again.") from error
    return [asdict(Found("", "0.arrow", len(plain), meta.column_names, labels))]


def _stretches(path: Path, names: list[str]) -> Iterator[pa.Table]:
    rows = max(BATCH_CELLS // max(len(names), 1), 1_000)
    start = 0
    while True:
        frame, _ = pyreadstat.read_sav(
            path, apply_value_formats=True, formats_as_category=False, row_offset=start, row_limit=rows
        )
        yield pa.table([_words(frame.iloc[:, position]) for position in range(len(names))], names=names)
        start += len(frame)
        if len(frame) < rows:
            return


def _words(column: pd.Series) -> pa.Array:
    return pa.array([values.text(value) if value is not pd.NaT else "" for value in column], pa.large_string())
