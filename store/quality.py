"""How good each source is: how full its fields are, how precise its places, how much of it is matched, when it arrives.

For all that is loaded, for the last month a source reaches, and for the month before, so that a change shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from store import loaded
from store.access import Scope
from store.db import cursor
from store.home import Home
from store.raw import Receipt
from tables import ARRIVALS, SOURCE_QUALITY, UNKNOWN_WORDS, check, conform

FILLED = ("name", "address", "postcode", "uprn", "company_number", "phone", "category", "longitude")
PRECISIONS = ("ROOFTOP", "STREET", "POSTCODE", "AREA")
KEY = ["source", "partner", "period", "month"]


def source_quality(
    scope: Scope, register: Path, place: Home, receipts: Sequence[Receipt], registers: Sequence[str]
) -> pd.DataFrame:
    """SOURCE_QUALITY of every source in scope.

    Args:
        receipts: the files that count.
        registers: layouts that list businesses; of these a month is that of the files' extraction, of others that of the contacts.
    """
    allowed, values = scope.sql(partner="r.partner", district="r.district")
    connection = cursor(register)
    connection.register("listed_files", _listed_files(place, receipts, registers))
    paths = [str(place.loaded / receipt.sha256 / "rows.parquet") for receipt in receipts] if registers else []
    listed = _LISTED if paths else _NOTHING_LISTED
    marks = ", ".join("?" * len(registers)) or "''"
    filled = ", ".join(f"count(r.{name}) as {name}" for name in FILLED)
    precise = ", ".join(
        f"count(*) filter (r.coordinate_precision = '{name}') as at_{name.lower()}" for name in PRECISIONS
    )
    sql = _QUALITY.format(listed=listed, registers=marks, allowed=allowed, filled=filled, precise=precise)
    given = [*([paths] if paths else []), *values, *values, *registers]
    wide = connection.execute(sql, given).df()
    return check(conform(_long(wide), SOURCE_QUALITY), SOURCE_QUALITY)


_NOTHING_LISTED = "select null::varchar as source, null::varchar as record_id, null::date as month where false"
_LISTED = """select distinct l.source, l.record_id, f.month::date as month
    from read_parquet(?, filename = true) l join listed_files f on f.path = l.filename
    where l.record_id is not null and l.source in (select source from listed_files)"""
_QUALITY = """
with listed as ({listed}),
mine as (select r.* from records r where {allowed}),
contact as (
    select t.* from touch_points t join records r using (record_id) where {allowed}
), touched as (
    select distinct source, record_id, month from contact where source not in ({registers})
    union select source, record_id, month from listed
), months as (
    select source, month, row_number() over (partition by source order by month desc) as back from (select distinct source, month from touched)
), chosen as (
    select source, record_id, 'all' as period, null::date as month from mine
    union all
    select t.source, t.record_id, case m.back when 1 then 'last' else 'before' end, t.month
    from touched t join months m using (source, month) join mine using (record_id) where m.back <= 2
), known as (
    select business_id, count(distinct source) as sources from links join records using (record_id) group by 1
), own as (
    select business_id, source, count(*) as spellings from links join records using (record_id) group by 1, 2
), told as (
    select c.source, c.period, count(*) as touch_points, count(t.touch_point_ref) as with_reference,
        count(t.outcome_raw) as with_outcome, count(t.severity) as assessed
    from chosen c join contact t on t.record_id = c.record_id and (c.month is null or t.month = c.month) group by all
)
select c.source, any_value(r.partner) as partner, c.period, any_value(c.month) as month, count(*) as records, {filled}, {precise},
    count(*) filter (k.sources > 1) as matched, count(*) filter (o.spellings > 1) as spelt_twice,
    coalesce(any_value(t.touch_points), 0) as touch_points, coalesce(any_value(t.with_reference), 0) as with_reference,
    coalesce(any_value(t.with_outcome), 0) as with_outcome, coalesce(any_value(t.assessed), 0) as assessed
from chosen c join mine r using (record_id) join links l using (record_id) join known k using (business_id)
    join own o on o.business_id = l.business_id and o.source = c.source left join told t on t.source = c.source and t.period = c.period
