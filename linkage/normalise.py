"""Records into comparable columns: one row per record, names split into aliases, addresses into numbers, units and words."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from linkage import steps
from linkage.vocabulary import mapping, words

_FLAT = "|".join(word for word, kind in mapping("unit_words").items() if kind == "flat")
_UNITS = "|".join(mapping("unit_words"))
_COUNTIES = "', '".join(words("counties"))

CLEAN = f"""
WITH cleaned AS (
    SELECT rid,
        {steps.compose(steps.NAME_STEPS, "concat_ws('|', name, legal_name)")} AS name_text,
        {steps.compose(steps.ADDRESS_STEPS, "address")} AS address_text,
        {steps.compose(steps.POSTCODE_STEPS, "coalesce(nullif(trim(postcode), ''), regexp_extract(upper(address), '" + steps.UK_POSTCODE + "'))")} AS code,
        {steps.compose((steps.UPPER, steps.APOSTROPHES, steps.PUNCTUATION), "town")} AS town_text,
        {steps.compose((steps.PHONE,), "phone")} AS phone,
        {steps.compose((steps.COMPANY_NUMBER,), "company_number")} AS company,
        {steps.compose((steps.UPRN,), "uprn")} AS uprn,
        lower(email_domain) AS email, longitude, latitude, coordinate_precision
    FROM given
), parts AS (
    SELECT *,
        {steps.UNIT_NUMBERS.sql.replace("{x}", "address_text")} AS street_text,
        regexp_extract_all(address_text, '\\b(?:{_UNITS})S?\\.? ?(?:NO\\.? ?)?#? ?([A-Z]{{0,2}}[0-9]+[A-Z]?|[A-Z])\\b|#\\s?[A-Z]?[0-9]+[A-Z]?', 1) AS units,
        regexp_matches(address_text, '\\b({_FLAT}|ABOVE|OVER)\\b') AS is_flat
    FROM cleaned
)
SELECT rid, name_text, phone, company, uprn, email, longitude, latitude, coordinate_precision,
    nullif(code, '') AS code,
    CASE WHEN regexp_matches(code, '^[A-Z]{{1,2}}[0-9][A-Z0-9]? [0-9][A-Z]{{2}}$') THEN split_part(code, ' ', 1)
         WHEN regexp_matches(code, '^[A-Z]{{1,2}}[0-9][A-Z0-9]?$') THEN code
         WHEN regexp_matches(code, '^[0-9]{{5}}$') THEN left(code, 3)
         WHEN length(code) > 3 THEN left(code, length(code) - 2) ELSE nullif(code, '') END AS district,
    regexp_matches(code, '^[A-Z]{{1,2}}[0-9][A-Z0-9]?$') AS is_outward,
    CASE WHEN trim(town_text) IN ('{_COUNTIES}') THEN NULL ELSE nullif(trim(town_text), '') END AS town,
    CASE WHEN unit_is_number THEN '' ELSE array_to_string(list_filter(units, lambda u: u <> ''), ' ') END AS units,
    trim(regexp_replace(regexp_extract(address_text, ',([^,]*)$', 1), '[^\\pL\\pN]+', ' ', 'g')) AS last_part,
    coalesce(is_flat, false) AS is_flat,
    {steps.STREET_WORD.sql.replace("{x}", "CASE WHEN unit_is_number THEN address_text ELSE street_text END")} AS street_word,
    coalesce(length(code) >= 6 AND regexp_matches(code, '[A-Z]') AND regexp_matches(code, '[0-9]'), false) AS is_fine,
    CASE WHEN unit_is_number THEN list_filter(units, lambda u: u <> '')
         ELSE regexp_extract_all(street_text, '\\b[0-9]+[A-Z]?(?:-[0-9]+[A-Z]?)?\\b') END AS numbers,
    trim(regexp_replace(regexp_replace(street_text, '\\b[0-9]+[A-Z]?(-[0-9]+[A-Z]?)?\\b', ' ', 'g'), '[^\\pL\\pN]+', ' ', 'g')) AS street
FROM (SELECT *, NOT is_flat AND NOT regexp_matches(street_text, '\\b[0-9]+[A-Z]?\\b')
      AND regexp_matches(array_to_string(units, ' '), '^[0-9]+[A-Z]?$') AS unit_is_number FROM parts) ORDER BY rid
"""  # noqa: S608  every part put in is a constant of this package
GIVEN = (
    "name", "legal_name", "address", "town", "postcode", "uprn", "company_number", "phone", "email_domain",
    "longitude", "latitude", "coordinate_precision",
)  # fmt: skip


PART = 50_000
"""Records normalised at a time."""
MARK = hashlib.sha256(CLEAN.encode()).hexdigest().encode()
"""Tells what other steps have normalised."""


def clean(records: pd.DataFrame, con: duckdb.DuckDBPyConnection, *, kept: pa.Table | None = None) -> pa.Table:
    """Run the steps over every record; rows come back in the order given, numbered `rid`.

    Args:
        records: RECORDS.
        con: private database.
        kept: what an earlier run returned. Records whose description is in it are not normalised again; of other steps it is ignored.
    Returns:
        The columns of CLEAN and `given`, a number for what the record says.
    """
    number = pd.util.hash_pandas_object(records[list(GIVEN)], index=False).to_numpy()
    if kept is None or (kept.schema.metadata or {}).get(b"steps") != MARK:
        return _marked(_cleaned(records, con), number)
    order = np.argsort(held := kept["given"].to_numpy(), kind="stable")
    at = np.minimum(np.searchsorted(held[order], number), max(len(held) - 1, 0))
    is_new = held[order][at] != number if len(held) else np.ones(len(number), dtype=bool)
    fresh = _marked(_cleaned(records[is_new], con), number[is_new])
    row = np.where(is_new, len(held) + np.cumsum(is_new) - 1, order[at] if len(held) else 0)
    whole = pa.concat_tables([kept.select(fresh.column_names).cast(fresh.schema), fresh]).take(pa.array(row))
    return whole.set_column(0, "rid", pa.array(np.arange(len(row)), fresh.schema.field("rid").type))


def _marked(cleaned: pa.Table, number: np.ndarray) -> pa.Table:
    return cleaned.append_column("given", pa.array(number, pa.uint64())).replace_schema_metadata({b"steps": MARK})


def _cleaned(records: pd.DataFrame, con: duckdb.DuckDBPyConnection) -> pa.Table:
    """In parts, two at a time: a stop from the keyboard does not wait for the whole table, and DuckDB alone keeps so few rows to one processor."""
    given = records[list(GIVEN)].copy(deep=False)
    given.insert(0, "rid", range(len(given)))
    starts = range(0, max(len(given), 1), PART)
    if len(starts) == 1:
        return _part(given, con)
    with ThreadPoolExecutor(2) as pool:
        return pa.concat_tables(pool.map(lambda at: _part(given.iloc[at : at + PART], con), starts))


def _part(given: pd.DataFrame, con: duckdb.DuckDBPyConnection) -> pa.Table:
    with con.cursor() as own:
        own.register("given", given)
        own.execute(f"create temp table done as {CLEAN}")  # asked for as a relation, the steps are planned twice
        return own.table("done").to_arrow_table()
