"""What is doubtful about where records are, by source or by file, and from where the positions of a file come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from store.access import Scope
from store.db import cursor
from tables import PLACE_DOUBTS, check, conform


def doubts(
    scope: Scope, register: Path, flags: Sequence[str], *, source: str = "", source_file: str = ""
) -> pd.DataFrame:
    """PLACE_DOUBTS of one source, or of the records that one file was the first to bring, commonest first.

    Args:
        flags: which flags of records are about places.
        source: a layout; source_file: SHA-256 of a file. One of the two is given.
    """
    allowed, values = scope.sql()
    column, value = ("source", source) if source else ("source_file", source_file)
    sql = f"""select flag, count(*) as records, min(source_row) as row, arg_min(coalesce(name, legal_name), source_row) as name
        from (select unnest(string_split(flags, ' ')) as flag, source_row, name, legal_name from records
            where flags is not null and {allowed} and {column}::varchar = ?)
        where flag in ({", ".join("?" * len(flags)) or "''"}) group by flag order by records desc, flag"""
    return check(conform(cursor(register).execute(sql, [*values, value, *flags]).df(), PLACE_DOUBTS), PLACE_DOUBTS)


def positions(scope: Scope, register: Path, source_file: str) -> dict[str, int]:
    """How many of the records that one file was the first to bring have a position from where: SUPPLIED, UPRN, POSTCODE or NONE."""
    allowed, values = scope.sql()
    sql = f"""select coalesce(coordinate_source::varchar, 'NONE'), count(*) from records
        where {allowed} and source_file = ? group by 1 order by 2 desc, 1"""
    return {str(name): int(count) for name, count in cursor(register).execute(sql, [*values, source_file]).fetchall()}


def exchanged(scope: Scope, register: Path) -> int:
    """Records in scope whose position came with its two numbers in each other's place, and was put right."""
    allowed, values = scope.sql()
    sql = f"select count(*) from records where {allowed} and contains(flags, 'SWAPPED_COORDINATES')"
    row = cursor(register).execute(sql, values).fetchone()
    return int(row[0]) if row else 0
