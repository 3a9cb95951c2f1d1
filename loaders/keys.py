"""Identifiers that come out the same for the same content, on any machine, in any order; and numbering what is alike.

Both are computed by a private in-memory DuckDB, a hundred times faster than text by text: no file, no shared handle.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

SEPARATOR = "\x1f"


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "500MB"})


def keys(parts: Sequence[pa.Array | pa.ChunkedArray | str]) -> pa.ChunkedArray:
    """A 16-character key for each row, from the parts given; missing and empty parts are the same.

    Source: the first 64 bits of MD5, used to tell apart, not to protect; at ten million keys the chance that any two meet is
    about 3 in a million.
    """
    same = [part if isinstance(part, str) else _one_for_all(part) for part in parts]
    columns = {f"c{number}": part for number, part in enumerate(parts) if not isinstance(part, str)}
    text = ", ".join(
        f"coalesce(c{number}::varchar, '')" if word is None else _quoted(word) for number, word in enumerate(same)
    )
    sql = f"select left(md5(concat_ws('{SEPARATOR}', {text})), 16) as key from given"  # noqa: S608 - names are ours, words are quoted
    return _asked(pa.table(columns), sql)["key"].cast(pa.string())


def _one_for_all(part: pa.Array | pa.ChunkedArray) -> str | None:
    """The word that every row has, where that can be told without looking at the rows; empty where all are missing."""
    if part.null_count == len(part):
        return ""
    if isinstance(part, pa.DictionaryArray) and len(part.dictionary) == 1 and not part.null_count:
        return str(part.dictionary[0])
    return None


def numbers(*groups: Sequence[pa.Array | pa.ChunkedArray]) -> list[np.ndarray]:
    """For each group of columns a 64-bit number for each row, the same for the same cells; only for comparing.

    All groups are read in one pass. Another version of DuckDB may give other numbers, which is why its version is part of the
    loaders' fingerprint.
    """
    columns = {f"c{at}_{number}": cells for at, group in enumerate(groups) for number, cells in enumerate(group)}
    asked = ", ".join(
        f"hash({', '.join(f'c{at}_{number}' for number in range(len(group)))}) as h{at}"
        for at, group in enumerate(groups)
    )
    found = _asked(pa.table(columns), f"select {asked} from given")  # noqa: S608 - names are ours
    return [found[f"h{at}"].to_numpy() for at in range(len(groups))]


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _asked(given: pa.Table, sql: str) -> pa.Table:
    cursor = _database().cursor()
    cursor.register("given", given)
    return cursor.sql(sql).to_arrow_table()


def alike(hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers rows by their hash.

    Returns:
        For each row the number of its group, from 0 in order of appearance; for each group its first row, and its hash.
    """
    codes, groups = pd.factorize(hashes)
    first = np.empty(len(groups), dtype="int64")
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, first, groups