group by c.source, c.period order by 1, 3
"""


def _listed_files(place: Home, receipts: Sequence[Receipt], registers: Sequence[str]) -> pd.DataFrame:
    """`path`, `source` and `month` of the files of registers: the month they were extracted, or else received."""
    lines = []
    for receipt in receipts:
        report = loaded.report_of(place, receipt.sha256)
        for source in set(report.specs) & set(registers) if report is not None else ():
            day = pd.Timestamp((report.extracted if report else None) or receipt.received.isoformat())
            path = str(place.loaded / receipt.sha256 / "rows.parquet")
            lines.append({"path": path, "source": source, "month": day.replace(day=1)})
    form = {"path": "str", "source": "str", "month": "datetime64[us]"}
    return pd.DataFrame(lines, columns=list(form)).astype(form)


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    """One line for each measure: how many of how many."""
    of_contacts = ("with_reference", "with_outcome", "assessed")
    measures = [*FILLED, *(f"at_{name.lower()}" for name in PRECISIONS), "matched", "spelt_twice", *of_contacts]
    tall = wide.melt([*KEY, "records", "touch_points"], measures, var_name="measure", value_name="part")
    tall["whole"] = tall["records"].where(~tall["measure"].isin(of_contacts), tall["touch_points"])
    return tall.sort_values(["source", "period", "measure"], ignore_index=True)


def arrivals(scope: Scope, register: Path) -> pd.DataFrame:
    """ARRIVALS: contacts of each source by month."""
    allowed, values = scope.sql()
    sql = f"""select source, month, count(*) as touch_points, max(event_date) as last_contact
        from touch_points where {allowed} group by all order by 1, 2"""
    return check(conform(cursor(register).execute(sql, values).df(), ARRIVALS), ARRIVALS)


def unknown_words(
    scope: Scope, place: Home, receipts: Sequence[Receipt], partner_of: Mapping[str, str], *, most: int = 500
) -> pd.DataFrame:
    """UNKNOWN_WORDS: what partners said that no code of ours stands for, commonest first."""
    frames = []
    with duckdb.connect(config={"threads": "2"}) as connection:
        for receipt in receipts:
            report = loaded.report_of(place, receipt.sha256)
            if report is None or not any(code.endswith("_UNMAPPED") for code in report.issue_counts):
                continue
            if not all(scope.covers(partner_of.get(name, "")) for name in report.specs):
                continue
            path = str(place.loaded / receipt.sha256 / "issues.parquet")
            found = connection.execute(_UNKNOWN, [path]).df()
            own = [_source_of(column, report) for column in found["column"].fillna("")]
            frames.append(found.assign(source=own, seen=receipt.received_at[:10]))
    if not frames:
        return conform(pd.DataFrame(columns=UNKNOWN_WORDS.names), UNKNOWN_WORDS)
    alike = pd.concat(frames).groupby(["source", "column", "problem", "action", "advice"], dropna=False, sort=False)
    every = alike.agg(rows=("rows", "sum"), last_seen=("seen", "max")).reset_index()
    every["last_seen"] = pd.to_datetime(every["last_seen"])
    ordered = every.sort_values("rows", ascending=False, kind="stable", ignore_index=True).head(most)
    return check(conform(ordered, UNKNOWN_WORDS), UNKNOWN_WORDS)


def _source_of(column: str, report: loaded.Report) -> str:
    """The layout a column of a file with several tables belongs to: `"Notices!Result"` is of the one known by sheet 'Notices'."""
    sheet = column.rsplit("!", 1)[0] if "!" in column else ""
    named = (name for name, why in zip(report.specs, report.why, strict=False) if sheet and f"sheet '{sheet}'" in why)
    return next(named, report.specs[0])


_UNKNOWN = """
select "column", problem, any_value(action) as action, any_value(advice) as advice, count(*) as rows
from read_parquet(?) where code like '%_UNMAPPED' group by 1, 2
"""


def gaps(months: pd.DataFrame, *, as_of: dt.date, months_back: int = 36) -> pd.DataFrame:
    """Months without a contact, of the last few up to the last day any partner reaches, since a source's first: `source`, `month`."""
    lines = []
    span = pd.date_range(end=pd.Timestamp(as_of).replace(day=1), periods=months_back, freq="MS")
    for source, own in months.groupby("source"):
        every = span[span >= own["month"].min()]
        lines += [{"source": source, "month": month} for month in every.difference(pd.DatetimeIndex(own["month"]))]
    return pd.DataFrame(lines, columns=["source", "month"])
