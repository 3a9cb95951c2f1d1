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
import pyarrow.compute as pc

SEPARATOR = "\x1f"


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "500MB"})


def made_ready() -> None:
    """Open the database, which takes a while the first time."""
    _database()


def keys(parts: Sequence[pa.Array | pa.ChunkedArray | str]) -> pa.ChunkedArray:
    """A 16-character key for each row, from the parts given; missing and empty parts are the same."""
    return numbered_keys(parts)[0]


def numbered_keys(parts: Sequence[pa.Array | pa.ChunkedArray | str]) -> tuple[pa.ChunkedArray, np.ndarray]:
    """A 16-character key for each row, and the same number for each as `numbers` gives; made in one pass.

    Source: the first 64 bits of MD5, used to tell apart, not to protect; at ten million keys the chance that any two meet is
    about 3 in a million.
    """
    columns = {f"c{number}": part for number, part in enumerate(parts) if not isinstance(part, str)}
    pieces: list[str] = []
    for number, part in enumerate(parts):
        word = part if isinstance(part, str) else _one_for_all(part)
        pieces += [f"c{number}" if word is None else _quoted(word), _quoted(SEPARATOR)]
    text = ", ".join(_literals_joined(pieces[:-1]))
    sql = f"select left(md5(concat({text})), 16) as key, hash(key) as number from given"  # noqa: S608 - names are ours, words are quoted
    found = _asked(pa.table(columns), sql)
    return found["key"].cast(pa.string()), found["number"].to_numpy()


def _literals_joined(pieces: Sequence[str]) -> list[str]:
    """`["'a'", "','", "c1"]` -> `["'a,'", "c1"]`: what is the same for every row is written down once."""
    joined: list[str] = []
    for piece in pieces:
        if joined and joined[-1].startswith("'") and piece.startswith("'"):
            joined[-1] = joined[-1][:-1] + piece[1:]
        else:
            joined.append(piece)
    return joined


def _one_for_all(part: pa.Array | pa.ChunkedArray) -> str | None:
    """The word that every row has; empty where all are missing, None where they differ."""
    if part.null_count == len(part):
        return ""
    if part.null_count:
        return None
    if isinstance(part, pa.DictionaryArray):
        return str(part.dictionary[0]) if len(part.dictionary) == 1 else None
    is_same = part[0] == part[-1] and pc.all(pc.equal(part, part[0])).as_py()
    return str(part[0]) if is_same else None


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


Alike = tuple[np.ndarray, np.ndarray, np.ndarray]


def alike(hashes: np.ndarray) -> Alike:
    """Numbers rows by their hash.

    Returns:
        For each row the number of its group, from 0 in order of appearance; for each group its first row, and its hash.
    """
    codes, groups = pd.factorize(hashes)
    first = np.empty(len(groups), dtype="int64")
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, first, groups
