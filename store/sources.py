"""The register of sources: what was received from whom, how many rows, which days, under which terms.

Every read takes the scope first: people see the sources of the partners they may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd

from store import audit, decisions, loaded
from store.access import AccessDenied, Scope
from store.decisions import Terms
from store.home import Home
from store.raw import Receipt
from tables import LOADS, SOURCE_REGISTER, check, conform

SOON_DAYS = 60


def loads(scope: Scope, place: Home, receipts: Sequence[Receipt], partner_of: Mapping[str, str]) -> pd.DataFrame:
    """LOADS of the files given, newest first; a file read by two layouts is two lines.

    Args:
        receipts: the files that count.
        partner_of: layout to partner.
    """
    allowed = [name for name, partner in partner_of.items() if scope.covers(partner)]
    known = [receipt for receipt in receipts if loaded.report_of(place, receipt.sha256) is not None]
    if not known or not allowed:
        return conform(pd.DataFrame(columns=LOADS.names), LOADS)
    folders = {receipt.sha256: place.loaded / receipt.sha256 for receipt in known}
    counts = _counts(folders, allowed)
    about = pd.DataFrame(
        [
            {
                "source_file": receipt.sha256,
                "file_name": receipt.file_name,
                "loaded_at": pd.Timestamp(receipt.received_at).tz_localize(None),
                "loaded_by": receipt.received_by,
                "agreement": receipt.agreement or None,
                "sequence": receipt.sequence,
            }
            for receipt in known
        ]
    )
    found = counts.merge(about, on="source_file").sort_values(["sequence", "source"], ascending=[False, True])
    found["partner"] = found["source"].map(dict(partner_of))
    return check(conform(found.reset_index(drop=True), LOADS), LOADS)


def _counts(folders: Mapping[str, Path], allowed: Sequence[str]) -> pd.DataFrame:
    """Rows by file and layout: read, kept, quarantined, unchanged, contacts, first and last day, organisation."""
    paths = [[f"{path}/{name}.parquet" for path in folders.values()] for name in _COUNTED]
    with duckdb.connect(config={"threads": "2"}) as connection:
        connection.execute("create table allowed as select unnest(?::varchar[]) as source", [list(allowed)])
        return connection.execute(_COUNTS, paths).df()


_COUNTED = ("rows", "unchanged", "touch_points", "records")
_COUNTS = """
with went as (
    select r.source_file, r.source, count(*) as rows_read, count(*) filter (r.is_quarantined) as quarantined, count(u.row) as unchanged
    from (select *, parse_path(filename)[-2] as source_file from read_parquet(?, filename = true, union_by_name = true)) r
        left join (select *, parse_path(filename)[-2] as source_file from read_parquet(?, filename = true, union_by_name = true)) u
        using (source_file, source, row) group by 1, 2
), contact as (
    select parse_path(filename)[-2] as source_file, source, count(*) as touch_points, min(event_date) as date_min, max(event_date) as date_max
    from read_parquet(?, filename = true, union_by_name = true) group by 1, 2
), body as (
    select parse_path(filename)[-2] as source_file, source, mode(partner_org) as partner_org
    from read_parquet(?, filename = true, union_by_name = true) group by 1, 2
)
select w.*, w.rows_read - w.quarantined - w.unchanged as kept, coalesce(c.touch_points, 0) as touch_points, c.date_min, c.date_max, b.partner_org
from went w join allowed using (source) left join contact c using (source_file, source) left join body b using (source_file, source)
"""


def register(
    files: pd.DataFrame, terms: Mapping[str, Terms], titles: Mapping[str, str], *, today: dt.date
) -> pd.DataFrame:
    """SOURCE_REGISTER: a line for each source with its terms.

    Args:
        files: LOADS.
        terms: the terms that count, by source.
        titles: layout to what people call it.
        today: what an expiry is held against.
    """
    if files.empty:
        return conform(pd.DataFrame(columns=SOURCE_REGISTER.names), SOURCE_REGISTER)
    found = files.groupby("source", sort=False).agg(
        partner=("partner", "first"),
        partner_org=("partner_org", _bodies),
        files=("source_file", "size"),
        rows_read=("rows_read", "sum"),
        kept=("kept", "sum"),
        quarantined=("quarantined", "sum"),
        date_min=("date_min", "min"),
        date_max=("date_max", "max"),
        last_load=("loaded_at", "max"),
        sent_under=("agreement", "first"),
    )  # fmt: skip
    found = found.reset_index()
    held = pd.DataFrame([asdict(terms.get(source, Terms(source))) for source in found["source"]]).drop(columns="source")
    found = pd.concat([found, held], axis="columns")
    found["title"] = found["source"].map(dict(titles)).fillna(found["source"])
    found["agreement"] = found["agreement"].astype("str").fillna(found["sent_under"])
    found["agreement_expires"] = pd.to_datetime(found["agreement_expires"].astype("str"), errors="coerce")
    left = (found["agreement_expires"] - pd.Timestamp(today)).dt.days
    found["expiry"] = pd.Series("in force", index=found.index).mask(left <= SOON_DAYS, "soon").mask(left < 0, "expired")
    found["expiry"] = found["expiry"].where(left.notna(), "not recorded")
    order = found.sort_values(["partner", "title"], ignore_index=True)
    return check(conform(order, SOURCE_REGISTER), SOURCE_REGISTER)


def _bodies(names: pd.Series) -> str | None:
    """`"Basildon Council and 3 more"`."""
    once = list(dict.fromkeys(names.dropna()))
    if not once:
        return None
    return once[0] if len(once) == 1 else f"{once[0]} and {len(once) - 1} more"


def set_terms(scope: Scope, place: Home, terms: Terms, *, partner: str) -> None:
    """New terms for a source, kept beside the old ones and written to the audit log.

    Raises:
        AccessDenied: the person's scope does not cover the partner.
    """
    if not scope.covers(partner):
        raise AccessDenied(f"{scope.user} may not change the terms of {terms.source}.")
    decisions.set_terms(place, scope.user, terms)
    audit.record(place, scope.user, "terms", **asdict(terms))


def demand(scope: Scope, partners: Sequence[str]) -> None:
    """Refuse work on the data of partners the person's scope does not cover.

    Raises:
        AccessDenied: it does not cover them all.
    """
    denied = [partner for partner in partners if not scope.covers(partner)]
    if denied:
        raise AccessDenied(f"{scope.user} may not load or take back data of {', '.join(denied)}.")
